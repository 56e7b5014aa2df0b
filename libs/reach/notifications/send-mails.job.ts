import { Injectable, Logger } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import type { Scope } from '#platform/kernel/scope';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { GetOrder } from '#sales/orders/queries';
import { GetGame, type GameView } from '#studio/games/queries';
import { composeMail, deliveryOf } from './compose-mail.js';
import { RecordHandover } from './handovers.js';
import { MailServer, type Handover, type MailSession } from './mail-server.js';
import { ListDueMails, SecondsToNextMail, SEND_JOB, type DueMail } from './mails.js';
import { PAUSE_SECONDS, sendChunks, unavailable } from './sending.js';

/** Hands the waiting mails of a game to the mail server. A process that dies between handing over and noting it sends that mail again, under the same Message-ID. */
@Injectable()
@HandlesJob(SEND_JOB, { leaseSeconds: 180 })
export class SendMailsJob implements JobHandler {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly server: MailServer) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    const isReachable = this.server.isConfigured && (await this.sendDue(scope));
    const seconds = await this.queries.ask(new SecondsToNextMail(), scope);
    if (seconds === null) return;
    return { againInSeconds: Math.max(seconds, isReachable ? 1 : PAUSE_SECONDS) };
  }

  private async sendDue(scope: Scope): Promise<boolean> {
    const game = await this.queries.ask(new GetGame(), scope);
    return sendChunks(this.server, () => this.queries.ask(new ListDueMails(), scope), (session, mail) => this.send(session, mail, game, scope));
  }

  private async send(session: MailSession, mail: DueMail, game: GameView, scope: Scope): Promise<Handover> {
    const handover = await this.hand(session, mail, game, scope).catch(unavailable);
    if (handover.outcome !== 'sent') this.logger.warn({ msg: 'a mail was not handed over', kind: mail.kind, order_id: mail.order_id, outcome: handover.outcome });
    await this.commands.execute(new RecordHandover('mail', mail.id, handover), scope);
    return handover;
  }

  private async hand(session: MailSession, mail: DueMail, game: GameView, scope: Scope): Promise<Handover> {
    const order = await this.queries.ask(new GetOrder(mail.order_id), scope);
    const grants = mail.kind === 'refund' ? await this.queries.ask(new ListGrantsOfOrder(mail.order_id), scope) : [];
    return session.hand(mail.id, mail.address, composeMail(mail.kind, order, game, this.server.operator, deliveryOf(grants)));
  }
}
