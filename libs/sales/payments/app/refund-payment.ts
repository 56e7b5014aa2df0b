import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { RefundPayment } from '../contracts/commands.js';
import { NotRefundable, PaymentNotFound, RefundIdTaken } from '../contracts/errors.js';
import { PaymentRefunded, PaymentRefundFailed, type RefundPurpose } from '../contracts/events.js';
import { GONE_BACK_TWICE, isGoneTwice } from '../domain/gone-back.js';
import { refundObstacle } from '../domain/methods.js';
import { nextRefundLookUpSeconds } from '../domain/look-up-schedule.js';
import type { GatewayAnswer, PaymentGateway, SeenRefund } from '../domain/payment-gateway.js';
import { paymentFact } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import { RefundRepository } from '../infra/refund.repository.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { PatientRuns, type RunOutcome } from './patient-runs.js';

@CommandHandler(RefundPayment)
export class RefundPaymentHandler implements ICommandHandler<RefundPayment> {
  constructor(private readonly refunds: RefundRepository, private readonly payments: PaymentRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ input }: RefundPayment): Promise<void> {
    const booked = await this.refunds.book({ ...input, purpose: input.purpose ?? 'order', now: this.clock.now() });
    if (booked) {
      await this.jobs.schedule({ type: 'payments.refund', key: input.refund_id, payload: { refund_id: input.refund_id } });
      return;
    }
    const known = await this.refunds.find(input.refund_id);
    if (known) {
      if (known.payment_id !== input.payment_id || known.amount_minor !== BigInt(input.amount_minor)) throw new RefundIdTaken();
      return;
    }
    const payment = await this.payments.find(input.payment_id);
    if (!payment) throw new PaymentNotFound();
    throw new NotRefundable(payment.status);
  }
}

interface RefundToSend { state: 'requested' | 'pending' | 'succeeded' | 'failed'; provider: string; method: string; captured_minor: number; payment_id: string; payment_reference: string; amount_minor: number; currency: string }

class GetRefundToSend extends Query<RefundToSend | null> {
  constructor(readonly refundId: string) { super(); }
}

@QueryHandler(GetRefundToSend)
export class GetRefundToSendHandler implements IQueryHandler<GetRefundToSend> {
  constructor(private readonly refunds: RefundRepository, private readonly payments: PaymentRepository) {}

  async execute({ refundId }: GetRefundToSend): Promise<RefundToSend | null> {
    const refund = await this.refunds.find(refundId);
    const payment = refund && (await this.payments.find(refund.payment_id));
    if (!refund || !payment?.provider_reference) return null;
    return { state: refund.state, provider: payment.provider, method: payment.method, captured_minor: minorToNumber(payment.captured_minor), payment_id: payment.id, payment_reference: payment.provider_reference, amount_minor: minorToNumber(refund.amount_minor), currency: refund.currency };
  }
}

/** Records what the provider says of a refund. Told twice, it changes nothing more. */
export class RecordRefund extends Command<{ state: string }> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { refund_id: string; state: SeenRefund['state']; provider_reference: string | null; failure: string | null; amount_minor: number | null }) { super(); }
}

@CommandHandler(RecordRefund)
export class RecordRefundHandler implements ICommandHandler<RecordRefund> {
  private readonly logger = new Logger('Payments');

  constructor(private readonly refunds: RefundRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ input }: RecordRefund): Promise<{ state: string }> {
    const row = await this.refunds.hold(input.refund_id);
    if (!row || row.state === 'succeeded' || row.state === 'failed') return { state: row?.state ?? 'unknown' };
    const isOurs = input.amount_minor === null || BigInt(input.amount_minor) === row.amount_minor;
    if (!isOurs) this.logger.error({ msg: 'ALARM: the provider gave back another amount than we asked for', refund_id: row.id, asked: String(row.amount_minor), reported: input.amount_minor });
    if (input.state === 'pending' || !isOurs) {
      if (input.provider_reference) await this.refunds.pending(row, input.provider_reference);
      return { state: 'pending' };
    }
    const payment = await this.refunds.end(row, input.state, { providerReference: input.provider_reference, failure: input.failure, now: this.clock.now() });
    const fact = { ...paymentFact(payment), refund_id: row.id, purpose: row.purpose as RefundPurpose };
    if (input.state === 'succeeded') {
      // The row is held by the change: of a refund and a lost dispute exactly one comes second. What the bank has left of a payment goes back once.
      const isSecond = payment.charged_back_at !== null && isGoneTwice(payment, payment.dispute_minor ?? payment.amount_minor);
      if (isSecond) this.logger.error({ msg: GONE_BACK_TWICE, payment_id: payment.id, order_id: payment.order_id, refund_id: row.id });
      this.outbox.record(new PaymentRefunded('payment', payment.id, { ...fact, refunded_minor: minorToNumber(row.amount_minor), provider_refund_reference: input.provider_reference ?? '', has_gone_back: isSecond }));
    } else {
      if (row.purpose !== 'order') this.logger.error({ msg: 'ALARM: money that is not ours could not be given back', refund_id: row.id, payment_id: payment.id, purpose: row.purpose, failure: input.failure });
      this.outbox.record(new PaymentRefundFailed('payment', payment.id, { ...fact, reason: input.failure ?? 'refused' }));
    }
    return { state: input.state };
  }
}

