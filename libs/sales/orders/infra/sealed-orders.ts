import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { member, microseconds, microsecondsSql, stableJson } from '#platform/seals/canonical';
import { SealsBook, type SealedBook, type SealedRow } from '#platform/seals/sealed-book';
import { Sealer } from '#platform/seals/sealer';
import type { OrderRow } from './rows.js';

const ORDER = 'orders.order';
/** In front of a seal that did not hold when the order was taken: nobody seals such an order again. */
const BROKEN = 'broken.';

type Kind = 'plain' | 'instant' | 'json';
type Column = Exclude<keyof OrderRow, 'seal'>;
const kinds = <K extends Column>(kind: Kind, ...names: K[]): [K, Kind][] => names.map((name) => [name, kind]);

/** What was agreed: written when the order is made, priced anew or expires. */
export const TERMS: readonly [Column, Kind][] = [
  ...kinds('plain', 'game_id', 'id', 'source', 'player_id', 'email', 'country', 'country_source', 'country_locked', 'region', 'postcode', 'locale', 'platform', 'currency', 'amount_before_discount_minor', 'listed_minor',
    'amount_minor', 'undiscounted_minor', 'tax_refusal_code', 'quoted_on', 'ip_address', 'user_agent', 'return_url', 'back_to_game_url', 'back_to_store_url', 'coupons_enabled', 'eligible_for_reward_points',
    'eligible_for_loyalty_points', 'fulfillment_mode', 'checkout_key'),
  ...kinds('json', 'tax', 'lines', 'pricing', 'metadata', 'player_info', 'redirect_settings', 'ui_settings', 'payment_methods_enabled'),
  ...kinds('instant', 'created_at', 'expires_at', 'expired_at'),
];

/** What it has heard, and what was sold. */
export const HISTORY: readonly [Column, Kind][] = [...kinds('plain', 'receipt_number'), ...kinds('json', 'facts', 'sale'), ...kinds('instant', 'paid_at', 'refunded_at')];

/** Where it stands: written with each step but the lock of an attempt, which decides in one statement that reads nothing before it. While an attempt holds the order, its last step holds these. */
export const STANDING: readonly [Column, Kind][] = [...kinds('plain', 'status', 'version', 'payment_id'), ...kinds('instant', 'locked_at', 'immediate_delivery_requested_at', 'modified_at')];

/** Columns that no seal holds, and why. */
export const UNSEALED: Readonly<Record<string, string>> = {
  seal: 'The seal itself: another one does not hold.',
  confirmed_payment_id: 'Which attempt is known to be written at payments: a note of a running attempt, for the look-up alone, and asked again when it is lost.',
  handled_by_client: "The game's client says that it has shown the result; nothing follows from it.",
};

const SELECTED = [...TERMS, ...HISTORY, ...STANDING].map(([name, kind]) => `${kind === 'instant' ? microsecondsSql(name) : kind === 'json' ? `to_jsonb(${name})` : `${name}::text`} AS ${name}`).join(', ');
type Read = Record<Column, unknown> & { seal: string | null; status: string };

const textsOf = (read: (name: Column, kind: Kind) => string | null): string[] => [TERMS, HISTORY, STANDING].map((columns) => columns.map(([name, kind]) => member(read(name, kind))).join(''));
const FAULTS = ['The terms of the order are not as they were sealed', 'What the order has heard, or its sale, is not as it was sealed', 'Where the order stands is not as it was sealed'];
/** What does not hold of an order, by the parts of its seal. */
const faultOf = (holds: readonly boolean[], status: string): string | null => FAULTS.find((_, part) => !holds[part] && !(part === 2 && status === 'captured')) ?? null;
/** Of a row that the code has. */
const written = (row: OrderRow) => (name: Column, kind: Kind): string | null => {
  const value: unknown = row[name];
  if (value === null || value === undefined) return null;
  return kind === 'instant' ? microseconds(value as Date) : kind === 'json' ? stableJson(value) : String(value);
};
/** Of one that was read for its seal. */
const stored = (row: Read) => (name: Column, kind: Kind): string | null => (row[name] === null ? null : kind === 'json' ? stableJson(row[name]) : (row[name] as string));

/** Orders as they are held against their seals. */
@Injectable()
@SealsBook('orders')
export class SealedOrders implements SealedBook {
  readonly table = 'orders.order';
  readonly prefix = 'ord';

  constructor(private readonly database: Database, private readonly sealer: Sealer) {}

  /** The seal of a new order. */
  first(row: OrderRow): string {
    return this.sealer.seal(row.game_id, ORDER, ...textsOf(written(row)));
  }

  /** The seal of a changed order whose row was looked at before (`lookedAt`): what was broken stays so, what an older build has left without one is the worker's. */
  next(row: OrderRow): string | null {
    return row.seal === null || row.seal.startsWith(BROKEN) ? row.seal : this.first(row);
  }

  /** Marks a row whose seal does not hold, before anybody changes it. */
  lookedAt<R extends OrderRow>(row: R): R {
    if (row.seal === null || row.seal.startsWith(BROKEN)) return row;
    return faultOf(this.sealer.holds(row.seal, row.game_id, ORDER, ...textsOf(written(row))), row.status) === null ? row : { ...row, seal: BROKEN + row.seal };
  }

  page(after: string, until: string, max: number): Promise<SealedRow[]> {
    return this.rows('id > $2 AND id < $3 ORDER BY id LIMIT $4', [after, until, max]);
  }

  byIds(ids: readonly string[]): Promise<SealedRow[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.rows('id = ANY($2::text[]) ORDER BY id', [ids]);
  }

  async sealAgain(ids: readonly string[]): Promise<void> {
    const { gameId } = currentScope();
    const rows = await this.read('id = ANY($2::text[]) AND seal IS NULL ORDER BY id FOR UPDATE', [ids]);
    if (rows.length === 0) return;
    const seals = rows.map((row) => this.sealer.seal(gameId, ORDER, ...textsOf(stored(row))));
    await this.database.execute('UPDATE orders.order o SET seal = s.seal FROM unnest($2::text[], $3::text[]) AS s(id, seal) WHERE o.game_id = $1 AND o.id = s.id', [gameId, rows.map(({ id }) => id), seals]);
  }

  private async rows(which: string, values: unknown[]): Promise<SealedRow[]> {
    const { gameId } = currentScope();
    return (await this.read(which, values)).map((row) => {
      const fault = row.seal === null ? null : faultOf(this.sealer.holds(row.seal, gameId, ORDER, ...textsOf(stored(row))), row.status);
      return { id: row.id as string, seal: row.seal, fault, counted: row.id as string };
    });
  }

  private read(which: string, values: unknown[]): Promise<Read[]> {
    return this.database.query<Read>(`SELECT ${SELECTED}, seal FROM orders.order WHERE game_id = $1 AND ${which}`, [currentScope().gameId, ...values]);
  }
}
