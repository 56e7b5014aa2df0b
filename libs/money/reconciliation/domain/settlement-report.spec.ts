import { ReportUnreadable } from '../contracts/errors.js';
import { parseSettlementReport } from './settlement-report.js';

const HEADING = 'line_id,type,psp_payment_id,psp_refund_id,reference,currency,gross_minor,fee_minor,net_minor,settled_at,batch_id';
const report = (...lines: string[]) => [HEADING, ...lines, ''].join('\r\n');

describe('a settlement report', () => {
  it('is read by the names of its columns', () => {
    expect(parseSettlementReport(report('psl_1,refund,psp_1,psr_1,"ref ""a"",b",EUR,-500,0,-500,1790000000,psb_1'))).toEqual([
      { line_id: 'psl_1', kind: 'refund', batch_id: 'psb_1', reference: 'ref "a",b', provider_payment_id: 'psp_1', currency: 'EUR', gross_minor: -500, fee_minor: 0, net_minor: -500, settled_at: 1_790_000_000 },
    ]);
    expect(parseSettlementReport(report())).toEqual([]);
  });

  it.each([
    ['an amount with a fraction', 'psl_1,capture,psp_1,,pmt_1,EUR,5.00,0,500,1790000000,psb_1'],
    ['an amount beyond what is exact', 'psl_1,capture,psp_1,,pmt_1,EUR,9007199254740993,0,500,1790000000,psb_1'],
    ['an unknown type', 'psl_1,gift,psp_1,,pmt_1,EUR,500,0,500,1790000000,psb_1'],
    ['a missing reference', 'psl_1,capture,psp_1,,,EUR,500,0,500,1790000000,psb_1'],
    ['too few columns', 'psl_1,capture'],
    ['an open quote', 'psl_1,capture,"psp_1'],
  ])('is refused whole for %s', (_name, line) => {
    expect(() => parseSettlementReport(report('psl_0,capture,psp_0,,pmt_0,EUR,500,15,485,1790000000,psb_1', line))).toThrow(ReportUnreadable);
  });

  describe('with lines that were settled in another currency', () => {
    const exchanged = (line: string) => [`${HEADING},presentment_currency,presentment_minor,exchange_rate`, 'psl_0,fee,psp_0,,pmt_0,USD,0,15,-15,1790000000,psb_1,,,', line].join('\r\n');

    it('has what was paid and the rate of the provider beside them', () => {
      const [fee, capture] = parseSettlementReport(exchanged('psl_1,capture,psp_1,,pmt_1,USD,1298,40,1258,1790000000,psb_1,JPY,2000,0.00649'));
      expect([fee!.presentment, capture]).toEqual([undefined, expect.objectContaining({ currency: 'USD', gross_minor: 1_298, presentment: { currency: 'JPY', gross_minor: 2_000, rate: '0.00649' } })]);
    });

    it.each([
      ['one and the same currency', 'USD,2000,1', 'exchanges USD for USD'], ['a currency that is none', 'JPX,2000,0.00649', 'exchanges JPX'], ['a rate that is none', 'JPY,2000,-1', '"-1" is not a rate'], ['a rate of nothing', 'JPY,2000,0.00', 'is not a rate'],
      ['no rate', 'JPY,2000,', 'is not a rate'], ['an amount with a fraction', 'JPY,20.00,0.00649', 'is not an integer'],
    ])('is refused for %s', (_name, cells, why) => {
      expect(() => parseSettlementReport(exchanged(`psl_1,capture,psp_1,,pmt_1,USD,1298,40,1258,1790000000,psb_1,${cells}`))).toThrow(why);
    });
  });

  it('is refused when it names a line twice', () => {
    const line = 'psl_0,capture,psp_0,,pmt_0,EUR,500,15,485,1790000000,psb_1';
    expect(() => parseSettlementReport(report(line, line))).toThrow('repeats psl_0');
  });
});
