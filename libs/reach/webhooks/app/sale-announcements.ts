import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { type CurrencyCode, decimalString } from '#platform/kernel/currency';
import type { RecordedEvent } from '#platform/kernel/messages';
import { GetUsdValue } from '#money/fx/queries';
import { GetPlayers, type PlayerView } from '#player/players/queries';
import type { OrderFact, OrderPaidFact } from '#sales/orders/events';
import { GetOrders, type OrderView } from '#sales/orders/queries';
import type { PaymentFact } from '#sales/payments/events';
import { GetPayments } from '#sales/payments/queries';
import type { SentEvent } from '../domain/event-types.js';
import { Announcer, type Announcement } from './announcer.js';
import { NO_FIGURES, orderEventData, paymentEventData, type UsdFigures } from './sale-data.js';

export interface PaymentToTell {
  event: RecordedEvent<PaymentFact>;
  type: SentEvent;
  /** Tells apart what can happen to one payment more than once. */
  effect?: string;
  more?: object;
  psp_fee_minor?: number;
}

const TRIGGERS: Record<OrderView['source'], string> = { hub: 'hub.purchase', s2s: 's2s.order', sdk: 'sdk.purchase', checkout_link: 'checkout_link' };

/** Makes the events of orders and payments out of what the sales contexts announced: views of the whole batch, then one announcement. */
@Injectable()
export class SaleAnnouncements {
  constructor(private readonly announcer: Announcer, private readonly queries: Queries) {}

  /** `effectOf` tells apart what can happen to one order more than once. */
  async orders<F extends OrderFact>(type: SentEvent, events: readonly RecordedEvent<F>[], more: (fact: F) => object = () => ({}), effectOf: (fact: F) => string = (fact) => fact.order_id): Promise<void> {
    const orders = await this.ordersById(events.map((event) => event.payload.order_id));
    const players = await this.playersById(events.map((event) => event.payload.player_id));
    const list: Announcement[] = [];
    for (const event of events) {
      const fact = event.payload;
      const order = orders.get(fact.order_id);
      if (!order) throw new Error(`${fact.order_id} was announced and cannot be found`);
      const usd = 'paid_at' in fact ? await this.paidFigures(fact as unknown as OrderPaidFact) : NO_FIGURES;
      list.push({
        aggregate_type: 'order', aggregate_id: order.id, subject_id: order.id, order_id: order.id, player_id: order.player_id, effect: `${type}.${effectOf(fact)}`, trigger: TRIGGERS[order.source],
        request_id: event.requestId, at: event.recordedAt, data: orderEventData(order, fact.status, players.get(order.player_id) ?? null, usd, more(fact)),
      });
    }
    await this.announcer.announce(type, list);
  }

  /** One batch may hold several types: each is announced by itself. */
  async payments(told: readonly PaymentToTell[]): Promise<void> {
    const facts = told.map(({ event }) => event.payload);
    const payments = new Map((await this.queries.ask(new GetPayments([...new Set(facts.map((fact) => fact.payment_id))]))).map((payment) => [payment.id, payment]));
    const orders = await this.ordersById(facts.map((fact) => fact.order_id));
    const players = await this.playersById(facts.map((fact) => fact.player_id));
    const byType = new Map<SentEvent, Announcement[]>();
    for (const { event, type, effect, more, psp_fee_minor } of told) {
      const fact = event.payload;
      const payment = payments.get(fact.payment_id);
      if (!payment) throw new Error(`${fact.payment_id} was announced and cannot be found`);
      const order = orders.get(fact.order_id) ?? null;
      const usd = await this.paymentFigures(payment.amount_minor, payment.currency, event.recordedAt, order, psp_fee_minor);
      const announcement: Announcement = {
        aggregate_type: 'payment', aggregate_id: payment.id, subject_id: payment.id, order_id: payment.order_id, player_id: payment.player_id, effect: `${type}.${effect ?? payment.id}`,
        trigger: order ? TRIGGERS[order.source] : null, request_id: event.requestId, at: event.recordedAt,
        data: paymentEventData(payment, order, fact.status, players.get(fact.player_id) ?? null, usd, more),
      };
      byType.set(type, [...(byType.get(type) ?? []), announcement]);
    }
    for (const [type, list] of byType) await this.announcer.announce(type, list);
  }

  private async ordersById(ids: readonly string[]): Promise<Map<string, OrderView>> {
    return new Map((await this.queries.ask(new GetOrders([...new Set(ids)]))).map((order) => [order.id, order]));
  }

  private async playersById(ids: readonly string[]): Promise<Map<string, PlayerView>> {
    return new Map((await this.queries.ask(new GetPlayers([...new Set(ids)]))).map((player) => [player.player_id, player]));
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

  private async paymentFigures(totalMinor: number, currency: string, at: Date, order: OrderView | null, pspFeeMinor: number | undefined): Promise<UsdFigures> {
    return {
      ...NO_FIGURES, total_usd: await this.dollars(totalMinor, currency, at), taxes_usd: order?.tax ? await this.dollars(order.tax.tax_minor, currency, at) : null,
      payment_system_fee_usd: pspFeeMinor === undefined ? null : await this.dollars(pspFeeMinor, currency, at),
    };
  }
}
