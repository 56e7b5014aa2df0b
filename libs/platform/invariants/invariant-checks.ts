import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Database } from '../database/database.js';
import { Again } from '../housekeeping/again.js';
import { GAMES_MAX, firstGames, gamesHaving } from '../housekeeping/chores.js';
import { processTime } from '../kernel/clock.js';
import { madeAt } from '../kernel/ids.js';
import { systemScope } from '../kernel/scope.js';
import { Metrics } from '../metrics/metrics.js';
import { ServiceLevels } from '../service-levels/service-levels.js';
import { InvariantBook, LONG_SINCE, OF_ALL_GAMES, OF_GAME, SLICE_MS, heldBy, type HeldByContext, type Invariant } from './invariants.js';
import { byPieces, type Piece } from './pieces.js';
import { PLATFORM } from './platform-invariants.js';
import { slicesOfTheDay } from './slices-of-the-day.js';

const ROUND_MS = 60_000;
const EVERY_MINUTES = 5;
/** Every few minutes what was made within this. */
const FRESH_MS = 3_600_000;
/** Of all games together. */
const NEWEST_MS = 600_000;
/** A check of everything that died is begun again after this. */
const CHECK_ENDS_MINUTES = 360;
const DAY_MINUTES = 1_440;
const DAY_MS = 86_400_000;
/** A game whose id says nothing of its age is taken for this old. */
const UNKNOWN_AGE_MS = 730 * DAY_MS;
const BEGINNING = new Date(0);
const NEVER = new Date('9999-12-31T00:00:00Z');

export interface Span extends Piece {
  /** Whole slices of ids. */
  isWhole: boolean;
}

export interface Broken {
  invariant: string;
  /** At most 20 of a piece. */
  count: number;
  first: string;
}

/** The spans of ids that are looked at today: those of the newest slices, of some before in turn, and whatever lies outside of the game's time. */
export function spansOfTheDay(bornAt: Date, now: Date): Span[] {
  const slice = (at: Date): number => Math.floor(at.getTime() / SLICE_MS);
  const [first, last] = [slice(bornAt), slice(now)];
  const span = (from: number, until: number): Span => ({ from: new Date(from * SLICE_MS), until: new Date(until * SLICE_MS), isWhole: true });
  const today = slicesOfTheDay(Array.from({ length: Math.max(1, last - first + 1) }, (_, n) => String(first + n)), Math.floor(now.getTime() / DAY_MS));
  return [{ ...span(0, first), from: BEGINNING }, ...today.map((name) => span(Number(name), Number(name) + 1)), { ...span(last + 1, last + 1), until: NEVER }];
}

/** What is not looked at game by game. */
const isOfAll = (each: Invariant): boolean => 'installation' in each || 'acrossGames' in each;
const counted = (statement: string): string => `SELECT count(*)::int AS count, min(row_to_json(found)::text) AS first FROM (${statement}) AS found`;

/**
 * Holds what the contexts contribute (`@Holds`) against the database, game by game under row-level security: every five minutes what was made within an hour, once a day six
 * slices of twelve days, both piece by piece (`byPieces`); every minute the rights of the roles and, of the queues of all games together, the last ten minutes. Any number of workers may run it: one of them takes a game. What is broken is an alarm each time that it is found.
 */
