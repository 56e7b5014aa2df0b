import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import type { Scope } from '#platform/kernel/scope';
import { MakeMemberLink } from '#studio/access/commands';
import { MemberNotFound } from '#studio/access/errors';
import { GetMember } from '#studio/access/queries';
import { GetGame, GetStudioName } from '#studio/games/queries';
import { composeMemberMail } from './compose-member-mail.js';
import { RecordHandover, type Outcome } from './handovers.js';
import { MailServer, type MailSession } from './mail-server.js';
import { mailLanguage, type MailLanguage } from './mail-texts.js';
import { ACCOUNT_MAILS, ListDueMemberMails, SecondsToNextMemberMail, STUDIO_DISPUTE_MAILS, type DueMemberMail } from './member-mails.js';
import { Postbox, SUPPRESSED } from './postbox.js';
import { isToldOfDisputes } from './studio-dispute-mails.js';
import { PAUSE_SECONDS, sendChunks, unavailable } from './sending.js';

const PAGES = { invitation: 'invitation', password_link: 'new-password' } as const;

/**
 * Writes to members of studios. The token of a link is made for the attempt that sends it and takes the place of the one before: it is in the mail, and its hash with the member, and nowhere else. Of a mail that went out twice
 * the later one is good.
 */
@Injectable()
@HandlesJob(ACCOUNT_MAILS.job, { leaseSeconds: 180 })
export class SendMemberMailsJob implements JobHandler {
  protected readonly queue = ACCOUNT_MAILS;
  private readonly logger = new Logger('Notifications');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly server: MailServer, private readonly postbox: Postbox, private readonly config: Config) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    const isReachable = this.server.isConfigured && (await this.sendDue(scope));
    const seconds = await this.queries.ask(new SecondsToNextMemberMail(this.queue), scope);
    if (seconds === null) return;
    return { againInSeconds: Math.max(seconds, isReachable ? 1 : PAUSE_SECONDS) };
  }

  private async sendDue(scope: Scope): Promise<boolean> {
    const game = await this.queries.ask(new GetGame(), scope);
    const language = mailLanguage(game.default_locale);
    return sendChunks(this.server, () => this.queries.ask(new ListDueMemberMails(this.queue), scope), (session, mail) => this.send(session, mail, language, scope));
  }

  private async send(session: MailSession, mail: DueMemberMail, language: MailLanguage, scope: Scope): Promise<Outcome> {
    const handover = await this.hand(session, mail, language, { ...scope, studioId: mail.studio_id }).catch(unavailable);
    if (handover.outcome !== 'sent') this.logger.warn({ msg: 'a mail was not handed over', kind: mail.kind, member_id: mail.member_id, outcome: handover.outcome });
    await this.commands.execute(new RecordHandover('member_mail', mail.id, handover, this.queue.at), scope);
    return handover;
  }

  private async hand(session: MailSession, mail: DueMemberMail, language: MailLanguage, scope: Scope): Promise<Outcome> {
    if (mail.is_late) return { outcome: 'skipped', error: 'too late' };
    const member = await this.queries.ask(new GetMember(mail.member_id), scope).catch((error: unknown) => {
      if (error instanceof MemberNotFound) return null;
      throw error;
    });
    if (member && mail.about && !isToldOfDisputes(member)) return { outcome: 'skipped', error: 'not wanted any more' };
    // A link takes the place of the one before, so none is made for a mail that will not be sent.
    if (member && (await this.postbox.isHeldBack(mail.kind, member.email, scope))) return { outcome: 'skipped', error: SUPPRESSED };
    const link = member && (await this.linkFor(mail, scope));
    if (!member || !link) return { outcome: 'skipped', error: 'nobody whom it could help' };
    const studio = (await this.queries.ask(new GetStudioName(), scope)) ?? '';
    const composed = composeMemberMail(mail.kind, { name: member.name, studio, studio_id: mail.studio_id, operator: this.server.operator, contact: this.server.contact, link: link.url }, language, mail.about);
    return this.postbox.hand(session, { id: mail.id, kind: mail.kind, address: member.email }, composed, scope);
  }

  /** `url` is null in a mail that has no link. The token stands behind the `#`, which no browser sends: it is in no log of a server or proxy. */
  private async linkFor({ kind, member_id }: DueMemberMail, scope: Scope): Promise<{ url: string | null } | null> {
    if (kind !== 'invitation' && kind !== 'password_link') return { url: null };
    const made = await this.commands.execute(new MakeMemberLink(member_id, kind === 'invitation' ? 'invitation' : 'password'), scope);
    return made && { url: `${this.config.publicUrl}/console/${PAGES[kind]}#${made.token}` };
  }
}

/** Those about disputes. */
@Injectable()
@HandlesJob(STUDIO_DISPUTE_MAILS.job, { leaseSeconds: 180 })
export class SendStudioDisputeMailsJob extends SendMemberMailsJob {
  protected override readonly queue = STUDIO_DISPUTE_MAILS;
}
