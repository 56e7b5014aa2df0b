import type { ClientBase } from 'pg';
import { UNSEALED as OF_BOOKS } from '../../libs/money/ledger/infra/sealed-entries.js';
import { UNSEALED as OF_ORDERS } from '../../libs/sales/orders/infra/sealed-orders.js';

/** The tables of the books and of orders, with what tells a row. */
export const BOOKS = ['ledger.journal_entry', 'ledger.posting', 'ledger.balance_rollup', 'ledger.fresh_sum', 'orders.order'] as const;
export type BookTable = (typeof BOOKS)[number];
export interface Place { table: BookTable; column: string; type: string }

/** Columns that nothing holds, and why. */
export const unsealedReasons = (): Map<string, string> =>
  new Map([...Object.entries(OF_ORDERS).map(([column, why]) => [`orders.order.${column}`, why] as const), ...Object.entries(OF_BOOKS).map(([column, why]) => [`ledger.${column}`, why] as const)]);

/** Of an order that an attempt holds, for the minutes that it does: its last step holds the others. */
export const UNSEALED_IN_FLIGHT: ReadonlySet<string> = new Set(['immediate_delivery_requested_at', 'modified_at']);

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every column of the books. */
export async function columnsOfBooks(admin: Pick<ClientBase, 'query'>): Promise<Place[]> {
  const { rows } = await admin.query<Place>(
    `SELECT c.table_schema || '.' || c.table_name AS table, c.column_name AS column, CASE WHEN c.data_type = 'ARRAY' THEN ltrim(c.udt_name, '_') || '[]' ELSE c.data_type END AS type
       FROM information_schema.columns c WHERE c.table_schema || '.' || c.table_name = ANY($1) ORDER BY 1, 2`, [BOOKS]);
  return rows;
}

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** Another JSON value that differs in one leaf. */
function otherJson(value: Json, random: () => number): Json {
  if (Array.isArray(value)) {
    if (value.length === 0) return [1];
    const at = Math.floor(random() * value.length);
    return value.map((each, i) => (i === at ? otherJson(each, random) : each));
  }
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value);
    if (names.length === 0) return { x: 1 };
    const name = names[Math.floor(random() * names.length)]!;
    return { ...value, [name]: otherJson(value[name]!, random) };
  }
  return value === null ? 1 : typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value}x`;
}

/** Words that the constraints of the tables allow. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  status: ['created', 'paid', 'canceled', 'refunded', 'refund_requested', 'reattempted', 'disputed', 'captured'], source: ['s2s', 'hub', 'sdk', 'checkout_link'], country_source: ['studio', 'buyer', 'player', 'ip_address', 'hub', 'card'],
  quoted_on: ['2020-02-02', '2021-03-03'], receipt_number: ['1234567890123456', '9999999999999999'],
};

/** Another value of the column than the one in the row, as the text that PostgreSQL reads; it may break a constraint of the table. */
function otherValue({ column, type }: Place, was: Json, random: () => number): string | null {
  if (was !== null && random() < 0.15) return null;
  const words = WORDS[column]?.filter((each) => each !== was);
  if (words) return words[Math.floor(random() * words.length)]!;
  const other = (of: Json): string => (typeof of === 'number' ? String(of + [1, -1, 100][Math.floor(random() * 3)]!) : `${String(of)}x`);
  if (type.endsWith('[]')) {
    const list = (was ?? []) as Json[];
    const at = Math.floor(random() * list.length);
    const changed = list.length === 0 ? ['x'] : list.map((each, i) => (i === at ? other(each) : String(each)));
    return `{${changed.map((each) => JSON.stringify(each)).join(',')}}`;
  }
  if (type === 'jsonb') return JSON.stringify(otherJson(was, random));
  if (type === 'boolean') return String(!was);
  if (type === 'timestamp with time zone') return was === null ? '2026-02-03T04:05:06Z' : String(was).replace(/(?:\.(\d+))?([+-]\d\d:\d\d)$/, (_, digits: string | undefined, zone: string) => `.${String((Number((digits ?? '').padEnd(6, '0')) + 1) % 1_000_000).padStart(6, '0')}${zone}`);
  return was === null ? (type === 'text' ? 'x' : '1') : other(was);
}

export interface Corruption { table: BookTable; column: string; was: string; is: string; row: Record<string, unknown>; undo(): Promise<void> }

const name = (table: BookTable): string => (table === 'orders.order' ? 'orders."order"' : table);

/** Changes one field of one row past the code, as a superuser whom no trigger stops; null where the constraints allow no such change. `undo` puts the row back as it was. */
export async function corrupt(admin: Pick<ClientBase, 'query'>, place: Place, random: () => number, where = 'true'): Promise<Corruption | null> {
  const { table, column } = place;
  await admin.query(`SET session_replication_role = 'replica'`);
  const { rows: [{ count }] } = await admin.query(`SELECT count(*)::int AS count FROM ${table} WHERE ${where}`) as unknown as { rows: [{ count: number }] };
  const { rows: [row] } = await admin.query<{ at: string; oid: string; row: Record<string, Json> }>(
    `SELECT t.ctid::text AS at, t.tableoid::text AS oid, to_jsonb(t) AS row FROM ${table} t WHERE ${where} OFFSET $1 LIMIT 1`, [Math.floor(random() * count)]);
  if (!row) return null;
  const is = otherValue(place, row.row[column]!, random);
  try {
    const { rows: [changed] } = await admin.query<{ at: string; oid: string }>(`UPDATE ${table} t SET "${column}" = $1::${place.type} WHERE t.ctid = $2::tid AND t.tableoid::text = $3 AND "${column}" IS DISTINCT FROM $1::${place.type} RETURNING t.ctid::text AS at, t.tableoid::text AS oid`, [is, row.at, row.oid]);
    if (!changed) return null;
    return {
      table, column, was: JSON.stringify(row.row[column]), is: String(is), row: row.row,
      async undo() {
        await admin.query(`DELETE FROM ${table} t WHERE t.ctid = $1::tid AND t.tableoid::text = $2`, [changed.at, changed.oid]);
        await admin.query(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(null::${name(table)}, $1::jsonb)).*`, [JSON.stringify(row.row)]);
      },
    };
  } catch (error) {
    // A constraint of the table, or a value that its type does not know.
    if (/^(22|23|428C9)/.test((error as { code?: string }).code ?? '')) return null;
    throw error;
  }
}
