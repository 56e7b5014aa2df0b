import type { PricePlatform, PriceSource } from '../contracts/queries.js';
import { readPriceTiers } from '../infra/price-tiers.js';
import { localPriceOf, type KnownTemplate } from './local-price.js';
import { PriceBook } from './price-book.js';

const book = new PriceBook(readPriceTiers());
const custom = (country: string, platform: PricePlatform, currency: string, minor: bigint) => ({ country, platform, currency, minor });
const template: KnownTemplate = { usdMinor: 999n, customs: [custom('DE', 'any', 'EUR', 777n), custom('DE', 'ios', 'EUR', 888n), custom('CH', 'any', 'USD', 500n)] };
const byTemplate: PriceSource = { price_template_id: 'ptm_x', price_minor: 1, currency: 'USD' };
const raw = (price_minor: number | null, currency = 'USD'): PriceSource => ({ price_template_id: null, price_minor, currency });

const price = (source: PriceSource, country: string | null, platform: PricePlatform = 'any', currency: string | null = null) => {
  const found = localPriceOf(source, source.price_template_id ? template : undefined, { country, platform, currency }, book);
  return found && `${found.amount_minor} ${found.currency}${found.is_custom ? ' by hand' : ''}`;
};

describe('The price of a source', () => {
  it.each<[string, string | null, string | null]>([
    ['by hand for the platform', price(byTemplate, 'DE', 'ios'), '888 EUR by hand'],
    ['by hand for any platform', price(byTemplate, 'DE', 'android'), '777 EUR by hand'],
    ['derived elsewhere', price(byTemplate, 'FR'), '899 EUR'],
    ['in dollars without a tier', price(byTemplate, 'KE'), '999 USD'],
    ['the base price without a country', price(byTemplate, null), '999 USD'],
    ['by hand in another currency than the country’s', price(byTemplate, 'CH'), '500 USD by hand'],
    ['in the currency that is asked for, whatever the country', price(byTemplate, 'JP', 'any', 'EUR'), '899 EUR'],
    ['in a currency asked for, not by hand in another', price(byTemplate, 'CH', 'any', 'CHF'), '790 CHF'],
    ['in no currency without a tier', price(byTemplate, 'KE', 'any', 'KES'), null],
    ['derived from a raw price', price(raw(499), 'DE'), '399 EUR'],
    ['fixed in another currency', price(raw(450, 'EUR'), 'JP'), '450 EUR'],
    ['not converted from another currency', price(raw(450, 'EUR'), 'JP', 'any', 'JPY'), null],
    ['none where none is named', price(raw(null), 'DE'), null],
  ])('is %s', (_name, found, expected) => expect(found).toBe(expected));

  it('is none when the template is gone, even beside a raw price', () => {
    expect(localPriceOf(byTemplate, undefined, { country: 'DE', platform: 'any', currency: null }, book)).toBeNull();
  });
});
