import { orderTaxForTest } from '#sales/orders/testing';
import { figuresOf, type Figures } from './figures.js';
import { planOf, type Standing } from './plan.js';
import type { Wanted } from './wanted.js';

const tax = orderTaxForTest();
const sale = { order_id: 'ord_1', tax };
const whole = figuresOf(tax);
const part: Figures = { net_minor: 400, tax_minor: 76, total_minor: 476, taxes: [{ name: 'VAT', rate: '19', jurisdiction: 'DE', tax_minor: 76 }] };
const receipt: Standing = { id: 'inv_1', order_id: 'ord_1', series_kind: 'sale', cause_id: '', figures: whole };
const credit = (cause_id: string, figures: Figures): Standing => ({ id: 'inv_2', order_id: 'ord_1', series_kind: 'credit', cause_id, figures });
const paid: Wanted = { series_kind: 'sale', order_id: 'ord_1' };
const refund = (cause_id: string, some: Figures | null = null): Wanted => ({ series_kind: 'credit', order_id: 'ord_1', cause: 'refund', cause_id, part: some ? { ...some, lines: [] } : null });
const totals = (standing: Standing[], wanted: Wanted[]) => planOf(sale, standing, wanted).planned.map((each) => [each.wanted.series_kind, each.figures.total_minor]);

describe('the documents of an order', () => {
  it('are one receipt, however often it is said to be paid', () => {
    expect(totals([], [paid, paid])).toEqual([['sale', 1_999]]);
    expect(totals([receipt], [paid])).toEqual([]);
  });

  it('begin with the receipt, also where the refund was heard of first', () => expect(totals([], [refund('ref_1')])).toEqual([['sale', 1_999], ['credit', 1_999]]));

  it('credit a refund once', () => {
    expect(totals([receipt], [refund('ref_1'), refund('ref_1')])).toEqual([['credit', 1_999]]);
    expect(totals([receipt, credit('ref_1', whole)], [refund('ref_1')])).toEqual([]);
  });

  it('credit parts, and at last what is left', () => {
    expect(totals([receipt], [refund('ref_1', part), refund('ref_2', part), refund('ref_3')])).toEqual([['credit', 476], ['credit', 476], ['credit', 1_999 - 952]]);
    expect(totals([receipt, credit('ref_1', part)], [refund('ref_2')])).toEqual([['credit', 1_999 - 476]]);
  });

  it('credit nothing where nothing is left: refunded, and taken by the bank as well', () => expect(totals([receipt, credit('ref_1', whole)], [refund('chargeback')])).toEqual([]));

  it('do not credit more than is left: that is said', () => {
    const { planned, misfits } = planOf(sale, [receipt, credit('ref_1', { ...whole, net_minor: 1_500, tax_minor: 285, total_minor: 1_785, taxes: [{ ...whole.taxes[0]!, tax_minor: 285 }] })], [refund('ref_2', part)]);
    expect(planned).toEqual([]);
    expect(misfits).toEqual([{ order_id: 'ord_1', cause_id: 'ref_2' }]);
  });
});
