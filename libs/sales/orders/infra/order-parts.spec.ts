import { orderForTest, orderPaidForTest } from '../testing/index.js';
import type { OrderFactTold } from '../domain/settle.js';
import { mirroredBy, refundedSoFar } from './order-parts.js';
import type { OrderRow } from './rows.js';

const sale = orderPaidForTest({ payment_id: 'pmt_1' });
const row = (...facts: OrderFactTold[]): OrderRow => ({ id: sale.order_id, payment_id: 'pmt_1', status: 'paid', sale, lines: orderForTest().lines, facts }) as unknown as OrderRow;
const lost = (amount_minor?: number): OrderFactTold => ({ kind: 'dispute_lost', ref: 'dsp_1', payment_id: 'pmt_1', reason: null, ...(amount_minor === undefined ? {} : { amount_minor }) });
const part = (minor: number): OrderFactTold => ({ kind: 'refund_part_requested', ref: `part_${minor}`, payment_id: 'pmt_1', lines: [{ line_id: '1', quantity: 0, shares: [minor, 0, 0] }], reason_code: 'other', reason: '', source: 'studio', asked_by: null, asked_by_member: null });
const back = (minor: number): OrderFactTold => ({ kind: 'refund_part_succeeded', ref: `part_${minor}`, payment_id: 'pmt_1', reason: '', counts: true });

describe('what mirrors a sale that the bank takes', () => {
  it.each([
    ['all of it, also where an earlier build has not said how much', [], undefined, 1_999],
    ['as much as it took', [], 1_000, 1_000],
    ['what no part has taken', [part(100), back(100)], undefined, 1_899],
    ['what is neither back nor on its way, where it took that', [part(100)], 1_899, 1_899],
    ['all of it, where it took what was on its way too', [part(100)], 1_999, 1_999],
  ] as const)('is %s', (_, facts, taken, total_minor) => {
    const mirrored = mirroredBy(row(...facts), sale, lost(taken));
    expect(mirrored).toMatchObject({ order_id: sale.order_id, total_minor, net_minor: total_minor - mirrored.tax_minor });
    expect(mirrored.tax.components.reduce((sum, { tax_minor }) => sum + tax_minor, 0)).toBe(mirrored.tax_minor);
  });

  it('tells what has gone back by refunds, and what is open', () => {
    expect(refundedSoFar(row(part(100), back(100), part(7)))).toEqual({ amount_minor: 100, tax_minor: 100, lines: [{ line_id: '1', quantity: 0, amount_minor: 100 }], has_open_part: true });
    expect(refundedSoFar({ ...row(), status: 'refunded' })).toMatchObject({ amount_minor: 1_999, tax_minor: 319, lines: [{ line_id: '1', quantity: 1, amount_minor: 1_999 }] });
    expect(refundedSoFar({ ...row(), sale: null })).toMatchObject({ amount_minor: 0, lines: [] });
  });
});
