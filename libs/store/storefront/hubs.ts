import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database, violates } from '#platform/database/database';
import { Routes } from '#platform/database/routes';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { SaveHub } from './contracts/commands.js';
import { HubSlugTaken, LocalesContradictory } from './contracts/errors.js';
import { GetHub, GetHubShown, type HubView } from './contracts/queries.js';
import { KnownHubs } from './known-hubs.js';
import type { HubRow } from './rows.js';
import { checkTranslations } from './translations.js';

const DEFAULTS = {
  tagline: null, accent_color: '#7c5cff', background_color: '#0d1020', scheme: 'dark' as const, logo_url: null, background_url: null,
  default_country: 'US', default_locale: 'en', locales: ['en', 'de'], back_to_game_url: null, translations: {},
};
/** What pages can be in: the texts of `apps/hub` exist in these. */
const SPOKEN = ['en', 'de'];

@QueryHandler(GetHub)
export class GetHubHandler implements IQueryHandler<GetHub> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<HubView | null> {
    const row = await this.database.one<HubRow>('SELECT * FROM storefront.hub WHERE game_id = $1', [currentScope().gameId]);
    if (!row) return null;
    const { created_at: _created, modified_at: _modified, ...view } = row;
    return view;
  }
}

@QueryHandler(GetHubShown)
export class GetHubShownHandler implements IQueryHandler<GetHubShown> {
  constructor(private readonly known: KnownHubs, private readonly queries: Queries) {}
  execute(): Promise<HubView | null> {
    return this.known.of(currentScope().gameId, () => this.queries.ask(new GetHub()));
  }
}

@CommandHandler(SaveHub)
export class SaveHubHandler implements ICommandHandler<SaveHub> {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly routes: Routes, private readonly known: KnownHubs) {}

  async execute({ settings }: SaveHub) {
    const { gameId } = currentScope();
    const before = await this.database.one<HubRow>('SELECT * FROM storefront.hub WHERE game_id = $1 FOR UPDATE', [gameId]);
    const told = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as SaveHub['settings'];
    const hub = { ...DEFAULTS, ...before, ...told };
    if (!hub.locales.includes(hub.default_locale)) throw new LocalesContradictory();
    const translations = checkTranslations(hub.translations, SPOKEN);
    const row = await this.database.one<{ id: string }>(
      `INSERT INTO storefront.hub (game_id, id, slug, name, tagline, accent_color, background_color, scheme, logo_url, background_url, default_country, default_locale, locales, back_to_game_url, translations, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
       ON CONFLICT ON CONSTRAINT hub_of_game_key DO UPDATE SET slug = $3, name = $4, tagline = $5, accent_color = $6, background_color = $7, scheme = $8, logo_url = $9, background_url = $10,
         default_country = $11, default_locale = $12, locales = $13, back_to_game_url = $14, translations = $15, modified_at = $16
       RETURNING id`,
      [gameId, newId('hub'), hub.slug, hub.name, hub.tagline, hub.accent_color.toLowerCase(), hub.background_color.toLowerCase(), hub.scheme, hub.logo_url, hub.background_url,
        hub.default_country, hub.default_locale, hub.locales, hub.back_to_game_url, JSON.stringify(translations), this.clock.now()],
    );
    this.known.changed(gameId);
    if (before?.slug !== hub.slug) await this.route(gameId, row!.id, hub.slug, before?.slug);
    return { id: row!.id };
  }

  private async route(gameId: string, hubId: string, slug: string, before: string | undefined): Promise<void> {
    if (before) {
      await this.database.execute(`DELETE FROM platform.route WHERE kind = 'hub' AND handle = $1 AND game_id = $2`, [before, gameId]);
      this.routes.changed('hub', before);
    }
    try {
      await this.database.execute(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('hub', $1, $2, $3)`, [slug, gameId, hubId]);
    } catch (error) {
      if (violates(error, 'route_pkey')) throw new HubSlugTaken(slug);
      throw error;
    }
  }
}
