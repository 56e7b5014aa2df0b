import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '#platform/metrics/metrics';
import type { Scope } from '#platform/kernel/scope';
import { bounceKind, statusCodeIn, withoutAddresses } from './bounces.js';
import type { ComposedMail } from './compose-mail.js';
import type { Outcome } from './handovers.js';
import type { MailSession } from './mail-server.js';
import { AddressKeys, Suppressions } from './suppressions.js';

/** What a mail is noted with that was not sent because its address is suppressed. */
export const SUPPRESSED = 'suppressed';

/** Hands mails over, but none to an address that is suppressed; of a refusal says what it means for the address. */
@Injectable()
export class Postbox {
  private readonly handed: Counter<'outcome'>;

  constructor(private readonly suppressions: Suppressions, private readonly keys: AddressKeys, metrics: Metrics) {
    this.handed = metrics.counter('hubcraft_mails_total', 'Mails that were to be handed to the mail server, by what came of it.', ['outcome']);
  }

  /** For whoever has to know it before a mail is written. */
  async isHeldBack(kind: string, address: string, scope: Scope): Promise<boolean> {
    const isHeld = await this.suppressions.holdsBack(kind, address, scope);
    if (isHeld) this.handed.inc({ outcome: SUPPRESSED });
    return isHeld;
  }

  async hand(session: MailSession, { id, kind, address }: { id: string; kind: string; address: string }, mail: ComposedMail, scope: Scope): Promise<Outcome> {
    if (await this.isHeldBack(kind, address, scope)) return { outcome: 'skipped', error: SUPPRESSED };
    const outcome = await this.attempt(session, id, address, mail, scope);
    this.handed.inc({ outcome: outcome.outcome });
    return outcome;
  }

  private async attempt(session: MailSession, id: string, address: string, mail: ComposedMail, scope: Scope): Promise<Outcome> {
    const handover = await session.hand({ mail_id: id, game_id: scope.gameId }, address, mail);
    if (handover.outcome !== 'refused' || !handover.reply) return handover;
    const { smtp_code, said, is_of_recipient } = handover.reply;
    const status_code = statusCodeIn(said);
    return { outcome: 'refused', error: handover.error, bounce: { kind: bounceKind({ status_code, smtp_code, said, is_of_recipient }), status_code, said: withoutAddresses(said) || null, keys: await this.keys.ofMail(address, scope) } };
  }
}
