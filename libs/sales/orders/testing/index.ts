import { Module, type DynamicModule } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import { LockOrderForPayment, ReleaseOrder, RequestOrderRefund, RequestPartRefund, type PartRefundAsked, type PaymentLock } from '../contracts/commands.js';
import { OrderNotFound, OrderNotPayable, OrderNotRefundable, PartRefundsOpen, RefundExceedsOrder } from '../contracts/errors.js';
import type { OrderPaidFact } from '../contracts/events.js';
import { sellerOf, CountPaidLastHour, FindOrderByReceipt, GetOrder, GetOrderDetails, GetOrderEmails, GetOrders, GetSales, ListOrderIdsOfPlayers, ListOrders, ListWaivers, type OrderDetails, type OrderTax, type Waiver } from '../contracts/queries.js';

const AT = 1_790_000_000;

/** German VAT in 19.99 EUR. */
export function orderTaxForTest(told: Partial<OrderTax> = {}): OrderTax {
  return {
    quote_id: newId('txq'), outcome: 'charge', jurisdiction: 'DE', rate_row_id: 'DE-digital', rate: '19', price_display: 'inclusive', net_minor: 1_680, tax_minor: 319, total_minor: 1_999,
    components: [{ name: 'VAT', rate: '19', tax_minor: 319, jurisdiction: 'DE' }], ...told,
  };
}

/** A whole order: one pack of gems for 19.99 EUR, sold to Germany, its checkout open. */
export function orderForTest(told: Partial<OrderDetails> = {}): OrderDetails {
  const id = told.id ?? newId('ord');
  return {
    id, game_id: 'gam_test', status: 'created', source: 's2s', player_id: 'P-1', email: 'aria@example.com', country: 'DE', country_locked: false, region: null, postcode: null,
    locale: 'en', currency: 'EUR', amount_before_discount_minor: 1_999, amount_minor: 1_999, tax: orderTaxForTest(), seller: sellerOf(told.tax ?? null), business: null,
    lines: [{
      item_id: 'itm_01h00000000000000000000001', sku: 'gems.500', type: 'item', name: '500 Gems', description: null, image_url: null, quantity: 1, store_id: null, store_item_id: null,
      discount_percent: 0, unit_before_discount_minor: 1_999, unit_minor: 1_999, total_before_discount_minor: 1_999, total_minor: 1_999,
      grants: [{ item_id: 'itm_01h00000000000000000000001', sku: 'gems.500', name: '500 Gems', description: null, image_url: null, type: 'item', quantity: 500, is_system: false, nested_items: null, source: 'order' }],
    }],
    receipt_number: null, checkout_url: `http://127.0.0.1:4400/checkout/cs_${id}`, payment_id: null, metadata: null, redirect_settings: null, ui_settings: null, back_to_game_url: null,
    back_to_store_url: null, payment_methods_enabled: null, handled_by_client: false, fulfillment_mode: 'push', immediate_delivery_requested_at: null, created_at: AT, modified_at: AT, expires_at: AT + 86_400,
    paid_at: null, refunded_at: null, refunded: { amount_minor: 0, tax_minor: 0, lines: [], has_open_part: false }, finance: null, country_source: 'buyer', tax_refusal_code: null, quoted_on: '2026-09-21', listed_minor: 1_999, listed_before_discount_minor: 1_999, is_expired: false, is_held: false, reported_minor: null, reported_currency: null, locked_at: null,
    player_info: null, platform: null, ip_address: null, user_agent: null, return_url: null, coupons_enabled: null, eligible_for_reward_points: null, eligible_for_loyalty_points: null,
    ...told,
  };
}

/** The fact of `orderForTest` being paid. */
export function orderPaidForTest(told: Partial<OrderPaidFact> = {}): OrderPaidFact {
  const tax = told.tax ?? orderTaxForTest();
  return {
    order_id: newId('ord'), player_id: 'P-1', status: 'paid', studio_id: 'stu_test', payment_id: newId('pmt'), provider: 'sandbox', currency: 'EUR', total_minor: tax.total_minor,
    net_minor: tax.net_minor, tax_minor: tax.tax_minor, tax, country: 'DE', region: null, psp_fee_minor: 88, psp_fee_bearer: 'studio', platform_fee_minor: 84,
    locale: 'en', receipt_number: '0000000000000042', paid_at: AT, ...told,
  };
}

