import { invariant } from '#platform/kernel/errors';
import type { OrderPaidFact } from '../contracts/events.js';
import type { RefundedSoFar, RefundFigures } from '../contracts/queries.js';
import { figuresOf, leftOf, partByAmount, sharesOfSale, totalOf, type LineShares, type Sold } from '../domain/refund-parts.js';
import { partsOf, type OrderFactTold, type PartRequested } from '../domain/settle.js';
import type { OrderRow } from './rows.js';

type Fact = Pick<OrderRow, 'payment_id' | 'facts'>;

function soldOf(row: OrderRow): Sold {
  invariant(row.sale, `The order ${row.id} has no sale`);
  return { sale: row.sale, lines: row.lines };
}

/** A sale line by line, and what is left of it beside what has gone back or is on its way. */
export function standingParts(row: OrderRow): { whole: LineShares[]; left: LineShares[] } {
  const whole = sharesOfSale(soldOf(row));
  const { gone, open } = partsOf(row);
  return { whole, left: leftOf(whole, [...gone, ...open]) };
}

export function partFigures(row: OrderRow, lines: readonly LineShares[]): RefundFigures {
  return figuresOf(soldOf(row), lines);
}

export function partAsked({ facts }: Fact, ref: string): PartRequested {
  const asked = facts.find((fact): fact is PartRequested => fact.kind === 'refund_part_requested' && fact.ref === ref);
  invariant(asked, `The part ${ref} was never asked for`);
  return asked;
}

/** The sale with other figures: those of a part of it. */
function saleOfPart(sale: OrderPaidFact, part: RefundFigures): OrderPaidFact {
  const { net_minor, tax_minor, platform_fee_minor, amount_minor: total_minor, tax_components: components } = part;
  return { ...sale, total_minor, net_minor, tax_minor, platform_fee_minor, tax: { ...sale.tax, net_minor, tax_minor, total_minor, components } };
}

/** The figures that mirror the sale when the fact ends its order: all of it, or what no part has taken before. */
export function mirroredBy(row: OrderRow, sale: OrderPaidFact, fact: OrderFactTold): OrderPaidFact {
  const { gone, open } = partsOf(row);
  const moved = 'amount_minor' in fact ? (fact.amount_minor ?? sale.total_minor) : sale.total_minor;
  if (gone.length + open.length === 0 && moved >= sale.total_minor) return sale;
  if (fact.kind === 'refund_part_succeeded') return saleOfPart(sale, partFigures(row, partAsked(row, fact.ref).lines));
  const whole = sharesOfSale(soldOf(row));
  const left = leftOf(whole, gone);
  if (moved >= totalOf(left)) return saleOfPart(sale, partFigures(row, left));
  // The bank has left what was on its way to the player: that is mirrored when it has arrived.
  const beside = leftOf(whole, [...gone, ...open]);
  const from = moved <= totalOf(beside) ? beside : left;
  return saleOfPart(sale, partFigures(row, moved === totalOf(from) ? from : partByAmount(whole, from, moved)));
}

const NOTHING: RefundedSoFar = { amount_minor: 0, tax_minor: 0, lines: [], has_open_part: false };

export function refundedSoFar(row: OrderRow): RefundedSoFar {
  if (!row.sale) return NOTHING;
  const { gone, open } = partsOf(row);
  if (gone.length + open.length === 0 && row.status !== 'refunded') return NOTHING;
  const whole = sharesOfSale(soldOf(row));
  const back = row.status === 'refunded' ? whole : leftOf(whole, [leftOf(whole, gone)]);
  const { amount_minor, tax_minor, lines } = partFigures(row, back);
  return { amount_minor, tax_minor, lines: lines.map(({ line_id, quantity, amount_minor: of }) => ({ line_id, quantity, amount_minor: of })), has_open_part: open.length > 0 };
}
