import { AccountKeysMalformed } from '../contracts/errors.js';
import { accountOf, atOperator, kindOf, providerOfAccount } from '../contracts/ids.js';
import { fieldsOf } from '../contracts/method-fields.js';
import { readAccountKeys, type AccountKeys } from './account-keys.js';
import { declineOf } from './declines.js';

const STRIPE: AccountKeys = { provider: 'stripe', secret_key: 'sk_test_51Studio00000000', publishable_key: 'pk_test_51Studio00000000', webhook_secret: 'whsec_studio_000' };

describe('keys of an account of a studio', () => {
  it('are kept as they were told, for cards unless it says more', () => {
    expect(readAccountKeys(STRIPE)).toEqual({ ...STRIPE, methods: ['card'] });
    expect(readAccountKeys({ ...STRIPE, secret_key: 'rk_test_51Studio00000000', methods: ['ideal', 'card', 'ideal'] })).toMatchObject({ secret_key: 'rk_test_51Studio00000000', methods: ['ideal', 'card'] });
    expect(readAccountKeys({ provider: 'sandbox', secret_key: 'a-key-of-it', webhook_secret: 'a-secret-of-it' })).toEqual({ provider: 'sandbox', secret_key: 'a-key-of-it', webhook_secret: 'a-secret-of-it', publishable_key: null, methods: ['card'] });
  });

  it.each<[string, Partial<AccountKeys>, string]>([
    ['a publishable key in its place', { secret_key: 'pk_test_51Studio00000000' }, 'secret_key'],
    ['no publishable key', { publishable_key: null }, 'publishable_key'],
    ['a publishable key of the other mode', { publishable_key: 'pk_live_51Studio00000000' }, 'publishable_key'],
    ['a secret with a space', { webhook_secret: 'whsec studio 000' }, 'webhook_secret'],
    ['a method that nobody asks this provider for', { methods: ['card', 'paypal'] }, 'methods'],
    ['no method at all', { methods: [] }, 'methods'],
    ['a publishable key of the sandbox', { provider: 'sandbox', secret_key: 'a-key-of-it' }, 'publishable_key'],
    ['a key of the sandbox with a space', { provider: 'sandbox', secret_key: 'a key of it', publishable_key: null }, 'secret_key'],
  ])('are refused with %s, which is named and not repeated', (_what, wrong, member) => {
    const read = (): unknown => readAccountKeys({ ...STRIPE, ...wrong });
    expect(read).toThrow(AccountKeysMalformed);
    try {
      read();
    } catch (error) {
      expect((error as AccountKeysMalformed).extra.errors).toMatchObject([{ loc: ['body', member] }]);
      for (const told of Object.values({ ...STRIPE, ...wrong })) if (typeof told === 'string' && told !== 'stripe' && told !== 'sandbox') expect(JSON.stringify(error)).not.toContain(told);
    }
  });
});

describe('the name of an account', () => {
  const named = providerOfAccount('stripe', 'psa_01h00000000000000000000001');

  it('says whose API it is and which account, and the operator has none', () => {
    expect([named, kindOf(named), accountOf(named)]).toEqual(['stripe:psa_01h00000000000000000000001', 'stripe', 'psa_01h00000000000000000000001']);
    expect(['stripe', 'none', ''].map((provider) => [kindOf(provider), accountOf(provider)])).toEqual([['stripe', null], ['none', null], ['', null]]);
  });

  it('is read as its provider is, where a decline or a field of a method is', () => {
    expect(declineOf('insufficient_funds', named)).toEqual(declineOf('insufficient_funds', 'stripe'));
    expect(declineOf('insufficient_funds', named)).not.toEqual(declineOf('insufficient_funds', 'nobody'));
    expect(fieldsOf(named, 'blik')).toEqual(fieldsOf('stripe', 'blik'));
    expect(fieldsOf(named, 'blik').length).toBeGreaterThan(0);
  });

  it('tells what is in the books of the operator from what is not', () => {
    const events = ['stripe', named, 'sandbox'].map((provider) => ({ payload: { provider } }));
    expect(atOperator(events)).toEqual([events[0], events[2]]);
  });
});
