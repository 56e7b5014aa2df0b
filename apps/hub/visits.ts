import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Routes, type Route } from '#platform/database/routes';
import { tokenHash } from '#platform/crypto/envelope';
import { Authenticators } from '#platform/http/authentication';
import { readCookie, setCookie } from '#platform/http/cookies';
import type { HubcraftRequest, Principal } from '#platform/http/policy';
import { NotFound } from '#platform/kernel/errors';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { GetPlayer, type PlayerView } from '#player/players/queries';
import { GetHubShown, wordsIn, type HubView } from '#store/storefront/queries';
import { GetEnvironment } from '#studio/games/queries';
import { PlaceGuess } from './place-guess.js';
import { Selling } from './selling.js';
import { isLocale, sayIn, type Locale, type Say } from './messages/messages.js';

const COUNTRY_COOKIE = 'hc_country';
const LOCALE_COOKIE = 'hc_locale';
const A_YEAR = 31_536_000;
const HUB_PATH = /^\/h\/([a-z0-9-]{1,64})(?=[/?]|$)/;
const CHECKOUT_PATH = /^\/checkout\/(cs_[\w-]{43})(?=[/?]|$)/;
/** What has failed must not wait long for its colours. */
const HUB_SOON_MS = 500;

class HubNotFound extends NotFound {
  constructor() { super('hub.not_found', 'There is no such store.'); }
}

/** One request for a page of a hub: where, by whom, in which language, with prices of which country. */
export interface Visit {
  hub: HubView;
  environment: 'sandbox' | 'live';
  scope: Scope;
  caller: Principal | null;
  player: PlayerView | null;
  locale: Locale;
  say: Say;
  /** A text of the studio in the visitor's language, as far as the hub has one for it. */
  word: (text: string) => string;
  country: string;
  /** Path of the hub: `/h/<slug>`. */
  base: string;
  /** The request's own path and query. */
  here: string;
}

/** The language of a visitor: as she chose, as her browser asks, else the hub's own. */
export function localeOf(chosen: string | undefined, accepted: string | undefined, hub: { locales: string[]; default_locale: string } | null): Locale {
  const speaks = (code: string): code is Locale => isLocale(code) && (!hub || hub.locales.includes(code));
  if (chosen && speaks(chosen)) return chosen;
  const wishes = (accepted ?? '').slice(0, 500).split(',').map((part) => {
    const [tag, ...params] = part.trim().split(';');
    const quality = Number(params.find((param) => param.trim().startsWith('q='))?.trim().slice(2) ?? 1);
    return { code: tag!.slice(0, 2).toLowerCase(), quality: Number.isFinite(quality) ? quality : 0 };
  });
  for (const { code, quality } of wishes.sort((a, b) => b.quality - a.quality)) if (quality > 0 && speaks(code)) return code;
  return hub && isLocale(hub.default_locale) ? hub.default_locale : 'en';
}

@Injectable()
export class Visits {
  constructor(
    private readonly database: Database,
    private readonly routes: Routes,
    private readonly queries: Queries,
    private readonly authenticators: Authenticators,
    private readonly guess: PlaceGuess,
    private readonly selling: Selling,
    private readonly config: Config,
  ) {}

  /** @throws HubNotFound */
  async ofHub(request: HubcraftRequest, slug: string): Promise<Visit> {
    const gameId = (await this.routes.remembered('hub', slug))?.game_id;
    if (!gameId) throw new HubNotFound();
    const caller = (await this.authenticators.for('player')?.(request)) ?? null;
    const scope: Scope = caller?.scope ?? { ...systemScope(gameId, 'apps/hub'), requestId: request.requestId };
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const hub = await this.queries.ask(new GetHubShown());
      if (!hub) throw new HubNotFound();
      const environment = await this.queries.ask(new GetEnvironment());
      const player = caller?.playerId ? await this.queries.ask(new GetPlayer(caller.playerId)) : null;
      const locale = this.locale(request, hub);
      const country = await this.country(request, player, hub);
      return { hub, environment, scope, caller, player, locale, say: sayIn(locale), word: wordsIn(hub, locale), country, base: `/h/${hub.slug}`, here: request.url };
    });
  }

  /** The hub to which an address belongs, for pages that tell of a failure: null where that is not known, or not soon. */
  async hubAt(url: string): Promise<HubView | null> {
    const unknown = setTimeout(HUB_SOON_MS, null, { ref: false });
    return Promise.race([this.findHubAt(url).catch(() => null), unknown]);
  }

  private async findHubAt(url: string): Promise<HubView | null> {
    const slug = HUB_PATH.exec(url)?.[1];
    const secret = CHECKOUT_PATH.exec(url)?.[1];
    const route = slug ? await this.routes.remembered('hub', slug) : secret ? await this.routeOf('checkout', tokenHash(secret)) : null;
    return route ? this.queries.ask(new GetHubShown(), systemScope(route.game_id, 'apps/hub')) : null;
  }

  locale(request: FastifyRequest, hub: HubView | null): Locale {
    return localeOf(readCookie(request, LOCALE_COOKIE), request.headers['accept-language'], hub);
  }

  /** Chosen, else the player's, else where the address is, else the hub's. A country that there is not is passed over, whoever said it. */
  private async country(request: HubcraftRequest, player: PlayerView | null, hub: HubView): Promise<string> {
    for (const told of [readCookie(request, COUNTRY_COOKIE), player?.country]) if (told && (await this.selling.isTerritory(told))) return told;
    const guessed = await this.guess.countryOf(request.ip);
    return guessed && (await this.selling.isTerritory(guessed)) ? guessed : hub.default_country;
  }

  /** Keeps what a visitor chose for a year. What is no country or language is not kept. */
  async remember(reply: FastifyReply, chosen: { country?: string; locale?: string }): Promise<void> {
    const options = { maxAge: A_YEAR, secure: this.config.publicUrl.startsWith('https:') };
    if (chosen.country && (await this.selling.isTerritory(chosen.country, systemScope('', 'apps/hub')))) setCookie(reply, COUNTRY_COOKIE, chosen.country, options);
    if (isLocale(chosen.locale)) setCookie(reply, LOCALE_COOKIE, chosen.locale, options);
  }

  /** Slugs of this installation, where it may show them: an operator of many games does not list its studios. */
  async hubsToShow(): Promise<string[]> {
    const routes = await this.database.unscoped<{ handle: string }>(`SELECT handle FROM platform.route WHERE kind = 'hub' ORDER BY handle LIMIT 21`);
    return routes.length === 1 || (!this.config.isProduction && routes.length <= 20) ? routes.map((route) => route.handle) : [];
  }

  /** The game of a login token's or checkout secret's hash. */
  async gameOf(kind: 'login' | 'checkout', handle: string): Promise<string | null> {
    return (await this.routeOf(kind, handle))?.game_id ?? null;
  }

  routeOf(kind: 'login' | 'checkout', handle: string): Promise<Route | null> {
    return this.routes.find(kind, handle);
  }
}
