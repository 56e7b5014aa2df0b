import { Injectable, SetMetadata, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';

/** A row of a book as it is held against its seal. */
export interface SealedRow {
  id: string;
  /** What stands in its column `seal`; null in what a build that knows no seals has written. */
  seal: string | null;
  /** Of what a seal says something, what is as it was sealed: null when everything is, else what is not. */
  fault: string | null;
  /** What the sum of its stretch is made of. */
  counted: string;
}

/**
 * Rows of a context that are sealed as they are written (`Sealer`), each with a column `seal`, and whose table tells the platform what is new by the trigger `platform.note_new_rows`.
 * All questions are asked in an open transaction of one game.
 */
export interface SealedBook {
  /** With `game_id` and `id`, both granted to `hubcraft_dispatcher` as far as `game_id`. */
  readonly table: string;
  /** Of its ids. */
  readonly prefix: string;
  /** At most `max` rows with `after` < id < `until`, in the order of their ids. */
  page(after: string, until: string, max: number): Promise<SealedRow[]>;
  byIds(ids: readonly string[]): Promise<SealedRow[]>;
  /** Seals rows of an older build that are not sealed yet. A book that nobody may change has none: its rows are counted as they are. */
  sealAgain?(ids: readonly string[]): Promise<void>;
}

const SEALS_BOOK = 'hubcraft:seals-book';

/** Registers the provider class as a sealed book: `@SealsBook('ledger')`, as its trigger says it. */
export function SealsBook(name: string): ClassDecorator {
  return SetMetadata(SEALS_BOOK, name);
}

@Injectable()
export class SealedBooks implements OnModuleInit {
  private readonly known = new Map<string, SealedBook>();

  constructor(private readonly discovery: DiscoveryService, private readonly reflector: Reflector) {}

  onModuleInit(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const name = typeof metatype === 'function' && instance ? this.reflector.get<string | undefined>(SEALS_BOOK, metatype as never) : undefined;
      if (name) this.known.set(name, instance as SealedBook);
    }
  }

  all(): [string, SealedBook][] {
    return [...this.known].sort();
  }

  get(name: string): SealedBook {
    return this.known.get(name)!;
  }
}

/** What ids of one stretch share: the prefix, its underscore and the upper 23 of 48 bits of milliseconds, nine hours. */
export const stretchOf = (id: string): string => id.slice(0, id.indexOf('_') + 6);
/** Greater than every id. */
export const ALL = '~';
