import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { Command, Query } from '#platform/kernel/messages';
import { numberToMinor } from '#platform/kernel/money';
import { newRequestId, systemScope } from '#platform/kernel/scope';
import { Limits, masked, type Bucket } from '#platform/limits/limits';
import { Outbox } from '#platform/outbox/outbox';
import type { OrderPaidFact } from '#sales/orders/events';
import { GetOrder, type OrderStatus } from '#sales/orders/queries';
import { GetPayments } from '#sales/payments/queries';
import { GetGame, GetSellerName } from '#studio/games/queries';
import { ChargeNotFound, TooManyLookups } from '../contracts/errors.js';
import { ReceiptCopyRequested } from '../contracts/events.js';
import { ListDocumentsOfOrders } from '../contracts/queries.js';
import { chargeText, chargesOf, dayOfCharge, type StatementLine } from '../domain/charge.js';
import { ChargesRepository } from '../infra/charges.repository.js';

/** Ten in a row from one address, then two a minute. */
const PER_ADDRESS: Bucket = { capacity: 10, perSecond: 1 / 30 };
/** One order is sent again once a day, whoever asks. */
const PER_ORDER: Bucket = { capacity: 1, perSecond: 1 / 86_400 };
/** Longer than any bank lets a cardholder ask back. */
const KEPT_DAYS = 548;

/** What is told of a charge to somebody who is known by nothing but the line. */
export interface ChargeFound {
  game: string;
  /** Who sold it; null where no receipt has been issued yet. */
  seller: string | null;
  paid_on: string;
  amount: string;
  items: string[];
  status: OrderStatus;
  /** The last four digits of the receipt number. */
  receipt_number_ends: string;
}

/** Notes what the charges of paid orders are found by, in the transaction that hears of them: those by card, whose digits are known. */
@Injectable()
export class ChargeNotes {
  constructor(private readonly charges: ChargesRepository, private readonly queries: Queries) {}

  async note(sales: readonly OrderPaidFact[]): Promise<void> {
    const payments = new Map((await this.queries.ask(new GetPayments(sales.map(({ payment_id }) => payment_id)))).map((payment) => [payment.id, payment]));
    const charges = sales.flatMap(({ order_id, payment_id, paid_at, total_minor, currency }) => {
      const last4 = payments.get(payment_id)?.card?.last4;
      return last4 ? [{ order_id, text: chargeText(dayOfCharge(fromUnixSeconds(paid_at)), total_minor, currency, last4), charged_at: fromUnixSeconds(paid_at) }] : [];
    });
    if (charges.length > 0) await this.charges.add(charges);
  }
}

class GetCharge extends Query<ChargeFound | null> {
  constructor(readonly orderId: string, readonly locale: string) { super(); }
}

@QueryHandler(GetCharge)
export class GetChargeHandler implements IQueryHandler<GetCharge> {
  constructor(private readonly queries: Queries) {}

  async execute({ orderId, locale }: GetCharge): Promise<ChargeFound | null> {
    const order = await this.queries.ask(new GetOrder(orderId));
    const [receipt] = await this.queries.ask(new ListDocumentsOfOrders([orderId]));
    if (order.paid_at === null) return null;
    return {
      game: (await this.queries.ask(new GetGame())).name, seller: order.seller === 'studio' ? await this.queries.ask(new GetSellerName()) : (receipt?.data.seller.name ?? null), paid_on: dayOfCharge(fromUnixSeconds(order.paid_at)),
      amount: formatMoney(numberToMinor(order.amount_minor), parseCurrency(order.currency), locale), items: order.lines.map(({ quantity, name }) => `${quantity} × ${name}`), status: order.status,
      receipt_number_ends: (order.receipt_number ?? '').slice(-4),
    };
  }
}

class AskForCopy extends Command<void> {
  static readonly context = 'sales/receipts';
  constructor(readonly orderId: string) { super(); }
}

@CommandHandler(AskForCopy)
export class AskForCopyHandler implements ICommandHandler<AskForCopy> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ orderId }: AskForCopy): Promise<void> {
    this.outbox.record(new ReceiptCopyRequested('order', orderId, { order_id: orderId }));
  }
}

/** "What is this line on my card?", asked without an account. */
@Injectable()
export class ChargeLookup {
  constructor(private readonly charges: ChargesRepository, private readonly queries: Queries, private readonly commands: Commands, private readonly limits: Limits) {}

  /** Throws `receipts.charge_not_found`, `receipts.too_many_lookups`. */
  async find(line: StatementLine, locale: string, address: string): Promise<ChargeFound[]> {
    const found: ChargeFound[] = [];
    for (const { game_id, target_id } of await this.routes(line, address)) {
      const charge = await this.queries.ask(new GetCharge(target_id, locale), systemScope(game_id, 'sales/receipts.charge-lookup'));
      if (charge) found.push(charge);
    }
    if (found.length === 0) throw new ChargeNotFound();
    return found;
  }

  /** Has the receipts sent to the addresses that were told when they were bought, and to no other. Throws as `find`. */
  async send(line: StatementLine, address: string): Promise<void> {
    const routes = await this.routes(line, address);
    if (routes.length === 0) throw new ChargeNotFound();
    for (const { game_id, target_id } of routes) {
      if ((await this.limits.take(`receipt-copy:${target_id}`, PER_ORDER)).allowed) await this.commands.execute(new AskForCopy(target_id), systemScope(game_id, 'sales/receipts.charge-lookup', newRequestId()));
    }
  }

  private async routes(line: StatementLine, address: string): Promise<{ game_id: string; target_id: string }[]> {
    const verdict = await this.limits.take(`charge-lookup:${masked('', address)}`, PER_ADDRESS);
    if (!verdict.allowed) throw new TooManyLookups(verdict.retryAfterSeconds);
    const texts = chargesOf(line);
    return texts.length > 0 ? this.charges.find(texts) : [];
  }
}

class ForgetOldCharges extends Command<number> {
  static readonly context = 'sales/receipts';
  constructor(readonly before: number, readonly max: number) { super(); }
}

@CommandHandler(ForgetOldCharges)
export class ForgetOldChargesHandler implements ICommandHandler<ForgetOldCharges> {
  constructor(private readonly charges: ChargesRepository) {}
  execute({ before, max }: ForgetOldCharges): Promise<number> {
    return this.charges.forgetBefore(fromUnixSeconds(before), max);
  }
}

/** Nobody asks any more what a line of one and a half years ago is. */
@Injectable()
@Housekeeps('receipts.charges')
export class OldCharges implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'receipts.charge', after, 'charged_at < $2', [fromUnixSeconds(this.before())]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new ForgetOldCharges(this.before(), max), systemScope(gameId, 'sales/receipts.charges'));
  }

  private before(): number {
    return this.clock.nowSeconds() - KEPT_DAYS * 86_400;
  }
}
