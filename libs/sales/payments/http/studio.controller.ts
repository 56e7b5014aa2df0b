import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { FindPlayersByName } from '#player/players/queries';
import { FindOrderByReceipt, type OrderView } from '#sales/orders/queries';
import { RangeIncomplete } from '../contracts/errors.js';
import { DescribePayments, type DescribedPayment } from '../app/describe-payments.js';
import type { PaymentFilter, RangeField } from '../app/list-payments.js';
import { PaymentRead, PaymentsQuery, type PaymentItem } from './payment.dto.js';

const LIMIT = 10;
const CHANNELS = { s2s: 'checkout', hub: 'game_hub', sdk: 'android_sdk', checkout_link: 'checkout_link' } as const;
const PLATFORMS = ['any', 'ios', 'android', 'other'];

const RECEIPT = /^\d{16}$/;

function filterOf(query: PaymentsQuery, found: PaymentFilter['found']): PaymentFilter {
  if ((query.start_at === undefined) !== (query.end_at === undefined)) throw new RangeIncomplete(query.start_at === undefined ? 'start_at' : 'end_at');
  return {
    limit: query.limit ?? LIMIT, offset: query.offset ?? 0, starting_after: query.starting_after ?? null, field: query.field ?? 'created_at',
    range: query.start_at === undefined ? null : { from: query.start_at, to: query.end_at! },
    player_id: query.user_id ?? null, order_id: query.order_id ?? null, status: query.status ?? null,
    countries: query.countries?.map((country) => country.toUpperCase()) ?? null, search: query.search_string || null, found,
  };
}

function item(line: OrderView['lines'][number]): PaymentItem {
  const nested = line.grants.find((grant) => grant.sku === line.sku)?.nested_items;
  return {
    id: line.item_id, sku: line.sku, name: line.name, source: 'order', description: line.description, image_url: line.image_url ?? undefined, quantity: line.quantity,
    nested_items: nested?.map(({ id, sku, name, quantity, image_url }) => ({ id, sku, name, source: 'bundle', quantity, image_url: image_url ?? undefined })),
  };
}

function read({ payment, order, ...known }: DescribedPayment, field: RangeField): PaymentRead {
  const items = order?.lines.map(item) ?? [];
  const isBack = payment.status === 'refunded' || payment.status === 'refund_requested';
  return {
    user_id: payment.player_id, player_id: payment.player_id, modified_at: payment.modified_at, player_name: known.player_name ?? undefined, item_id: items[0]?.id, item_name: items[0]?.name, items,
    payment_method_name: payment.method, status: payment.status, sales_channel: order ? CHANNELS[order.source] : undefined, currency: payment.currency, country: payment.country ?? undefined,
    payment_id: payment.id, payment_number: payment.id, receipt_number: order?.receipt_number ?? '', order_id: payment.order_id,
    card_last_4_digits: payment.card?.last4, card_scheme: payment.card?.brand,
    total: payment.amount_minor, total_usd: known.total_usd ?? undefined, total_usd_revenue: known.revenue_usd ?? undefined, user_local_price: payment.amount_minor, currency_minor_unit: known.exponent,
    fees: known.fees, taxes: known.taxes, refund_customer_id: isBack ? payment.player_id : undefined, refund_reason: payment.refund_reason ?? undefined, ip: payment.ip_address ?? undefined,
    created_at: payment.created_at, fail_reason: payment.fail_reason ?? undefined, fail_reason_code: payment.fail_code ?? undefined, status_updated_at: payment.status_updated_at, order_field: payment[field],
    metadata: order?.metadata ?? undefined, platform: payment.platform === null ? undefined : PLATFORMS.includes(payment.platform) ? payment.platform : 'other',
    three_d_secure_flow: payment.three_ds?.flow, three_d_secure_result: payment.three_ds?.result, applied_reward_points: 0, coupons: [],
  };
}

@ApiTags('Payments')
@Controller('v1/payments')
export class PaymentsStudioController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @StudioRoute('payments:read')
  @Operation('get_payments', 'Attempts to pay, newest first')
  @Answers200([PaymentRead])
  async list(@Query() query: PaymentsQuery, @Caller() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<PaymentRead[]> {
    const filter = filterOf(query, await this.knownElsewhere(query.search_string, scope));
    const payments = await this.queries.ask(new DescribePayments(filter), scope);
    if (payments.length === filter.limit) reply.header('Link', nextLink(reply, payments.at(-1)!.payment.id));
    return payments.map((payment) => read(payment, filter.field));
  }

  /** What stands on orders and players, looked up by their own indexes. */
  private async knownElsewhere(text: string | undefined, scope: Scope): Promise<PaymentFilter['found']> {
    if (!text) return { order_ids: [], player_ids: [] };
    const order = RECEIPT.test(text) ? await this.queries.ask(new FindOrderByReceipt(text), scope) : null;
    return { order_ids: order ? [order] : [], player_ids: await this.queries.ask(new FindPlayersByName(text), scope) };
  }
}

function nextLink(reply: FastifyReply, lastId: string): string {
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.delete('offset');
  url.searchParams.set('starting_after', lastId);
  return `<${url.pathname}${url.search}>; rel="next"`;
}