/** Orders that are there without a database. Tests put orders into `orders` and change them at any time. */
export class FakeOrders {
  readonly orders = new Map<string, OrderDetails>();
  /** By order. */
  readonly sales = new Map<string, OrderPaidFact>();
  /** By order. */
  readonly waivers = new Map<string, Waiver[]>();
  paidLastHour = 0;

  put(told: Partial<OrderDetails> = {}): OrderDetails {
    const order = orderForTest(told);
    this.orders.set(order.id, order);
    return order;
  }

  get(id: string): OrderDetails {
    const order = this.orders.get(id);
    if (!order) throw new OrderNotFound();
    return order;
  }
}

@QueryHandler(GetOrder)
class FakeGetOrder implements IQueryHandler<GetOrder> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ orderId }: GetOrder) { return this.fake.get(orderId); }
}

@QueryHandler(GetOrderDetails)
class FakeGetOrderDetails implements IQueryHandler<GetOrderDetails> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ orderId }: GetOrderDetails) { return this.fake.get(orderId); }
}

@QueryHandler(GetOrders)
class FakeGetOrders implements IQueryHandler<GetOrders> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ ids }: GetOrders) { return [...this.fake.orders.values()].filter((order) => ids.includes(order.id)); }
}

@QueryHandler(GetSales)
class FakeGetSales implements IQueryHandler<GetSales> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ orderIds }: GetSales) { return orderIds.flatMap((id) => this.fake.sales.get(id) ?? []); }
}

@QueryHandler(GetOrderEmails)
class FakeGetOrderEmails implements IQueryHandler<GetOrderEmails> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ orderIds }: GetOrderEmails) { return Object.fromEntries([...this.fake.orders.values()].flatMap(({ id, email }) => (email && orderIds.includes(id) ? [[id, email]] : []))) as Record<string, string>; }
}

@QueryHandler(ListOrderIdsOfPlayers)
class FakeListOrderIds implements IQueryHandler<ListOrderIdsOfPlayers> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ playerIds, after }: ListOrderIdsOfPlayers) { return [...this.fake.orders.values()].filter(({ id, player_id }) => playerIds.includes(player_id) && id > after).map(({ id }) => id).sort().slice(0, 500); }
}

@QueryHandler(ListOrders)
class FakeListOrders implements IQueryHandler<ListOrders> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ filter }: ListOrders) {
    const found = [...this.fake.orders.values()].filter((order) => (!filter.player_id || order.player_id === filter.player_id) && (!filter.status || filter.status.includes(order.status)));
    return { data: found.slice(0, filter.limit), has_more: found.length > filter.limit, next_cursor: found.length > filter.limit ? found[filter.limit - 1]!.id : null };
  }
}

@QueryHandler(FindOrderByReceipt)
class FakeFindByReceipt implements IQueryHandler<FindOrderByReceipt> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ receiptNumber }: FindOrderByReceipt) { return [...this.fake.orders.values()].find((order) => order.receipt_number === receiptNumber)?.id ?? null; }
}

@QueryHandler(ListWaivers)
class FakeListWaivers implements IQueryHandler<ListWaivers> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ orderId }: ListWaivers) { return this.fake.waivers.get(orderId) ?? []; }
}

@QueryHandler(CountPaidLastHour)
class FakeCountPaid implements IQueryHandler<CountPaidLastHour> {
  constructor(private readonly fake: FakeOrders) {}
  async execute() { return this.fake.paidLastHour; }
}

