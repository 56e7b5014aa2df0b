import type { Book, HeldByContext, Invariant } from '#platform/invariants/invariants';

const held = (gameId: string, orderId: string, kind: string): string => `SELECT 1 FROM receipts.held h WHERE h.game_id = ${gameId} AND h.order_id = ${orderId} AND h.series_kind = '${kind}'`;
const documents = (gameId: string, orderId: string): string => `FROM receipts.document d WHERE d.game_id = ${gameId} AND d.order_id = ${orderId}`;

const books: readonly Book[] = [
  {
    // A sale of before there were documents has none, until its money goes back.
    name: 'receipts.of-order',
    of: (gameId, key) => `SELECT CASE WHEN n = 0 AND ${key} < platform.typeid_floor('ord', (SELECT b.at FROM receipts.beginning b)) THEN '1' ELSE n::text END
      FROM (SELECT (SELECT count(*) ${documents(gameId, key)} AND d.series_kind = 'sale') + (SELECT count(*) FROM (${held(gameId, key, 'sale')}) AS waits) AS n) AS counted`,
  },
  {
    name: 'receipts.left-of-order',
    of: (gameId, key) => `SELECT CASE WHEN EXISTS (${held(gameId, key, 'credit')}) THEN '0'
      ELSE (SELECT coalesce(sum(CASE d.series_kind WHEN 'sale' THEN d.total_minor ELSE - d.total_minor END), 0)::text ${documents(gameId, key)}) END`,
  },
];

const invariants: readonly Invariant[] = [
  {
    id: 'receipts.numbers-follow-each-other', of: 'I24', acrossGames: true, says: 'Every number of a series but the first has the one before it: a series is 1 to n without a gap, over all games of its legal entity.',
    sql: (within) => `SELECT n.game_id, n.legal_entity_id, n.kind, n.year, n.number FROM receipts.number n
      LEFT JOIN receipts.number b ON b.legal_entity_id = n.legal_entity_id AND b.environment = n.environment AND b.kind = n.kind AND b.year = n.year AND b.number = n.number - 1
      WHERE ${within.ids('n.document_id', 'inv')} AND n.number > 1 AND b.number IS NULL`,
  },
  {
    id: 'receipts.series-end-as-they-say', of: 'I24', says: 'The last number of a series is that of its last document.',
    installation: `SELECT s.legal_entity_id, s.environment, s.kind, s.year, s.last_number FROM receipts.series s
      LEFT JOIN LATERAL (SELECT n.number FROM receipts.number n WHERE n.legal_entity_id = s.legal_entity_id AND n.environment = s.environment AND n.kind = s.kind AND n.year = s.year ORDER BY n.number DESC LIMIT 1) AS last ON true
      WHERE last.number IS DISTINCT FROM s.last_number`,
  },
  {
    id: 'receipts.documents-have-their-number', of: 'I24', says: 'A document has the number that stands for it in its series.',
    sql: (within) => `SELECT d.game_id, d.id, d.series_number FROM receipts.document d LEFT JOIN receipts.number n ON n.document_id = d.id AND n.game_id = d.game_id
      WHERE ${within.ids('d.id', 'inv')} AND (n.legal_entity_id, n.kind, n.year, n.number) IS DISTINCT FROM (d.legal_entity_id, d.series_kind, d.series_year, d.series_number)`,
  },
  {
    id: 'receipts.documents-add-up', of: 'I13', says: 'The parts of the tax of a document are its tax, the lines of a receipt share its net amount, and what it says is what its row says.',
    sql: (within) => `SELECT d.game_id, d.id FROM receipts.document d
      WHERE ${within.ids('d.id', 'inv')} AND ((SELECT coalesce(sum((t->>'tax_minor')::bigint), 0) FROM jsonb_array_elements(d.data->'taxes') AS t) <> d.tax_minor
        OR (d.data->>'net_minor')::bigint <> d.net_minor OR (d.data->>'tax_minor')::bigint <> d.tax_minor OR (d.data->>'total_minor')::bigint <> d.total_minor OR d.data->>'currency' <> d.currency OR d.data->>'number' <> d.number
        OR (d.series_kind = 'sale' AND (SELECT coalesce(sum((l->>'net_minor')::bigint), 0) FROM jsonb_array_elements(d.data->'lines') AS l) <> d.net_minor))`,
  },
  {
    id: 'receipts.credits-stay-within', of: 'I12', says: 'The credit notes of a sale are no more than its receipt, in all and in tax, and correct that receipt.',
    sql: (within) => `SELECT d.game_id, d.id, d.total_minor FROM receipts.document d
      WHERE d.series_kind = 'sale' AND ${within.ids('d.id', 'inv')} AND (SELECT coalesce(sum(c.total_minor), 0) > d.total_minor OR coalesce(sum(c.tax_minor), 0) > d.tax_minor OR bool_or(c.original_id <> d.id OR c.currency <> d.currency)
        FROM receipts.document c WHERE c.game_id = d.game_id AND c.order_id = d.order_id AND c.series_kind = 'credit')`,
  },
  {
    id: 'receipts.say-what-was-paid', of: 'I13', says: 'A receipt is of exactly what its order was paid with.', book: 'orders.paid-total',
    rows: (within) => `SELECT d.game_id, d.order_id AS key, d.total_minor || ' ' || d.currency AS value, d.issued_at AS since FROM receipts.document d WHERE d.series_kind = 'sale' AND ${within.ids('d.id', 'inv')}`,
  },
  {
    id: 'receipts.append-only', of: 'I4', says: 'Nobody who runs Hubcraft may change or remove a document or its number, and the triggers that refuse even the owner are on.',
    installation: `SELECT t.name AS table_name FROM (VALUES ('receipts.document'), ('receipts.file'), ('receipts.number')) AS t(name)
      WHERE has_table_privilege('hubcraft_app', t.name, 'UPDATE') OR has_table_privilege('hubcraft_app', t.name, 'DELETE') OR has_table_privilege('hubcraft_app', t.name, 'TRUNCATE')
        OR NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.name::regclass AND g.tgname = 'append_only' AND g.tgenabled IN ('O', 'A'))`,
  },
];

export const HELD_BY_RECEIPTS: HeldByContext = { invariants, books };
