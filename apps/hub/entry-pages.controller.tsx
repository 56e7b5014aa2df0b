import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { tokenHash } from '#platform/crypto/envelope';
import { setCookie } from '#platform/http/cookies';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { DomainError, NotFound } from '#platform/kernel/errors';
import { systemScope } from '#platform/kernel/scope';
import { RedeemLogin } from '#player/sign-in/commands';
import { GetHub, type HubView } from '#store/storefront/queries';
import { BuiltAssets } from './built-assets.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { sayIn } from './messages/messages.js';
import { Visits } from './visits.js';

const SESSION_COOKIE = 'hc_session';

class FileNotBuilt extends NotFound {
  constructor() { super('request.not_found', 'Nothing is found at this address.'); }
}

/** The ways into the hub that are not a hub's own page, and the browser's files. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller()
export class EntryPagesController {
  constructor(
    private readonly visits: Visits,
    private readonly pages: Pages,
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly assets: BuiltAssets,
  ) {}

  /** The address without a path: the one hub, else a way to each. */
  @Get()
  @PublicRoute()
  async start(@Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const slugs = await this.visits.hubsToShow();
    if (slugs.length === 1) return void reply.header('cache-control', 'no-store').redirect(`/h/${slugs[0]}`, 303);
    const locale = this.visits.locale(request, null);
    const say = sayIn(locale);
    this.pages.send(reply, 200, {
      locale, say, title: say('stores_title'), theme: this.pages.plainTheme,
      body: (
        <main id="content" class="wrap narrow" tabIndex={-1}>
          <section class="panel">
            <h1>{say('stores_title')}</h1>
            {slugs.length === 0 ? <p>{say('stores_none')}</p> : <ul class="purchases">{slugs.map((slug) => <li><a class="button quiet wide" href={`/h/${slug}`}>{slug}</a></li>)}</ul>}
          </section>
        </main>
      ),
    });
  }

  /** Where `POST /v1/users/authorize` leads: the token opens a verified session. */
  @Get('go/login')
  @PublicRoute()
  async login(@Query('token') token: unknown, @Query('nonce') nonce: unknown, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    // A browser that only looks ahead must not spend the token.
    if (/prefetch|prerender/.test(String(request.headers['sec-purpose'] ?? request.headers.purpose ?? ''))) return void reply.status(503).header('cache-control', 'no-store').send();
    const gameId = typeof token === 'string' && token.length <= 255 ? await this.visits.gameOf('login', tokenHash(token)) : null;
    if (!gameId) return this.loginFailed(request, reply, null);
    const scope = systemScope(gameId, 'apps/hub', request.requestId);
    const hub = await this.queries.ask(new GetHub(), scope);
    try {
      const opened = await this.commands.execute(new RedeemLogin({ token: token as string, nonce: typeof nonce === 'string' ? nonce : null }), scope);
      setCookie(reply, SESSION_COOKIE, opened.session_token, { maxAge: opened.expires_at - this.clock.nowSeconds(), secure: this.config.publicUrl.startsWith('https:') });
      void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(`${hub ? `/h/${hub.slug}` : ''}${opened.redirect_path ?? ''}` || '/', 303);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      this.loginFailed(request, reply, hub);
    }
  }

  @Get('assets/:file')
  @PublicRoute()
  async asset(@Param('file') name: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.assets.file(name);
    if (!file) throw new FileNotBuilt();
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
    void reply.headers({ 'content-type': file.type, 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding', ...(encoding ? { 'content-encoding': encoding } : {}) }).send(file.bodies[encoding ?? 'plain']);
  }

  private loginFailed(request: HubcraftRequest, reply: FastifyReply, hub: HubView | null): void {
    const locale = this.visits.locale(request, hub);
    const say = sayIn(locale);
    const action = { href: hub ? `/h/${hub.slug}` : '/', label: hub ? say('back_to_store') : say('to_start') };
    this.pages.sendNotice(reply, 410, { hub, locale, title: say('login_failed_title'), text: say('login_failed'), action });
  }
}
