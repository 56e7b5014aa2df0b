import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/**
 * Which rows a statement looks at. Each takes a column with its alias and answers a condition on it and on `game_id` of the same alias, so that an index that begins with
 * `game_id` serves it.
 */
export interface Window {
  /** By ids with this prefix, which carry the time at which they were made. */
  ids(column: string, prefix: string): string;
  /** By an instant. */
  at(column: string): string;
  /** By the first characters of ids with this prefix: only for what is counted by slices (`wholeSlices`). */
  slices(column: string, prefix: string): string;
}

interface Stated {
  /** `context.what-holds`: what alarms, metrics and tests call it. */
  id: string;
  /** The entry of the catalogue of invariants (I1 to I34) that it is a part of. */
  of: `I${number}`;
  /** What holds, in a sentence. */
  says: string;
}

/** A statement that answers the rows which break the invariant, with `game_id` and ids and figures only: what it answers stands in the log. */
export interface RowInvariant extends Stated {
  sql: (within: Window) => string;
  /** Holds for whole slices of twelve days only, not for a part of one. */
  wholeSlices?: true;
  /** No index of the table begins with `game_id`, so all games are looked at together, the last minutes only. */
  acrossGames?: true;
}

/**
 * Two contexts tell the same of one thing: `rows` answers `game_id`, `key`, `value` (text) and `since`, when it became so; `book` names what another context has of that key (`Book`).
 * Neither names a table of the other. What has just become so may still be on its way.
 */
export interface AgreementInvariant extends Stated {
  rows: (within: Window) => string;
  book: string;
}

/** What holds of the installation as a whole, such as rights. */
export interface InstallationInvariant extends Stated {
  installation: string;
}

export type Invariant = RowInvariant | AgreementInvariant | InstallationInvariant;

/** What a context has to say of a key when another one asks: an expression over its own tables that is one text, null where it knows of none. */
export interface Book {
  name: string;
  of: (gameId: string, key: string) => string;
}

export interface HeldByContext {
  invariants: readonly Invariant[];
  books?: readonly Book[];
  /** A table of the context whose rows say which games there are to look at. Its `game_id` is granted to `hubcraft_dispatcher`. */
  games?: string;
}

const HELD = 'hubcraft:invariants';

/** Contributes the invariants of a context; stands on its module class. */
export function Holds(held: HeldByContext): ClassDecorator {
  return (target) => Reflect.defineMetadata(HELD, held, target);
}

export function heldBy(module: Type | object): HeldByContext | undefined {
  return typeof module === 'function' ? (Reflect.getMetadata(HELD, module) as HeldByContext | undefined) : undefined;
}

export const ROWS_MAX = 20;

/** Everything that is checked, and the statements of it. */
export class InvariantBook {
  readonly invariants: readonly Invariant[];
  readonly games: readonly string[];
  private readonly books: ReadonlyMap<string, Book>;

  /** An agreement whose other side is not among `held` is left out: nobody keeps that book here. */
  constructor(held: readonly HeldByContext[]) {
    const books = held.flatMap((each) => each.books ?? []);
    const invariants = held.flatMap((each) => each.invariants);
    for (const [what, names] of [['invariants', invariants.map(({ id }) => id)], ['books', books.map(({ name }) => name)]] as const) {
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      if (twice) throw new Error(`Two ${what} are called ${twice}`);
    }
    this.books = new Map(books.map((book) => [book.name, book]));
    this.invariants = invariants.filter((each) => !('book' in each) || this.books.has(each.book));
    this.games = held.flatMap((each) => each.games ?? []);
  }

  /** At most 20 rows that break it. `settled` is a condition on `l.game_id` and `l.since` that is true of what nobody is still at. */
  statement(invariant: Invariant, within: Window, settled: string): string {
    return `SELECT * FROM (${this.breaking(invariant, within, settled)}) AS breaking LIMIT ${ROWS_MAX}`;
  }

  private breaking(invariant: Invariant, within: Window, settled: string): string {
    if ('sql' in invariant) return invariant.sql(within);
    if ('installation' in invariant) return invariant.installation;
    const told = this.books.get(invariant.book)!.of('l.game_id', 'l.key');
    return `SELECT game_id, key, here, there FROM (SELECT l.game_id, l.key, l.value AS here, (${told}) AS there FROM (${invariant.rows(within)}) AS l WHERE ${settled}) AS both_sides WHERE here IS DISTINCT FROM there`;
  }
}

/** All games and all times: over a connection that sees everything. */
export const EVERYTHING: Window = { ids: () => 'true', at: () => 'true', slices: () => 'true' };

/** No event and no job of the game waits: what was to follow has followed. For a database that nobody writes to any more. */
export const AT_REST = `NOT EXISTS (SELECT FROM platform.outbox_delivery w WHERE w.game_id = l.game_id AND w.state <> 'done') AND NOT EXISTS (SELECT FROM platform.job j WHERE j.game_id = l.game_id AND j.state = 'pending' AND j.run_at <= now())`;

/** What follows a fact has followed after this; later than that, a person wants to know. */
export const FOLLOWS_MINUTES = 15;
export const LONG_SINCE = `l.since < now() - interval '${FOLLOWS_MINUTES} minutes'`;

/** Characters that the ids of twelve days share behind their prefix: the upper 18 of 48 bits of milliseconds. */
export const SLICE_CHARACTERS = 4;
/** The milliseconds of a slice. */
export const SLICE_MS = 2 ** 30;

/** One game (`$1`) between two instants (`$2`, included, and `$3`). */
export const OF_GAME: Window = {
  ids: (column, prefix) => `${gameOf(column)} = $1 AND ${column} >= platform.typeid_floor('${prefix}', $2::timestamptz) AND ${column} < platform.typeid_floor('${prefix}', $3::timestamptz)`,
  at: (column) => `${gameOf(column)} = $1 AND ${column} >= $2::timestamptz AND ${column} < $3::timestamptz`,
  slices: (column, prefix) => `${gameOf(column)} = $1 AND ${column} >= left(platform.typeid_floor('${prefix}', $2::timestamptz), ${SLICE_CHARACTERS + 4}) AND ${column} < left(platform.typeid_floor('${prefix}', $3::timestamptz), ${SLICE_CHARACTERS + 4})`,
};

/** All games from an instant (`$1`) on. */
export const OF_ALL_GAMES: Window = {
  ids: (column, prefix) => `${column} >= platform.typeid_floor('${prefix}', $1::timestamptz)`,
  at: (column) => `${column} >= $1::timestamptz`,
  slices: () => { throw new Error('What is counted by slices is counted game by game'); },
};

function gameOf(column: string): string {
  return column.includes('.') ? `${column.split('.', 1)[0]}.game_id` : 'game_id';
}
