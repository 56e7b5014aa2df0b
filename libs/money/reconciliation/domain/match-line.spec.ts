import type { ReportedLine } from '../contracts/commands.js';
import { matchLine, type ExpectedMovement } from './match-line.js';

const line = (told: Partial<ReportedLine> = {}): ReportedLine => ({
  line_id: 'psl_1', batch_id: 'psb_1', kind: 'capture', reference: 'pmt_1', payment_id: 'pmt_1', provider_payment_id: 'psp_1', currency: 'EUR', gross_minor: 1999, fee_minor: 88, net_minor: 1911, settled_at: 1_790_000_000, ...told,
});
const expected = (told: Partial<ExpectedMovement> = {}): ExpectedMovement => ({
  fact: 'capture:pmt_1', kind: 'capture', payment_id: 'pmt_1', refund_id: null, provider_refund_id: null, currency: 'EUR', gross_minor: 1999n, fee_minor: 88n, fees_status: 'final', line_id: null, ...told,
});
const refundLine = line({ kind: 'refund', reference: 'ref_1', gross_minor: -1999, fee_minor: 0, net_minor: -1999 });
const refund = expected({ fact: 'refund:ref_1', kind: 'refund', refund_id: 'ref_1', gross_minor: -1999n, fee_minor: 0n });
const opened = expected({ fact: 'dispute_opened:d1', kind: 'chargeback', gross_minor: -1999n, fee_minor: 0n });
const won = expected({ fact: 'dispute_won:d1', kind: 'chargeback', gross_minor: 1999n, fee_minor: 0n });

/** 2,000 yen that were settled for 12.98 dollars at 0.00649, less 0.40. */
const exchanged = (told: Partial<ReportedLine> = {}): ReportedLine => line({ currency: 'USD', gross_minor: 1_298, fee_minor: 40, net_minor: 1_258, presentment: { currency: 'JPY', gross_minor: 2_000, rate: '0.00649' }, ...told });
const yen = (told: Partial<ExpectedMovement> = {}): ExpectedMovement => expected({ currency: 'JPY', gross_minor: 2_000n, fee_minor: null, fees_status: 'estimated', ...told });
const yenBack: Partial<ReportedLine> = { kind: 'refund', reference: 'ref_1', gross_minor: -325, fee_minor: 0, net_minor: -325, presentment: { currency: 'JPY', gross_minor: -500, rate: '0.0065' } };

