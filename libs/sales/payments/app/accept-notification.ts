import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { isErased } from '#platform/personal-data/erased';
import { currentTraceparent, inSpan } from '#platform/tracing/spans';
import { CHARGING_SECONDS, nextLookUpSeconds, WHILE_CHARGING_SECONDS } from '../domain/look-up-schedule.js';
import type { Notification } from '../domain/payment-gateway.js';
import type { NotificationRow } from '../infra/rows.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { GetAttempt } from './get-payment.js';
import { PatientRuns, type RunOutcome } from './patient-runs.js';
import { NOTIFICATION_JOB, notificationKey, RecordPayment } from './record-payment.js';
import { RefundLookUp } from './refund-payment.js';

/** Where notifications stand that name no payment of ours. */
export const UNROUTED = 'unrouted';

/** `stored`: looked up by a job. `processed`: was known already. `ignored`: nothing of ours, or of a kind that means nothing to us. */
export type NotificationState = 'stored' | 'processed' | 'ignored' | 'duplicate';

/** Keeps a notification whose signature was verified, with its exact bytes, or what its gateway keeps of them; about a player who was erased without them. The same one again changes nothing. */
export class AcceptNotification extends Command<{ state: NotificationState }> {
  static readonly context = 'sales/payments';
  constructor(readonly psp: string, readonly notification: Notification, readonly body: Buffer) { super(); }
}

const ACTED_UPON = /^(payment|refund|dispute|fraud)\./;

@CommandHandler(AcceptNotification)
export class AcceptNotificationHandler implements ICommandHandler<AcceptNotification> {
  private readonly logger = new Logger('Payments');

  constructor(private readonly database: Database, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ psp, notification, body }: AcceptNotification): Promise<{ state: NotificationState }> {
    const { gameId } = currentScope();
    const isKnown = gameId !== UNROUTED && ACTED_UPON.test(notification.kind);
    // What is known already (the capture that our own call was answered with) needs no look-up: nothing is moved by it.
    const now = this.clock.now();
    const row = await this.database.one<{ state: 'stored' | 'processed' | 'ignored'; is_charging: boolean; has_come_back: boolean; traceparent: string | null }>(
      `INSERT INTO payments.psp_notification (psp, event_id, game_id, kind, payment_id, refund_id, body, received_at, state)
       SELECT $1, $2, $3, $4, $5, $6, CASE WHEN EXISTS (SELECT 1 FROM payments.payment WHERE game_id = $3 AND id = $5 AND ${isErased('player_id')}) THEN ''::bytea ELSE $7 END, $8,
              CASE WHEN NOT $9::boolean THEN 'ignored'
                   WHEN $4 = 'payment.captured' AND EXISTS (SELECT 1 FROM payments.payment WHERE game_id = $3 AND id = $5 AND captured_minor > 0) THEN 'processed'
                   WHEN $4 LIKE 'refund.%' AND EXISTS (SELECT 1 FROM payments.refund WHERE game_id = $3 AND id = $6 AND state IN ('succeeded', 'failed')) THEN 'processed'
                   ELSE 'stored' END
       ON CONFLICT ON CONSTRAINT psp_notification_pkey DO NOTHING
       RETURNING state, kind = 'refund.failed' AND EXISTS (SELECT 1 FROM payments.refund WHERE game_id = $3 AND id = $6 AND state = 'succeeded') AS has_come_back,
                kind = 'payment.captured' AND EXISTS (SELECT 1 FROM payments.payment WHERE game_id = $3 AND id = $5 AND status = 'created' AND provider_state IS NULL AND charging_at > $10) AS is_charging,
                (SELECT traceparent FROM payments.payment WHERE game_id = $3 AND id = $5) AS traceparent`,
      [psp, notification.event_id, gameId, notification.kind, notification.reference, notification.refund_reference, body, now, isKnown, new Date(now.getTime() - CHARGING_SECONDS * 1_000)],
    );
    if (row?.has_come_back) this.logger.error({ msg: 'ALARM: a refund that had succeeded failed afterwards: the money is with us again', event_id: notification.event_id, payment_id: notification.reference, refund_id: notification.refund_reference });
    // The answer of our own call is about to come, and takes the job back when it is recorded.
    const inSeconds = row?.is_charging ? WHILE_CHARGING_SECONDS : 0;
    const state = row?.state ?? 'duplicate';
    // What follows belongs to the trace of the press of the button; the provider's request, which begins one of its own, is linked.
    await inSpan('notification', { kind: 'consumer', ...(row?.traceparent ? { under: row.traceparent, links: [currentTraceparent()] } : {}), attributes: { 'hubcraft.outcome': state, ...(row?.traceparent ? { 'hubcraft.payment_id': notification.reference! } : {}) } }, async () => {
      if (state === 'stored') await this.jobs.schedule({ type: NOTIFICATION_JOB, key: notificationKey(psp, notification.event_id), payload: { psp, event_id: notification.event_id }, inSeconds });
    });
    return { state };
  }
}

