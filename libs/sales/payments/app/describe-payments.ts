import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { decimalString, exponentOf, parseCurrency } from '#platform/kernel/currency';
import { Query } from '#platform/kernel/messages';
import { numberToMinor } from '#platform/kernel/money';
import { ComputePlatformFee } from '#money/fees/queries';
import { GetUsdValue } from '#money/fx/queries';
import { GetPlayer } from '#player/players/queries';
import { GetOrders, type OrderView } from '#sales/orders/queries';
import { GetGame, type GameView } from '#studio/games/queries';
import { fromUnixSeconds } from '#platform/kernel/clock';
import type { PaymentView } from '../contracts/queries.js';
import { ListPayments, type PaymentFilter } from './list-payments.js';

const ORDERS_AT_ONCE = 500;

export interface DescribedFee {
  type: 'payment_system_fee' | 'platform_fee';
  amount: number;
  currency: string;
  amount_usd: number | null;
}

/** A payment with what other contexts know of it. */
export interface DescribedPayment {
  payment: PaymentView;
  order: OrderView | null;
  player_name: string | null;
  exponent: number;
  total_usd: number | null;
  revenue_usd: number | null;
  fees: DescribedFee[];
  taxes: { name: string; rate: string; jurisdiction: string; amount: number; currency: string; amount_usd: number | null }[];
}

export class DescribePayments extends Query<DescribedPayment[]> {
  constructor(readonly filter: PaymentFilter) { super(); }
}

@QueryHandler(DescribePayments)
export class DescribePaymentsHandler implements IQueryHandler<DescribePayments> {
  constructor(private readonly queries: Queries) {}

  async execute({ filter }: DescribePayments): Promise<DescribedPayment[]> {
    const payments = await this.queries.ask(new ListPayments(filter));
    if (payments.length === 0) return [];
    const orders = await this.orders([...new Set(payments.map((payment) => payment.order_id))]);
    const names = await this.names([...new Set(payments.map((payment) => payment.player_id))]);
    const game = await this.queries.ask(new GetGame());
    const described: DescribedPayment[] = [];
    for (const payment of payments) {
      described.push(await this.describe(payment, orders.get(payment.order_id) ?? null, names.get(payment.player_id) ?? null, game));
    }
    return described;
  }

  private async orders(ids: string[]): Promise<Map<string, OrderView>> {
    const found = new Map<string, OrderView>();
    for (let from = 0; from < ids.length; from += ORDERS_AT_ONCE) {
      for (const order of await this.queries.ask(new GetOrders(ids.slice(from, from + ORDERS_AT_ONCE)))) found.set(order.id, order);
    }
    return found;
  }

  private async names(playerIds: string[]): Promise<Map<string, string | null>> {
    const found = new Map<string, string | null>();
    for (const id of playerIds) found.set(id, (await this.queries.ask(new GetPlayer(id)))?.name ?? null);
    return found;
  }

  private async describe(payment: PaymentView, order: OrderView | null, player_name: string | null, game: GameView): Promise<DescribedPayment> {
    const { currency } = payment;
    const date = fromUnixSeconds(payment.captured_at ?? payment.created_at).toISOString().slice(0, 10);
    const usd = (amount: number): Promise<number | null> => this.usd(amount, currency, date);
    const taxMinor = order?.tax?.tax_minor ?? 0;
    const fees = payment.captured_at === null ? [] : await this.fees(payment, { studio_id: game.studio_id, net_minor: payment.amount_minor - taxMinor, currency, date, method: payment.method }, usd);
    const borne = fees.filter((fee) => fee.type === 'platform_fee' || game.psp_fee_bearer === 'studio').reduce((sum, fee) => sum + fee.amount, 0);
    const taxes: DescribedPayment['taxes'] = [];
    for (const { name, rate, jurisdiction, tax_minor } of order?.tax?.components ?? []) taxes.push({ name, rate, jurisdiction, amount: tax_minor, currency, amount_usd: await usd(tax_minor) });
    return {
      payment, order, player_name, exponent: exponentOf(parseCurrency(currency)), total_usd: await usd(payment.amount_minor),
      revenue_usd: payment.captured_at === null ? null : await usd(payment.amount_minor - taxMinor - borne), fees, taxes,
    };
  }

  private async fees(payment: PaymentView, sale: ComputePlatformFee['input'], usd: (amount: number) => Promise<number | null>): Promise<DescribedFee[]> {
    const { currency } = payment;
    const { fee_minor } = await this.queries.ask(new ComputePlatformFee(sale));
    const psp = payment.psp_fee_minor ?? 0;
    return [
      { type: 'payment_system_fee', amount: psp, currency, amount_usd: await usd(psp) },
      { type: 'platform_fee', amount: fee_minor, currency, amount_usd: await usd(fee_minor) },
    ];
  }

  private async usd(amount: number, currency: string, date: string): Promise<number | null> {
    const value = await this.queries.ask(new GetUsdValue({ minor: numberToMinor(amount), currency: parseCurrency(currency), date }));
    return value && Number(decimalString(value.minor, 'USD'));
  }
}
