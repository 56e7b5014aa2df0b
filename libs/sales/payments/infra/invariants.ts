import type { Book, HeldByContext, Invariant } from '#platform/invariants/invariants';
import { isOfStudioSql } from '../contracts/ids.js';
import { isErased, ofAnotherPlayer } from '#platform/personal-data/erased';

const books: readonly Book[] = [
  { name: 'payments.captured', of: (gameId, key) => `SELECT p.captured_minor || ' ' || p.currency FROM payments.payment p WHERE p.game_id = ${gameId} AND p.id = ${key}` },
  { name: 'payments.given-back', of: (gameId, key) => `SELECT r.amount_minor || ' ' || r.currency FROM payments.refund r WHERE r.game_id = ${gameId} AND r.id = ${key} AND r.state = 'succeeded'` },
  { name: 'payments.of-another-player', of: (gameId, key) => ofAnotherPlayer('payments.payment p', 'p', gameId, key) },
];

/** Statuses in which nobody has taken money. */
const WITHOUT_MONEY = `'created', 'failed', 'rejected', 'canceled', 'abandoned', 'expired', 'voided'`;

const invariants: readonly Invariant[] = [
  {
    id: 'payments.captured-as-asked', of: 'I10', says: 'A payment has captured all that it asked for, or nothing; it has captured where its status says so and nowhere else.',
    sql: (within) => `SELECT p.game_id, p.id, p.status, p.amount_minor, p.captured_minor FROM payments.payment p
      WHERE ${within.ids('p.id', 'pmt')} AND p.captured_minor <> CASE WHEN p.status IN (${WITHOUT_MONEY}) THEN 0 WHEN p.mismatched_at IS NOT NULL AND p.captured_minor = 0 THEN 0 ELSE p.amount_minor END`,
  },
  {
    id: 'payments.one-keeps-the-money', of: 'I10', says: 'Of the payments of an order at most one keeps its money; what came beside it is on its way back within 15 minutes.',
    sql: (within) => `SELECT p.game_id, p.order_id, count(*) AS kept FROM payments.payment p
      WHERE p.status = 'done' AND p.captured_at < now() - interval '15 minutes' AND (p.game_id, p.order_id) IN (SELECT w.game_id, w.order_id FROM payments.payment w WHERE ${within.ids('w.id', 'pmt')})
      GROUP BY p.game_id, p.order_id HAVING count(*) > 1`,
  },
  {
    id: 'payments.refunds-add-up', of: 'I12', says: 'What a payment counts as going back and as gone back is the sum of its refunds, and no more than was captured.',
    sql: (within) => `SELECT p.game_id, p.id, p.captured_minor, p.refunding_minor, p.refunded_minor, r.booked::text AS booked_minor, r.gone::text AS gone_minor FROM payments.payment p
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor) FILTER (WHERE state <> 'failed'), 0) AS booked, coalesce(sum(amount_minor) FILTER (WHERE state = 'succeeded'), 0) AS gone
                            FROM payments.refund f WHERE f.game_id = p.game_id AND f.payment_id = p.id) AS r
      WHERE ${within.ids('p.id', 'pmt')} AND (p.refunding_minor <> r.booked OR p.refunded_minor <> r.gone OR r.booked > p.captured_minor)`,
  },
  {
    id: 'payments.captured-is-expected', of: 'I15', says: 'Every payment that an account of the operator has captured is a movement that the settlement reports of its provider have to show.', book: 'reconciliation.expected-captures',
    rows: (within) => `SELECT p.game_id, p.id AS key, p.captured_minor || ' ' || p.currency AS value, p.captured_at AS since FROM payments.payment p WHERE p.captured_minor > 0 AND NOT ${isOfStudioSql('p.provider')} AND ${within.ids('p.id', 'pmt')}`,
  },
  {
    id: 'payments.accounts-are-of-their-game', of: 'I10', says: "A payment that was made with a studio's own account was made with one of its own game, at its provider.",
    sql: (within) => `SELECT p.game_id, p.id, p.provider FROM payments.payment p WHERE ${isOfStudioSql('p.provider')} AND ${within.ids('p.id', 'pmt')}
      AND NOT EXISTS (SELECT FROM payments.account a WHERE a.game_id = p.game_id AND a.provider || ':' || a.id = p.provider)`,
  },
  {
    id: 'payments.erased-is-nobody', of: 'I31', says: 'A payment of a player who was erased has nothing of a person left.',
    sql: (within) => `SELECT p.game_id, p.id FROM payments.payment p WHERE ${within.ids('p.id', 'pmt')} AND ${isErased('p.player_id')}
        AND (coalesce(p.ip_address, p.user_agent, p.action_url, p.card_last4, p.card_fingerprint) IS NOT NULL OR p.return_url <> '' OR coalesce(p.refund_reason, '') <> ''
          OR EXISTS (SELECT FROM payments.psp_notification n WHERE n.game_id = p.game_id AND n.payment_id = p.id AND n.body <> ''))`,
  },
  {
    id: 'payments.known-within-minutes', of: 'I16', says: 'Of no attempt that was sent to the provider is it unknown for more than 15 minutes how it stands.',
    sql: (within) => `SELECT p.game_id, p.id, p.order_id, p.charging_at FROM payments.payment p
      WHERE ${within.ids('p.id', 'pmt')} AND p.status = 'created' AND p.provider_state IS NULL AND p.mismatched_at IS NULL AND p.charging_at < now() - interval '15 minutes'`,
  },
];

export const HELD_BY_PAYMENTS: HeldByContext = { invariants, books };
