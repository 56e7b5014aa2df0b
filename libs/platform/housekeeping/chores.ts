import { Injectable, SetMetadata, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { Database } from '../database/database.js';

/**
 * What a context does for each of its games again and again, unasked: removing rows of its own that are past their time, adding up, checking. The worker asks
 * every hour. Several workers may do it at the same moment, so a step takes what it works on (`FOR UPDATE SKIP LOCKED`, a conditional update).
 */
export interface Chore {
  /** The games behind `after` that have something to do, in order; over all games, so by routing columns only (`gamesHaving`). */
  due(after: string): Promise<string[]>;
  /** One short transaction for one game: at most `max` rows. Answers how many; fewer than `max` means that nothing is left for now. */
  step(gameId: string, max: number): Promise<number>;
}

export const GAMES_MAX = 1_000;

const HOUSEKEEPS = 'hubcraft:housekeeps';

/** Registers the provider class as a chore: `@Housekeeps('sign-in.sessions')`. Its name is what the log and the guide call it. */
export function Housekeeps(name: string): ClassDecorator {
  return SetMetadata(HOUSEKEEPS, name);
}

/**
 * The games behind `after` with a row of which `condition` is true (`$2`, `$3`, …: `values`), at most 1,000, in order. It walks from game to game by an index that begins with
 * `game_id`, however many rows each of them has, as the role that sees routing columns: those that `condition` names have to be granted to it.
 */
export async function gamesHaving(database: Database, table: string, after: string, condition = 'true', values: unknown[] = []): Promise<string[]> {
  const next = (behind: string): string => `SELECT game_id FROM ${table} WHERE game_id > ${behind} ORDER BY game_id LIMIT 1`;
  const rows = await database.asDispatcher<{ id: string }>(
    `WITH RECURSIVE game(id) AS ((${next('$1')}) UNION ALL SELECT (${next('game.id')}) FROM game WHERE game.id IS NOT NULL)
     SELECT id FROM game WHERE id IS NOT NULL AND EXISTS (SELECT FROM ${table} WHERE game_id = game.id AND (${condition})) LIMIT ${GAMES_MAX}`,
    [after, ...values],
  );
  return rows.map((row) => row.id).sort();
}

/** The first of the games of several such answers, once each: behind the last of them a chore is asked for more. */
export function firstGames(...answers: string[][]): string[] {
  return [...new Set(answers.flat())].sort().slice(0, GAMES_MAX);
}

/** Knows the chores of all contexts. */
@Injectable()
export class Chores implements OnModuleInit {
  private readonly known = new Map<string, Chore>();

  constructor(private readonly discovery: DiscoveryService, private readonly reflector: Reflector) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || typeof wrapper.metatype !== 'function' || !wrapper.instance) continue;
      const name = this.reflector.get<string | undefined>(HOUSEKEEPS, wrapper.metatype as never);
      if (!name) continue;
      if (this.known.has(name) && this.known.get(name) !== wrapper.instance) throw new Error(`Two chores are called ${name}`);
      this.known.set(name, wrapper.instance as Chore);
    }
  }

  all(): [string, Chore][] {
    return [...this.known];
  }
}
