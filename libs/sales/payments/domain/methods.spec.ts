import { METHOD_TYPES, paymentMethod, PAYMENT_METHODS, TAKEN } from '../contracts/method-table.js';
import { isCurrency } from '#platform/kernel/currency';
import { COUNTRIES } from '#platform/kernel/country';
import { isAllowed, ruled } from './method-rules.js';
import { methodsOf, obstacleOf, offered, ranked, refundObstacle, suits } from './methods.js';
import { routed, routeOf } from './routes.js';

const NL = { country: 'NL', currency: 'EUR', amount_minor: 999 };
const ids = (methods: readonly { method: string }[]): string[] => methods.map(({ method }) => method);
const all = PAYMENT_METHODS.map(({ id }) => ({ method: id }));

describe('the table of methods', () => {
  it('names each method once, in codes that there are, with limits in currencies that it takes', () => {
    expect(new Set(PAYMENT_METHODS.map(({ id }) => id)).size).toBe(PAYMENT_METHODS.length);
    for (const { id, type, territories, currencies, limits, refund, pending } of PAYMENT_METHODS) {
      expect(id).toMatch(/^[a-z][a-z0-9_]{1,39}$/);
      expect(METHOD_TYPES).toContain(type);
      for (const territory of territories ?? []) expect([id, [...COUNTRIES].includes(territory)]).toEqual([id, true]);
      for (const currency of currencies ?? []) expect([id, isCurrency(currency)]).toEqual([id, true]);
      for (const { currency, min_minor, max_minor } of limits) {
        expect([id, currencies === null || currencies.includes(currency), (min_minor ?? 0) <= (max_minor ?? Infinity)]).toEqual([id, true, true]);
        expect([min_minor, max_minor].every((each) => each === null || Number.isSafeInteger(each))).toBe(true);
      }
      // What is paid in a shop comes later, and does not go back by itself.
      if (type === 'voucher') expect([id, pending, refund === 'part']).toEqual([id, 'always', false]);
    }
  });

  it('lets a gateway ask only for what its provider has a published name for', () => {
    for (const [provider, methods] of Object.entries(TAKEN)) for (const id of methods) expect([provider, id, paymentMethod(id)?.names[provider as 'stripe']]).toEqual([provider, id, expect.stringMatching(/^\w+$/)]);
  });
});

describe('what a provider is asked for', () => {
  it('is what it takes and its account has switched on', () => {
    expect(methodsOf('stripe', ['ideal', 'card', 'boleto', 'nothing'])).toEqual([{ method: 'card', label: 'Card', kind: 'card', fields: [] }, { method: 'ideal', label: 'iDEAL | Wero', kind: 'redirect', fields: [] }, expect.objectContaining({ method: 'boleto', kind: 'async', fields: expect.arrayContaining([expect.objectContaining({ kind: 'tax_id_br' })]) })]);
    expect(methodsOf('checkout_com', [])).toEqual([]);
    expect(methodsOf('sandbox', TAKEN.sandbox).map(({ kind }) => kind)).toEqual(['card', 'wallet', 'wallet', 'redirect', 'async', 'async', 'app']);
    expect([...methodsOf('stripe', ['blik', 'eps', 'oxxo', 'pix', 'mb_way']), ...methodsOf('adyen', ['mb_way', 'bancontact'])].map(({ method, kind }) => [method, kind])).toEqual([['blik', 'app'], ['eps', 'redirect'], ['pix', 'async'], ['oxxo', 'async'], ['mb_way', 'app']]);
  });
});

