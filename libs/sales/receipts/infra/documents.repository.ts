import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { DocumentData, DocumentKind, DocumentView } from '../contracts/queries.js';
import type { LegalEntity, SeriesKind } from '../domain/legal-entity.js';
import { causeOf, type Wanted } from '../domain/wanted.js';

export interface DocumentRow {
  game_id: string;
  id: string;
  kind: DocumentKind;
  order_id: string;
  cause_id: string;
  original_id: string | null;
  legal_entity_id: string;
  series_kind: SeriesKind;
  series_year: number;
  series_number: bigint;
  number: string;
  country: string;
  currency: string;
  net_minor: bigint;
  tax_minor: bigint;
  total_minor: bigint;
  data: DocumentData;
  issued_at: Date;
  supplied_at: Date;
  retain_until: string;
}

/** As it is written: amounts and numbers of a series lie within 2^53. */
export type NewDocument = Omit<DocumentRow, 'game_id' | 'series_number' | 'net_minor' | 'tax_minor' | 'total_minor' | 'issued_at' | 'supplied_at'> & {
  series_number: number; net_minor: number; tax_minor: number; total_minor: number; issued_at: string; supplied_at: string;
};

/** How many numbers are wanted of a series. */
export interface NumbersWanted {
  legal_entity_id: string;
  kind: SeriesKind;
  count: number;
}

/** `last_number` is the last of those that were given; they were given at `issued_at`, which never goes back within a series. */
export interface NumbersGiven {
  legal_entity_id: string;
  kind: SeriesKind;
  last_number: bigint;
  last_issued_at: Date;
}

const DOCUMENT = `id, kind, order_id, cause_id, original_id, legal_entity_id, series_kind, series_year, series_number, number, country, currency, net_minor, tax_minor, total_minor, data, issued_at, supplied_at, retain_until::text AS retain_until`;

/** Documents of one game, and the series of the operator that they take their numbers from. */
@Injectable()
export class DocumentsRepository {
  constructor(private readonly database: Database) {}

  entities(): Promise<LegalEntity[]> {
    return this.database.query<LegalEntity & Record<string, unknown>>('SELECT id, name, address_lines, country, contact, tax_ids, number_prefix, buyer_countries, is_demo FROM receipts.legal_entity ORDER BY id');
  }

