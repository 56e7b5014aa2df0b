import { Injectable } from '@nestjs/common';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentCaptured, PaymentDisputed, PaymentEnded, PaymentFraudReported } from '#sales/payments/events';
import { outcomeOf, wasSent } from '../domain/outcomes.js';
import { AccountRepository } from '../infra/account.repository.js';
import { AttemptRepository } from '../infra/attempt.repository.js';
import { WATCH_JOB } from './watch-attack.job.js';

@Injectable()
@Subscribes(PaymentCaptured, 'sales/risk.note-approvals')
export class NoteApprovals implements Subscriber<PaymentCaptured> {
  constructor(private readonly attempts: AttemptRepository, private readonly accounts: AccountRepository, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<PaymentCaptured['payload']>[]): Promise<void> {
    await this.attempts.outcomes(events.map(({ payload }) => ({ payment_id: payload.payment_id, outcome: 'approved' as const })), this.clock.now());
    await this.attempts.wereSent(events.map(({ payload }) => payload.payment_id), { werePaid: true });
    await this.accounts.note('approved', events.map(({ payload }) => ({ player_id: payload.player_id, at: fromUnixSeconds(payload.captured_at) })));
  }
}

@Injectable()
@Subscribes(PaymentEnded, 'sales/risk.note-declines')
export class NoteDeclines implements Subscriber<PaymentEnded> {
  constructor(private readonly attempts: AttemptRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<PaymentEnded['payload']>[]): Promise<void> {
    const told = events.map(({ payload }) => ({ payment_id: payload.payment_id, outcome: outcomeOf(payload) }));
    await this.attempts.outcomes(told, this.clock.now());
    await this.attempts.wereSent(events.filter(({ payload }) => wasSent(payload)).map(({ payload }) => payload.payment_id));
    if (told.some(({ outcome }) => outcome === 'declined')) await this.jobs.schedule({ type: WATCH_JOB, key: 'game', payload: {} });
  }
}

/** An account whose money a bank has taken back is a stranger from then on, also when the bank gives it back in the end. */
@Injectable()
@Subscribes(PaymentDisputed, 'sales/risk.note-disputes')
export class NoteDisputes implements Subscriber<PaymentDisputed> {
  constructor(private readonly accounts: AccountRepository) {}

  async handle(events: RecordedEvent<PaymentDisputed['payload']>[]): Promise<void> {
    const opened = events.filter(({ payload }) => payload.stage === 'opened');
    if (opened.length > 0) await this.accounts.note('disputed', opened.map(({ payload, recordedAt }) => ({ player_id: payload.player_id, at: recordedAt })));
  }
}

@Injectable()
@Subscribes(PaymentFraudReported, 'sales/risk.note-fraud')
export class NoteFraud implements Subscriber<PaymentFraudReported> {
  constructor(private readonly accounts: AccountRepository) {}

  handle(events: RecordedEvent<PaymentFraudReported['payload']>[]): Promise<void> {
    return this.accounts.note('fraud_reported', events.map(({ payload }) => ({ player_id: payload.player_id, at: fromUnixSeconds(payload.reported_at) })));
  }
}
