import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type CurrencyCode } from '#platform/kernel/currency';
import { type CustomerType, type PriceMode, type RoundingLevel, type TaxItemType } from '../contracts/queries.js';
import { quoteForTest } from '../testing/index.js';

/** One sale whose tax an official text tells. Amounts are minor units. `how`: see `golden/README.md`. */
interface GoldenCase {
  id: string;
  country: string;
  region?: string;
  postcode?: string;
  date: string;
  customer: CustomerType;
  tax_id?: string;
  item_type?: TaxItemType;
  currency: CurrencyCode;
  price_mode: PriceMode;
  rounding_level?: RoundingLevel;
  lines: number[];
  expected: {
    treatment: string | null;
    outcome?: string;
    rate?: string;
    tax: number | null;
    total?: number;
    /** The tax of each part, in the order of the place. */
    components?: number[];
    refusal_code?: string;
  };
  note?: string;
  source: { issuer: string; url: string; dated: string; sentence: string; how: 'page' | 'law' | 'cited' };
}

const folder = path.join(import.meta.dirname, 'golden');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const cases = files.flatMap((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as GoldenCase[]);

describe('the golden cases as data', () => {
  test('at least 150 cases over at least 60 countries', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(new Set(cases.map((each) => each.country)).size).toBeGreaterThanOrEqual(60);
  });

  test('each has an id of its own', () => {
    const ids = cases.map((each) => each.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('each names an office, its address, a date and the sentence that it rests on', () => {
    const wanting = cases.filter(
      ({ source }) =>
        !source.issuer || !/^https?:\/\/[^ ]+\.[^ ]+$/.test(source.url) || !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(source.dated) || source.sentence.length < 8 || !['page', 'law', 'cited'].includes(source.how),
    );
    expect(wanting.map((each) => each.id)).toEqual([]);
  });

  test('where something is charged the sentence, or the note beside it, tells a figure', () => {
    const charged = cases.filter(({ expected, source, note }) => expected.treatment === 'charge' && !/\d|sechzehn|seize|six|eight|fifteen|百分/.test(source.sentence + (note ?? '')));
    expect(charged.map((each) => each.id)).toEqual([]);
  });

  test('no two cases ask the same', () => {
    const asked = cases.map((each) => JSON.stringify(Object.entries({ ...each, id: null, expected: null, note: null, source: null }).sort()));
    expect(cases.filter((_each, index) => asked.indexOf(asked[index]!) !== index).map((each) => each.id)).toEqual([]);
  });
});

describe.each(files)('%s', (name) => {
  const own = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as GoldenCase[];

  test.each(own.map((each) => [each.id, each] as const))('%s', (_, told) => {
    const quote = quoteForTest({
      country: told.country,
      region: told.region ?? null,
      postcode: told.postcode ?? null,
      date: told.date,
      customer_type: told.customer,
      currency: told.currency,
      price_mode: told.price_mode,
      lines: told.lines.map((amount) => ({ amount: BigInt(amount) })),
      ...(told.tax_id ? { tax_id: told.tax_id } : {}),
      ...(told.item_type ? { item_type: told.item_type } : {}),
      ...(told.rounding_level ? { rounding_level: told.rounding_level } : {}),
    });
    const { components, ...expected } = told.expected;
    expect({
      treatment: quote.treatment,
      ...('outcome' in expected ? { outcome: quote.outcome } : {}),
      ...('rate' in expected ? { rate: quote.rate } : {}),
      tax: quote.tax === null ? null : Number(quote.tax),
      ...('total' in expected ? { total: Number(quote.total) } : {}),
      ...('refusal_code' in expected ? { refusal_code: quote.refusal_code } : {}),
    }).toEqual(expected);
    if (components) expect(quote.components.map((each) => Number(each.tax))).toEqual(components);
  });
});
