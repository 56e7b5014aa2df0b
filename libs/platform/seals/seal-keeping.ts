import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { GAMES_MAX, firstGames, gamesHaving } from '../housekeeping/chores.js';
import { systemScope } from '../kernel/scope.js';
import { ALL, SealedBooks, stretchOf, type SealedBook, type SealedRow } from './sealed-book.js';
import { SealSums, type Head, type Roster } from './seal-sums.js';
import { Sealer, added, sumBytes, sumOf } from './sealer.js';

/** Notes and old rows that one transaction takes. */
const NOTES = 200;
const OLD_ROWS = 1_000;
/** How long processes of a build that knows no seals may go on beside those that do. */
const LENIENT_SECONDS = 86_400;

interface Note { number: bigint; ids: string[]; is_new: boolean }

/** What is not as it was sealed: nothing is added to it, and a person has to look. */
export class SealBroken extends Error {}

/**
 * Adds what was written to the sums over the books: what the database has noted, and, where rows are older than the seals, page by page what was there. One at a time per game and book, in short
 * transactions; whoever writes the books waits for none of it.
 */
@Injectable()
export class SealKeeping {
  private readonly logger = new Logger('Seals');

  constructor(private readonly database: Database, private readonly books: SealedBooks, private readonly sums: SealSums, private readonly sealer: Sealer) {}

  /** Until nothing is left or the time is over. Answers which stretches it has added to, by book and game. `failed` hears of each game that could not be kept. */
  async keep(untilMs: number, failed: (book: string, gameId: string, error: unknown) => void): Promise<Set<string>> {
    const touched = new Set<string>();
    await this.begin();
    for (const [name, book] of this.books.all()) {
      for (let games = await this.due(name, book, ''); games.length > 0; games = games.length < GAMES_MAX ? [] : await this.due(name, book, games.at(-1)!)) {
        for (const gameId of games) {
          try {
            for (let more = true; more && performance.now() < untilMs; ) {
              const step = await this.step(name, book, gameId);
              for (const stretch of step.touched) touched.add(`${name} ${gameId} ${stretch}`);
              more = step.isMore;
            }
          } catch (error) {
            failed(name, gameId, error);
          }
        }
      }
    }
    return touched;
  }

  /** The first worker of an installation: rows that it finds without seals are those of a build before. */
  async begin(): Promise<void> {
    const [known] = await this.database.unscoped(`SELECT FROM platform.seal_roster WHERE id = 'all'`);
    if (known) return;
    const any = async (sql: (table: string, prefix: string) => string): Promise<boolean> =>
      (await Promise.all(this.books.all().map(([, { table, prefix }]) => this.database.acrossGames<{ is_there: boolean }>(`SELECT EXISTS (${sql(table, prefix)}) AS is_there`, [])))).some(([row]) => row!.is_there);
    if ((await any(() => 'SELECT FROM platform.seal_head')) || (await any((table, prefix) => `SELECT FROM ${table} WHERE seal IS NOT NULL AND id < platform.typeid_floor('${prefix}', now() - make_interval(secs => ${LENIENT_SECONDS}))`))) {
      throw new SealBroken('The roster of the seals is gone');
    }
    const isOld = await any((table) => `SELECT FROM ${table} WHERE seal IS NULL`);
    await this.sums.beginRoster(String(Math.floor((await this.database.time()) + (isOld ? LENIENT_SECONDS * 1_000 : 0)) * 1_000));
    this.logger.log({ msg: 'the seals of the books begin', state: isOld ? 'over rows of a build before' : 'with nothing before' });
  }

  private async due(name: string, { table }: SealedBook, after: string): Promise<string[]> {
    return firstGames(
      await gamesHaving(this.database, 'platform.seal_note', after, 'book = $2', [name]),
      await gamesHaving(this.database, table, after, `NOT EXISTS (SELECT FROM platform.seal_head h WHERE h.game_id = ${table}.game_id AND h.book = $2 AND h.covers_to = '${ALL}')`, [name]));
  }

  private step(name: string, book: SealedBook, gameId: string): Promise<{ isMore: boolean; touched: string[] }> {
    return this.database.transaction(systemScope(gameId, 'seals'), { context: 'platform' }, async () => {
      const roster = await this.sums.roster();
      if (!roster || !this.sums.holdsRoster(roster)) throw new SealBroken('The roster of the seals is not as it was sealed');
      const head = await this.headOf(name, gameId, roster);
      const notes = await this.database.query<Note>('SELECT number, ids, is_new FROM platform.seal_note WHERE game_id = $1 AND book = $2 ORDER BY number LIMIT $3 FOR UPDATE', [gameId, name, NOTES]);
      await this.sealAgain(book, notes.filter(({ is_new }) => !is_new).flatMap(({ ids }) => ids), roster.is_lenient);
      const fresh = notes.filter(({ is_new }) => is_new).flatMap(({ ids }) => ids).filter((id) => id <= head.covers_to);
      const rows = await this.sealed(book, await book.byIds(fresh), roster.is_lenient);
      const gone = fresh.filter((id) => !rows.some((row) => row.id === id));
      const touched = await this.add(name, gameId, head, rows, gone, roster.is_lenient);
      if (notes.length > 0) await this.database.execute('DELETE FROM platform.seal_note WHERE game_id = $1 AND number = ANY($2::bigint[])', [gameId, notes.map(({ number }) => number)]);
      const isMore = head.covers_to !== ALL && notes.length < NOTES ? await this.goOn(name, book, gameId, head, touched) : notes.length === NOTES;
      await this.sums.writeHead(gameId, name, head);
      return { isMore: isMore || head.covers_to !== ALL, touched: [...touched] };
    });
  }

