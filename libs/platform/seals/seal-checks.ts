import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Again } from '../housekeeping/again.js';
import { systemScope } from '../kernel/scope.js';
import { Metrics } from '../metrics/metrics.js';
import { SealKeeping } from './seal-keeping.js';
import { ALL, SealedBooks, type SealedBook } from './sealed-book.js';
import { SealSums, type Roster } from './seal-sums.js';
import { Sealer, added, sumBytes } from './sealer.js';

const ROUND_MS = 60_000;
/** How long a round adds to the sums, and how long it checks: the newest, then the others in turn. */
const KEEP_MS = 20_000;
const CHECK_MS = 5_000;
const PAGE = 2_000;
/** Faults that are named; the others are counted. */
const NAMED_MAX = 100;

export interface SealFault {
  book: string;
  game_id: string;
  /** The row, or what its id begins with; null of a whole game. */
  id: string | null;
  what: string;
}

/** What a check has found, and how much it has looked at. */
export class SealFindings {
  rows = 0;
  count = 0;
  readonly first: SealFault[] = [];
  constructor(private readonly named = NAMED_MAX) {}
  found(fault: SealFault): void {
    this.count++;
    if (this.first.length < this.named) this.first.push(fault);
  }
}

/**
 * Holds the books against their seals: each row against its own, and each stretch of rows, each game and the whole against their sums, so that a row that is gone or was put in is missed too.
 * One worker of all does it, every minute: what is new at once, the rest in turn, five seconds' worth of it.
 */