describe('matching a line of a settlement report', () => {
  it.each([
    ['a capture', line(), [expected()], 'capture:pmt_1'],
    ['a capture whose fee nobody told', line(), [expected({ fee_minor: null })], 'capture:pmt_1'],
    ['a capture whose fee was an estimate', line(), [expected({ fee_minor: 70n, fees_status: 'estimated' })], 'capture:pmt_1'],
    ['a capture of which an earlier build was told no fee', line(), [expected({ fee_minor: 0n, fees_status: null })], 'capture:pmt_1'],
    ['a capture of which all is kept', line({ fee_minor: 1999, net_minor: 0 }), [expected({ fee_minor: 0n, fees_status: 'estimated' })], 'capture:pmt_1'],
    ['a capture with a rebate', line({ fee_minor: -19, net_minor: 2018 }), [expected({ fee_minor: 0n, fees_status: 'estimated' })], 'capture:pmt_1'],
    ["a refund by the provider's id of it", { ...refundLine, reference: 'act_1' }, [expected({ ...refund, provider_refund_id: 'act_1' })], 'refund:ref_1'],
    ['the fee of a refund', line({ kind: 'fee', gross_minor: 0, fee_minor: 5, net_minor: -5 }), [expected(), refund], null],
    ['a refund by its own id', refundLine, [expected(), expected({ ...refund, fact: 'refund:ref_0', refund_id: 'ref_0' }), refund], 'refund:ref_1'],
    ['money that the bank took', line({ kind: 'chargeback', gross_minor: -1999, fee_minor: 0, net_minor: -1999 }), [won, opened], 'dispute_opened:d1'],
    ['money that the bank returned', line({ kind: 'chargeback', gross_minor: 1999, fee_minor: 0, net_minor: 1999 }), [opened, won], 'dispute_won:d1'],
    ['the fee of a dispute', line({ kind: 'fee', gross_minor: 0, fee_minor: 1500, net_minor: -1500 }), [opened], null],
    ['the second of two disputes', line({ kind: 'chargeback', gross_minor: -500, fee_minor: 0, net_minor: -500 }), [opened, expected({ ...opened, fact: 'dispute_opened:d2', gross_minor: -500n })], 'dispute_opened:d2'],
    ['what was settled in another currency', exchanged(), [yen()], 'capture:pmt_1'],
    ['the same to a cent', exchanged({ gross_minor: 1_299, net_minor: 1_259 }), [yen()], 'capture:pmt_1'],
    ['the same with a fee that was told in the currency of the payment', exchanged(), [yen({ fee_minor: 62n, fees_status: 'final' })], 'capture:pmt_1'],
    ['what goes back in another currency', exchanged(yenBack), [yen(), yen({ ...refund, gross_minor: -500n, fees_status: 'final', currency: 'JPY' })], 'refund:ref_1'],
  ])('matches %s', (_name, reported, movements, fact) => {
    expect(matchLine(reported, movements)).toEqual({ state: 'matched', fact });
  });

  it.each([
    ['unknown_payment', line({ payment_id: null }), [expected()]],
    ['not_expected', line(), []],
    ['not_expected', line(), [expected({ payment_id: 'pmt_2' })]],
    ['not_expected', refundLine, [expected()]],
    ['not_expected', line({ kind: 'fee', gross_minor: 0, fee_minor: 1500, net_minor: -1500 }), [expected()]],
    ['settled_twice', line(), [expected({ line_id: 'psl_0' })]],
    ['currency_differs', line({ currency: 'USD' }), [expected()]],
    ['amount_differs', line(), [expected({ gross_minor: 2000n })]],
    ['fee_differs', line(), [expected({ fee_minor: 89n })]],
    ['fee_differs', line(), [expected({ fee_minor: 0n })]],
    ['fee_differs', line(), [expected({ fee_minor: 89n, fees_status: null })]],
    ['fee_differs', { ...refundLine, fee_minor: 5, net_minor: -2004 }, [expected({ ...refund, fees_status: null })]],
    ['fee_implausible', line({ fee_minor: 2000, net_minor: -1 }), [expected({ fee_minor: 0n, fees_status: 'estimated' })]],
    ['fee_implausible', line({ fee_minor: -20, net_minor: 2019 }), [expected({ fee_minor: 0n, fees_status: 'estimated' })]],
    ['not_expected', { ...refundLine, reference: 'act_2' }, [expected({ ...refund, provider_refund_id: 'act_1' })]],
    ['does_not_add_up', line({ net_minor: 1912 }), [expected()]],
    ['does_not_add_up', exchanged({ gross_minor: 1_301, net_minor: 1_261 }), [yen()]],
    ['does_not_add_up', exchanged({ net_minor: 1_259 }), [yen()]],
    ['does_not_add_up', exchanged({ presentment: { currency: 'JPY', gross_minor: -2_000, rate: '0.00649' } }), [yen()]],
    ['amount_differs', exchanged({ presentment: { currency: 'JPY', gross_minor: 2_001, rate: '0.00649' } }), [yen()]],
    ['currency_differs', exchanged({ presentment: { currency: 'KRW', gross_minor: 2_000, rate: '0.00649' } }), [yen()]],
    ['currency_differs', line({ currency: 'USD' }), [yen()]],
    ['fee_differs', exchanged(), [yen({ fee_minor: 65n, fees_status: 'final' })]],
    ['fee_implausible', exchanged({ fee_minor: 1_299, net_minor: -1 }), [yen()]],
  ])('breaks with %s', (reason, reported, movements) => {
    expect(matchLine(reported, movements)).toEqual({ state: 'break', reason });
  });

  it.each(['account_fee', 'transfer', 'reserve', 'correction'] as const)('keeps a line of the account (%s) as that, whatever it is about', (kind) => {
    expect([null, 'pmt_1'].map((payment_id) => matchLine(line({ kind, payment_id, fee_minor: 0, net_minor: 1999 }), [expected()]))).toEqual([{ state: 'of_account' }, { state: 'of_account' }]);
  });

  it('takes what was exchanged for as exact as its rate is printed, and no more', () => {
    // 1,000,000 yen at 0.0065 are 6,500.00 dollars, to half of a ten-thousandth: 0.50 either way, and a cent for the rounding.
    const of = (gross_minor: number, rate: string) => exchanged({ gross_minor, fee_minor: 0, net_minor: gross_minor, presentment: { currency: 'JPY', gross_minor: 1_000_000, rate } });
    const movements = [yen({ gross_minor: 1_000_000n })];
    for (const [gross, rate, state] of [[655_001, '0.0065', 'matched'], [644_999, '0.0065', 'matched'], [655_002, '0.0065', 'break'], [650_006, '0.006500', 'matched'], [650_052, '0.006500', 'break'], [650_001, '0.0065000000', 'matched'], [650_002, '0.0065000000', 'break']] as const) {
      expect([gross, rate, matchLine(of(gross, rate), movements).state]).toEqual([gross, rate, state]);
    }
  });
});
