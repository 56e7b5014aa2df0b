import type { ProviderMethod } from './payment-gateway.js';
import { chooseGateway, methodsFor } from './routing.js';

const CARD = { method: 'card', label: 'Card', kind: 'card', fields: [] } as const;
const WALLET = { method: 'paypal', label: 'PayPal', kind: 'redirect', fields: [] } as const;
const BLIK = { method: 'blik', label: 'BLIK', kind: 'app', fields: [{ name: 'code', kind: 'code', format: null, required: true }] } as const;
const BLIK_OF_ANOTHER = { ...BLIK, fields: [...BLIK.fields, { name: 'phone', kind: 'phone', format: null, required: true }, { name: 'email', kind: 'email', format: null, required: false }] } as const;
const gateway = (provider: string, takesRealMoney: boolean, currencies: string[] = ['EUR'], methods: ProviderMethod[] = [CARD]) => ({ provider, takesRealMoney, takes: ({ currency }: { currency: string }) => currencies.includes(currency), methods: () => methods });
const SANDBOX = gateway('sandbox', false, ['EUR', 'KPW', 'JPY']);
const TEST = gateway('stripe', false);
const LIVE = gateway('stripe', true);
const OTHER = gateway('adyen', true, ['EUR', 'JPY']);
const PAYPAL = gateway('paypal', true, ['EUR'], [WALLET]);
const BOTH = gateway('both', true, ['EUR'], [WALLET, CARD]);
const EUR = { country: 'DE', currency: 'EUR', amount_minor: 100 };

describe('the provider of a new attempt', () => {
  it.each([
    ['the first in the order', [LIVE, OTHER], 'live', true, EUR, 'stripe'],
    ['the next where the first cannot charge the currency', [LIVE, OTHER], 'live', true, { ...EUR, currency: 'JPY' }, 'adyen'],
    ['none where nobody can', [LIVE, OTHER], 'live', true, { ...EUR, currency: 'KPW' }, undefined],
    ['no play money for a live game in production', [SANDBOX, TEST], 'live', true, EUR, undefined],
    ['real money for a live game in production, whatever stands before it', [SANDBOX, LIVE], 'live', true, EUR, 'stripe'],
    ['play money for a live game where nobody sells', [SANDBOX, LIVE], 'live', false, EUR, 'sandbox'],
    ['never real money for a sandbox game in production', [LIVE, SANDBOX], 'sandbox', true, EUR, 'sandbox'],
    ['never real money for a sandbox game anywhere', [LIVE, OTHER], 'sandbox', false, EUR, undefined],
    ['the first that may where nothing is told of the sale', [SANDBOX, LIVE], 'live', true, undefined, 'stripe'],
    ['none where there is none', [], 'live', false, EUR, undefined],
  ] as const)('is %s', (_what, inOrder, environment, isProduction, what, expected) => {
    expect(chooseGateway([...inOrder], { environment, isProduction }, { method: 'card', what })?.provider).toBe(expected);
  });

  const LIVE_SALE = { environment: 'live', isProduction: true } as const;
  it.each([
    ['the next while the first is not to be reached', [LIVE, OTHER], EUR, { isAside: (provider: string) => provider === 'stripe' }, 'adyen'],
    ['the first all the same where the next cannot charge the currency', [OTHER, LIVE], { ...EUR, currency: 'JPY' }, { isAside: (provider: string) => provider === 'adyen' }, 'adyen'],
    ['the first where none is to be reached', [LIVE, OTHER], EUR, { isAside: () => true }, 'stripe'],
    ['the one whose fields the card was typed into', [LIVE, OTHER], EUR, { tokenOf: 'adyen' }, 'adyen'],
    ['that one also while it is not to be reached', [LIVE, OTHER], EUR, { tokenOf: 'stripe', isAside: (provider: string) => provider === 'stripe' }, 'stripe'],
    ['not that one where it may not charge', [SANDBOX, LIVE], EUR, { tokenOf: 'sandbox' }, 'stripe'],
    ['not that one where it takes no new attempts', [LIVE], EUR, { tokenOf: 'adyen' }, 'stripe'],
  ] as const)('is %s, whatever the order says', (_what, inOrder, what, inclinations, expected) => {
    expect(chooseGateway([...inOrder], LIVE_SALE, { method: 'card', what }, inclinations)?.provider).toBe(expected);
  });

  it.each([
    ['the first that offers the method', [LIVE, PAYPAL, BOTH], 'paypal', {}, 'paypal'], ['the first that takes cards, whatever stands before it', [PAYPAL, OTHER, LIVE], 'card', {}, 'adyen'],
    ['the next that offers it while the first is not to be reached', [PAYPAL, LIVE, BOTH], 'paypal', { isAside: (provider: string) => provider === 'paypal' }, 'both'],
    ['the one that alone offers it, also while it is not to be reached', [PAYPAL, LIVE], 'paypal', { isAside: () => true }, 'paypal'],
    ['none that does not offer it, though a token is its own', [LIVE, PAYPAL], 'paypal', { tokenOf: 'stripe' }, 'paypal'],
    ['none where nobody offers it', [LIVE, OTHER], 'paypal', {}, undefined],
  ] as const)('is %s', (_what, inOrder, method, inclinations, expected) => {
    expect(chooseGateway([...inOrder], LIVE_SALE, { method, what: EUR }, inclinations)?.provider).toBe(expected);
  });

  it.each([
    ['the first where she was not asked yet', undefined, 'one'], ['the first where it has what it wants', ['code', 'phone'], 'one'], ['the next where the first wants more of her', ['code'], 'two'], ['nobody where each wants more', [], undefined],
  ] as const)('is %s', (_what, has, expected) => {
    const able = [gateway('one', true, ['EUR'], [BLIK_OF_ANOTHER]), gateway('two', true, ['EUR'], [BLIK])];
    expect(chooseGateway(able, LIVE_SALE, { method: 'blik' }, { has })?.provider).toBe(expected);
  });

  it('is behind every method that is offered, and each method is offered once', () => {
    const methods = (inOrder: ReturnType<typeof gateway>[], what = EUR) => methodsFor(inOrder, LIVE_SALE, what).map(({ method }) => method);
    expect(methods([LIVE, PAYPAL, OTHER])).toEqual(['card', 'paypal']);
    expect(methods([BOTH, LIVE])).toEqual(['paypal', 'card']);
    // By what cannot charge the amount, or may not charge the game, nothing is offered.
    expect(methods([PAYPAL, OTHER], { ...EUR, currency: 'JPY' })).toEqual(['card']);
    expect(methods([SANDBOX, PAYPAL])).toEqual(['paypal']);
    expect(methods([])).toEqual([]);
  });
});
