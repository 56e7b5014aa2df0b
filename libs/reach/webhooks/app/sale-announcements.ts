import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { type CurrencyCode, decimalString } from '#platform/kernel/currency';
import type { RecordedEvent } from '#platform/kernel/messages';
import { GetUsdValue } from '#money/fx/queries';
import { GetPlayers, type PlayerView } from '#player/players/queries';
import type { OrderFact, OrderPaidFact } from '#sales/orders/events';
import { financeOf, GetOrders, GetSales, type OrderView } from '#sales/orders/queries';
import type { PaymentFact } from '#sales/payments/events';
import { GetPayments, type PaymentView } from '#sales/payments/queries';
import type { SentEvent } from '../domain/event-types.js';
import { Announcer, type Announcement } from './announcer.js';
import { NO_FIGURES, orderEventData, paymentEventData, type UsdFigures } from './sale-data.js';

/** What happened to a payment, and what of the announcement that told of it goes on. */
export interface PaymentToTell {
  event: Pick<RecordedEvent<PaymentFact>, 'payload' | 'requestId' | 'recordedAt'>;
  type: SentEvent;
  /** Tells apart what can happen to one payment more than once. */
  effect?: string;
  more?: object;
  /** The money was taken: what the provider keeps and what the sale leaves to whom is told. */
  isTaken?: boolean;
}

interface Views {
  orders: ReadonlyMap<string, OrderView>;
  players: ReadonlyMap<string, PlayerView>;
}

const TRIGGERS: Record<OrderView['source'], string> = { hub: 'hub.purchase', s2s: 's2s.order', sdk: 'sdk.purchase', checkout_link: 'checkout_link' };

/** What is told of a sale as it was then; what mirrors the rest of one of which parts had gone back has figures of its own. */
function isWholeSale(fact: OrderFact, order: OrderView): fact is OrderPaidFact {
  return 'paid_at' in fact && (fact as OrderPaidFact).total_minor === order.amount_minor;
}

/** Makes the events of orders and payments out of what the sales contexts announced: views of the whole batch, then one announcement. */
@Injectable()
export class SaleAnnouncements {
  constructor(private readonly announcer: Announcer, private readonly queries: Queries) {}

  /** `effectOf` tells apart what can happen to one order more than once. */
  async orders<F extends OrderFact>(type: SentEvent, events: readonly RecordedEvent<F>[], more: (fact: F) => object = () => ({}), effectOf: (fact: F) => string = (fact) => fact.order_id): Promise<void> {
    await this.tellOrders(type, events, await this.views(events.map((event) => event.payload)), more, effectOf);
  }

  /** Orders that are paid tell first of their payment: receipt and fees are known from this moment on. */
  async paid(events: readonly RecordedEvent<OrderPaidFact>[]): Promise<void> {
    const views = await this.views(events.map((event) => event.payload));
    const sales = new Map(events.map(({ payload }) => [payload.order_id, payload]));
    const taken = events.map((event): PaymentToTell => {
      const { payment_id, order_id, player_id, provider, total_minor, currency } = event.payload;
      return { event: { ...event, payload: { payment_id, order_id, player_id, provider, status: 'done', amount_minor: total_minor, currency } }, type: 'payment.succeeded', isTaken: true };
    });
    await this.tellPayments(taken, views, sales);
    await this.tellOrders('order.paid', events, views);
  }

  /** One batch may hold several types: each is announced by itself. */
  async payments(told: readonly PaymentToTell[]): Promise<void> {
    const views = await this.views(told.map(({ event }) => event.payload));
    const taken = [...new Set(told.filter(({ isTaken }) => isTaken).map(({ event }) => event.payload.order_id))];
    const sales = taken.length > 0 ? await this.queries.ask(new GetSales(taken)) : [];
    await this.tellPayments(told, views, new Map(sales.map((sale) => [sale.order_id, sale])));
  }

  private async tellOrders<F extends OrderFact>(type: SentEvent, events: readonly RecordedEvent<F>[], { orders, players }: Views, more: (fact: F) => object = () => ({}), effectOf: (fact: F) => string = (fact) => fact.order_id): Promise<void> {
    const list: Announcement[] = [];
    for (const event of events) {
      const fact = event.payload;
      const order = orders.get(fact.order_id);
      if (!order) throw new Error(`${fact.order_id} was announced and cannot be found`);
      const usd = await this.figuresOf(fact, order);
      list.push({
        aggregate_type: 'order', aggregate_id: order.id, subject_id: order.id, order_id: order.id, player_id: order.player_id, effect: `${type}.${effectOf(fact)}`, trigger: TRIGGERS[order.source],
        request_id: event.requestId, at: event.recordedAt, data: orderEventData(isWholeSale(fact, order) ? { ...order, finance: financeOf(fact) } : order, fact.status, players.get(order.player_id) ?? null, usd, more(fact)),
      });
    }
    await this.announcer.announce(type, list);
  }