describe('a method suits a sale', () => {
  it.each([
    ['ideal', NL, null], ['ideal', { ...NL, country: 'BE' }, 'territory'], ['ideal', { ...NL, currency: 'USD' }, 'currency'], ['ideal', { ...NL, country: null }, null], ['card', { country: 'KE', currency: 'KES', amount_minor: 1 }, null],
    ['bancontact', { country: 'BE', currency: 'EUR', amount_minor: 99 }, 'amount'], ['bancontact', { country: 'BE', currency: 'EUR', amount_minor: 100 }, null],
    ['twint', { country: 'CH', currency: 'CHF', amount_minor: 500_000 }, null], ['twint', { country: 'CH', currency: 'CHF', amount_minor: 500_001 }, 'amount'],
    ['gopay', { country: 'ID', currency: 'IDR', amount_minor: 2_000_000_000 }, null], ['gopay', { country: 'ID', currency: 'IDR', amount_minor: 2_000_000_001 }, 'amount'],
  ] as const)('or does not: %s %j is %s', (method, what, because) => {
    expect(obstacleOf(paymentMethod(method)!, what)).toBe(because);
    expect(suits(method, what)).toBe(because === null);
  });

  it('and one that the table does not know is its provider\'s own affair', () => expect([suits('toString', NL), suits('of_an_older_build', NL)]).toEqual([true, true]));
});

describe('the order of methods', () => {
  it('is what belongs to a country, wallets of everywhere, cards, what takes its time, and what only the sandbox has', () => {
    expect(ids(ranked(['voucher', 'wallet', 'boleto', 'card', 'klarna', 'paypal', 'ideal', 'pix', 'apple_pay', 'bank_transfer'].map((method) => ({ method }))))).toEqual([
      'ideal', 'pix', 'apple_pay', 'paypal', 'card', 'boleto', 'klarna', 'wallet', 'bank_transfer', 'voucher',
    ]);
    // Of what belongs to the country what matters most there.
    expect(ids(ranked([{ method: 'mb_way' }, { method: 'grabpay' }, { method: 'blik' }]))).toEqual(['blik', 'mb_way', 'grabpay']);
    expect(ids(ranked([{ method: 'no_such_b' }, { method: 'no_such_a' }, { method: 'voucher' }]))).toEqual(['voucher', 'no_such_a', 'no_such_b']);
  });

  it('does not depend on the order in which they come', () => {
    expect(ranked(all.toReversed())).toEqual(ranked(all));
    expect(ranked(all)).toHaveLength(all.length);
  });
});

describe('what a client is told of a method', () => {
  it('is its type, whether it is of the country, and what goes back', () => {
    expect(methodsOf('stripe', ['ideal']).map(offered)).toEqual([{ method: 'ideal', label: 'iDEAL | Wero', kind: 'redirect', type: 'bank_redirect', is_local: true, refund: 'part', fields: [] }]);
    expect(offered({ method: 'voucher', label: 'Voucher', kind: 'async', fields: [] })).toMatchObject({ is_local: false, refund: 'none' });
    expect(offered({ method: 'unknown_one', label: 'X', kind: 'card', fields: [] })).toMatchObject({ type: 'card', refund: 'depends' });
  });
});

describe('money goes back the way it came', () => {
  it.each([
    ['card', 1, 100, null], ['boleto', 100, 100, 'method_not_refundable'], ['voucher', 1, 100, 'method_not_refundable'], ['paypay', 99, 100, 'part_not_refundable'], ['paypay', 100, 100, null], ['dana', 1, 100, null], ['of_an_older_build', 1, 100, null],
  ] as const)('or not: %s, %i of %i is %s', (method, amount, captured, expected) => expect(refundObstacle(method, amount, captured)).toBe(expected));
});

