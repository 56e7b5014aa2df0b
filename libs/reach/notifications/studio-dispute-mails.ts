import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command, type RecordedEvent } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { ListDisputes, type DisputeView } from '#sales/disputes/queries';
import { PaymentDisputed, PaymentDisputesSeen } from '#sales/payments/events';
import { atOperator } from '#sales/payments/ids';
import { ListMembers, type MemberView } from '#studio/access/queries';
import { GetGame } from '#studio/games/queries';
import { MemberMails, type AboutDispute, type StudioDisputeKind } from './member-mails.js';

export const TELL_STUDIO_JOB = 'notifications.tell-studio-of-dispute';
/** A studio has so long to say what it knows before our answer leaves. */
const REMIND_HOURS = 48;
/** `sales/disputes` hears of a dispute as we do: it is asked again until it knows when an answer is due. */
const ASK_AGAIN_SECONDS = 30;
const ASKS_MAX = 10;

type Stage = PaymentDisputed['payload']['stage'] | 'due';
type Told = Pick<PaymentDisputed['payload'], 'payment_id' | 'order_id' | 'dispute_id' | 'amount_minor' | 'currency' | 'reason'> & { stage: Stage };

const keyOf = ({ payment_id, dispute_id, stage }: Told): string => `${payment_id}:${dispute_id}:${stage}`;

/** Whether a member is written to about disputes: those who answer for money, unless they do not want it. */
export function isToldOfDisputes({ role, state, wants_dispute_mails }: Pick<MemberView, 'role' | 'state' | 'wants_dispute_mails'>): boolean {
  return (role === 'owner' || role === 'finance') && state === 'active' && wants_dispute_mails;
}

/** A dispute that took money of a sale was opened or has an end. Of a sale by the studio's own account nobody of us answers it, and its provider tells the studio. Whom the mails go to stands with the studio, which is asked by a job. */
@Injectable()
@Subscribes(PaymentDisputed, 'reach/notifications.tell-studio-of-dispute')
export class TellStudioOfDisputes implements Subscriber<PaymentDisputed> {
  constructor(private readonly jobs: Jobs) {}

  async handle(events: RecordedEvent<PaymentDisputed['payload']>[]): Promise<void> {
    for (const { payload: { payment_id, order_id, dispute_id, amount_minor, currency, reason, stage, taken_from = 'sale' }, requestId } of atOperator(events)) {
      if (taken_from !== 'sale') continue;
      const told: Told = { payment_id, order_id, dispute_id, amount_minor, currency, reason, stage };
      await this.jobs.schedule({ type: TELL_STUDIO_JOB, key: keyOf(told), payload: told, requestId });
    }
  }
}

/** A dispute that waits for an answer has a day: 48 hours before ours leaves the studio is reminded. Told of anew, the day may be another one. */
@Injectable()
@Subscribes(PaymentDisputesSeen, 'reach/notifications.remind-studio-of-dispute')
export class RemindStudioOfDisputes implements Subscriber<PaymentDisputesSeen> {
  constructor(private readonly jobs: Jobs, private readonly config: Config, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<PaymentDisputesSeen['payload']>[]): Promise<void> {
    for (const { payload, requestId } of atOperator(events)) {
      for (const { id, status, is_inquiry, due_at, amount_minor } of payload.disputes) {
        if (status !== 'needs_response' || is_inquiry || due_at === null) continue;
        const { payment_id, order_id, currency } = payload;
        const told: Told = { payment_id, order_id, dispute_id: id, amount_minor: amount_minor ?? payload.amount_minor, currency, reason: null, stage: 'due' };
        const remindAt = due_at - (this.config.integer('DISPUTE_EVIDENCE_HOURS', 1, 240) + REMIND_HOURS) * 3_600;
        await this.jobs.schedule({ type: TELL_STUDIO_JOB, key: keyOf(told), payload: told, inSeconds: Math.max(0, remindAt - this.clock.nowSeconds()), keep: 'latest', requestId });
      }
    }
  }
}

/** Notes a mail for each of these members. */
export class NoteStudioDisputeMails extends Command<void> {
  static readonly context = 'reach/notifications';
  constructor(readonly input: { kind: StudioDisputeKind; about: AboutDispute; studio_id: string; member_ids: string[] }) { super(); }
}

@CommandHandler(NoteStudioDisputeMails)
export class NoteStudioDisputeMailsHandler implements ICommandHandler<NoteStudioDisputeMails> {
  constructor(private readonly mails: MemberMails) {}
  async execute({ input: { kind, about, studio_id, member_ids } }: NoteStudioDisputeMails): Promise<void> {
    await this.mails.noteDispute(kind, about, studio_id, member_ids);
  }
}

@Injectable()
@HandlesJob(TELL_STUDIO_JOB)
export class TellStudioOfDisputeJob implements JobHandler<Told> {
  constructor(private readonly queries: Queries, private readonly commands: Commands, private readonly config: Config) {}

  async run({ payload, attempts }: Job<Told>, scope: Scope): Promise<void | Again> {
    const known = (await this.queries.ask(new ListDisputes({ payment_id: payload.payment_id, limit: 50 }), scope)).data.find((each) => each.provider_dispute_id === payload.dispute_id);
    if (!known && attempts < ASKS_MAX) return { againInSeconds: ASK_AGAIN_SECONDS };
    // Without a day nothing is due.
    if (payload.stage === 'due' && (!known || known.status !== 'needs_response' || known.answer !== 'none')) return;
    const { studio_id } = await this.queries.ask(new GetGame(), scope);
    const members = await this.queries.ask(new ListMembers(), { ...scope, studioId: studio_id });
    const member_ids = members.filter(isToldOfDisputes).map(({ id }) => id);
    if (member_ids.length === 0) return;
    await this.commands.execute(new NoteStudioDisputeMails({ kind: `studio_dispute_${payload.stage}`, about: this.about(payload, known), studio_id, member_ids }), scope);
  }

  private about(told: Told, known: DisputeView | undefined): AboutDispute {
    const { payment_id, order_id, dispute_id, amount_minor, currency } = told;
    const due_at = known?.status === 'needs_response' ? known.due_at : null;
    const isByItself = due_at !== null && known!.answer === 'none';
    return { payment_id, order_id, dispute_id, amount_minor, currency, reason: known?.reason ?? null, due_at, evidence_at: isByItself ? due_at - this.config.integer('DISPUTE_EVIDENCE_HOURS', 1, 240) * 3_600 : null };
  }
}