  /** The head, held until the commit: one at a time. */
  private async headOf(name: string, gameId: string, seen: Roster): Promise<Head> {
    const head = await this.sums.head(gameId, name, true);
    if (head) {
      if (!this.sums.holdsHead(gameId, name, head)) throw new SealBroken('The sum of the game is not as it was sealed');
      return { ...head };
    }
    const roster = (await this.sums.roster(true))!;
    // Another worker may have begun it while this one waited.
    const begun = await this.sums.head(gameId, name, true);
    if (begun) return { ...begun };
    const known = await this.database.query('SELECT FROM platform.seal_stretch WHERE game_id = $1 AND book = $2 LIMIT 1', [gameId, name]);
    if (known.length > 0 || !this.sums.holdsRoster(roster)) throw new SealBroken('The sum of the game is gone');
    await this.sums.enroll(roster, gameId, name);
    return { covers_to: '', is_old: seen.is_lenient, stretches: 0n, entries: 0n, sum: sumBytes(0n), seal: '' };
  }

  /** The next page of what was there before it was noted. What waits in a note is counted with its note. */
  private async goOn(name: string, book: SealedBook, gameId: string, head: Head, touched: Set<string>): Promise<boolean> {
    const rows = await book.page(head.covers_to, ALL, OLD_ROWS);
    const waiting = new Set((await this.database.query<{ id: string }>('SELECT unnest(ids) AS id FROM platform.seal_note WHERE game_id = $1 AND book = $2 AND is_new', [gameId, name])).map(({ id }) => id));
    const counted = await this.sealed(book, rows.filter(({ id }) => !waiting.has(id)), head.is_old);
    const isMore = rows.length === OLD_ROWS;
    head.covers_to = isMore ? rows.at(-1)!.id : ALL;
    for (const stretch of await this.add(name, gameId, head, counted, [], head.is_old)) touched.add(stretch);
    return isMore;
  }

  private async sealAgain(book: SealedBook, ids: readonly string[], isLenient: boolean): Promise<void> {
    if (isLenient && ids.length > 0) await book.sealAgain?.(ids);
  }

  /** The rows, after those of an older build have been sealed where they can be. */
  private async sealed(book: SealedBook, rows: SealedRow[], isLenient: boolean): Promise<SealedRow[]> {
    await this.sealAgain(book, rows.filter(({ seal }) => seal === null).map(({ id }) => id), isLenient);
    return rows;
  }

  /** Adds to the sums of stretches and head. What a note names and nobody finds counts without being there: the sum stays wrong until a person has looked. */
  private async add(name: string, gameId: string, head: Head, rows: readonly SealedRow[], gone: readonly string[], isLenient: boolean): Promise<Set<string>> {
    const names = new Set([...rows.map(({ id }) => id), ...gone].map(stretchOf));
    if (names.size === 0) return names;
    const known = new Map((await this.sums.stretches(gameId, name, [...names])).map((each) => [each.stretch, each]));
    const broken = [...known.values()].find((each) => !this.sums.holdsStretch(gameId, name, each));
    if (broken) throw new SealBroken(`The sum of ${broken.stretch} is not as it was sealed`);
    const canSealAgain = this.books.get(name).sealAgain !== undefined;
    for (const stretch of names) {
      const before = known.get(stretch);
      if (!before) head.stretches += 1n;
      const s = before ?? { stretch, root: this.sealer.rootId, entries: 0n, unsealed: 0n, sum: sumBytes(0n), seal: '' };
      const of = rows.filter(({ id }) => stretchOf(id) === stretch);
      const sum = of.reduce((total, { counted }) => added(total, this.sealer.element(s.root, gameId, name, counted)), 0n);
      const entries = BigInt(of.length + gone.filter((id) => stretchOf(id) === stretch).length);
      const unsealed = isLenient && !canSealAgain ? of.filter(({ seal }) => seal === null).length : 0;
      known.set(stretch, { ...s, entries: s.entries + entries, unsealed: s.unsealed + BigInt(unsealed), sum: sumBytes(added(sumOf(s.sum), sum)) });
      Object.assign(head, { entries: head.entries + entries, sum: sumBytes(added(sumOf(head.sum), sum)) });
    }
    await this.sums.writeStretches(gameId, name, [...known.values()]);
    return names;
  }
}
