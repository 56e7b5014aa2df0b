import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { GetOrder, ListWaivers, type OrderView } from '#sales/orders/queries';
import { GetPayInstructions, GetPayment, PAYMENT_METHODS } from '#sales/payments/queries';
import { DocumentNotIssued } from '#sales/receipts/errors';
import { OpenFileOfOrder } from '#sales/receipts/queries';
import { GetGame, GetSellerName, type GameView } from '#studio/games/queries';
import { composeMail, deliveryOf, type ComposedMail } from './compose-mail.js';
import { composeVoucherMail, isToBePaid } from './compose-voucher-mail.js';
import { RecordHandover, type Outcome } from './handovers.js';
import { MailServer, type MailSession } from './mail-server.js';
import { ListDueMails, ORDER_MAILS, SecondsToNextMail, VOUCHER_MAILS, type DueMail } from './mails.js';
import { Postbox } from './postbox.js';
import { PAUSE_SECONDS, sendChunks, unavailable } from './sending.js';

/** Hands the waiting mails of a game to the mail server. A process that dies between handing over and noting it sends that mail again, under the same Message-ID. */
@Injectable()
@HandlesJob(ORDER_MAILS.job, { leaseSeconds: 180 })
export class SendMailsJob implements JobHandler {
  protected readonly queue = ORDER_MAILS;
  private readonly logger = new Logger('Notifications');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly server: MailServer, private readonly postbox: Postbox, private readonly config: Config, private readonly clock: Clock) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    const isReachable = this.server.isConfigured && (await this.sendDue(scope));
    const seconds = await this.queries.ask(new SecondsToNextMail(this.queue), scope);
    if (seconds === null) return;
    return { againInSeconds: Math.max(seconds, isReachable ? 1 : PAUSE_SECONDS) };
  }

  private async sendDue(scope: Scope): Promise<boolean> {
    const game = await this.queries.ask(new GetGame(), scope);
    return sendChunks(this.server, () => this.queries.ask(new ListDueMails(this.queue), scope), (session, mail) => this.send(session, mail, game, scope));
  }

  private async send(session: MailSession, mail: DueMail, game: GameView, scope: Scope): Promise<Outcome> {
    const handover = await this.hand(session, mail, game, scope).catch(unavailable);
    if (handover.outcome !== 'sent') this.logger.warn({ msg: 'a mail was not handed over', kind: mail.kind, order_id: mail.order_id, outcome: handover.outcome });
    await this.commands.execute(new RecordHandover('mail', mail.id, handover, this.queue.at), scope);
    return handover;
  }

  private async hand(session: MailSession, mail: DueMail, game: GameView, scope: Scope): Promise<Outcome> {
    if (mail.is_overtaken) return { outcome: 'skipped', error: 'overtaken' };
    const { kind } = mail;
    if (kind === 'voucher') return this.handVoucher(session, mail, game, scope);
    const order = await this.queries.ask(new GetOrder(mail.order_id), scope);
    const grants = mail.kind === 'refund' || mail.kind === 'dispute_lost' ? await this.queries.ask(new ListGrantsOfOrder(mail.order_id), scope) : [];
    const attachments = mail.kind === 'copy' ? await this.receiptOf(mail.order_id, scope) : [];
    if (!attachments) return { outcome: 'skipped', error: 'no receipt' };
    const waivers = mail.kind === 'receipt' ? await this.queries.ask(new ListWaivers(mail.order_id), scope) : [];
    const { publicUrl } = this.config;
    const links = { operator: await this.sellerOf(order, scope), contact: this.server.contact, charge_url: `${publicUrl}/charge`, withdraw_url: `${publicUrl}/withdraw/${order.game_id}` };
    const mailed = composeMail(kind, order, game, links, { delivery: deliveryOf(grants), waivers, part: mail.part, disputed_minor: mail.disputed_minor === null ? null : minorToNumber(mail.disputed_minor) });
    return this.postbox.hand(session, mail, { ...mailed, attachments }, scope);
  }

  /** Looked at right before it leaves: what was paid, has ended or is too late is not written about. The number stands in the mail alone. */
  private async handVoucher(session: MailSession, mail: DueMail, game: GameView, scope: Scope): Promise<Outcome> {
    const payment = await this.queries.ask(new GetPayment(mail.payment_id), scope);
    const how = await this.queries.ask(new GetPayInstructions(mail.payment_id), scope);
    if (!isToBePaid(payment, how, this.clock.nowSeconds())) return { outcome: 'skipped', error: 'overtaken' };
    const order = await this.queries.ask(new GetOrder(mail.order_id), scope);
    const composed = composeVoucherMail({ ...payment, label: PAYMENT_METHODS.find(({ id }) => id === payment.method)?.name ?? payment.method }, how, order, game, { operator: await this.sellerOf(order, scope), contact: this.server.contact });
    return this.postbox.hand(session, mail, composed, scope);
  }

  /** In whose name it is written. */
  private async sellerOf({ seller }: Pick<OrderView, 'seller'>, scope: Scope): Promise<string> {
    return seller === 'studio' ? this.queries.ask(new GetSellerName(), scope) : this.server.operator;
  }

  /** Null where none has been issued: an order of before there were receipts, or one that waits for somebody who sells there. */
  private async receiptOf(orderId: string, scope: Scope): Promise<ComposedMail['attachments'] | null> {
    try {
      const { number, pdf } = await this.calls.ask(new OpenFileOfOrder({ order_id: orderId, kind: 'receipt' }), scope);
      return [{ filename: `${number}.pdf`, content: pdf, contentType: 'application/pdf' }];
    } catch (error) {
      if (error instanceof DocumentNotIssued) return null;
      throw error;
    }
  }
}

/** Those with the numbers of vouchers. */
@Injectable()
@HandlesJob(VOUCHER_MAILS.job, { leaseSeconds: 180 })
export class SendVouchersJob extends SendMailsJob {
  protected override readonly queue = VOUCHER_MAILS;
}