  private async tellPayments(told: readonly PaymentToTell[], { orders, players }: Views, sales: ReadonlyMap<string, OrderPaidFact>): Promise<void> {
    const payments = new Map((await this.queries.ask(new GetPayments([...new Set(told.map(({ event }) => event.payload.payment_id))]))).map((payment) => [payment.id, payment]));
    const byType = new Map<SentEvent, Announcement[]>();
    for (const { event, type, effect, more, isTaken } of told) {
      const fact = event.payload;
      const payment = payments.get(fact.payment_id);
      if (!payment) throw new Error(`${fact.payment_id} was announced and cannot be found`);
      const order = orders.get(fact.order_id) ?? null;
      const sale = sales.get(fact.order_id);
      // Money that the order did not take is no part of its sale.
      const usd = isTaken && sale?.payment_id === payment.id ? await this.paidFigures(sale) : await this.paymentFigures(payment, order, event.recordedAt, isTaken ?? false);
      const announcement: Announcement = {
        aggregate_type: 'payment', aggregate_id: payment.id, subject_id: payment.id, order_id: payment.order_id, player_id: payment.player_id, effect: `${type}.${effect ?? payment.id}`,
        trigger: order ? TRIGGERS[order.source] : null, request_id: event.requestId, at: event.recordedAt,
        data: paymentEventData(payment, order, fact.status, players.get(fact.player_id) ?? null, usd, more),
      };
      byType.set(type, [...(byType.get(type) ?? []), announcement]);
    }
    for (const [type, list] of byType) await this.announcer.announce(type, list);
  }

  private async views(facts: readonly { order_id: string; player_id: string }[]): Promise<Views> {
    return { orders: await this.ordersById(facts.map((fact) => fact.order_id)), players: await this.playersById(facts.map((fact) => fact.player_id)) };
  }

  private async ordersById(ids: readonly string[]): Promise<Map<string, OrderView>> {
    return new Map((await this.queries.ask(new GetOrders([...new Set(ids)]))).map((order) => [order.id, order]));
  }

  private async playersById(ids: readonly string[]): Promise<Map<string, PlayerView>> {
    return new Map((await this.queries.ask(new GetPlayers([...new Set(ids)]))).map((player) => [player.player_id, player]));
  }

  /** Those of the sale, whatever is told of it: what mirrors the rest of one of which parts had gone back has figures of its own. */
  private async figuresOf(fact: OrderFact, order: OrderView): Promise<UsdFigures> {
    if (isWholeSale(fact, order)) return this.paidFigures(fact);
    if (!('paid_at' in fact) && !('refunded_total_minor' in fact)) return NO_FIGURES;
    const [sale] = await this.queries.ask(new GetSales([order.id]));
    return sale ? this.paidFigures(sale) : NO_FIGURES;
  }

  private async usd(minor: number, currency: string, at: Date): Promise<bigint | null> {
    return (await this.queries.ask(new GetUsdValue({ minor: BigInt(minor), currency: currency as CurrencyCode, date: at.toISOString().slice(0, 10) })))?.minor ?? null;
  }

  private async dollars(minor: number, currency: string, at: Date): Promise<number | null> {
    const cents = await this.usd(minor, currency, at);
    return cents === null ? null : Number(decimalString(cents, 'USD'));
  }

  /** The figures of a paid order as of the day of its payment, so that a refund shows those of its sale. */
  private async paidFigures(fact: OrderPaidFact): Promise<UsdFigures> {
    const at = new Date(fact.paid_at * 1_000);
    const revenue = fact.net_minor - fact.platform_fee_minor - (fact.psp_fee_bearer === 'studio' ? fact.psp_fee_minor : 0);
    return {
      total_usd: await this.dollars(fact.total_minor, fact.currency, at), taxes_usd: await this.dollars(fact.tax_minor, fact.currency, at),
      platform_fee_usd: await this.dollars(fact.platform_fee_minor, fact.currency, at), payment_system_fee_usd: await this.dollars(fact.psp_fee_minor, fact.currency, at),
      revenue_usd: await this.dollars(revenue, fact.currency, at),
    };
  }

  private async paymentFigures(payment: PaymentView, order: OrderView | null, at: Date, isTaken: boolean): Promise<UsdFigures> {
    const { amount_minor, currency, psp_fee_minor } = payment;
    return {
      ...NO_FIGURES, total_usd: await this.dollars(amount_minor, currency, at), taxes_usd: order?.tax ? await this.dollars(order.tax.tax_minor, currency, at) : null,
      payment_system_fee_usd: isTaken && psp_fee_minor !== null ? await this.dollars(psp_fee_minor, currency, at) : null,
    };
  }
}