/** Gives the money back at the provider, under our refund id, and asks until that is final. */
@Injectable()
@HandlesJob('payments.refund')
export class RefundJob implements JobHandler<{ refund_id: string }> {
  constructor(private readonly runs: PatientRuns, private readonly commands: Commands, private readonly queries: Queries, private readonly gateways: AccountGateways, private readonly keys: ChargeKeys) {}

  run(job: Job<{ refund_id: string }>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextRefundLookUpSeconds(job.attempts), () => this.send(job.payload.refund_id, scope));
  }

  private async send(refundId: string, scope: Scope): Promise<RunOutcome> {
    const refund = await this.queries.ask(new GetRefundToSend(refundId), scope);
    if (!refund || refund.state === 'succeeded' || refund.state === 'failed') return 'over';
    const gateway = await this.gateways.find(refund.provider, scope);
    const answer: GatewayAnswer<SeenRefund> = gateway ? await this.askProvider(gateway, refundId, refund, scope) : { outcome: 'refused', code: 'account_removed', message: 'The studio has removed the account that it was paid to' };
    if (answer.outcome === 'unknown' || answer.outcome === 'unavailable') return 'no_answer';
    const input = answer.outcome === 'refused'
      ? { refund_id: refundId, state: 'failed' as const, provider_reference: null, failure: answer.code, amount_minor: null }
      : { refund_id: refundId, state: answer.value.state, provider_reference: answer.value.provider_reference, failure: answer.value.failure, amount_minor: answer.value.amount_minor };
    const { state } = await this.commands.execute(new RecordRefund(input), scope);
    return state === 'pending' ? 'open' : 'over';
  }

  /** A refund that may have been booked is looked for before it is asked for again. */
  private async askProvider(gateway: PaymentGateway, refundId: string, refund: RefundToSend, scope: Scope): Promise<GatewayAnswer<SeenRefund>> {
    const known = await gateway.lookUpRefund(this.keys.ofRefund(refundId, refund, scope));
    // To a question no answer is an end of the refund.
    if (known.outcome === 'refused') return { outcome: 'unknown', reason: known.code };
    if (known.outcome !== 'answered') return known;
    if (known.value) return { outcome: 'answered', value: known.value };
    // It was taken before, and is not listed yet: under a key that has run out it would be given back twice.
    if (refund.state === 'pending') return { outcome: 'unknown', reason: 'not_listed_yet' };
    // What was paid in cash, or by a wallet that takes nothing back, has no way back: nobody is asked, and whoever asked for it hears so.
    const obstacle = refundObstacle(refund.method, refund.amount_minor, refund.captured_minor);
    if (obstacle) return { outcome: 'refused', code: obstacle, message: `What was paid by ${refund.method} cannot go back that way` };
    return gateway.refund({ provider_reference: refund.payment_reference, reference: refundId, amount_minor: refund.amount_minor, currency: refund.currency });
  }
}

/** Looks a refund up and records it: what a notification asks for. False: no answer. */
@Injectable()
export class RefundLookUp {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly gateways: AccountGateways, private readonly keys: ChargeKeys) {}

  async refresh(provider: string, refundId: string, scope: Scope): Promise<boolean> {
    const refund = await this.queries.ask(new GetRefundToSend(refundId), scope);
    // Not one of ours, or of another account than the one that tells of it: nobody there was asked for it.
    if (refund?.provider !== provider) return true;
    const found = await (await this.gateways.of(provider, scope)).lookUpRefund(this.keys.ofRefund(refundId, refund, scope));
    if (found.outcome !== 'answered') return false;
    if (!found.value) return true;
    const { state, provider_reference, failure, amount_minor } = found.value;
    await this.commands.execute(new RecordRefund({ refund_id: refundId, state, provider_reference, failure, amount_minor }), scope);
    return true;
  }
}
