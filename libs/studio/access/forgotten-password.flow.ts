import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#platform/audit/audit-trail';
import { tokenHash } from '#platform/crypto/envelope';
import { hashPassword } from '#platform/crypto/passwords';
import { Commands, Queries } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { Guesses } from '#platform/limits/guesses';
import { Limits, type Bucket } from '#platform/limits/limits';
import { ListGames } from '#studio/games/queries';
import { PasswordLinkInvalid, TooManyTries } from './contracts/errors.js';
import { AskForPassword, FindPasswordLink, ResetPassword } from './member-links.js';
import { studioScope } from './member-sign-in.flow.js';

/** Three mails in a row, then one in ten minutes: nobody's mailbox is filled by it. Of addresses that are nobody's too. */
const MAILS_PER_ADDRESS: Bucket = { capacity: 3, perSecond: 1 / 600 };

export interface Asking {
  address: string;
  requestId: string;
}

/** The way back for a member who has forgotten her password: by a link in a mail. Nobody learns from an answer, nor from how long it took, whose address is known. */
@Injectable()
export class ForgottenPasswordFlow {
  private readonly guesses: Guesses;

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly limits: Limits, private readonly trail: AuditTrail) {
    this.guesses = new Guesses(limits, 'forgotten', (retryAfterSeconds) => new TooManyTries(retryAfterSeconds));
  }

  async ask(studioId: string, email: string, { address, requestId }: Asking): Promise<void> {
    await this.guesses.fromAddress(address);
    await this.guesses.chargeAddress(address);
    const mails = await this.limits.take(`forgotten:mail:${studioId}:${tokenHash(email.toLowerCase())}`, MAILS_PER_ADDRESS);
    if (!mails.allowed) throw new TooManyTries(mails.retryAfterSeconds);
    const scope = await this.scopeIn(studioId, requestId);
    if (scope) await this.commands.execute(new AskForPassword(email), scope);
  }

  async reset(studioId: string, token: string, password: string, { address, requestId }: Asking): Promise<void> {
    await this.guesses.fromAddress(address);
    const found = await this.queries.ask(new FindPasswordLink(tokenHash(token)), studioScope(studioId, requestId));
    const scope = found && (await this.scopeIn(studioId, requestId));
    if (!scope) {
      await this.guesses.chargeAddress(address);
      throw new PasswordLinkInvalid();
    }
    const passwordHash = await hashPassword(password);
    const as: Scope = { ...scope, actor: { kind: 'member', id: found.id } };
    await this.trail.run({ scope: as, operation: 'reset_console_password', targets: [found.id], request: () => '{}' }, () => this.commands.execute(new ResetPassword(found.id, tokenHash(token), passwordHash), as));
  }

  /** What is announced travels with an environment: with the sandbox of the studio's first game. Null where it has none, and so nobody who could sign in. */
  private async scopeIn(studioId: string, requestId: string): Promise<Scope | null> {
    const scope = studioScope(studioId, requestId);
    const sandbox = (await this.queries.ask(new ListGames(), scope)).find(({ environment }) => environment === 'sandbox');
    return sandbox ? { ...scope, gameId: sandbox.id } : null;
  }
}
