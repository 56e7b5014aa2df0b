import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { sameSecret } from '#platform/crypto/envelope';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { GetGameOfStudio } from '#studio/games/queries';
import { ProviderNotFound, ProviderSignInRefused } from './contracts/errors.js';
import { FindNamedMember, LinkMember } from './external-identities.js';
import { FindProvider, type KnownProvider } from './identity-providers.js';
import { MemberSignInFlow, studioScope, type OpenedSession } from './member-sign-in.flow.js';
import { redirectUri } from './oidc-addresses.js';
import { AwaitCode, BeginAttempt, derived, EndAttempt, FindNamedAttempt, newTicket, studioOf, TakeAttempt, type Attempt } from './oidc-attempts.js';
import { AnswerRefused, OpenIdProviders, type Checks, type Named } from './openid.js';

/** The browser, as far as it matters. */
export interface Browser {
  ticket: string | undefined;
  user_agent: string;
  address: string;
  requestId: string;
}

const checksOf = (ticket: string, is_fresh: boolean): Checks => ({ state: derived(ticket, 'state'), nonce: derived(ticket, 'nonce'), verifier: derived(ticket, 'verifier'), is_fresh });

/** Sign-in by the provider of a studio: the browser is sent there with what only it can redeem, comes back, and is a member or nobody. */
@Injectable()
export class OidcSignInFlow {
  private readonly logger = new Logger('OidcSignIn');

  constructor(
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly openid: OpenIdProviders,
    private readonly members: MemberSignInFlow,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** The address to go to, and the ticket for the browser to keep. Throws `access.provider_not_found`, `access.provider_unavailable`. */
  async begin(studioId: string, attempt: Attempt, { address, requestId }: Browser): Promise<{ ticket: string; url: string }> {
    await this.members.guesses.fromAddress(address);
    const scope = studioScope(studioId, requestId);
    const provider = await this.queries.ask(new FindProvider(attempt.provider_id), scope);
    if (!provider) throw new ProviderNotFound();
    if (attempt.acts_on) await this.queries.ask(new GetGameOfStudio(attempt.acts_on), scope);
    const ticket = newTicket(studioId);
    const checks = checksOf(ticket, attempt.is_fresh);
    const url = await this.openid.signInAt(provider, this.backTo(provider.id), checks);
    await this.commands.execute(new BeginAttempt(checks.state, attempt), scope);
    return { ticket, url: url.href };
  }

  /** A session, or null where the code of the member is still wanted. Throws `access.provider_sign_in_refused`, whatever is wrong. */
  async finish(providerId: string, query: string, browser: Browser): Promise<OpenedSession | null> {
    await this.members.guesses.fromAddress(browser.address);
    return this.charged(browser, async () => {
      const cameBackTo = new URL(`${this.backTo(providerId)}?${query}`);
      const { ticket } = browser;
      const studioId = studioOf(ticket);
      const state = cameBackTo.searchParams.get('state') ?? '';
      if (!ticket || !studioId || !sameSecret(state, derived(ticket, 'state'))) throw new AnswerRefused('STATE');
      const scope = studioScope(studioId, browser.requestId);
      const attempt = await this.commands.execute(new TakeAttempt(state, providerId), scope);
      const provider = attempt && (await this.queries.ask(new FindProvider(providerId), scope));
      if (!provider) throw new AnswerRefused('ATTEMPT');
      return this.signedIn(provider, attempt, await this.openid.named(provider, cameBackTo, checksOf(ticket, attempt.is_fresh)), { ...browser, ticket }, scope);
    });
  }

  /** The code of a member whom her provider has named already. Throws `access.sign_in_refused`, `access.provider_sign_in_refused`. */
  async showCode(code: string, browser: Browser): Promise<OpenedSession> {
    await this.members.guesses.fromAddress(browser.address);
    return this.charged(browser, async () => {
      const studioId = studioOf(browser.ticket);
      const scope = studioScope(studioId ?? '', browser.requestId);
      const handle = studioId ? derived(browser.ticket!, 'code') : '';
      const attempt = studioId ? await this.queries.ask(new FindNamedAttempt(handle), scope) : null;
      const provider = attempt && (await this.queries.ask(new FindProvider(attempt.provider_id), scope));
      if (!provider) throw new AnswerRefused('ATTEMPT');
      await this.members.requireCode(attempt.member_id, code, scope);
      if (!(await this.commands.execute(new EndAttempt(handle), scope)).was_there) throw new AnswerRefused('ATTEMPT');
      return this.opened(provider, attempt.member_id, attempt.subject, attempt, attempt.proven_at, browser, scope);
    });
  }

  private async signedIn(provider: KnownProvider, attempt: Attempt, named: Named, browser: Browser & { ticket: string }, scope: Scope): Promise<OpenedSession | null> {
    const domain = named.verified_email?.split('@').at(-1) ?? '';
    const member = await this.queries.ask(new FindNamedMember(provider.issuer, named.subject, provider.email_domains.includes(domain) ? named.verified_email : null), scope);
    if (!member) throw new AnswerRefused('MEMBER');
    const provenAt = named.shown_at === null ? null : fromUnixSeconds(Math.min(named.shown_at, this.clock.nowSeconds()));
    const isCodeWanted = member.has_second_factor && !(provider.trusts_mfa && named.has_shown_second_factor);
    if (!isCodeWanted) return this.opened(provider, member.id, named.subject, attempt, provenAt, browser, scope);
    await this.commands.execute(new AwaitCode(derived(browser.ticket, 'code'), { ...attempt, member_id: member.id, subject: named.subject, proven_at: provenAt }), scope);
    return null;
  }

  /** Links first, so that nobody has a session of a member whom somebody else has become meanwhile. */
  private async opened(provider: KnownProvider, memberId: string, subject: string, attempt: Attempt, provenAt: Date | null, browser: Browser, scope: Scope): Promise<OpenedSession> {
    const known = await this.queries.ask(new FindNamedMember(provider.issuer, subject, null), scope);
    if (known && known.id !== memberId) throw new AnswerRefused('MEMBER');
    if (!known) await this.members.audited('link_identity', memberId, scope, (as) => this.commands.execute(new LinkMember(memberId, provider.issuer, subject), as));
    return this.members.open(memberId, scope, { game_id: attempt.acts_on, user_agent: browser.user_agent }, provenAt);
  }

  /** One answer for everything that is wrong; why it was is for the log. Whoever tries pays from her address. */
  private async charged<T>(browser: Browser, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AnswerRefused)) throw error;
      this.logger.warn({ msg: 'a sign-in by a provider was refused', code: error.code, request_id: browser.requestId });
      await this.members.guesses.chargeAddress(browser.address);
      throw new ProviderSignInRefused();
    }
  }

  private backTo(providerId: string): string {
    return redirectUri(this.config.publicUrl, providerId);
  }
}
