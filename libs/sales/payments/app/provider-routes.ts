import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { RouteTwice } from '../contracts/errors.js';
import type { ProviderRoute } from '../contracts/queries.js';

/** How long a process goes by what it has read: a change is in force everywhere within it. */
const KNOWN_MS = 5_000;
const GAMES_MAX = 1_000;

/** The routes that concern a game: those of all games and its own. Read once in a while, for every attempt asks; not by `Believed`, where many would wait, each with a connection in its hand, for the read of one open transaction that may have none yet, and fail with it. */
@Injectable()
export class ProviderRoutes {
  private readonly known = new Map<string, { until: number; routes: ProviderRoute[] }>();

  constructor(private readonly database: Database) {}

  /** Of the game of the open transaction. */
  async ofGame(): Promise<readonly ProviderRoute[]> {
    const { gameId } = currentScope();
    const known = this.known.get(gameId);
    if (known && known.until > performance.now()) return known.routes;
    const routes = await this.database.query<ProviderRoute>('SELECT game_id, method, country, currency, providers FROM payments.provider_route WHERE game_id IS NULL OR game_id = $1 ORDER BY position', [gameId]);
    if (this.known.size >= GAMES_MAX) this.known.clear();
    this.known.set(gameId, { until: performance.now() + KNOWN_MS, routes });
    return routes;
  }

  forget(): void {
    this.known.clear();
  }
}

export interface RoutesView { routes: ProviderRoute[]; set_by: string | null; set_at: number | null }

/** All routes, as they were set. Of the operator's scope. */
export class GetProviderRoutes extends Query<RoutesView> {}

@QueryHandler(GetProviderRoutes)
export class GetProviderRoutesHandler implements IQueryHandler<GetProviderRoutes> {
  constructor(private readonly database: Database) {}

  async execute(): Promise<RoutesView> {
    const rows = await this.database.query<ProviderRoute & { set_by: string; set_at: Date }>('SELECT game_id, method, country, currency, providers, set_by, set_at FROM payments.provider_route ORDER BY position');
    const [first] = rows;
    return { routes: rows.map(({ game_id, method, country, currency, providers }) => ({ game_id, method, country, currency, providers })), set_by: first?.set_by ?? null, set_at: first ? unixSeconds(first.set_at) : null };
  }
}

/** Puts these routes in the place of all that were there. Throws `payments.route_twice` (422). */
export class SetProviderRoutes extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly routes: readonly ProviderRoute[]) { super(); }
}

@CommandHandler(SetProviderRoutes)
export class SetProviderRoutesHandler implements ICommandHandler<SetProviderRoutes> {
  constructor(private readonly database: Database, private readonly known: ProviderRoutes, private readonly clock: Clock) {}

  async execute({ routes }: SetProviderRoutes): Promise<void> {
    const seen = new Set<string>();
    for (const [at, { game_id, method, country, currency }] of routes.entries()) {
      const key = JSON.stringify([game_id, method, country, currency]);
      if (seen.has(key)) throw new RouteTwice(at);
      seen.add(key);
    }
    // Two people at once: the later one's list stands, whole.
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('payments.provider_route', 0))`);
    await this.database.execute('DELETE FROM payments.provider_route');
    const now = this.clock.now();
    for (const [position, { game_id, method, country, currency, providers }] of routes.entries()) {
      await this.database.execute('INSERT INTO payments.provider_route (position, game_id, method, country, currency, providers, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        [position, game_id, method, country, currency, [...new Set(providers)], currentScope().actor.id, now]);
    }
    this.known.forget();
  }
}
