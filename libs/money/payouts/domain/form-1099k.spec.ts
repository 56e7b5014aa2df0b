import fc from 'fast-check';
import type { Taxpayer } from '../contracts/queries.js';
import { formCsv, formRows, thresholdOf, type SoldDay } from './form-1099k.js';

const taxpayer = (more: Partial<Taxpayer> = {}): Taxpayer => ({ form: 'w9', tin: '123456789', company: { legal_name: 'Blue Fox LLC', address_lines: ['1 Main St', 'Austin TX'], country: 'US' }, ...more });
const day = (studio_id: string, at: string, sales: number, usd: number | null, more: Partial<SoldDay> = {}): SoldDay => ({ studio_id, day: at, currency: 'USD', sales, gross_minor: BigInt(usd ?? 1), usd_minor: usd === null ? null : BigInt(usd), ...more });
const rows = (sold: SoldDay[], payees: Record<string, Taxpayer> = { stu_a: taxpayer() }, before: Parameters<typeof formRows>[3] = null) => formRows(2026, sold, new Map(Object.entries(payees)), before);

describe('a form 1099-K', () => {
  it('has the limits of settlement organisations, both of which have to be passed', () => {
    expect([thresholdOf(2010), thresholdOf(2026)]).toMatchObject([null, { gross_minor: 2_000_000, transactions: 200 }]);
    const status = (sales: number, gross: number) => rows([day('stu_a', '2026-01-31', sales, gross)])[0]!.status;
    expect([status(200, 2_000_001), status(201, 2_000_000), status(201, 2_000_001)]).toEqual(['below_threshold', 'below_threshold', 'reportable']);
  });

  it('has the limits of a payee, not of a studio: those with one number are one', () => {
    const [other, foreign] = [taxpayer({ tin: '987654321' }), taxpayer({ form: 'w8ben_e', tin: null })];
    const status = (sold: SoldDay[]) => rows(sold, { stu_a: taxpayer(), stu_b: taxpayer(), stu_c: other, stu_d: taxpayer({ company: null }), stu_e: foreign, stu_f: taxpayer({ tin: null }), stu_g: taxpayer({ tin: null }) }).map(({ studio_id, status: of }) => [studio_id, of]);
    const half = (studio: string) => day(studio, '2026-03-01', 101, 1_000_001);
    expect(status([half('stu_a'), half('stu_b'), half('stu_c')])).toEqual([['stu_a', 'reportable'], ['stu_b', 'reportable'], ['stu_c', 'below_threshold']]);
    // Also with one of whom no data are approved; neither with a foreigner nor with those whose number nobody has.
    expect(status([half('stu_a'), half('stu_d')])).toEqual([['stu_a', 'reportable'], ['stu_d', 'missing']]);
    expect(status([half('stu_a'), half('stu_e'), half('stu_f'), half('stu_g')])).toEqual([['stu_a', 'below_threshold'], ['stu_f', 'missing'], ['stu_g', 'missing']]);
  });

  it('is of payees with a W-9; those who lack form, number or approved data stand apart, foreigners nowhere', () => {
    const sold = ['stu_a', 'stu_b', 'stu_c', 'stu_d', 'stu_e', 'stu_f'].map((studio) => day(studio, '2026-02-01', 1, 100));
    const found = rows(sold, { stu_a: taxpayer(), stu_b: taxpayer({ tin: null }), stu_c: taxpayer({ form: null, tin: null }), stu_d: taxpayer({ form: 'w8ben_e', tin: null }), stu_e: taxpayer({ company: null }) });
    expect(found.map(({ studio_id, status }) => [studio_id, status])).toEqual([['stu_a', 'below_threshold'], ['stu_b', 'missing'], ['stu_c', 'missing'], ['stu_e', 'missing'], ['stu_f', 'missing']]);
  });

  it('tells each month, and in which currency something could not be valued', () => {
    const [row] = rows([day('stu_a', '2026-01-31', 2, 150), day('stu_a', '2026-12-01', 1, 50), day('stu_a', '2026-12-02', 1, null, { currency: 'XAU' })]);
    expect(row).toMatchObject({ gross_minor: 200, transactions: 4, months_minor: [150, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50], without_rate: ['XAU'], change: 'first', before: null });
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 10 ** 9 }))), (all) => {
      const [sum] = rows([day('stu_a', '2026-06-01', 1, 0), ...all.map(([month, usd]) => day('stu_a', `2026-${String(month).padStart(2, '0')}-05`, 1, usd))]);
      expect([sum!.gross_minor, sum!.months_minor.reduce((a, b) => a + b, 0)]).toEqual(Array.from({ length: 2 }, () => all.reduce((total, [, usd]) => total + usd, 0)));
    }));
  });

  it('says what has changed since it was exported last, who is new and who is gone', () => {
    const first = rows([day('stu_a', '2026-01-01', 1, 100), day('stu_b', '2026-01-01', 1, 100), day('stu_c', '2026-01-01', 1, 100)], { stu_a: taxpayer(), stu_b: taxpayer(), stu_c: taxpayer() });
    const second = rows([day('stu_a', '2026-01-01', 1, 100), day('stu_b', '2026-01-01', 2, 150), day('stu_d', '2026-03-01', 1, 7)], { stu_a: taxpayer(), stu_b: taxpayer(), stu_d: taxpayer() }, first);
    expect(second.map(({ studio_id, change, gross_minor, before }) => [studio_id, change, gross_minor, before])).toEqual([
      ['stu_a', 'unchanged', 100, { gross_minor: 100, transactions: 1 }], ['stu_b', 'changed', 150, { gross_minor: 100, transactions: 1 }], ['stu_c', 'gone', 0, { gross_minor: 100, transactions: 1 }], ['stu_d', 'new', 7, null],
    ]);
    // Who is gone is gone once; another number is a change too.
    const third = rows([day('stu_a', '2026-01-01', 1, 100)], { stu_a: taxpayer({ tin: '987654321' }) }, second);
    expect(third.map(({ studio_id, change }) => [studio_id, change])).toEqual([['stu_a', 'changed'], ['stu_b', 'gone'], ['stu_d', 'gone']]);
  });

  it('is a file in dollars, box by box', () => {
    const filer = { id: 'main', name: 'Operator Inc', address_lines: ['1 Street', 'Dover DE'], country: 'US', us_tin: '98-7654321' };
    const [head, line] = formCsv({ filer, year: 2026, rows: rows([day('stu_a', '2026-03-01', 300, 2_500_099)]) }).split('\r\n');
    expect(head!.split(',').slice(11, 18)).toEqual(['box_1a', 'box_1b', 'box_3', 'box_5a', 'box_5b', 'box_5c', 'box_5d']);
    expect(line).toBe('Operator Inc,98-7654321,"1 Street, Dover DE",2026,reportable,first,stu_a,Blue Fox LLC,123456789,"1 Main St, Austin TX",US,25000.99,25000.99,300,0.00,0.00,25000.99,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,');
  });
});