describe("a studio's rules", () => {
  const rule = (told: object) => ({ country: null, sku: null, allow: null, deny: [], order: [], ...told });
  const offers = ['ideal', 'paypal', 'card', 'voucher'].map((method) => ({ method }));
  const at = (rules: ReturnType<typeof rule>[], country = 'NL', skus = ['gems.500']) => ids(ruled(rules, { country, skus }, offers));

  it('leave a method out where any rule that matches does', () => {
    expect(at([])).toEqual(ids(offers));
    expect(at([rule({ deny: ['voucher'] })])).toEqual(['ideal', 'paypal', 'card']);
    expect(at([rule({ country: 'BE', deny: ['voucher'] }), rule({ sku: 'other', allow: [] })])).toEqual(ids(offers));
    expect(at([rule({ country: 'NL', allow: ['ideal', 'card'] }), rule({ sku: 'gems.500', deny: ['card'] })])).toEqual(['ideal']);
    // A rule of the country does not undo one of all.
    expect(at([rule({ deny: ['card'] }), rule({ country: 'NL', allow: ['card', 'ideal'] })])).toEqual(['ideal']);
    expect(at([rule({ allow: [] })])).toEqual([]);
    expect(isAllowed([rule({ sku: 'gold' , deny: ['card'] })], { country: null, skus: ['gems.500', 'gold'] }, 'card')).toBe(false);
  });

  it('put in order by the one that names most, the others following as they were', () => {
    expect(at([rule({ order: ['card', 'klarna'] })])).toEqual(['card', 'ideal', 'paypal', 'voucher']);
    expect(at([rule({ country: 'NL', order: ['paypal'] }), rule({ order: ['card'] })])).toEqual(['paypal', 'ideal', 'card', 'voucher']);
    expect(at([rule({ country: 'NL', order: ['paypal'] }), rule({ sku: 'gems.500', order: ['voucher', 'card'] })])).toEqual(['voucher', 'card', 'ideal', 'paypal']);
    expect(at([rule({ sku: 'gems.500', order: ['voucher'] }), rule({ country: 'NL', sku: 'gems.500', order: ['card'] })])[0]).toBe('card');
    expect(at([rule({ order: ['paypal'] }), rule({ order: ['card'] })])[0]).toBe('paypal');
    expect(at([rule({ country: 'BE', order: ['card'] })])[0]).toBe('ideal');
    // An order offers nothing that is left out.
    expect(at([rule({ order: ['card'], deny: ['card'] })])).toEqual(['ideal', 'paypal', 'voucher']);
  });
});

describe("the operator's routes", () => {
  const route = (providers: string[], told: object = {}) => ({ game_id: null, method: null, country: null, currency: null, providers, ...told });
  const sale = { game_id: 'gam_1', method: 'card', country: 'DE', currency: 'EUR' };

  it.each([
    ['none where no rule matches', [route(['a'], { country: 'FR' })], null],
    ['that of all', [route(['a'])], ['a']],
    ['that of the country before that of the currency', [route(['a'], { currency: 'EUR' }), route(['b'], { country: 'DE' })], ['b']],
    ['that of the method before those of country and currency', [route(['a'], { country: 'DE', currency: 'EUR' }), route(['b'], { method: 'card' })], ['b']],
    ['that of the game before all others', [route(['a'], { method: 'card', country: 'DE', currency: 'EUR' }), route(['b'], { game_id: 'gam_1' })], ['b']],
    ['the more exact of two of the game', [route(['a'], { game_id: 'gam_1' }), route(['b'], { game_id: 'gam_1', currency: 'EUR' })], ['b']],
    ['not that of another game', [route(['a']), route(['b'], { game_id: 'gam_2' })], ['a']],
  ])('%s', (_what, routes, expected) => {
    expect(routeOf(routes, sale)?.providers ?? null).toEqual(expected);
    expect(routeOf(routes.toReversed(), sale)?.providers ?? null).toEqual(expected);
  });

  it('say who is asked, and in which order; nobody else is', () => {
    const known = ['stripe', 'adyen', 'paypal', 'sandbox'].map((provider) => ({ provider, takesRealMoney: provider !== 'sandbox' }));
    const names = (providers: string[] | null, environment: 'live' | 'sandbox' = 'live', game_id: string | null = null) => routed(known, providers && { game_id, providers }, { environment, isProduction: true }).map(({ provider }) => provider);
    expect(names(null)).toEqual(['stripe', 'adyen', 'paypal', 'sandbox']);
    expect(names(['paypal', 'gone', 'stripe'])).toEqual(['paypal', 'stripe']);
    expect(names(['gone'])).toEqual([]);
    // Nobody's real money is taken in a sandbox: a rule that names nobody else leaves it as it is.
    expect(names(['stripe'], 'sandbox')).toEqual(['stripe', 'adyen', 'paypal', 'sandbox']);
    expect(names(['sandbox'], 'sandbox')).toEqual(['sandbox']);
    // One that was made for this very game is taken at its word.
    expect(names(['stripe'], 'sandbox', 'gam_1')).toEqual(['stripe']);
    expect(routeOf([route(['a'], { country: 'DE' })], { ...sale, country: null })).toBeNull();
  });
});