type Waiting = Pick<NotificationRow, 'kind' | 'payment_id' | 'refund_id' | 'state'>;

class GetNotification extends Query<Waiting | null> {
  constructor(readonly psp: string, readonly eventId: string) { super(); }
}

@QueryHandler(GetNotification)
export class GetNotificationHandler implements IQueryHandler<GetNotification> {
  constructor(private readonly database: Database) {}
  async execute({ psp, eventId }: GetNotification): Promise<Waiting | null> {
    return (await this.database.one<Waiting>('SELECT kind, payment_id, refund_id, state FROM payments.psp_notification WHERE game_id = $1 AND psp = $2 AND event_id = $3', [currentScope().gameId, psp, eventId])) ?? null;
  }
}

class FinishNotification extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly psp: string, readonly eventId: string) { super(); }
}

@CommandHandler(FinishNotification)
export class FinishNotificationHandler implements ICommandHandler<FinishNotification> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ psp, eventId }: FinishNotification): Promise<void> {
    await this.database.execute(
      `UPDATE payments.psp_notification SET state = 'processed', processed_at = $4 WHERE game_id = $1 AND psp = $2 AND event_id = $3 AND state = 'stored'`,
      [currentScope().gameId, psp, eventId, this.clock.now()],
    );
  }
}

/** A notification is a hint to look: what it says is not taken over, what the provider answers now is. So their order does not matter. */
@Injectable()
@HandlesJob(NOTIFICATION_JOB)
export class NotificationJob implements JobHandler<{ psp: string; event_id: string }> {
  constructor(
    private readonly runs: PatientRuns,
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly gateways: AccountGateways,
    private readonly refunds: RefundLookUp,
    private readonly keys: ChargeKeys,
  ) {}

  run(job: Job<{ psp: string; event_id: string }>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextLookUpSeconds(job.attempts), () => this.process(job.payload, scope));
  }

  private async process({ psp, event_id }: { psp: string; event_id: string }, scope: Scope): Promise<RunOutcome> {
    const waiting = await this.queries.ask(new GetNotification(psp, event_id), scope);
    if (!waiting || waiting.state !== 'stored') return 'over';
    if (!(await this.look(psp, waiting, scope))) return 'no_answer';
    await this.commands.execute(new FinishNotification(psp, event_id), scope);
    return 'over';
  }

  /** False: no answer. */
  private async look(psp: string, { payment_id, refund_id }: Waiting, scope: Scope): Promise<boolean> {
    if (refund_id) return this.refunds.refresh(psp, refund_id, scope);
    if (!payment_id) return true;
    const attempt = await this.queries.ask(new GetAttempt(payment_id), scope);
    // What one account tells is of its own payments, whatever it names.
    if (attempt?.provider !== psp) return true;
    const found = await (await this.gateways.of(psp, scope)).lookUp(this.keys.of(attempt, scope));
    if (found.outcome !== 'answered') return false;
    if (found.value) await this.commands.execute(new RecordPayment({ payment_id, seen: found.value }), scope);
    return true;
  }
}
