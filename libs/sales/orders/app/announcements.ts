import { unixSeconds } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import type { DomainEvent } from '#platform/kernel/messages';
import {
  OrderCanceled, OrderDisputeWon, OrderPaid, OrderPartlyRefunded, OrderPartRefundRequested, OrderRefunded, OrderRefundFailed, OrderRefundRequested, OrderReleased, type OrderPaidFact,
} from '../contracts/events.js';
import { totalOf } from '../domain/refund-parts.js';
import { partsOf, type OrderFactTold, type PartSucceeded, type Step } from '../domain/settle.js';
import type { OrderRow } from '../infra/rows.js';
import { mirroredBy, partAsked, partFigures } from '../infra/order-parts.js';

/** What a step means to others, or null when nobody waits for it: attempts and the opening of disputes are told by payments. `row` is as the step left it. */
export function announcement(row: OrderRow, { by, fact }: Step): DomainEvent | null {
  const said = { order_id: row.id, player_id: row.player_id, status: row.status };
  const reason = 'reason' in fact ? (fact.reason ?? '') : '';
  switch (by) {
    case 'payment.ended':
      return row.fulfillment_mode === 'reserve' ? new OrderReleased('order', row.id, { ...said, payment_id: fact.payment_id }) : null;
    case 'payment.captured':
      return new OrderPaid('order', row.id, saleOf(row));
    case 'refund.requested':
      invariant(fact.kind === 'refund_requested', 'A refund was requested by something else');
      return new OrderRefundRequested('order', row.id, { ...said, payment_id: fact.payment_id, reason, source: fact.source, asked_by: fact.asked_by ?? null, asked_by_member: fact.asked_by_member ?? null });
    case 'refund.succeeded':
      return new OrderRefunded('order', row.id, { ...mirroredBy(row, saleOf(row), fact), status: row.status, refund_id: fact.ref, reason, refunded_at: unixSeconds(refundedAt(row)) });
    case 'refund.failed':
      return new OrderRefundFailed('order', row.id, { ...said, refund_id: fact.ref, reason });
    case 'dispute.won':
      return new OrderDisputeWon('order', row.id, said);
    case 'dispute.lost':
      return new OrderCanceled('order', row.id, { ...mirroredBy(row, saleOf(row), fact), status: row.status, reason });
    default:
      return null;
  }
}

/** What was heard of a part that moves the order nowhere: it was asked for, or has failed. */
export function partAnnouncement(row: OrderRow, fact: OrderFactTold): DomainEvent | null {
  const said = { order_id: row.id, player_id: row.player_id, status: row.status };
  if (fact.kind === 'refund_part_failed') return new OrderRefundFailed('order', row.id, { ...said, refund_id: fact.ref, reason: fact.reason });
  if (fact.kind !== 'refund_part_requested') return null;
  const { ref: refund_id, payment_id, reason_code, reason, source, asked_by, asked_by_member } = fact;
  return new OrderPartRefundRequested('order', row.id, { ...said, payment_id, refund_id, currency: row.currency, part: partFigures(row, fact.lines), reason_code, reason, source, asked_by, asked_by_member });
}

/** A part has gone back. */
export function partlyRefunded(row: OrderRow, { ref, reason }: PartSucceeded, now: Date): OrderPartlyRefunded {
  const { studio_id, payment_id, provider, currency, country, region, paid_at, tax: { outcome, jurisdiction, rate, ...tax } } = saleOf(row);
  const asked = partAsked(row, ref);
  return new OrderPartlyRefunded('order', row.id, {
    order_id: row.id, player_id: row.player_id, status: row.status, studio_id, payment_id, provider, currency, ...partFigures(row, asked.lines), refund_id: ref, reason_code: asked.reason_code, reason,
    refunded_total_minor: partsOf(row).gone.reduce((sum, lines) => sum + totalOf(lines), 0), refunded_at: unixSeconds(now),
    sale: { country, region, paid_at, tax: { outcome, jurisdiction, rate, ...('tax_id_existence' in tax ? { tax_id_existence: tax.tax_id_existence ?? null } : {}), ...(tax.engine ? { engine: tax.engine } : {}) } },
  });
}

/** The figures of the sale of an order that was paid. Earlier builds kept the buyer's e-mail with it, which no announcement carries any more. */
export function saleOf(row: OrderRow): OrderPaidFact {
  invariant(row.sale, `The order ${row.id} has no sale`);
  const { email: _, ...sale } = row.sale as OrderPaidFact & { email?: string };
  return sale;
}

function refundedAt(row: OrderRow): Date {
  invariant(row.refunded_at, `The order ${row.id} has no time of refund`);
  return row.refunded_at;
}