  /** Until the end of the transaction nobody else issues anything of these orders: what is left of a sale is counted by one at a time. */
  async lockOrders(orderIds: readonly string[]): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('receipts:' || id, 0)) FROM (SELECT id FROM unnest($1::text[]) AS o(id) ORDER BY id) AS ordered`, [orderIds]);
  }

  ofOrders(orderIds: readonly string[]): Promise<DocumentRow[]> {
    return this.database.query<DocumentRow & Record<string, unknown>>(`SELECT ${DOCUMENT} FROM receipts.document WHERE game_id = $1 AND order_id = ANY($2::text[]) ORDER BY id LIMIT 500`, [currentScope().gameId, orderIds]);
  }

  find(id: string): Promise<DocumentRow | undefined> {
    return this.database.one<DocumentRow & Record<string, unknown>>(`SELECT ${DOCUMENT} FROM receipts.document WHERE game_id = $1 AND id = $2`, [currentScope().gameId, id]);
  }

  list(filter: { kind?: DocumentKind[]; order_id?: string; number?: string; limit: number; starting_after?: string }): Promise<DocumentRow[]> {
    return this.database.query<DocumentRow & Record<string, unknown>>(
      `SELECT ${DOCUMENT} FROM receipts.document WHERE game_id = $1 AND ($2::text[] IS NULL OR kind = ANY($2)) AND ($3::text IS NULL OR order_id = $3) AND ($4::text IS NULL OR number = $4)
          AND ($5::text IS NULL OR id < $5) ORDER BY id DESC LIMIT $6`,
      [currentScope().gameId, filter.kind ?? null, filter.order_id ?? null, filter.number ?? null, filter.starting_after ?? null, filter.limit]);
  }

  /**
   * Takes the next numbers of some series, all in one statement, and holds these series until the end of the transaction: whoever comes next waits, and what is rolled back was never taken. Series are locked in one
   * order, so that two who need the same ones do not stop each other.
   */
  takeNumbers(environment: 'sandbox' | 'live', year: number, wanted: readonly NumbersWanted[], now: Date): Promise<NumbersGiven[]> {
    return this.database.query<NumbersGiven & Record<string, unknown>>(
      `INSERT INTO receipts.series AS s (legal_entity_id, environment, kind, year, last_number, last_issued_at)
       SELECT w.legal_entity_id, $1, w.kind, $2, w.count, $3 FROM unnest($4::text[], $5::text[], $6::bigint[]) AS w(legal_entity_id, kind, count) ORDER BY w.legal_entity_id, w.kind
       ON CONFLICT ON CONSTRAINT series_pkey DO UPDATE SET last_number = s.last_number + excluded.last_number, last_issued_at = greatest(s.last_issued_at, excluded.last_issued_at)
       RETURNING legal_entity_id, kind, last_number, last_issued_at`,
      [environment, year, now, wanted.map((each) => each.legal_entity_id), wanted.map((each) => each.kind), wanted.map((each) => each.count)]);
  }

  /** Writes documents with their numbers; one that stands already breaks `document_fact_key`, and nothing of the transaction was. */
  async add(environment: 'sandbox' | 'live', documents: readonly NewDocument[]): Promise<void> {
    await this.database.execute(
      `WITH told AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS d(id text, kind text, order_id text, cause_id text, original_id text, legal_entity_id text, series_kind text, series_year int, series_number bigint, number text,
           country text, currency text, net_minor bigint, tax_minor bigint, total_minor bigint, data jsonb, issued_at timestamptz, supplied_at timestamptz, retain_until date)),
       numbered AS (INSERT INTO receipts.number (legal_entity_id, environment, kind, year, number, game_id, document_id)
         SELECT legal_entity_id, $3, series_kind, series_year, series_number, $1, id FROM told)
       INSERT INTO receipts.document (game_id, id, kind, order_id, cause_id, original_id, legal_entity_id, series_kind, series_year, series_number, number, country, currency, net_minor, tax_minor, total_minor, data,
           issued_at, supplied_at, retain_until)
       SELECT $1, id, kind, order_id, cause_id, original_id, legal_entity_id, series_kind, series_year, series_number, number, country, currency, net_minor, tax_minor, total_minor, data, issued_at, supplied_at, retain_until FROM told`,
      [currentScope().gameId, JSON.stringify(documents), environment]);
  }

  /** Keeps what cannot be issued now. */
  async hold(wanted: readonly Wanted[], now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO receipts.held (game_id, order_id, series_kind, cause_id, wanted, held_at) SELECT $1, w.order_id, w.series_kind, w.cause_id, w.wanted::jsonb, $2 FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS w(order_id, series_kind, cause_id, wanted)
       ON CONFLICT ON CONSTRAINT held_pkey DO NOTHING`,
      [currentScope().gameId, now, wanted.map((each) => each.order_id), wanted.map((each) => each.series_kind), wanted.map(causeOf), wanted.map((each) => JSON.stringify(each))]);
  }

  /** What waits behind an order, by order; nobody else takes it until the end of the transaction. */
  async held(after: string, max: number): Promise<Wanted[]> {
    const rows = await this.database.query<{ wanted: Wanted }>(
      'SELECT wanted FROM receipts.held WHERE game_id = $1 AND order_id > $2 ORDER BY order_id, series_kind DESC, cause_id LIMIT $3 FOR UPDATE SKIP LOCKED', [currentScope().gameId, after, max]);
    return rows.map(({ wanted }) => wanted);
  }

  async release(wanted: readonly Wanted[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM receipts.held h USING unnest($2::text[], $3::text[], $4::text[]) AS w(order_id, series_kind, cause_id)
        WHERE h.game_id = $1 AND h.order_id = w.order_id AND h.series_kind = w.series_kind AND h.cause_id = w.cause_id`,
      [currentScope().gameId, wanted.map((each) => each.order_id), wanted.map((each) => each.series_kind), wanted.map(causeOf)]);
  }

  async countHeld(): Promise<number> {
    return Number((await this.database.one<{ count: bigint }>('SELECT count(*) FROM receipts.held WHERE game_id = $1', [currentScope().gameId]))!.count);
  }
}

export function documentView(row: DocumentRow): DocumentView {
  return {
    id: row.id, kind: row.kind, number: row.number, order_id: row.order_id, original_id: row.original_id, legal_entity_id: row.legal_entity_id, country: row.country, currency: row.currency,
    net_minor: minorToNumber(row.net_minor), tax_minor: minorToNumber(row.tax_minor), total_minor: minorToNumber(row.total_minor), issued_at: unixSeconds(row.issued_at), supplied_at: unixSeconds(row.supplied_at),
    retain_until: row.retain_until, data: row.data,
  };
}
