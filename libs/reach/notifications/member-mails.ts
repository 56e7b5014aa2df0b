import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { newId } from '#platform/kernel/ids';
import { Query, type RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { MemberInvited, PasswordChanged, PasswordForgotten, type MemberFact } from '#studio/access/events';
import { secondsToNext, type MailQueue } from './handovers.js';
import { MailServer } from './mail-server.js';
import { CHUNK } from './sending.js';

/** A link for a new password that could not be sent for so long is not wanted any more. */
const LINK_WANTED = '1 hour';

export const STUDIO_DISPUTE_KINDS = ['studio_dispute_opened', 'studio_dispute_due', 'studio_dispute_won', 'studio_dispute_lost'] as const;
export type StudioDisputeKind = (typeof STUDIO_DISPUTE_KINDS)[number];
export type MemberMailKind = 'invitation' | 'password_link' | 'password_changed' | StudioDisputeKind;

export const ACCOUNT_MAILS: MailQueue<MemberMailKind> = { job: 'notifications.send-member-mails', kinds: ['invitation', 'password_link', 'password_changed'], at: 'next_at' };
export const STUDIO_DISPUTE_MAILS: MailQueue<MemberMailKind> = { job: 'notifications.send-studio-dispute-mails', kinds: STUDIO_DISPUTE_KINDS, at: 'due_at' };

/** What a mail about a dispute says of it: minor units, Unix seconds. `evidence_at`: when our answer leaves by itself; null where the provider tells no day. */
export interface AboutDispute {
  order_id: string;
  payment_id: string;
  /** The provider's id, as in the webhooks. */
  dispute_id: string;
  amount_minor: number;
  currency: string;
  reason: string | null;
  due_at: number | null;
  evidence_at: number | null;
}

/** Notes mails to members of studios. Neither an address nor a token is written: both are asked for when a mail is sent. */
@Injectable()
export class MemberMails {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly database: Database, private readonly jobs: Jobs, private readonly server: MailServer) {}

  async note(kind: Exclude<MemberMailKind, StudioDisputeKind>, events: RecordedEvent<MemberFact>[]): Promise<void> {
    if (events.length === 0) return;
    const state = this.server.isConfigured ? 'pending' : 'skipped';
    await this.database.execute(
      `INSERT INTO notifications.member_mail (game_id, id, event_id, kind, studio_id, member_id, state, last_error)
       SELECT $1, m.id, m.event_id, $2, m.studio_id, m.member_id, $3, CASE WHEN $3 = 'skipped' THEN 'no mail server' END
         FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) AS m(id, event_id, studio_id, member_id)
       ON CONFLICT ON CONSTRAINT member_mail_fact_key DO NOTHING`,
      [currentScope().gameId, kind, state, events.map(() => newId('ntf')), events.map(({ id }) => id), events.map(({ payload }) => payload.studio_id), events.map(({ payload }) => payload.member_id)]);
    if (state === 'pending') await this.jobs.schedule({ type: ACCOUNT_MAILS.job, key: 'game', payload: {}, requestId: events.at(-1)!.requestId });
    else this.logger.warn({ msg: 'mails were skipped', kind, count: events.length, reason: 'SMTP_URL is not set' });
  }

  /** One for each member and stage of a dispute, however often it is told. */
  async noteDispute(kind: StudioDisputeKind, about: AboutDispute, studioId: string, memberIds: readonly string[]): Promise<void> {
    const state = this.server.isConfigured ? 'pending' : 'skipped';
    const added = await this.database.execute(
      `INSERT INTO notifications.member_mail (game_id, id, event_id, kind, studio_id, member_id, state, last_error, about, next_at, due_at)
       SELECT $1, m.id, $2 || ':' || m.member_id, $3, $4, m.member_id, $5, CASE WHEN $5 = 'skipped' THEN 'no mail server' END, $6, NULL, clock_timestamp() FROM unnest($7::text[], $8::text[]) AS m(id, member_id)
       ON CONFLICT ON CONSTRAINT member_mail_fact_key DO NOTHING`,
      [currentScope().gameId, `${about.payment_id}:${about.dispute_id}:${kind}`, kind, studioId, state, JSON.stringify(about), memberIds.map(() => newId('ntf')), memberIds]);
    if (added > 0 && state === 'pending') await this.jobs.schedule({ type: STUDIO_DISPUTE_MAILS.job, key: 'game', payload: {} });
  }
}

@Injectable()
@Subscribes(MemberInvited, 'reach/notifications.note-invitation')
export class NoteInvitations implements Subscriber<MemberInvited> {
  constructor(private readonly mails: MemberMails) {}
  handle(events: RecordedEvent<MemberFact>[]): Promise<void> {
    return this.mails.note('invitation', events);
  }
}

@Injectable()
@Subscribes(PasswordForgotten, 'reach/notifications.note-forgotten-password')
export class NoteForgottenPasswords implements Subscriber<PasswordForgotten> {
  constructor(private readonly mails: MemberMails) {}
  handle(events: RecordedEvent<PasswordForgotten['payload']>[]): Promise<void> {
    return this.mails.note('password_link', events.filter((event): event is RecordedEvent<MemberFact> => event.payload.member_id !== null));
  }
}

@Injectable()
@Subscribes(PasswordChanged, 'reach/notifications.note-changed-password')
export class NoteChangedPasswords implements Subscriber<PasswordChanged> {
  constructor(private readonly mails: MemberMails) {}
  handle(events: RecordedEvent<MemberFact>[]): Promise<void> {
    return this.mails.note('password_changed', events);
  }
}

export interface DueMemberMail {
  id: string;
  kind: MemberMailKind;
  studio_id: string;
  member_id: string;
  about: AboutDispute | null;
  /** It has waited for longer than anybody would look for it. */
  is_late: boolean;
}

/** Mails of a queue whose time has come, those that waited longest first. */
export class ListDueMemberMails extends Query<DueMemberMail[]> {
  constructor(readonly queue: MailQueue<MemberMailKind>) { super(); }
}

@QueryHandler(ListDueMemberMails)
export class ListDueMemberMailsHandler implements IQueryHandler<ListDueMemberMails> {
  constructor(private readonly database: Database) {}
  execute({ queue: { kinds, at } }: ListDueMemberMails) {
    return this.database.query<DueMemberMail & Record<string, unknown>>(
      `SELECT id, kind, studio_id, member_id, about, (kind = 'password_link' AND created_at < clock_timestamp() - interval '${LINK_WANTED}') OR (kind = 'studio_dispute_due' AND (about->>'evidence_at')::bigint < extract(epoch FROM clock_timestamp())) AS is_late
         FROM notifications.member_mail WHERE game_id = $1 AND state = 'pending' AND kind = ANY($2::text[]) AND ${at} <= clock_timestamp() ORDER BY ${at}, id LIMIT ${CHUNK}`, [currentScope().gameId, kinds]);
  }
}

export class SecondsToNextMemberMail extends Query<number | null> {
  constructor(readonly queue: MailQueue<MemberMailKind>) { super(); }
}

@QueryHandler(SecondsToNextMemberMail)
export class SecondsToNextMemberMailHandler implements IQueryHandler<SecondsToNextMemberMail> {
  constructor(private readonly database: Database) {}
  execute({ queue }: SecondsToNextMemberMail): Promise<number | null> {
    return secondsToNext(this.database, 'member_mail', queue);
  }
}
