import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command, Query, type RecordedEvent } from '#platform/kernel/messages';
import type { ActorKind, Scope } from '#platform/kernel/scope';
import { Backlog } from '#platform/metrics/backlog';
import { Outbox } from '#platform/outbox/outbox';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentMismatched } from '#sales/payments/events';
import { OperatorDecides, PersonNeeded, ReviewDecided, ReviewNotFound } from '../contracts/errors.js';
import { PaymentReviewDecided } from '../contracts/events.js';
import type { Page, ReviewView } from '../contracts/queries.js';
import { ReviewRepository, reviewView, type ReviewRow } from '../infra/review.repository.js';
import { SaidRepository } from '../infra/said.repository.js';
import { pageOf } from './pages.js';

const DUE_JOB = 'risk.review-due';
const HOUR_MS = 3_600_000;

/** The money was taken and its order waits: from now on somebody has until `due_at` to decide. */
@Injectable()
@Subscribes(PaymentMismatched, 'sales/risk.open-reviews')
export class OpenReviews implements Subscriber<PaymentMismatched> {
  constructor(private readonly reviews: ReviewRepository, private readonly said: SaidRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<PaymentMismatched['payload']>[]): Promise<void> {
    const held = events.filter(({ payload }) => payload.held_for === 'review');
    if (held.length === 0) return;
    const now = this.clock.now();
    const { hold_hours } = await this.said.rules();
    for (const { payload, requestId } of held) {
      if (!(await this.reviews.open(payload, now, new Date(now.getTime() + hold_hours * HOUR_MS)))) continue;
      await this.jobs.schedule({ type: DUE_JOB, key: payload.payment_id, payload: { payment_id: payload.payment_id }, inSeconds: hold_hours * 3_600, requestId });
    }
  }
}

/** Decides, once; the same decision again changes nothing. A person alone releases, and what an entry of the operator holds its staff alone. Throws `risk.review_not_found`, `risk.review_decided`, `risk.person_needed`, `risk.operator_decides` (403). */
export class DecideReview extends Command<ReviewView> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { payment_id: string; decision: 'release' | 'refuse'; reason: string }) { super(); }
}

@CommandHandler(DecideReview)
export class DecideReviewHandler implements ICommandHandler<DecideReview> {
  constructor(private readonly reviews: ReviewRepository, private readonly outbox: Outbox, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ input: { payment_id, decision, reason } }: DecideReview): Promise<ReviewView> {
    const { kind, id: by } = currentScope().actor;
    const to = decision === 'release' ? 'released' : 'refused';
    const review = await this.reviews.find(payment_id);
    if (!review) throw new ReviewNotFound();
    if (to === 'released') this.refuseRelease(review, kind);
    const decided = await this.reviews.decide(payment_id, to, { by, reason, now: this.clock.now() });
    if (!decided) {
      const row = (await this.reviews.find(payment_id))!;
      if (row.state !== to) throw new ReviewDecided();
      return reviewView(row);
    }
    this.outbox.record(new PaymentReviewDecided('payment_review', payment_id, { payment_id, order_id: decided.order_id, resolution: decision === 'release' ? 'pay_order' : 'give_back', by }));
    await this.jobs.cancel(DUE_JOB, payment_id);
    return reviewView(decided);
  }

  private refuseRelease({ is_of_operator }: ReviewRow, kind: ActorKind): void {
    if (kind !== 'member' && kind !== 'staff') throw new PersonNeeded();
    if (is_of_operator && kind !== 'staff') throw new OperatorDecides();
  }
}

/** Nobody has decided in time: the money goes back. */
@Injectable()
@HandlesJob(DUE_JOB)
export class ReviewDueJob implements JobHandler<{ payment_id: string }> {
  private readonly logger = new Logger('Risk');

  constructor(private readonly commands: Commands, backlog: Backlog) {
    backlog.add({
      name: 'payment_reviews', what: 'payments that wait for a decision of a person', countsDead: false,
      sql: `SELECT count(*)::int AS due, coalesce(extract(epoch FROM now() - min(r.due_at)), 0)::float8 AS oldest FROM (SELECT due_at FROM risk.review WHERE state = 'open' LIMIT 10000) r`,
    });
  }

  async run({ payload: { payment_id } }: Job<{ payment_id: string }>, scope: Scope): Promise<void> {
    try {
      const { decided_by } = await this.commands.execute(new DecideReview({ payment_id, decision: 'refuse', reason: 'Nobody has decided in time' }), scope);
      if (decided_by === scope.actor.id) this.logger.error({ msg: 'ALARM: nobody has looked at a payment in time: its money goes back', payment_id });
    } catch (error) {
      // Somebody released it at this moment.
      if (!(error instanceof ReviewDecided)) throw error;
    }
  }
}

export class ListReviews extends Query<Page<ReviewView>> {
  constructor(readonly filter: { state: ReviewView['state'] | null; after: string | null; limit: number }) { super(); }
}

@QueryHandler(ListReviews)
export class ListReviewsHandler implements IQueryHandler<ListReviews> {
  constructor(private readonly reviews: ReviewRepository) {}
  async execute({ filter: { state, after, limit } }: ListReviews): Promise<Page<ReviewView>> {
    return pageOf(await this.reviews.list(state, after, limit + 1), limit, reviewView, ({ payment_id }) => payment_id);
  }
}

/** What waits in all games. */
@Injectable()
export class ReviewDesk {
  constructor(private readonly reviews: ReviewRepository) {}
  async open(after: string | null, limit: number): Promise<Page<ReviewView>> {
    return pageOf(await this.reviews.openAnywhere(after, limit + 1), limit, reviewView, ({ payment_id }) => payment_id);
  }
}
