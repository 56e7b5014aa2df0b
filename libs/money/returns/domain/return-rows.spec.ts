import fc from 'fast-check';
import type { TaxTotal } from '#money/ledger/queries';
import { csvOf } from './csv.js';
import { formOf, OSS } from './forms.js';
import { periodOf } from './periods.js';
import { converted, memberState, ratesNeeded, rowsOf, taxToPay, totalsOf } from './return-rows.js';

const total = (changes: Partial<TaxTotal> = {}): TaxTotal => ({
  jurisdiction: 'DE', country: 'DE', region: null, name: 'VAT', rate: '19', treatment: 'charge', is_business: false, filed_by: 'operator', currency: 'EUR', supplied_month: '2026-08', taxable_minor: 1_000n, tax_minor: 190n, sales: 1, reversals: 0, ...changes,
});
const Q3 = periodOf('2026-08', 3);
const told = (currency: string, of_period: string, rate: string) => ({ currency, of_period, rate, rate_date: '2026-09-30', source: 'ECB' });
const UK = formOf('GB', 'gb_vat', 'GBP');

describe('the rows of a return', () => {
  it('add up what is alike, over all games and months of the period, and a refund of the same period with its sale', () => {
    const rows = rowsOf(OSS, Q3, [total(), total({ supplied_month: '2026-07' }), total({ taxable_minor: -400n, tax_minor: -76n, sales: 0, reversals: 1 }), total({ rate: '7', tax_minor: 70n })], []);
    expect(rows.map(({ rate, taxable_minor, tax_minor, sales, reversals }) => [rate, taxable_minor, tax_minor, sales, reversals])).toEqual([['19', 1_600n, 304n, 2, 1], ['7', 1_000n, 70n, 1, 0]]);
  });

  it('list what corrects an earlier quarter apart, by quarter and member state, at the rate of that quarter', () => {
    const back = total({ currency: 'USD', supplied_month: '2026-06', taxable_minor: -1_000n, tax_minor: -190n, sales: 0, reversals: 1 });
    const rows = rowsOf(OSS, Q3, [back, total({ currency: 'USD' })], [told('USD', '2026-Q2', '0.9'), told('USD', '2026-Q3', '0.8')]);
    expect(rows.map(({ section, of_period, filed_tax_minor }) => [section, of_period, filed_tax_minor])).toEqual([['corrections', '2026-Q2', -171n], ['supplies', '2026-Q3', 152n]]);
    expect(ratesNeeded(OSS, Q3, rows)).toEqual([{ currency: 'USD', of_period: '2026-Q2', on: '2026-06-30' }, { currency: 'USD', of_period: '2026-Q3', on: '2026-09-30' }]);
    expect(taxToPay(rows)).toBe(-19n);
  });

  it('net it elsewhere, and say of which period it is', () => {
    const rows = rowsOf(UK, Q3, [total({ jurisdiction: 'GB', currency: 'EUR', supplied_month: '2026-06', tax_minor: -10n })], [told('EUR', '2026-Q3', '0.85')]);
    expect(rows.map(({ section, of_period, member_state, filed_tax_minor }) => [section, of_period, member_state, filed_tax_minor])).toEqual([['supplies', '2026-Q2', null, -9n]]);
    expect(ratesNeeded(UK, Q3, rows)).toEqual([{ currency: 'EUR', of_period: '2026-Q3', on: '2026-09-30' }]);
  });

  it('leave out of the One Stop Shop what businesses owe themselves; elsewhere it stands as untaxed', () => {
    const business = total({ treatment: 'reverse_charge', is_business: true, tax_minor: 0n });
    expect(rowsOf(OSS, Q3, [business], [])).toEqual([]);
    expect(rowsOf(UK, Q3, [business, total({ treatment: 'no_tax', tax_minor: 0n })], []).map(({ section, is_business }) => [section, is_business])).toEqual([['untaxed', false], ['untaxed', true]]);
  });

  it('have no total in the currency of the form before each rate is told', () => {
    const rows = rowsOf(OSS, Q3, [total(), total({ currency: 'USD' })], []);
    expect([taxToPay(rows), totalsOf(rows).map(({ currency, tax_minor, filed_tax_minor }) => [currency, tax_minor, filed_tax_minor])]).toEqual([null, [['EUR', 190n, 190n], ['USD', 190n, null]]]);
    expect(taxToPay([])).toBe(0n);
  });

  it('know what member states are called', () => {
    expect(['GR', 'MC', 'PT-30', 'DE', 'RE'].map(memberState)).toEqual(['EL', 'FR', 'PT', 'DE', 'FR']);
  });

  it('turn amounts over by their exponents, half away from zero, and a refund as the mirror of its sale', () => {
    expect([converted(1_000n, 'JPY', 'EUR', '0.0061'), converted(100n, 'EUR', 'JPY', '163.5'), converted(1n, 'USD', 'EUR', '0.5'), converted(-1n, 'USD', 'EUR', '0.5'), converted(1_000n, 'KWD', 'EUR', '3')]).toEqual([610n, 164n, 1n, -1n, 300n]);
  });

  it('lose nothing of what was booked, whatever it was', () => {
    const totals = fc.array(fc.record({ jurisdiction: fc.constantFrom('DE', 'FR'), supplied_month: fc.constantFrom('2025-12', '2026-06', '2026-07', '2026-09'), currency: fc.constantFrom('EUR', 'USD'), treatment: fc.constantFrom('charge' as const, 'no_tax' as const), tax_minor: fc.bigInt(-1_000_000_000n, 1_000_000_000n), rate: fc.constantFrom('19', '20') }), { maxLength: 40 });
    fc.assert(fc.property(totals, fc.constantFrom(OSS, UK), (some, form) => {
      const of = (list: readonly { jurisdiction: string; currency: string; tax_minor: bigint }[], jurisdiction: string, currency: string) => list.filter((each) => each.jurisdiction === jurisdiction && each.currency === currency).reduce((sum, { tax_minor }) => sum + tax_minor, 0n);
      const booked = some.map((each) => total(each));
      const rows = rowsOf(form, Q3, booked, []);
      for (const jurisdiction of ['DE', 'FR']) for (const currency of ['EUR', 'USD']) expect(of(rows, jurisdiction, currency)).toBe(of(booked, jurisdiction, currency));
    }));
  });

  it('are a file whose fields no spreadsheet takes for formulas', () => {
    const [row] = rowsOf(OSS, Q3, [total({ name: '=1+1, "VAT"' })], []);
    const [, line] = csvOf({ entity: 'A "b", c', form: 'f', period: '2026-Q3', currency: 'EUR' }, [row!]).split('\r\n');
    expect(line).toBe(`"A ""b"", c",f,2026-Q3,supplies,DE,DE,2026-Q3,"'=1+1, ""VAT""",19,charge,consumer,EUR,1000,190,1,0,EUR,1000,190,operator`);
  });

  it('keep what an engine files apart, and count it as owed', () => {
    const rows = rowsOf(OSS, Q3, [total(), total({ filed_by: 'engine' }), total({ filed_by: 'engine' })], []);
    expect([rows.map(({ filed_by, tax_minor }) => [filed_by, tax_minor]), taxToPay(rows)]).toEqual([[['engine', 380n], ['operator', 190n]], 570n]);
  });
});