@Injectable()
export class SealChecks implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Seals');
  private readonly again = new Again(this.logger);
  private readonly checked = this.metrics.counter('hubcraft_sealed_rows_checked_total', 'Rows of the books that were held against their seals.', ['book']);
  private readonly faults = this.metrics.counter('hubcraft_seal_faults_total', 'What was not as it was sealed, each time that a check finds it.', ['book']);
  /** The last stretch that was looked at in turn. */
  private turn = '';

  constructor(private readonly database: Database, private readonly books: SealedBooks, private readonly keeping: SealKeeping, private readonly sums: SealSums, private readonly sealer: Sealer, private readonly metrics: Metrics) {}

  start(): void {
    this.again.every(ROUND_MS, 'checking the seals failed', () => this.round());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.again.stop();
  }

  /** One worker's minute; nothing where another worker has just had it. */
  async round(): Promise<void> {
    const findings = new SealFindings();
    await this.begin(findings);
    const [mine] = await this.database.unscoped(`UPDATE platform.seal_roster SET round_until = now() + make_interval(secs => $1) WHERE id = 'all' AND round_until <= now() RETURNING id`, [ROUND_MS / 1_000 - 5]);
    if (mine) {
      const touched = await this.keeping.keep(performance.now() + KEEP_MS, (book, game_id, error) => findings.found({ book, game_id, id: null, what: (error as Error).message }));
      const all = await this.stretches(findings);
      const later = all.findIndex((each) => each > this.turn);
      const inTurn = later < 0 ? all : [...all.slice(later), ...all.slice(0, later)];
      await this.checkEach([...touched], findings, performance.now() + CHECK_MS);
      this.turn = (await this.checkEach(inTurn, findings, performance.now() + CHECK_MS)) ?? this.turn;
    }
    this.tell(findings);
  }

  /** Everything there is, once; so many faults are named. */
  async checkAll(named = NAMED_MAX): Promise<SealFindings> {
    const findings = new SealFindings(named);
    await this.begin(findings);
    await this.checkEach(await this.stretches(findings), findings, Infinity);
    return findings;
  }

  /** How much is summed up, by book: figures that never fall, to be kept elsewhere. `since` as ISO 8601: from when on every row has a seal of its own. */
  async totals(): Promise<{ book: string; games: number; entries: number; since: string | null }[]> {
    const [roster] = await this.database.unscoped<{ at: Date }>(`SELECT lenient_until AS at FROM platform.seal_roster WHERE id = 'all'`);
    const rows = await this.database.acrossGames<{ book: string; games: bigint; entries: string }>('SELECT book, count(*) AS games, sum(entries)::text AS entries FROM platform.seal_head GROUP BY book ORDER BY book', []);
    return rows.map(({ book, games, entries }) => ({ book, games: Number(games), entries: Number(entries), since: roster?.at.toISOString() ?? null }));
  }

  private async begin(findings: SealFindings): Promise<void> {
    await this.keeping.begin().catch((error: unknown) => findings.found({ book: 'all', game_id: '', id: null, what: (error as Error).message }));
  }

  /** Every stretch that there are rows or sums of, as `book game stretch`; what is missing among the sums is found on the way. */
  private async stretches(findings: SealFindings): Promise<string[]> {
    const [roster] = await this.database.transaction(systemScope('', 'seals'), { readOnly: true }, async () => [await this.sums.roster()]);
    if (!roster || !this.sums.holdsRoster(roster)) {
      findings.found({ book: 'all', game_id: '', id: null, what: roster ? 'The roster of the seals is not as it was sealed' : 'The roster of the seals is gone' });
      return [];
    }
    const all: string[] = [];
    let heads = 0n;
    let sum = 0n;
    for (const [name, book] of this.books.all()) {
      const games = await this.gamesOf(name, book);
      for (const { game_id, has_head } of games) {
        if (has_head) [heads, sum] = [heads + 1n, added(sum, this.sums.elementOfHead(roster, game_id, name))];
        all.push(...(await this.stretchesOf(name, book, game_id, findings)).map((stretch) => `${name} ${game_id} ${stretch}`));
      }
    }
    // A game whose first rows were written a moment ago may have come meanwhile.
    const [now] = await this.database.transaction(systemScope('', 'seals'), { readOnly: true }, async () => [await this.sums.roster()]);
    if (now?.heads === roster.heads && (roster.heads !== heads || !roster.sum.equals(sumBytes(sum)))) findings.found({ book: 'all', game_id: '', id: null, what: `${roster.heads} sums of games were sealed, ${heads} are there` });
    return all;
  }

  private gamesOf(name: string, { table }: SealedBook): Promise<{ game_id: string; has_head: boolean }[]> {
    return this.database.acrossGames<{ game_id: string; has_head: boolean }>(
      `WITH RECURSIVE game(id) AS ((SELECT game_id FROM ${table} ORDER BY game_id LIMIT 1) UNION ALL SELECT (SELECT game_id FROM ${table} WHERE game_id > game.id ORDER BY game_id LIMIT 1) FROM game WHERE game.id IS NOT NULL)
       SELECT game_id, EXISTS (SELECT FROM platform.seal_head h WHERE h.game_id = g.game_id AND h.book = $1) AS has_head
         FROM (SELECT id AS game_id FROM game WHERE id IS NOT NULL UNION SELECT game_id FROM platform.seal_head WHERE book = $1 UNION SELECT game_id FROM platform.seal_stretch WHERE book = $1) AS g ORDER BY game_id`, [name]);
  }

  /** The stretches of a game, after its sum was held against them. */
  private stretchesOf(name: string, { table, prefix }: SealedBook, gameId: string, findings: SealFindings): Promise<string[]> {
    return this.inSnapshot(gameId, async () => {
      const fault = (what: string): void => findings.found({ book: name, game_id: gameId, id: null, what });
      const head = await this.sums.head(gameId, name);
      const known = await this.sums.stretches(gameId, name);
      if (!head) {
        const [waiting] = await this.database.query('SELECT FROM platform.seal_note WHERE game_id = $1 AND book = $2 LIMIT 1', [gameId, name]);
        const roster = await this.sums.roster();
        if (known.length > 0 || (!waiting && !roster!.is_lenient)) fault('The sum of the game is gone');
        return known.map(({ stretch }) => stretch);
      }
      if (!this.sums.holdsHead(gameId, name, head)) fault('The sum of the game is not as it was sealed');
      const sum = known.reduce((total, each) => added(total, BigInt(`0x${each.sum.toString('hex') || '0'}`)), 0n);
      const entries = known.reduce((total, each) => total + each.entries, 0n);
      if (head.stretches !== BigInt(known.length) || head.entries !== entries || !head.sum.equals(sumBytes(sum))) fault(`${head.entries} rows in ${head.stretches} stretches were sealed, the stretches tell of ${entries} in ${known.length}`);
      // Rows where no stretch is: from one to the next by the index.
      const begun = prefix.length + 6;
      const there = await this.database.query<{ stretch: string }>(
        `WITH RECURSIVE s(stretch) AS ((SELECT left(id, ${begun}) FROM ${table} WHERE game_id = $1 ORDER BY id LIMIT 1)
           UNION ALL SELECT (SELECT left(id, ${begun}) FROM ${table} WHERE game_id = $1 AND id > s.stretch || '${ALL}' ORDER BY id LIMIT 1) FROM s WHERE s.stretch IS NOT NULL)
         SELECT stretch FROM s WHERE stretch IS NOT NULL AND stretch < $2`, [gameId, head.covers_to]);
      return [...new Set([...known, ...there].map(({ stretch }) => stretch))].sort();
    });
  }

  /** Answers the last one that it came to before the time was over. */
  private async checkEach(keys: readonly string[], findings: SealFindings, untilMs: number): Promise<string | undefined> {
    let last: string | undefined;
    for (const key of keys) {
      if (performance.now() >= untilMs || this.again.stopping) break;
      const [name, gameId, stretch] = key.split(' ') as [string, string, string];
      await this.checkStretch(name, gameId, stretch, findings);
      last = key;
    }
    return last;
  }

  private checkStretch(name: string, gameId: string, stretch: string, findings: SealFindings): Promise<void> {
    const book = this.books.get(name);
    const fault = (id: string, what: string): void => findings.found({ book: name, game_id: gameId, id, what });
    return this.inSnapshot(gameId, async () => {
      const roster = (await this.sums.roster()) as Roster;
      const head = await this.sums.head(gameId, name);
      const [told] = await this.sums.stretches(gameId, name, [stretch]);
      if (told && !this.sums.holdsStretch(gameId, name, told)) fault(stretch, 'The sum of these rows is not as it was sealed');
      const waiting = new Set((await this.database.query<{ id: string }>('SELECT unnest(ids) AS id FROM platform.seal_note WHERE game_id = $1 AND book = $2 AND is_new', [gameId, name])).map(({ id }) => id));
      let [entries, unsealed, sum] = [0n, 0n, 0n];
      for (let after = stretch; ; ) {
        const rows = await book.page(after, `${stretch}${ALL}`, PAGE);
        for (const row of rows) {
          const isCounted = row.id <= (head?.covers_to ?? '') && !waiting.has(row.id);
          if (row.seal === null) {
            const isUnsealable = isCounted && !book.sealAgain;
            // Where some were counted without a seal, one more of them is missed by their number.
            if (isUnsealable && told && told.unsealed > 0n) unsealed += 1n;
            else if (isUnsealable || (!roster.is_lenient && row.id <= (head?.covers_to ?? ''))) fault(row.id, 'It has no seal');
          } else if (row.fault) fault(row.id, row.fault);
          if (isCounted) [entries, sum] = [entries + 1n, added(sum, told ? this.sealer.element(this.knownRoot(told.root), gameId, name, row.counted) : 0n)];
        }
        findings.rows += rows.length;
        this.checked.inc({ book: name }, rows.length);
        if (rows.length < PAGE) break;
        after = rows.at(-1)!.id;
      }
      const [sealed, sealedSum] = told ? [told.entries, told.sum] : [0n, sumBytes(0n)];
      if (entries !== sealed) fault(stretch, `${sealed} rows were sealed, ${entries} are there`);
      else if (!sealedSum.equals(sumBytes(sum))) fault(stretch, 'These rows are not those that were sealed');
      if (unsealed !== (told?.unsealed ?? 0n)) fault(stretch, `${told?.unsealed ?? 0n} rows of a build before have no seal of their own, ${unsealed} are there`);
    });
  }

  /** A name that no root has was written by somebody else; the sum is wrong all the same. */
  private knownRoot(root: string): string {
    return this.sealer.knows(root) ? root : this.sealer.rootId;
  }

  private inSnapshot<T>(gameId: string, work: () => Promise<T>): Promise<T> {
    return this.database.transaction(systemScope(gameId, 'seals'), { readOnly: true, isSnapshot: true }, work);
  }

  private tell({ count, first }: SealFindings): void {
    for (const { book, game_id, id, what } of first) {
      this.logger.error({ msg: 'ALARM: a seal is broken', kind: book, ...(game_id ? { game_id } : {}), ...(id ? { first: id } : {}), count, error: what });
      this.faults.inc({ book });
    }
  }
}
