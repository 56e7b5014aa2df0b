import { Injectable, Logger } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import type { Scope } from '#platform/kernel/scope';
import { GetOrders } from '#sales/orders/queries';
import { GetWithdrawal } from '#sales/withdrawals/queries';
import { GetGame, GetSellerName } from '#studio/games/queries';
import { composeWithdrawalMail } from './compose-withdrawal-mail.js';
import { RecordHandover, type Outcome } from './handovers.js';
import { withoutAddresses } from './bounces.js';
import { MailServer, type MailSession } from './mail-server.js';
import { Postbox, SUPPRESSED } from './postbox.js';
import { PAUSE_SECONDS, sendChunks, unavailable } from './sending.js';
import { ListDueWithdrawalMails, SecondsToNextWithdrawalMail, SEND_WITHDRAWAL_JOB, type DueWithdrawalMail } from './withdrawal-mails.js';

/** Confirms statements of withdrawal, to the address that was told with each. A declarant who was erased meanwhile is written to no more. */
@Injectable()
@HandlesJob(SEND_WITHDRAWAL_JOB, { leaseSeconds: 180 })
export class SendWithdrawalMailsJob implements JobHandler {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly server: MailServer, private readonly postbox: Postbox) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    const isReachable = this.server.isConfigured && (await this.sendDue(scope));
    const seconds = await this.queries.ask(new SecondsToNextWithdrawalMail(), scope);
    if (seconds === null) return;
    return { againInSeconds: Math.max(seconds, isReachable ? 1 : PAUSE_SECONDS) };
  }

  private async sendDue(scope: Scope): Promise<boolean> {
    const game = await this.queries.ask(new GetGame(), scope);
    return sendChunks(this.server, () => this.queries.ask(new ListDueWithdrawalMails(), scope), (session, mail) => this.send(session, mail, game.name, scope));
  }

  private async send(session: MailSession, mail: DueWithdrawalMail, game: string, scope: Scope): Promise<Outcome> {
    const handover = await this.hand(session, mail, game, scope).catch(unavailable);
    if (handover.outcome === 'skipped' && handover.error === SUPPRESSED) this.logger.error({ msg: 'ALARM: a statement of withdrawal cannot be confirmed by mail: the address takes none', withdrawal_id: mail.withdrawal_id });
    else if (handover.outcome !== 'sent') this.logger.warn({ msg: 'a mail was not handed over', kind: 'withdrawal', withdrawal_id: mail.withdrawal_id, outcome: handover.outcome });
    await this.commands.execute(new RecordHandover('withdrawal_mail', mail.id, withoutAddress(handover)), scope);
    return handover;
  }

  private async hand(session: MailSession, mail: DueWithdrawalMail, game: string, scope: Scope): Promise<Outcome> {
    const { declarant, ...withdrawal } = await this.queries.ask(new GetWithdrawal(mail.withdrawal_id), scope);
    if (!declarant) return { outcome: 'skipped', error: 'nobody to write to' };
    return this.postbox.hand(session, { id: mail.id, kind: 'withdrawal', address: declarant.email }, composeWithdrawalMail({ ...withdrawal, declarant }, { game, operator: await this.sellerOf(withdrawal.order_id, scope) }), scope);
  }

  /** Who has sold it: the operator, or a studio that sells itself. */
  private async sellerOf(orderId: string | null, scope: Scope): Promise<string> {
    const [order] = orderId === null ? [] : await this.queries.ask(new GetOrders([orderId]), scope);
    return order?.seller === 'studio' ? this.queries.ask(new GetSellerName(), scope) : this.server.operator;
  }
}

/** A mail server repeats the address that it refuses. Nothing leads from here to whoever it belongs to, so nobody would take it away. */
function withoutAddress(handover: Outcome): Outcome {
  return handover.outcome === 'sent' ? handover : { ...handover, error: withoutAddresses(handover.error) };
}
