import type { Book, HeldByContext, Invariant } from '#platform/invariants/invariants';
import { isErased } from '#platform/personal-data/erased';
import { isOfStudioSql } from '#sales/payments/ids';
import { TRANSITIONS } from '../domain/transitions.js';

const WAYS = TRANSITIONS.map(({ from, to, by }) => `('${from}', '${to}', '${by}')`).join(', ');
const TOTAL = `amount_minor || ' ' || currency`;

/** What has gone back of an order in parts, as far as its sale is mirrored by them. */
const GONE_IN_PARTS = (order: string, counted = `, 'counts', true`): string => `SELECT coalesce(sum(s.share::bigint), 0)::text FROM jsonb_array_elements(${order}.facts) AS f, jsonb_array_elements(f->'lines') AS l, jsonb_array_elements_text(l->'shares') AS s(share)
  WHERE f->>'kind' = 'refund_part_requested' AND ${order}.facts @> jsonb_build_array(jsonb_build_object('kind', 'refund_part_succeeded', 'ref', f->>'ref'${counted}))`;

const books: readonly Book[] = [
  { name: 'orders.paid-total', of: (gameId, key) => `SELECT o.amount_minor || ' ' || o.currency FROM orders.order o WHERE o.game_id = ${gameId} AND o.id = ${key} AND o.sale IS NOT NULL` },
  { name: 'orders.gone-in-parts', of: (gameId, key) => `SELECT (${GONE_IN_PARTS('o', '')}) FROM orders.order o WHERE o.game_id = ${gameId} AND o.id = ${key}` },
  { name: 'orders.paid-or-not', of: (gameId, key) => `SELECT CASE WHEN o.sale IS NULL THEN 'unpaid' ELSE 'paid' END FROM orders.order o WHERE o.game_id = ${gameId} AND o.id = ${key}` },
];

/** Sold by the studio itself. */
const OF_STUDIO = `(sale->'tax'->>'outcome' = 'studio_is_seller')`;

/** Orders that somebody has paid, with `value` to be compared. */
const paid = (key: string, value: string, within: string): string => `SELECT game_id, ${key} AS key, ${value} AS value, paid_at AS since FROM orders.order WHERE sale IS NOT NULL AND ${within}`;
/** Orders whose money went back. */
const reversed = (value: string, within: string): string => `SELECT game_id, id AS key, ${value} AS value, modified_at AS since FROM orders.order WHERE status IN ('refunded', 'canceled') AND ${within}`;

