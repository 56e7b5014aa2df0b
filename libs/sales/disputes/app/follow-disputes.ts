import { Injectable } from '@nestjs/common';
import { GetUsdValue } from '#money/fx/queries';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, fromUnixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import type { CurrencyCode } from '#platform/kernel/currency';
import { newId } from '#platform/kernel/ids';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentDisputesSeen } from '#sales/payments/events';
import { accountOf } from '#sales/payments/ids';
import { GetPayments, type DisputeSeen, type PaymentView } from '#sales/payments/queries';
import { GetGame, type GameView } from '#studio/games/queries';
import { secondsUntilSent } from '../domain/deadline.js';
import { ENDED, following, WAITING } from '../domain/dispute-states.js';
import { monthOf } from '../domain/months.js';
import { reasonOf, schemeOf } from '../domain/words.js';
import { DisputeRepository, type DisputeRow } from '../infra/dispute.repository.js';
import { MonthCountsRepository } from '../infra/month-counts.repository.js';

export const ANSWER_JOB = 'disputes.answer';

/** Takes over what providers say of disputes. Told twice, late or out of order, it changes nothing more. */
@Injectable()
export class DisputeFollower {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly counts: MonthCountsRepository,
    private readonly queries: Queries,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async follow(payment: PaymentView, told: DisputeSeen, game: GameView): Promise<void> {
    const now = this.clock.now();
    const held = (await this.disputes.hold(payment.id, told.id)) ?? (await this.write(payment, told, game, now));
    const next = following(held, told);
    const isLater = told.due_at !== null && told.due_at !== unixSecondsOrNull(held.due_at);
    const row = next || isLater ? await this.disputes.follow(held, { status: next?.status ?? held.status, is_inquiry: next?.is_inquiry ?? held.is_inquiry, due_at: told.due_at === null ? null : fromUnixSeconds(told.due_at) }, now) : held;
    // Of a studio's own account: it is watched, and tells us what to do with the grant. Counted and answered it is by the studio.
    if (accountOf(row.provider) !== null) return;
    await this.count(row, game, now);
    // Whoever has answered it: we, or a person in the provider's dashboard.
    if (told.has_evidence && row.answer !== 'accepting') await this.disputes.answer(row.id, 'sent', { by: row.answer_asked_by ?? row.provider, failure: null, now });
    await this.attend(row, told, now);
  }

  private async write(payment: PaymentView, told: DisputeSeen, game: GameView, now: Date): Promise<DisputeRow> {
    const made = await this.disputes.insert({
      id: newId('dsp'), studio_id: game.studio_id, environment: game.environment, payment_id: payment.id, order_id: payment.order_id, provider: payment.provider, provider_dispute_id: told.id,
      status: told.status, is_inquiry: told.is_inquiry, reason: reasonOf(told.reason, told.network_code), provider_reason: told.reason, network_code: told.network_code, scheme: schemeOf(payment.card),
      amount_minor: BigInt(told.amount_minor ?? payment.amount_minor), currency: payment.currency, opened_at: told.opened_at === null ? now : fromUnixSeconds(told.opened_at), due_at: told.due_at === null ? null : fromUnixSeconds(told.due_at),
    }, now);
    return made ?? (await this.disputes.hold(payment.id, told.id))!;
  }

  /** A dispute counts once, in the month in which it was opened; an inquiry does not. */
  private async count(row: DisputeRow, game: GameView, now: Date): Promise<void> {
    if (row.is_inquiry || row.counted_at || !(await this.disputes.count(row.id, now))) return;
    const isFraud = row.reason === 'fraudulent' || row.reason === 'unrecognized';
    const usd = isFraud ? await this.queries.ask(new GetUsdValue({ minor: row.amount_minor, currency: row.currency as CurrencyCode, date: now.toISOString().slice(0, 10) })) : null;
    await this.counts.add(game, [{ scheme: row.scheme, month: monthOf(row.opened_at), disputes: 1, fraud_disputes: isFraud ? 1 : 0, fraud_disputes_usd_minor: usd?.minor ?? 0n }], now);
  }

  /** What waits for an answer gets one before its time is over; what has an end needs none. */
  private async attend(row: DisputeRow, told: DisputeSeen, now: Date): Promise<void> {
    if (ENDED.includes(row.status)) {
      await this.jobs.cancel(ANSWER_JOB, row.id);
      if (row.answer === 'accepting' && row.status === 'lost') await this.disputes.answer(row.id, 'accepted', { by: null, failure: null, now });
      else if (row.answer === 'sending' && !told.has_evidence) await this.disputes.answer(row.id, 'too_late', { by: null, failure: null, now });
      return;
    }
    if (!WAITING.includes(row.status) || row.answer !== 'none' || told.has_evidence) return;
    const inSeconds = secondsUntilSent(unixSecondsOrNull(row.due_at), this.config.integer('DISPUTE_EVIDENCE_HOURS', 1, 240), this.clock.nowSeconds());
    if (inSeconds !== null) await this.jobs.schedule({ type: ANSWER_JOB, key: row.id, payload: { dispute_id: row.id }, inSeconds, keep: 'latest' });
  }
}

@Injectable()
@Subscribes(PaymentDisputesSeen, 'sales/disputes.follow')
export class FollowDisputes implements Subscriber<PaymentDisputesSeen> {
  constructor(private readonly follower: DisputeFollower, private readonly queries: Queries) {}

  async handle(events: RecordedEvent<PaymentDisputesSeen['payload']>[]): Promise<void> {
    const game = await this.queries.ask(new GetGame());
    const payments = new Map((await this.queries.ask(new GetPayments([...new Set(events.map(({ payload }) => payload.payment_id))]))).map((payment) => [payment.id, payment]));
    for (const { payload } of events) {
      const payment = payments.get(payload.payment_id);
      if (!payment) throw new Error(`${payload.payment_id} was announced and cannot be found`);
      for (const told of payload.disputes) await this.follower.follow(payment, told, game);
    }
  }
}
