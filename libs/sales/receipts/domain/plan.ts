import type { OrderTax } from '#sales/orders/queries';
import { figuresOf, fits, leftOf, type Figures } from './figures.js';
import { causeOf, type Wanted } from './wanted.js';

/** A document of an order that has been issued. */
export interface Standing {
  id: string;
  order_id: string;
  series_kind: 'sale' | 'credit';
  cause_id: string;
  figures: Figures;
}

/** One that is to be issued now. */
export interface Planned {
  wanted: Wanted;
  figures: Figures;
}

export type PartDoesNotFit = { order_id: string; cause_id: string };

/**
 * What has to be issued of one order. A receipt that is missing comes first, whoever asks: money that goes back corrects something. What stands is left alone, and nothing is credited of which nothing is left (refunded,
 * and then taken by the bank as well).
 */
export function planOf(sale: { order_id: string; tax: OrderTax }, standing: readonly Standing[], wanted: readonly Wanted[]): { planned: Planned[]; misfits: PartDoesNotFit[] } {
  const whole = figuresOf(sale.tax);
  const planned: Planned[] = [];
  const misfits: PartDoesNotFit[] = [];
  if (wanted.length > 0 && !standing.some(({ series_kind }) => series_kind === 'sale')) planned.push({ wanted: { series_kind: 'sale', order_id: sale.order_id }, figures: whole });
  const credited = standing.filter(({ series_kind }) => series_kind === 'credit').map(({ figures }) => figures);
  const known = new Set(standing.map(({ cause_id }) => cause_id));
  for (const each of wanted) {
    if (each.series_kind === 'sale' || known.has(causeOf(each))) continue;
    known.add(causeOf(each));
    const left = leftOf(whole, credited);
    if (left.total_minor <= 0) continue;
    if (each.part && !fits(each.part, left)) {
      misfits.push({ order_id: each.order_id, cause_id: each.cause_id });
      continue;
    }
    const figures = each.part ?? left;
    credited.push(figures);
    planned.push({ wanted: each, figures });
  }
  return { planned, misfits };
}