const invariants: readonly Invariant[] = [
  {
    id: 'orders.steps-are-allowed', of: 'I9', says: 'Every step of an order begins where the one before it ended, has one cause, and stands in the state machine; the first makes the order.',
    sql: (within) => `SELECT t.game_id, t.order_id, t.version, t.from_status, t.to_status, t.cause_kind FROM orders.order_transition t
      LEFT JOIN orders.order_transition b ON b.game_id = t.game_id AND b.order_id = t.order_id AND b.version = t.version - 1
      WHERE ${within.ids('t.order_id', 'ord')} AND CASE WHEN t.version = 0 THEN t.from_status IS NOT NULL OR t.to_status <> 'created' OR t.cause_kind <> 'order.created'
        ELSE b.to_status IS DISTINCT FROM t.from_status OR (t.from_status, t.to_status, t.cause_kind) NOT IN (${WAYS}) END`,
  },
  {
    id: 'orders.status-is-the-last-step', of: 'I9', says: 'The status of an order is the end of its last step.',
    sql: (within) => `SELECT o.game_id, o.id, o.status, o.version, l.to_status, l.version AS last_step FROM orders.order o
      LEFT JOIN LATERAL (SELECT to_status, version FROM orders.order_transition t WHERE t.game_id = o.game_id AND t.order_id = o.id ORDER BY version DESC LIMIT 1) AS l ON true
      WHERE ${within.ids('o.id', 'ord')} AND (o.status, o.version) IS DISTINCT FROM (l.to_status, l.version)`,
  },
  {
    id: 'orders.captured-as-its-lock-says', of: 'I9', says: 'An order that an attempt holds names that attempt and when it was locked, as its last step does; it has been neither paid nor refunded.',
    sql: (within) => `SELECT o.game_id, o.id, o.payment_id, l.cause_id FROM orders.order o
      LEFT JOIN LATERAL (SELECT cause_id, at FROM orders.order_transition t WHERE t.game_id = o.game_id AND t.order_id = o.id ORDER BY version DESC LIMIT 1) AS l ON true
      WHERE o.status = 'captured' AND ${within.ids('o.id', 'ord')} AND ((o.payment_id, o.locked_at) IS DISTINCT FROM (l.cause_id, l.at) OR o.modified_at < o.locked_at OR o.immediate_delivery_requested_at > o.locked_at
        OR o.paid_at IS NOT NULL OR o.refunded_at IS NOT NULL OR o.receipt_number IS NOT NULL)`,
  },
  {
    id: 'orders.paid-by-one-capture-of-the-total', of: 'I10', says: 'A paid order has heard of one capture by the payment that paid it, of exactly its total and currency.',
    sql: (within) => `SELECT o.game_id, o.id, o.payment_id, o.amount_minor, o.currency FROM orders.order o
      WHERE o.sale IS NOT NULL AND ${within.ids('o.id', 'ord')} AND (o.payment_id IS DISTINCT FROM o.sale->>'payment_id' OR 1 <> (SELECT count(*) FROM jsonb_array_elements(o.facts) AS f
        WHERE f->>'kind' = 'captured' AND f->>'payment_id' = o.payment_id AND (f->>'amount_minor')::bigint = o.amount_minor AND f->>'currency' = o.currency))`,
  },
  {
    id: 'orders.paid-was-captured', of: 'I10', says: 'The payment that paid an order captured exactly its total.', book: 'payments.captured', rows: (within) => paid('payment_id', TOTAL, within.ids('id', 'ord')),
  },
  {
    id: 'orders.paid-is-in-the-books', of: 'I11', says: 'Every paid order that the operator has sold has exactly one sale in the ledger, of its total.', book: 'ledger.sales-of-order',
    rows: (within) => paid('id', TOTAL, `NOT ${OF_STUDIO} AND ${within.ids('id', 'ord')}`),
  },
  {
    id: 'orders.own-sales-are-claimed', of: 'I11', says: 'Of every paid order that its studio has sold itself the ledger has exactly one claim, to its platform fee, and no sale.', book: 'ledger.claims-of-order',
    rows: (within) => paid('id', `(sale->>'platform_fee_minor') || ' ' || currency`, `${OF_STUDIO} AND (sale->>'platform_fee_minor')::bigint > 0 AND ${within.ids('id', 'ord')}`),
  },
  {
    id: 'orders.seller-took-the-money', of: 'I11', says: 'What the operator sells is paid to an account of the operator, what a studio sells to one of the studio.',
    sql: (within) => `SELECT game_id, id, sale->>'provider' AS provider FROM orders.order WHERE sale IS NOT NULL AND ${within.ids('id', 'ord')} AND ${OF_STUDIO} <> ${isOfStudioSql("(sale->>'provider')")}`,
  },
  { id: 'orders.paid-is-granted', of: 'I11', says: 'Every paid order has exactly one grant, whatever has become of it.', book: 'fulfillment.grants-of-order', rows: (within) => paid('id', `'1'`, within.ids('id', 'ord')) },
  {
    id: 'orders.reversed-is-mirrored', of: 'I12', says: 'An order whose money went back leaves nothing of its sale with the tax offices, the operator and the studio.', book: 'ledger.left-of-sale',
    rows: (within) => reversed(`'0'`, `NOT (${OF_STUDIO} AND (sale->>'platform_fee_minor')::bigint = 0) AND ${within.ids('id', 'ord')}`),
  },
  { id: 'orders.paid-has-a-receipt', of: 'I11', says: 'Every paid order that the operator has sold has exactly one receipt or invoice, or one that waits for somebody who sells there.', book: 'receipts.of-order', rows: (within) => paid('id', `'1'`, `NOT ${OF_STUDIO} AND ${within.ids('id', 'ord')}`) },
  { id: 'orders.reversed-is-credited', of: 'I12', says: 'What was said of an order whose money went back is corrected by credit notes to the minor unit.', book: 'receipts.left-of-order', rows: (within) => reversed(`'0'`, within.ids('id', 'ord')) },
  {
    id: 'orders.parts-are-mirrored', of: 'I12', says: 'What has gone back in parts of an order that is still paid is what the ledger has refunded of it, to the minor unit.', book: 'ledger.refunds-of-order',
    rows: (within) => `SELECT o.game_id, o.id AS key, (${GONE_IN_PARTS('o')}) AS value, o.modified_at AS since FROM orders.order o
      WHERE o.status IN ('paid', 'refund_requested', 'disputed') AND o.sale->'tax'->>'outcome' <> 'studio_is_seller' AND o.facts @> '[{"kind": "refund_part_succeeded"}]' AND ${within.ids('o.id', 'ord')}`,
  },
  {
    id: 'orders.parts-are-within-the-order', of: 'I12', says: 'The parts of an order that have gone back, or may still, are never more than the order.',
    sql: (within) => `SELECT o.game_id, o.id, o.amount_minor FROM orders.order o CROSS JOIN LATERAL (
        SELECT coalesce(sum(s.share::bigint), 0) AS minor FROM jsonb_array_elements(o.facts) AS f, jsonb_array_elements(f->'lines') AS l, jsonb_array_elements_text(l->'shares') AS s(share)
         WHERE f->>'kind' = 'refund_part_requested' AND NOT o.facts @> jsonb_build_array(jsonb_build_object('kind', 'refund_part_failed', 'ref', f->>'ref'))) AS parts
      WHERE o.facts @> '[{"kind": "refund_part_requested"}]' AND ${within.ids('o.id', 'ord')} AND parts.minor > o.amount_minor`,
  },
  {
    id: 'orders.reversed-is-not-granted', of: 'I12', says: 'The grant of an order whose money went back is neither given nor on its way to be.', book: 'fulfillment.standing-grants', rows: (within) => reversed(`'0'`, within.ids('id', 'ord')),
  },
  {
    id: 'orders.sale-adds-up', of: 'I13', says: 'Net and tax of a sale are its total, the parts of the tax are the tax, and the total is that of the order.',
    sql: (within) => `SELECT o.game_id, o.id, o.amount_minor, o.sale->'total_minor' AS total_minor, o.sale->'net_minor' AS net_minor, o.sale->'tax_minor' AS tax_minor FROM orders.order o
      WHERE o.sale IS NOT NULL AND ${within.ids('o.id', 'ord')} AND ((o.sale->>'total_minor')::bigint <> o.amount_minor OR o.sale->>'currency' <> o.currency
        OR (o.sale->>'net_minor')::bigint + (o.sale->>'tax_minor')::bigint <> o.amount_minor
        OR (SELECT coalesce(sum((c->>'tax_minor')::bigint), 0) FROM jsonb_array_elements(o.sale->'tax'->'components') AS c) <> (o.sale->>'tax_minor')::bigint)`,
  },
  {
    id: 'orders.lines-make-the-price', of: 'I13', says: 'The lines of an order sum to the price that was listed.',
    sql: (within) => `SELECT o.game_id, o.id, o.listed_minor FROM orders.order o
      WHERE ${within.ids('o.id', 'ord')} AND o.listed_minor <> (SELECT coalesce(sum((l->>'total_minor')::bigint), 0) FROM jsonb_array_elements(o.lines) AS l)`,
  },
  {
    id: 'orders.sale-is-as-taxed', of: 'I14', says: 'The tax that was quoted to the player is the tax of the sale, as it was then.',
    sql: (within) => `SELECT o.game_id, o.id FROM orders.order o WHERE o.sale IS NOT NULL AND ${within.ids('o.id', 'ord')} AND o.sale->'tax' IS DISTINCT FROM o.tax`,
  },
  {
    id: 'orders.freed-of-tax-on-a-tax-id', of: 'I14', says: 'A sale of which the buyer owes the tax names the business that does, with its tax id, and one that the register did not say no to.',
    sql: (within) => `SELECT o.game_id, o.id FROM orders.order o WHERE o.sale IS NOT NULL AND ${within.ids('o.id', 'ord')} AND o.sale->'tax'->>'outcome' = 'reverse_charge'
      AND (o.sale->'tax'->>'tax_id_existence' = 'invalid' OR NOT EXISTS (SELECT FROM jsonb_array_elements(o.facts) AS f WHERE f->>'kind' = 'business_told' AND f->'business'->>'tax_id' <> ''))`,
  },
  ...['payments', 'grants', 'refunds'].map((what): Invariant => ({
    id: `orders.${what}-name-its-player`, of: 'I31', says: `The ${what} of an order name the player whom the order names, also once she is erased.`, book: `${what}.of-another-player`,
    rows: (within) => `SELECT game_id, id || ' ' || player_id AS key, '0' AS value, modified_at AS since FROM orders.order WHERE ${within.ids('id', 'ord')}`,
  })),
  {
    id: 'orders.erased-is-nobody', of: 'I31', says: 'An order of a player who was erased has nothing of a person left, and cannot be paid.',
    sql: (within) => `SELECT o.game_id, o.id, o.status FROM orders.order o WHERE ${within.ids('o.id', 'ord')} AND ${isErased('o.player_id')} AND (
        coalesce(o.email, o.postcode, o.locale, o.ip_address, o.user_agent, o.return_url, o.back_to_game_url, o.back_to_store_url) IS NOT NULL
        OR coalesce(o.metadata, o.player_info, o.redirect_settings, o.ui_settings) IS NOT NULL OR o.sale ? 'email' OR o.sale->>'player_id' <> o.player_id OR o.sale->>'locale' IS NOT NULL
        OR (o.status IN ('created', 'reattempted') AND o.expired_at IS NULL) OR EXISTS (SELECT FROM jsonb_array_elements(o.facts) AS f WHERE f->>'kind' LIKE 'refund_%' AND f->>'reason' <> '' OR f->>'kind' = 'business_told' AND o.sale IS NULL))`,
  },
  {
    id: 'orders.facts-are-told-once', of: 'I26', says: 'What payments and refunds told of an order stands on it once.',
    sql: (within) => `SELECT o.game_id, o.id, f->>'kind' AS kind, count(*) AS told FROM orders.order o CROSS JOIN LATERAL jsonb_array_elements(o.facts) AS f
      WHERE ${within.ids('o.id', 'ord')} GROUP BY o.game_id, o.id, f->>'kind', f->>'ref' HAVING count(*) > 1`,
  },
];

export const HELD_BY_ORDERS: HeldByContext = { invariants, books, games: 'orders.order' };
