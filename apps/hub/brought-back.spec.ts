import { broughtBack } from './brought-back.js';

describe('what the browser brings back from the page of a provider', () => {
  it('is what a provider wants, and nothing else of the query', () => {
    expect(broughtBack({ token: '5O190127TN364715T', PayerID: 'X', paypal: 'canceled', utm: 'y' })).toEqual({ token: '5O190127TN364715T', paypal: 'canceled' });
    expect(broughtBack({ redirectResult: 'x'.repeat(8_000) })).toEqual({ redirectResult: 'x'.repeat(8_000) });
    expect(broughtBack({})).toEqual({});
  });

  it('is no list, and not longer than it would be', () => expect(broughtBack({ token: ['a', 'b'], redirectResult: 'x'.repeat(8_001), paypal: 'x'.repeat(21) })).toEqual({}));
});
