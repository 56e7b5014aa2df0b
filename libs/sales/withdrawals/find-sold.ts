import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSecondsOrNull } from '#platform/kernel/clock';
import { looksLikeId } from '#platform/kernel/ids';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { FindOrderByReceipt, GetOrders, lineId, ListWaivers, type OrderView } from '#sales/orders/queries';
import { ListDocuments } from '#sales/receipts/queries';
import type { WithdrawalBasis } from './contracts/queries.js';
import type { Sold } from './decision.js';

/** Finds the order that somebody withdraws from, and what is known of it. */
@Injectable()
export class FindSold {
  constructor(private readonly queries: Queries, private readonly database: Database) {}

  /**
   * By its id, its receipt number, or the number of its receipt or invoice, **and** the e-mail that it was bought with: numbers can be guessed. Null where there is none, or the e-mail is another one.
   */
  async order(told: string, email: string): Promise<OrderView | null> {
    const id = await this.idOf(told.trim());
    const [order] = id ? await this.queries.ask(new GetOrders([id])) : [];
    return order?.email && sameAddress(order.email, email) ? order : null;
  }

  private async idOf(told: string): Promise<string | null> {
    if (looksLikeId(told)) return told.startsWith('ord_') ? told : null;
    const digits = told.replaceAll(/[\s-]/g, '');
    if (/^\d{16}$/.test(digits)) return this.queries.ask(new FindOrderByReceipt(digits));
    const { data } = await this.queries.ask(new ListDocuments({ number: told.toUpperCase(), limit: 1 }));
    return data[0]?.order_id ?? null;
  }

  async sold(order: OrderView): Promise<Sold> {
    const grants = await this.queries.ask(new ListGrantsOfOrder(order.id));
    const confirmation = await this.database.one<{ confirmed_at: Date }>('SELECT confirmed_at FROM withdrawals.confirmation WHERE game_id = $1 AND order_id = $2', [currentScope().gameId, order.id]);
    const granted = grants.flatMap(({ acknowledged_at }) => acknowledged_at ?? []);
    return {
      country: order.country, isBusiness: order.business !== null, paidAt: order.paid_at, isGivenBack: order.status === 'refunded' || order.status === 'canceled', lineIds: linesLeft(order),
      waiver: await this.waiverOf(order), grantedAt: granted.length > 0 && granted.length === grants.length ? Math.max(...granted) : null, confirmedAt: unixSecondsOrNull(confirmation?.confirmed_at ?? null),
    };
  }

  private async waiverOf(order: OrderView): Promise<WithdrawalBasis['waiver']> {
    const waivers = (await this.queries.ask(new ListWaivers(order.id))).filter(({ payment_id }) => payment_id === order.payment_id);
    const [first] = waivers;
    return first ? { line_ids: waivers.map(({ line_id }) => line_id), version: first.version, locale: first.locale, words: first.words, given_at: first.given_at } : null;
  }
}

function linesLeft({ lines, refunded }: OrderView): string[] {
  return lines.flatMap(({ quantity }, index) => {
    const gone = refunded.lines.find(({ line_id }) => line_id === lineId(index))?.quantity ?? 0;
    return gone < quantity ? [lineId(index)] : [];
  });
}

function sameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
