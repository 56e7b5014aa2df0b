import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#platform/audit/audit-trail';
import { tokenHash } from '#platform/crypto/envelope';
import { hashPassword, passwordMatches } from '#platform/crypto/passwords';
import { Commands, Queries } from '#platform/cqrs/doors';
import { fromUnixSeconds } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { Guesses } from '#platform/limits/guesses';
import { Limits } from '#platform/limits/limits';
import { GetGameOfStudio, ListGames } from '#studio/games/queries';
import { CodeNeeded, InvitationInvalid, PasswordsOff, SignInRefused, TooManyTries } from './contracts/errors.js';
import { AcceptInvitation, GetInvitation } from './members.js';
import { FindCredentials, OpenMemberSession, ProveMember } from './member-sessions.js';
import { UseCode } from './second-factor.js';

export interface Credentials {
  password: string;
  code?: string;
}

/** `token` is for the browser alone. */
export interface OpenedSession {
  id: string;
  token: string;
  ends_at: number;
}

/** The scope of a studio as a whole, before anybody is known. */
export function studioScope(studioId: string, requestId: string | null): Scope {
  return { gameId: '', studioId, actor: { kind: 'system', id: 'studio/access' }, requestId };
}

/** Passwords and codes, compared outside of any transaction: a slow hash holds no connection. */
@Injectable()
export class MemberSignInFlow {
  readonly guesses: Guesses;

  constructor(private readonly commands: Commands, private readonly queries: Queries, limits: Limits, private readonly trail: AuditTrail) {
    this.guesses = new Guesses(limits, 'member', (retryAfterSeconds) => new TooManyTries(retryAfterSeconds));
  }

  async signIn(studioId: string, email: string, credentials: Credentials, wish: { game_id: string | null; user_agent: string; address: string; requestId: string }) {
    const scope = studioScope(studioId, wish.requestId);
    await this.guesses.fromAddress(wish.address);
    const memberId = await this.check(scope, { email }, `${studioId}:${tokenHash(email.toLowerCase())}`, credentials).catch(async (error: unknown) => {
      if (error instanceof SignInRefused) await this.guesses.chargeAddress(wish.address);
      throw error;
    });
    return this.open(memberId, scope, wish);
  }

  /** A session of a member who has shown that it is her: now, or at `provenAt`; null where nobody says when. */
  async open(memberId: string, scope: Scope, wish: { game_id: string | null; user_agent: string }, provenAt?: Date | null): Promise<OpenedSession> {
    const game = wish.game_id ? await this.queries.ask(new GetGameOfStudio(wish.game_id), scope) : (await this.queries.ask(new ListGames(), scope)).find(({ environment }) => environment === 'sandbox');
    if (!game) throw new SignInRefused();
    return this.audited('open_console_session', memberId, scope, (as) => this.commands.execute(new OpenMemberSession({ member_id: memberId, acts_on: game.id, user_agent: wish.user_agent, ...(provenAt === undefined ? {} : { proven_at: provenAt ?? fromUnixSeconds(0) }) }), as));
  }

  async accept(studioId: string, token: string, password: string, { address, requestId }: { address: string; requestId: string }): Promise<{ id: string }> {
    const scope = studioScope(studioId, requestId);
    await this.guesses.fromAddress(address);
    const invited = await this.queries.ask(new GetInvitation(tokenHash(token)), scope);
    if (!invited) {
      await this.guesses.chargeAddress(address);
      throw new InvitationInvalid();
    }
    if (!invited.may_use_password) throw new PasswordsOff();
    const passwordHash = await hashPassword(password);
    return this.audited('accept_invitation', invited.id, scope, (as) => this.commands.execute(new AcceptInvitation(invited.id, tokenHash(token), passwordHash), as));
  }

  /** Somebody who is signed in shows once more that it is her. */
  async prove(memberId: string, sessionId: string, credentials: Credentials, scope: Scope): Promise<void> {
    await this.check(scope, { id: memberId }, `${scope.studioId}:${memberId}`, credentials);
    await this.commands.execute(new ProveMember(sessionId), scope);
  }

  private async check(scope: Scope, who: { email: string } | { id: string }, account: string, { password, code }: Credentials): Promise<string> {
    await this.guesses.atAccount(account);
    const member = await this.queries.ask(new FindCredentials(who), scope);
    const isRight = await passwordMatches(password, member?.password_hash ?? null);
    if (!member || !isRight) throw new SignInRefused();
    if (!member.may_use_password) throw new PasswordsOff();
    if (!member.has_second_factor) return member.id;
    if (!code) throw new CodeNeeded();
    await this.takeCode(member.id, code, scope);
    return member.id;
  }

  /** Throws `access.sign_in_refused`. */
  async requireCode(memberId: string, code: string, scope: Scope): Promise<void> {
    await this.guesses.atAccount(`${scope.studioId}:${memberId}`);
    await this.takeCode(memberId, code, scope);
  }

  private async takeCode(memberId: string, code: string, scope: Scope): Promise<void> {
    const asSystem: Scope = { ...scope, actor: { kind: 'system', id: 'studio/access' } };
    const { is_right } = await this.commands.execute(new UseCode(memberId, code), asSystem);
    if (!is_right) throw new SignInRefused();
  }

  audited<T>(operation: string, memberId: string, scope: Scope, work: (as: Scope) => Promise<T>): Promise<T> {
    const as: Scope = { ...scope, actor: { kind: 'member', id: memberId } };
    return this.trail.run({ scope: as, operation, targets: [memberId], request: () => '{}' }, () => work(as));
  }
}
