import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { member, microsecondsSql } from './canonical.js';
import { Sealer, added, sumBytes, sumOf } from './sealer.js';

export interface Stretch {
  stretch: string;
  root: string;
  entries: bigint;
  unsealed: bigint;
  sum: Buffer;
  seal: string;
}

export interface Head {
  covers_to: string;
  is_old: boolean;
  stretches: bigint;
  entries: bigint;
  sum: Buffer;
  seal: string;
}

export interface Roster {
  root: string;
  heads: bigint;
  sum: Buffer;
  lenient_us: string;
  is_lenient: boolean;
  seal: string;
}

const joined = (...members: (string | bigint | boolean)[]): string => members.map(member).join('');
const ROSTER = `SELECT root, heads, sum, ${microsecondsSql('lenient_until')} AS lenient_us, lenient_until > now() AS is_lenient, seal FROM platform.seal_roster WHERE id = 'all'`;

/** The sums over sealed rows, each row of them sealed itself. All but the roster in an open transaction of the game. */
@Injectable()
export class SealSums {
  constructor(private readonly database: Database, private readonly sealer: Sealer) {}

  head(gameId: string, book: string, lock = false): Promise<Head | undefined> {
    return this.database.one<Head>(`SELECT covers_to, is_old, stretches, entries, sum, seal FROM platform.seal_head WHERE game_id = $1 AND book = $2${lock ? ' FOR UPDATE' : ''}`, [gameId, book]);
  }

  stretches(gameId: string, book: string, names: readonly string[] | null = null): Promise<Stretch[]> {
    return this.database.query<Stretch>(
      'SELECT stretch, root, entries, unsealed, sum, seal FROM platform.seal_stretch WHERE game_id = $1 AND book = $2 AND ($3::text[] IS NULL OR stretch = ANY($3)) ORDER BY stretch', [gameId, book, names]);
  }

  roster(lock = false): Promise<Roster | undefined> {
    return this.database.one<Roster>(`${ROSTER}${lock ? ' FOR UPDATE' : ''}`);
  }

  holdsHead(gameId: string, book: string, h: Head): boolean {
    return this.sealer.holds(h.seal, gameId, 'head', this.textOfHead(book, h))[0]!;
  }

  holdsStretch(gameId: string, book: string, s: Stretch): boolean {
    return this.sealer.holds(s.seal, gameId, 'stretch', this.textOfStretch(book, s))[0]!;
  }

  holdsRoster(r: Roster): boolean {
    return this.sealer.holds(r.seal, '', 'roster', this.textOfRoster(r))[0]!;
  }

  async writeHead(gameId: string, book: string, h: Omit<Head, 'seal'>): Promise<void> {
    await this.database.execute(
      `INSERT INTO platform.seal_head (game_id, book, covers_to, is_old, stretches, entries, sum, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (game_id, book) DO UPDATE SET covers_to = excluded.covers_to, is_old = excluded.is_old, stretches = excluded.stretches, entries = excluded.entries, sum = excluded.sum, seal = excluded.seal`,
      [gameId, book, h.covers_to, h.is_old, h.stretches, h.entries, h.sum, this.sealer.seal(gameId, 'head', this.textOfHead(book, h))]);
  }

  async writeStretches(gameId: string, book: string, stretches: readonly Omit<Stretch, 'seal'>[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO platform.seal_stretch (game_id, book, stretch, root, entries, unsealed, sum, seal)
       SELECT $1, $2, s.* FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bytea[], $8::text[]) AS s(stretch, root, entries, unsealed, sum, seal)
       ON CONFLICT (game_id, book, stretch) DO UPDATE SET entries = excluded.entries, unsealed = excluded.unsealed, sum = excluded.sum, seal = excluded.seal`,
      [
        gameId, book, stretches.map((s) => s.stretch), stretches.map((s) => s.root), stretches.map((s) => s.entries), stretches.map((s) => s.unsealed), stretches.map((s) => s.sum),
        stretches.map((s) => this.sealer.seal(gameId, 'stretch', this.textOfStretch(book, s))),
      ]);
  }

  /** Begins the roster: rows without a seal of their own are taken for old ones until then. Microseconds since 1970. */
  async beginRoster(lenientUs: string): Promise<void> {
    const begun = { root: this.sealer.rootId, heads: 0n, sum: sumBytes(0n), lenient_us: lenientUs };
    await this.database.unscoped(
      `INSERT INTO platform.seal_roster (id, root, heads, sum, lenient_until, seal) VALUES ('all', $1, 0, $2, timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4) ON CONFLICT DO NOTHING`,
      [begun.root, begun.sum, lenientUs, this.sealer.seal('', 'roster', this.textOfRoster(begun))]);
  }

  /** Writes another head into the roster, which is locked. */
  enroll(roster: Roster, gameId: string, book: string): Promise<void> {
    return this.writeRoster({ ...roster, heads: roster.heads + 1n, sum: sumBytes(added(sumOf(roster.sum), this.elementOfHead(roster, gameId, book))) });
  }

  async writeRoster(roster: Omit<Roster, 'seal'>): Promise<void> {
    await this.database.execute(`UPDATE platform.seal_roster SET heads = $1, sum = $2, lenient_until = timestamptz 'epoch' + $3::bigint * interval '1 microsecond', seal = $4 WHERE id = 'all'`,
      [roster.heads, roster.sum, roster.lenient_us, this.sealer.seal('', 'roster', this.textOfRoster(roster))]);
  }

  elementOfHead({ root }: Pick<Roster, 'root'>, gameId: string, book: string): bigint {
    return this.sealer.element(root, '', 'roster', joined(gameId, book));
  }

  private textOfHead(book: string, h: Omit<Head, 'seal'>): string {
    return joined(book, h.covers_to, h.is_old, h.stretches, h.entries, h.sum.toString('hex'));
  }

  private textOfStretch(book: string, s: Omit<Stretch, 'seal'>): string {
    return joined(book, s.stretch, s.root, s.entries, s.unsealed, s.sum.toString('hex'));
  }

  private textOfRoster(r: Omit<Roster, 'seal' | 'is_lenient'>): string {
    return joined(r.root, r.heads, r.sum.toString('hex'), r.lenient_us);
  }
}
