import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { NotHeld, PaymentNotFound, ProviderDoesNotConfirm } from '../contracts/errors.js';
import { PaymentEnded, PaymentMismatched, PaymentMismatchResolved, type HeldFor } from '../contracts/events.js';
import type { HeldPayment, Resolution } from '../contracts/queries.js';
import type { SeenPayment } from '../domain/payment-gateway.js';
import { announcedFee, heldFor, isToReview, paymentFact } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import type { PaymentRow } from '../infra/rows.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { GetAttempt } from './get-payment.js';
import { RecordPayment } from './record-payment.js';

const LOOK_MS = 10_000;
/** How an attempt ends whose money goes back: what was taken by it is late from then on, and late money goes back by itself. */
const WRONG_AMOUNT = { reason: 'wrong_amount', code: 'wrong_amount' };
const REFUSED = { reason: 'payment_failed', code: 'review_refused' };

/** Decides about a held payment; the provider was asked before. Repeated with the same answer it changes nothing. Throws `payments.not_held`, also for what is held for something else. */
export class ResolveMismatch extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { payment_id: string; resolution: Resolution; seen: SeenPayment; held_for: HeldFor; by?: string }) { super(); }
}

@CommandHandler(ResolveMismatch)
export class ResolveMismatchHandler implements ICommandHandler<ResolveMismatch> {
  private readonly logger = new Logger('Payments');
  constructor(private readonly commands: Commands, private readonly payments: PaymentRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ input: { payment_id, resolution, seen, held_for, by = currentScope().actor.id } }: ResolveMismatch): Promise<void> {
    const row = await this.payments.hold(payment_id);
    if (!row) throw new PaymentNotFound();
    const isDone = row.mismatched_at ? held_for === 'amount' && resolution === 'pay_order' && row.amount_confirmed_at !== null : row.resolution === resolution;
    if (isDone) return;
    if (!row.mismatched_at || heldFor(row) !== held_for || row.status !== 'created' || (row.dispute_stage !== null && !(held_for === 'review' && row.dispute_stage === 'won'))) throw new NotHeld();
    const now = this.clock.now();
    if (held_for === 'amount' && resolution === 'pay_order' && isToReview(row)) return this.holdForReview(row, now);
    const freed = await this.payments.resolve(row, { resolution, by, isReviewed: held_for === 'review' }, now);
    this.outbox.record(new PaymentMismatchResolved('payment', row.id, { ...paymentFact(freed), ...reported(row), resolution, ...announcedFee(seen.fee_minor), held_for }));
    if (resolution === 'give_back') {
      const ended = (await this.payments.end(row.id, 'failed', held_for === 'review' ? REFUSED : WRONG_AMOUNT, now))!;
      this.outbox.record(new PaymentEnded('payment', row.id, { ...paymentFact(ended), fail_reason: ended.fail_reason, fail_code: ended.fail_code }));
    }
    // What follows is what follows of any capture, at its time or late.
    await this.commands.execute(new RecordPayment({ payment_id, seen }), currentScope());
    this.logger.warn({ msg: 'a held payment was decided', payment_id: row.id, order_id: row.order_id, outcome: resolution });
  }

  /** Its amount was right; whether it may pay its order is asked next, as of any other that `sales/risk` wants a person to see. What the ledger keeps apart for it stays there. */
  private async holdForReview(row: PaymentRow, now: Date): Promise<void> {
    const held = await this.payments.confirmAmount(row, now);
    this.outbox.record(new PaymentMismatched('payment', row.id, { ...paymentFact(held), ...reported(row), held_for: 'review' }));
    this.logger.warn({ msg: 'the amount of a held payment was confirmed; it waits for its review', payment_id: row.id, order_id: row.order_id });
  }
}

const reported = (row: PaymentRow) => ({ reported_minor: minorToNumber(row.reported_minor!), reported_currency: row.reported_currency! });

/**
 * Payments that are held because the provider reported another amount than was asked for. Once a person has seen, in the provider's books or its report, that exactly what was asked for was taken, the order is paid by it
 * (`pay_order`) or the money goes back (`give_back`). Of another amount that was really taken nothing is done here: it goes back at the provider.
 */
@Injectable()
export class HeldPayments {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly payments: PaymentRepository, private readonly gateways: AccountGateways, private readonly keys: ChargeKeys) {}

  /** Over all games, the oldest first. */
  async list(after: string | null, limit: number): Promise<HeldPayment[]> {
    return (await this.payments.heldAnywhere(after, limit)).map((row) => ({
      id: row.id, game_id: row.game_id, order_id: row.order_id, provider: row.provider, provider_reference: row.provider_reference, amount_minor: minorToNumber(row.amount_minor), currency: row.currency, ...reported(row),
      held_since: unixSeconds(row.mismatched_at!), has_dispute: row.dispute_stage !== null,
    }));
  }

  /** Throws `payments.not_found`, `payments.not_held`, `payments.provider_does_not_confirm`. */
  async resolve(paymentId: string, resolution: Resolution, scope: Scope): Promise<void> {
    const attempt = await this.queries.ask(new GetAttempt(paymentId), scope);
    if (!attempt) throw new PaymentNotFound();
    const found = await (await this.gateways.of(attempt.provider, scope)).lookUp(this.keys.of(attempt, scope), LOOK_MS);
    if (found.outcome !== 'answered' || found.value?.state !== 'captured') throw new ProviderDoesNotConfirm();
    // The person knows better than the report what was taken.
    const seen: SeenPayment = { ...found.value, captured_minor: attempt.amount_minor, currency: attempt.currency };
    await this.commands.execute(new ResolveMismatch({ payment_id: paymentId, resolution, seen, held_for: 'amount' }), scope);
  }
}