@CommandHandler(LockOrderForPayment)
class FakeLock implements ICommandHandler<LockOrderForPayment> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ input }: LockOrderForPayment): Promise<PaymentLock> {
    const order = this.fake.get(input.order_id);
    if (order.status === 'captured' && order.payment_id !== input.payment_id) throw new OrderNotPayable('in_progress');
    if (!['created', 'reattempted', 'captured'].includes(order.status)) throw new OrderNotPayable('paid');
    Object.assign(order, { status: 'captured', payment_id: input.payment_id });
    return { order_id: order.id, amount_minor: order.amount_minor, currency: order.currency, country: order.country ?? 'DE', player_id: order.player_id, email: order.email ?? 'aria@example.com', seller: order.seller };
  }
}

@CommandHandler(ReleaseOrder)
class FakeRelease implements ICommandHandler<ReleaseOrder> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ input }: ReleaseOrder): Promise<{ changed: boolean }> {
    const order = this.fake.get(input.order_id);
    if (order.status !== 'captured' || order.payment_id !== input.payment_id) return { changed: false };
    Object.assign(order, { status: 'reattempted', payment_id: null });
    return { changed: true };
  }
}

@CommandHandler(RequestOrderRefund)
class FakeRequestRefund implements ICommandHandler<RequestOrderRefund> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ input }: RequestOrderRefund) {
    const order = this.fake.get(input.order_id);
    const already = order.status === 'refund_requested' || order.status === 'refunded';
    if (!already && order.status !== 'paid') throw new OrderNotRefundable(order.status);
    if (!already && order.refunded.has_open_part) throw new PartRefundsOpen();
    if (!already) order.status = 'refund_requested';
    return { order_id: order.id, payment_id: order.payment_id ?? newId('pmt'), amount_minor: order.amount_minor - order.refunded.amount_minor, tax_minor: (order.tax?.tax_minor ?? 0) - order.refunded.tax_minor, currency: order.currency, already };
  }
}

/** A part as it is asked for: of lines each unit at its price, without tax. What is asked for counts as refunded at once. */
@CommandHandler(RequestPartRefund)
class FakeRequestPart implements ICommandHandler<RequestPartRefund> {
  constructor(private readonly fake: FakeOrders) {}
  async execute({ input }: RequestPartRefund): Promise<PartRefundAsked> {
    const order = this.fake.get(input.order_id);
    if (order.status !== 'paid') throw new OrderNotRefundable(order.status);
    const lines = (input.lines ?? []).map(({ line_id, quantity }) => {
      const line = order.lines[Number(line_id) - 1]!;
      const units = quantity ?? line.quantity;
      return { line_id, item_id: line.item_id, sku: line.sku, quantity: units, amount_minor: line.unit_minor * units, tax_minor: 0 };
    });
    const amount_minor = input.amount_minor ?? lines.reduce((sum, line) => sum + line.amount_minor, 0);
    if (amount_minor > order.amount_minor - order.refunded.amount_minor) throw new RefundExceedsOrder(order.amount_minor - order.refunded.amount_minor);
    order.refunded = { ...order.refunded, amount_minor: order.refunded.amount_minor + amount_minor };
    const part = { amount_minor, net_minor: amount_minor, tax_minor: 0, platform_fee_minor: 0, tax_components: [], lines };
    return { refund_id: input.refund_id, order_id: order.id, payment_id: order.payment_id!, player_id: order.player_id, currency: order.currency, part };
  }
}

@Module({})
class FakeOrdersModule {}

/** Stands in for sales/orders. It announces nothing: tests record the events that they need. */
export function fakeOrders(fake = new FakeOrders()): DynamicModule {
  return {
    module: FakeOrdersModule,
    providers: [{ provide: FakeOrders, useValue: fake }, FakeGetOrder, FakeGetOrderDetails, FakeGetOrders, FakeGetSales, FakeGetOrderEmails, FakeListOrderIds, FakeListOrders, FakeFindByReceipt, FakeListWaivers, FakeCountPaid, FakeLock, FakeRelease, FakeRequestRefund, FakeRequestPart],
  };
}

export { Announce, AnnounceModule } from './announce.js';
export { neighbours, type Neighbours } from './neighbours.js';
