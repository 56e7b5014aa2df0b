import { feeTrueUpEntry, isFeeEstimated, type KnownFee } from './psp-fees.js';

const fee = (told: Partial<KnownFee> = {}): KnownFee => ({
  payment_id: 'pmt_1', order_id: 'ord_1', provider: 'adyen', currency: 'EUR', is_of_sale: true, bearer: 'studio', estimated_minor: 0n, occurred_on: '2026-09-30', settled_minor: 62n, line_id: 'l1', ...told,
});

describe('the fee that a settlement report tells', () => {
  it.each<[string, Partial<KnownFee>, [string, bigint][]]>([
    ['all of it at the cost of the studio', {}, [['studio_payable', 62n], ['psp_clearing:adyen', -62n]]],
    ['of the operator', { bearer: 'operator' }, [['psp_fee_expense', 62n], ['psp_clearing:adyen', -62n]]],
    ['what it is more than the estimate', { estimated_minor: 50n }, [['studio_payable', 12n], ['psp_clearing:adyen', -12n]]],
    ['what it is less, back to whoever bore it', { estimated_minor: 80n }, [['studio_payable', -18n], ['psp_clearing:adyen', 18n]]],
    ['a rebate', { settled_minor: -3n, bearer: 'operator' }, [['psp_fee_expense', -3n], ['psp_clearing:adyen', 3n]]],
  ])('is booked: %s', (_name, told, postings) => {
    expect(feeTrueUpEntry(fee(told))).toEqual({ order_id: 'ord_1', payment_id: 'pmt_1', currency: 'EUR', fact: 'psp_fee_true_up:pmt_1', kind: 'psp_fee_true_up', occurred_on: '2026-09-30', postings: postings.map(([account, amount_minor]) => ({ account, amount_minor })) });
  });

  it('is nothing to book where the books were right, and is booked when it is posted where the money was no sale’s', () => {
    expect(feeTrueUpEntry(fee({ estimated_minor: 62n }))).toBeNull();
    expect(feeTrueUpEntry(fee({ occurred_on: null }))).not.toHaveProperty('occurred_on');
  });

  it.each([[{ psp_fee_minor: 0 }, true], [{ psp_fee_minor: 5 }, false], [{ psp_fee_minor: 0, fees_status: 'final' as const }, false], [{ psp_fee_minor: 5, fees_status: 'estimated' as const }, true]])('is to come of %j: %s', (told, expected) => {
    expect(isFeeEstimated(told)).toBe(expected);
  });
});
