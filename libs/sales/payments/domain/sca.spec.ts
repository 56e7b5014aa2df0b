import { exemptionFor } from './sca.js';

const RULES = [{ country: 'DE', low_value: true, tra_up_to_minor: 25_000 }, { country: 'FR', low_value: true, tra_up_to_minor: null }, { country: 'GB', low_value: false, tra_up_to_minor: 10_000 }, { country: 'US', low_value: true, tra_up_to_minor: 10_000 }];

describe('an exemption from asking the cardholder', () => {
  it.each([
    ['DE', 'DE', 'EUR', 3_000, 'low_value'], ['DE', 'DE', 'EUR', 3_001, 'tra'], ['DE', null, 'EUR', 25_000, 'tra'], ['DE', 'DE', 'EUR', 25_001, null], ['FR', 'FR', 'EUR', 3_000, 'low_value'], ['FR', 'FR', 'EUR', 3_001, null],
    ['GB', 'GB', 'GBP', 100, 'tra'], ['DE', 'DE', 'GBP', 2_500, 'low_value'], ['DE', 'DE', 'GBP', 2_501, 'tra'],
    // A card from elsewhere, a country without a rule, one outside of the law, a currency without a fixed amount.
    ['DE', 'US', 'EUR', 100, null], ['AT', 'AT', 'EUR', 100, null], ['US', 'US', 'EUR', 100, null], ['DE', 'DE', 'SEK', 100, null], [null, 'DE', 'EUR', 100, null],
  ])('in %s by a card of %s, %s %s: %s', (country, card_country, currency, amount_minor, expected) => {
    expect(exemptionFor(RULES, { country, card_country, currency, amount_minor })).toBe(expected);
  });
});