@Injectable()
export class InvariantChecks implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Invariants');
  private readonly again = new Again(this.logger);
  private readonly violations = this.metrics.counter('hubcraft_invariant_violations_total', 'Rows that break an invariant, each time that a check finds them; at most 20 per statement.', ['invariant']);
  private readonly checks = this.metrics.counter('hubcraft_invariant_checks_total', 'Checks of a game, by how they ended.', ['outcome']);
  private known: InvariantBook | undefined;
  /** Checks of everything, one after the other, beside the rounds: they take long. */
  private days = Promise.resolve();

  constructor(private readonly database: Database, private readonly modules: ModulesContainer, private readonly metrics: Metrics, private readonly levels: ServiceLevels) {}

  start(): void {
    this.again.every(ROUND_MS, 'checking the invariants failed', () => this.round());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.again.stop();
    await this.days;
  }

  /** Until what was begun beside the rounds has ended. */
  daysLookedAt(): Promise<void> {
    return this.days;
  }

  get book(): InvariantBook {
    const types = new Set([...this.modules.values()].map((module) => module.metatype));
    return (this.known ??= new InvariantBook([PLATFORM, ...[...types].map(heldBy).filter((held): held is HeldByContext => held !== undefined)]));
  }

  /** Every game that is due, and the installation. */
  async round(): Promise<void> {
    await this.checkInstallation();
    for (let games = await this.due(''); games.length > 0; games = games.length < GAMES_MAX ? [] : await this.due(games.at(-1)!)) {
      for (const gameId of games) {
        if (this.again.stopping) return;
        const taken = await this.take(gameId);
        if (taken === 'day') this.days = this.days.then(() => this.look(gameId, taken)).catch((error: unknown) => void this.failed('all', error, gameId));
        else if (taken) await this.look(gameId, taken);
      }
    }
  }

  async due(after: string): Promise<string[]> {
    const answers = await Promise.all(this.book.games.map((table) => gamesHaving(this.database, table, after,
      `NOT EXISTS (SELECT FROM platform.invariant_check c WHERE c.game_id = ${table}.game_id AND c.next_at > now())`)));
    return firstGames(...answers);
  }

  /** Answers false when another worker has the game, or has just had it. */
  async checkGame(gameId: string): Promise<boolean> {
    const taken = await this.take(gameId);
    if (taken) await this.look(gameId, taken);
    return taken !== null;
  }

  /** What this worker is to look at: what is fresh, or everything of the day. Null when another worker has the game. */
  private async take(gameId: string): Promise<'fresh' | 'day' | null> {
    const [taken] = await this.database.alone<{ is_whole_due: boolean }>(systemScope(gameId, 'invariants'),
      `INSERT INTO platform.invariant_check AS c (game_id, next_at, whole_at) VALUES ($1, now() + make_interval(mins => $2), now() + make_interval(mins => $3))
       ON CONFLICT (game_id) DO UPDATE SET next_at = excluded.next_at, whole_at = CASE WHEN c.whole_at <= now() THEN excluded.whole_at ELSE c.whole_at END WHERE c.next_at <= now()
       RETURNING whole_at = now() + make_interval(mins => $3) AS is_whole_due`, [gameId, EVERY_MINUTES, CHECK_ENDS_MINUTES]);
    return taken ? (taken.is_whole_due ? 'day' : 'fresh') : null;
  }

  private async look(gameId: string, at: 'fresh' | 'day'): Promise<void> {
    const now = new Date(processTime());
    const spans = at === 'day' ? spansOfTheDay(madeAt(gameId) ?? new Date(now.getTime() - UNKNOWN_AGE_MS), now) : [{ from: new Date(now.getTime() - FRESH_MS), until: NEVER, isWhole: false }];
    for (const span of spans) if (!(await this.checkSpan(gameId, span, now))) return;
    if (at === 'day') {
      await this.database.alone(systemScope(gameId, 'invariants'), 'UPDATE platform.invariant_check SET whole_at = now() + make_interval(mins => $2) WHERE game_id = $1', [gameId, DAY_MINUTES]);
      this.logger.log({ msg: 'the invariants of a game were checked', game_id: gameId, count: spans.length });
    }
  }

  /** Answers false when the process ends before it has seen everything. */
  private async checkSpan(gameId: string, span: Span, now: Date): Promise<boolean> {
    const found = new Map<string, Broken>();
    const keep = (all: readonly Broken[]): void => all.forEach((each) => found.set(each.invariant, { ...each, count: each.count + (found.get(each.invariant)?.count ?? 0) }));
    const ofGame = this.book.invariants.filter((each) => !isOfAll(each));
    if (span.isWhole) keep(await this.brokenWithin(gameId, ofGame.filter((each) => 'wholeSlices' in each), span));
    const inPieces = ofGame.filter((each) => !('wholeSlices' in each));
    const isSeen = await byPieces(span, {
      now: now.getTime(), work: async (piece) => keep(await this.brokenWithin(gameId, inPieces, piece)), rest: (ms) => this.rest(ms), elapsed: () => performance.now(), isStopping: () => this.again.stopping,
    });
    this.tell(ofGame.flatMap(({ id }) => found.get(id) ?? []), gameId, span.isWhole ? span.from.toISOString().slice(0, 10) : undefined);
    return isSeen;
  }

  /** A process that ends does not wait for it. */
  private async rest(ms: number): Promise<void> {
    for (const until = performance.now() + ms; performance.now() < until && !this.again.stopping; ) await pause(Math.min(100, ms));
  }

  private async brokenWithin(gameId: string, wanted: readonly Invariant[], { from, until }: Piece): Promise<Broken[]> {
    if (wanted.length === 0) return [];
    return this.broken(gameId, wanted, [gameId, from, until]).catch(async () => {
      // One statement has failed, most often by its deadline: the others are asked one by one, and it is named.
      const alone: Broken[] = [];
      for (const each of wanted) alone.push(...(await this.broken(gameId, [each], [gameId, from, until]).catch((error: unknown) => this.failed(each.id, error, gameId))));
      return alone;
    });
  }

  private failed(invariant: string, error: unknown, gameId?: string): Broken[] {
    this.logger.error({ msg: 'an invariant could not be checked', ...(gameId ? { game_id: gameId } : {}), kind: invariant, error: String(error) });
    this.checks.inc({ outcome: 'failed' });
    return [];
  }

  /** All statements are sent at once, in one transaction. */
  private broken(gameId: string, invariants: readonly Invariant[], values: unknown[]): Promise<Broken[]> {
    return this.database.transaction(systemScope(gameId, 'invariants'), { readOnly: true }, async () => {
      const answers = await Promise.all(invariants.map(async (each) => {
        const [row] = await this.database.query<{ count: number; first: string }>(counted(this.book.statement(each, OF_GAME, LONG_SINCE)), values);
        return { invariant: each.id, count: row!.count, first: row!.first };
      }));
      return answers.filter(({ count }) => count > 0);
    });
  }

  private async checkInstallation(): Promise<void> {
    const found: Broken[] = [];
    for (const each of this.book.invariants.filter(isOfAll)) {
      const values = 'installation' in each ? [] : [new Date(processTime() - NEWEST_MS)];
      found.push(...(await this.brokenOfAll(each, values).catch((error: unknown) => this.failed(each.id, error))));
    }
    this.tell(found);
  }

  private async brokenOfAll(each: Invariant, values: unknown[]): Promise<Broken[]> {
    const [row] = await this.database.acrossGames<{ count: number; first: string }>(counted(this.book.statement(each, OF_ALL_GAMES, LONG_SINCE)), values);
    return row!.count > 0 ? [{ invariant: each.id, count: row!.count, first: row!.first }] : [];
  }

  private tell(found: readonly Broken[], gameId?: string, slice?: string): void {
    for (const { invariant, count, first } of found) {
      this.violations.inc({ invariant }, count);
      this.logger.error({ msg: 'ALARM: an invariant is broken', kind: invariant, ...(gameId ? { game_id: gameId } : {}), ...(slice ? { slice } : {}), count, error: first });
    }
    this.checks.inc({ outcome: found.length > 0 ? 'broken' : 'held' });
    this.levels.add('books.hold', found.length > 0 ? 0 : 1);
  }
}
