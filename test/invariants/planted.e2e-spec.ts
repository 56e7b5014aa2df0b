import pg from 'pg';
import { openScene } from '../support/crime-scene.js';
import { CARDS, Storefront, secretOf } from '../support/buyer.js';
import { eventually } from '../support/eventually.js';
import { ALL_INVARIANTS, brokenInvariants } from '../support/invariants.js';
import { runCli, startSystem, type System } from '../support/system.js';

const PAID = `(SELECT id FROM orders.order WHERE status = 'paid' ORDER BY id LIMIT 1)`;
const REFUNDED = `(SELECT id FROM orders.order WHERE status = 'refunded' ORDER BY id LIMIT 1)`;
const PAYMENT = `(SELECT payment_id FROM orders.order WHERE status = 'paid' ORDER BY id LIMIT 1)`;
const ERASED = `'erased_01k9xamp000000000000000000'`;
const ONE_DELIVERY = `(SELECT id FROM webhooks.delivery WHERE state = 'succeeded' ORDER BY id LIMIT 1)`;
/** A payment like the one of the paid order, with these members of its own. */
const another = (members: string): string => `INSERT INTO payments.payment SELECT (jsonb_populate_record(p, '{"id": "pmt_00000000000000000000000001", "provider_reference": "planted", ${members}}')).* FROM payments.payment p WHERE id = ${PAYMENT}`;

/** A balanced entry that nobody has made, of one unit from one account to another. */
const moved = (fact: string, from: string, to: string): string => `INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) VALUES ('gam_1', 'jrn_1', '${fact}', '${fact.split(':')[0]}', 'EUR');
    INSERT INTO ledger.posting (game_id, entry_id, line, account, currency, amount_minor) VALUES ('gam_1', 'jrn_1', 1, '${from}', 'EUR', 1), ('gam_1', 'jrn_1', 2, '${to}', 'EUR', -1)`;

/** A payout of so many units, of which a game gave five. */
const payout = (amount: number): string => `INSERT INTO payouts.payout (studio_id, id, environment, currency, period, amount_minor, state, account_id, provider, runs_at, provider_reference, created_at, posted_at, sent_at, ended_at)
    VALUES ('stu_1', 'pyo_01k9xamp000000000000000000', 'sandbox', 'EUR', '2026-01-01', ${amount}, 'succeeded', 'pac_1', 'sandbox', 'gam_1', 'bnk_1', '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01');
    INSERT INTO payouts.payout_share (studio_id, payout_id, of_game, amount_minor) VALUES ('stu_1', 'pyo_01k9xamp000000000000000000', 'gam_1', 5)`;

/** The same, exchanged for so many dollar cents, of which six are the game's. */
const exchanged = (paid: number): string => `${payout(5)};
    UPDATE payouts.payout SET paid_in = 'USD', paid_minor = ${paid}, spread_minor = 0, rate = '1.2', rate_date = '2026-01-01', rate_source = 'planted', debited_minor = 5 WHERE id = 'pyo_01k9xamp000000000000000000';
    UPDATE payouts.payout_share SET paid_minor = 6, spread_minor = 0 WHERE payout_id = 'pyo_01k9xamp000000000000000000'`;

/** An invoice of it, of so many units, that is no part of any series. */
const invoice = (total: number): string => `INSERT INTO payouts.invoice (studio_id, id, kind, environment, payout_id, runs_at, legal_entity_id, series_year, series_number, number, currency, net_minor, tax_minor, total_minor, data_sealed, issued_at)
    VALUES ('stu_1', 'pin_01k9xamp000000000000000000', 'invoice', 'sandbox', 'pyo_01k9xamp000000000000000000', 'gam_1', 'main', 2026, 1, 'TEST-1', 'EUR', ${total}, 0, ${total}, '', '2026-01-01')`;

/** What somebody does past the code, and the invariants that name it. */
const PLANTED: [what: string, sql: string, named: string[]][] = [
  ['an amount in the books is changed', `UPDATE ledger.posting SET amount_minor = amount_minor + 1 WHERE (entry_id, line) IN (SELECT id, 1 FROM ledger.journal_entry WHERE kind = 'psp_fee' LIMIT 1)`, ['ledger.entries-balance', 'ledger.everything-sums-to-zero', 'ledger.balances-are-the-fold']],
  ['an entry stands without postings', `INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) VALUES ('gam_1', 'jrn_1', 'planted', 'mismatch', 'EUR')`, ['ledger.entries-have-postings']],
  ['a sum is lost', 'DELETE FROM ledger.fresh_sum WHERE number = (SELECT min(number) FROM ledger.fresh_sum)', ['ledger.balances-are-the-fold']],
  ['the app may change the journal', 'GRANT UPDATE ON ledger.posting TO hubcraft_app', ['ledger.append-only']],
  ['the trigger that keeps the journal is off', 'ALTER TABLE ledger.journal_entry DISABLE TRIGGER append_only', ['ledger.append-only']],
  ['the end of a dispute is posted as something else', `UPDATE ledger.posting SET account = 'suspense' WHERE account LIKE 'disputes%' AND entry_id IN (SELECT id FROM ledger.journal_entry WHERE kind = 'chargeback');
    UPDATE ledger.journal_entry SET posted_at = now() - interval '1 hour'; INSERT INTO ledger.posting SELECT game_id, entry_id, 9, studio_id, account, currency, -1 FROM ledger.posting WHERE account LIKE 'disputes%' LIMIT 1;
    UPDATE ledger.posting SET amount_minor = amount_minor + 1 WHERE line = 1 AND entry_id = (SELECT entry_id FROM ledger.posting WHERE line = 9)`, ['ledger.balances-are-the-fold', 'ledger.disputes-return-to-zero']],
  ['the books have another fee than the provider has settled', `INSERT INTO ledger.psp_fee (game_id, payment_id, provider, currency, order_id, is_of_sale, bearer, estimated_minor, settled_minor, line_id)
    SELECT game_id, payment_id, 'sandbox', currency, order_id, true, 'studio', 0, 999999, 'planted' FROM ledger.journal_entry WHERE kind = 'sale' AND order_id = ${PAID}`, ['ledger.settled-fees-are-booked']],
  ['what the operator has sold is called a sale of the studio', `UPDATE orders.order SET tax = jsonb_set(tax, '{outcome}', '"studio_is_seller"'), sale = jsonb_set(sale, '{tax,outcome}', '"studio_is_seller"') WHERE id = ${PAID}`, ['orders.own-sales-are-claimed', 'orders.seller-took-the-money']],
  ['a fee of a provider is booked as a claim to nobody', `UPDATE ledger.journal_entry SET kind = 'own_sale_fee', order_id = 'ord_planted' WHERE kind = 'psp_fee' AND order_id = ${PAID}`, ['ledger.claims-have-a-paid-order', 'ledger.own-sales-move-no-money']],
  ['a payment was made with an account that its game does not have', `UPDATE payments.payment SET provider = 'stripe:psa_planted' WHERE id = ${PAYMENT}`, ['payments.accounts-are-of-their-game']],
  ['a line that was settled in another currency is in no books', `INSERT INTO ledger.settlement_exchange (game_id, provider, line_id, payment_id, kind, currency, gross_minor, booked_fee_minor, settled_currency, settled_gross_minor, settled_fee_minor, settled_net_minor, provider_rate, rate, rate_date, rate_source, worth_minor, fee_minor, is_fee_estimated)
    SELECT game_id, 'sandbox', 'planted', payment_id, 'capture', 'EUR', 100, 0, 'USD', 110, 0, 110, '1.1', '1.1', '2026-01-01', 'x', 110, 0, false FROM ledger.journal_entry WHERE kind = 'sale' AND order_id = ${PAID}`, ['ledger.exchanged-lines-are-booked']],
  ['something is left of what was exchanged, in one currency alone', `UPDATE ledger.posting SET account = 'fx_position:GBP-' || currency WHERE account LIKE 'psp%' AND entry_id = (SELECT id FROM ledger.journal_entry WHERE kind = 'sale' AND order_id = ${PAID})`,
    ['ledger.balances-are-the-fold', 'ledger.positions-end-together', 'orders.paid-is-in-the-books']],
  ['more leaves the reserve than went into it', moved('reserve_released:EUR:2026-01-01', 'studio_reserve', 'studio_payable'), ['ledger.balances-are-the-fold', 'ledger.reserve-goes-back-once']],
  ['a payout arrives that was never sent', moved('payout_paid:pyo_planted', 'payouts_in_transit:sandbox', 'bank:sandbox'), ['ledger.balances-are-the-fold', 'ledger.payouts-leave-transit-once']],
  ['a payout is called paid that is in no books', payout(5), ['payouts.paid-is-in-the-books']],
  ['a payout is of more than its games gave', payout(6), ['payouts.paid-is-in-the-books', 'payouts.shares-add-up']],
  ['more arrives of an exchange than its games bought', exchanged(7), ['payouts.paid-is-in-the-books', 'payouts.shares-add-up']],
  ['a payout that was exchanged has ended, and its exchange has not', `${exchanged(6)}; ${moved('payout_exchanged:pyo_01k9xamp000000000000000000', 'studio_payable', 'fx_clearing')}`, ['ledger.balances-are-the-fold', 'payouts.paid-is-in-the-books', 'payouts.exchanges-are-over']],
  ['a file for a bank has a transfer that nobody ordered', `INSERT INTO payouts.bank_batch (id, legal_entity, debit_currency, debit_account, transactions, control_sum, file_sealed, sha256, made_by, made_at) VALUES ('pyb_planted', 'main', 'EUR', 'IE29', 1, '1.00', '', '', 'a', now())`, ['payouts.files-are-their-transfers']],
  ['an invoice is of more than was paid', `${payout(5)}; ${invoice(6)}`, ['payouts.invoices-are-what-was-paid', 'payouts.paid-is-in-the-books']],
  ['a payout is billed and waits for it too', `${payout(5)}; ${invoice(5)}; INSERT INTO payouts.invoice_wanted (studio_id, payout_id, kind, runs_at, wanted_at) VALUES ('stu_1', 'pyo_01k9xamp000000000000000000', 'invoice', 'gam_1', '2026-01-01')`, ['payouts.are-invoiced', 'payouts.paid-is-in-the-books']],
  ['a number of an invoice was left out', `INSERT INTO payouts.invoice_series (studio_id, legal_entity_id, environment, year, last_number, last_issued_at) VALUES ('stu_1', 'main', 'live', 2026, 1, '2026-01-01')`, ['payouts.invoice-numbers-follow-each-other']],
  ['the app may remove invoices', 'GRANT DELETE ON payouts.invoice TO hubcraft_app', ['payouts.invoices-stay']],
  ['the trigger that keeps invoices is off', 'ALTER TABLE payouts.invoice DISABLE TRIGGER keep_invoices', ['payouts.invoices-stay']],
  ['a tax office is told of more than was posted', `UPDATE ledger.tax_line SET tax_minor = tax_minor + 1 WHERE entry_id = (SELECT id FROM ledger.journal_entry WHERE kind = 'sale' AND order_id = ${PAID})`, ['ledger.tax-lines-are-the-account']],
  ['no tax office is told of a sale', `DELETE FROM ledger.tax_line WHERE entry_id = (SELECT id FROM ledger.journal_entry WHERE kind = 'sale' AND order_id = ${PAID})`, ['ledger.tax-lines-are-the-account', 'ledger.sales-are-told']],
  ['a sale is in the books of nobody', `UPDATE ledger.journal_entry SET legal_entity = 'nobody' WHERE kind = 'sale' AND order_id = ${PAID}`, ['ledger.an-order-is-in-one-set-of-books']],
  ['a sale is booked in a month that was closed before', `INSERT INTO ledger.month (legal_entity, month, state, asked_by, asked_at, closed_by, closed_at) SELECT l.id, date_trunc('month', e.booked_on), 'closed', 'a', '2000-01-01', 'b', '2000-01-01' FROM ledger.legal_entity l, ledger.journal_entry e WHERE l.is_rest AND e.kind = 'sale' AND e.order_id = ${PAID}`, ['ledger.closed-months-stay']],
  ['a sale is booked in another month', `UPDATE ledger.journal_entry SET booked_on = booked_on - 40 WHERE kind = 'sale' AND order_id = ${PAID}`, ['ledger.entries-are-booked-on-their-day']],
  ['more was filed than the account says', `INSERT INTO returns.filed_sum (return_id, game_id, jurisdiction, currency, first_day, last_day, tax_minor, filed_at) SELECT 'trt_x', game_id, 'XX', 'EUR', '2026-01-01', '2026-03-31', 1, '2026-04-02' FROM orders.order WHERE id = ${PAID}`, ['returns.filed-is-the-account']],
  ['the trigger that keeps filed returns is off', 'ALTER TABLE returns.tax_return DISABLE TRIGGER keep_filed', ['returns.append-only']],
  ['a sale belongs to another order', `UPDATE ledger.journal_entry SET order_id = 'ord_planted' WHERE kind = 'sale' AND order_id = ${PAID}`, ['ledger.sales-have-a-paid-order', 'orders.paid-is-in-the-books']],
  ['a step has a cause that cannot lead there', `UPDATE orders.order_transition SET cause_kind = 'dispute.won' WHERE order_id = ${PAID} AND to_status = 'paid'`, ['orders.steps-are-allowed']],
  ['a step is missing', `DELETE FROM orders.order_transition WHERE order_id = ${PAID} AND version = 1`, ['orders.steps-are-allowed']],
  ['an order has moved without a step', `UPDATE orders.order SET version = version + 1 WHERE id = ${PAID}`, ['orders.status-is-the-last-step']],
  ['an order is held by another attempt than its last step says', `UPDATE orders.order SET status = 'captured', version = version + 1, payment_id = 'pmt_planted', locked_at = modified_at WHERE id = (SELECT id FROM orders.order WHERE status = 'created' AND expired_at IS NULL ORDER BY id LIMIT 1);
    INSERT INTO orders.order_transition SELECT game_id, id, version, 'created', 'captured', 'payment.locked', 'pmt_other', locked_at FROM orders.order WHERE payment_id = 'pmt_planted'`, ['orders.captured-as-its-lock-says']],
  ['a paid order has heard of no money', `UPDATE orders.order SET facts = '[]' WHERE id = ${PAID}`, ['orders.paid-by-one-capture-of-the-total']],
  ['a payment has captured less than its order costs', `UPDATE payments.payment SET captured_minor = captured_minor - 1 WHERE id = ${PAYMENT}`, ['orders.paid-was-captured', 'payments.captured-as-asked', 'payments.captured-is-expected']],
  ['a grant is gone', `DELETE FROM fulfillment.grant_entry WHERE order_id = ${PAID}`, ['orders.paid-is-granted']],
  ['a refund is posted as something else', `UPDATE ledger.journal_entry SET kind = 'loss' WHERE kind = 'refund' AND order_id = ${REFUNDED}`, ['orders.reversed-is-mirrored']],
  ['a refund has taken more of the fee than the sale has', `UPDATE ledger.posting SET amount_minor = amount_minor + CASE WHEN account = 'studio_payable' THEN -1 ELSE 1 END WHERE account IN ('studio_payable', 'platform_fee_revenue')
      AND entry_id = (SELECT id FROM ledger.journal_entry WHERE kind = 'refund' AND order_id = ${REFUNDED})`, ['ledger.balances-are-the-fold', 'ledger.refunds-within-their-sale', 'orders.reversed-is-mirrored']],
  ['a part has gone back that is in no book', `UPDATE orders.order SET facts = facts || '[{"kind": "refund_part_requested", "ref": "ref_x", "lines": [{"line_id": "1", "quantity": 0, "shares": [1]}]}, {"kind": "refund_part_succeeded", "ref": "ref_x", "counts": true}]' WHERE id = ${PAID}`, ['orders.parts-are-mirrored']],
  ['more of an order is on its way back than it cost', `UPDATE orders.order SET facts = facts || '[{"kind": "refund_part_requested", "ref": "ref_x", "lines": [{"line_id": "1", "quantity": 0, "shares": [1, 99999999]}]}]' WHERE id = ${PAID}`, ['orders.parts-are-within-the-order']],
  ['an order does not know of a part that has gone back', `INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, purpose, part, amount_minor, currency, reason, source, state, requested_at, ended_at)
      SELECT game_id, 'ref_00000000000000000000000001', id, payment_id, player_id, 'part', '{}', 1, currency, '', 'studio', 'succeeded', paid_at, paid_at FROM orders.order WHERE id = ${PAID}`, ['refunds.parts-reached-their-order', 'refunds.succeeded-went-back']],
  ['a refunded player keeps the items', `UPDATE fulfillment.grant_entry SET state = 'acknowledged', ended_at = NULL WHERE order_id = ${REFUNDED}`, ['orders.reversed-is-not-granted']],
  ['a sale does not add up', `UPDATE orders.order SET sale = jsonb_set(sale, '{net_minor}', to_jsonb((sale->>'net_minor')::int - 1)) WHERE id = ${PAID}`, ['orders.sale-adds-up']],
  ['the listed price is not that of the lines', `UPDATE orders.order SET listed_minor = listed_minor - 1 WHERE id = ${PAID}`, ['orders.lines-make-the-price']],
  ['the tax of an old order is made anew', `UPDATE orders.order SET tax = jsonb_set(tax, '{rate_row_id}', '"planted"') WHERE id = ${PAID}`, ['orders.sale-is-as-taxed']],
  ['a sale is freed of tax on nobody', `UPDATE orders.order SET sale = jsonb_set(sale, '{tax,outcome}', '"reverse_charge"'), tax = jsonb_set(tax, '{outcome}', '"reverse_charge"') WHERE id = ${PAID}`, ['orders.freed-of-tax-on-a-tax-id']],
  ['an order has heard of the same twice', `UPDATE orders.order SET facts = facts || '[{"kind": "ended", "ref": "x"}, {"kind": "ended", "ref": "x"}]' WHERE id = ${PAID}`, ['orders.facts-are-told-once']],
  ['an order is paid twice and nothing goes back', `${another('"captured_at": "2026-01-01T00:00:00Z"')}; UPDATE payments.payment SET captured_at = '2026-01-01' WHERE id = ${PAYMENT}`, ['payments.one-keeps-the-money', 'payments.captured-is-expected']],
  ['a refund is of less than the payment says', `UPDATE payments.refund SET amount_minor = amount_minor - 1 WHERE id = (SELECT id FROM payments.refund WHERE state = 'succeeded' LIMIT 1)`, ['payments.refunds-add-up', 'refunds.succeeded-went-back']],
  ['nobody knows how an attempt stands', another('"status": "created", "captured_minor": 0, "captured_at": null, "charging_at": "2026-01-01T00:00:00Z"'), ['payments.known-within-minutes']],
  ['a refund has succeeded without an end', `UPDATE refunds.refund SET ended_at = NULL WHERE state = 'succeeded'`, ['refunds.end-when-they-are-over']],
  ['a number of a series was left out', `UPDATE receipts.number SET number = number + 1 WHERE kind = 'sale' AND number = (SELECT max(number) FROM receipts.number WHERE kind = 'sale')`, ['receipts.numbers-follow-each-other', 'receipts.series-end-as-they-say', 'receipts.documents-have-their-number']],
  ['a receipt is gone', `DELETE FROM receipts.document WHERE series_kind = 'sale' AND order_id = ${PAID}`, ['orders.paid-has-a-receipt']],
  ['a receipt says another total', `UPDATE receipts.document SET net_minor = net_minor + 1, total_minor = total_minor + 1 WHERE series_kind = 'sale' AND order_id = ${PAID}`, ['receipts.documents-add-up', 'receipts.say-what-was-paid']],
  ['less was credited than went back', `UPDATE receipts.document SET net_minor = net_minor - 1, total_minor = total_minor - 1, data = data || jsonb_build_object('net_minor', net_minor - 1, 'total_minor', total_minor - 1) WHERE series_kind = 'credit' AND order_id = ${REFUNDED}`, ['orders.reversed-is-credited']],
  ['more was credited than was paid', `UPDATE receipts.document SET net_minor = net_minor + 1, total_minor = total_minor + 1, data = data || jsonb_build_object('net_minor', net_minor + 1, 'total_minor', total_minor + 1) WHERE series_kind = 'credit' AND order_id = ${REFUNDED}`, ['orders.reversed-is-credited', 'receipts.credits-stay-within']],
  ['the app may change receipts', 'GRANT UPDATE ON receipts.document TO hubcraft_app', ['receipts.append-only']],
  ['the trigger that keeps receipts is off', 'ALTER TABLE receipts.document DISABLE TRIGGER append_only', ['receipts.append-only']],
  ['the app may change statements of withdrawal', 'GRANT UPDATE ON withdrawals.withdrawal TO hubcraft_app', ['withdrawals.append-only']],
  ['the trigger that keeps statements of withdrawal is off', 'ALTER TABLE withdrawals.withdrawal DISABLE TRIGGER append_only', ['withdrawals.append-only']],
  ['a grant is of an order that nobody made', `UPDATE fulfillment.grant_entry SET order_id = 'ord_planted' WHERE order_id = ${PAID}`, ['orders.paid-is-granted', 'fulfillment.granted-was-paid']],
  ['a grant was taken at no time', `UPDATE fulfillment.grant_entry SET acknowledged_at = NULL WHERE order_id = ${PAID}`, ['fulfillment.states-have-their-moments']],
  ['a grant that was told is called collected', `UPDATE fulfillment.grant_entry SET claimed_by = 'player' WHERE order_id = ${PAID}`, ['fulfillment.claimed-once']],
  ['a voided grant was collected', `UPDATE fulfillment.grant_entry SET mode = 'claim', claimed_by = 'player', state = 'voided', ended_at = '2026-01-01' WHERE order_id = ${REFUNDED}`, ['fulfillment.claimed-once']],
  ['a reservation is used up by no grant', `INSERT INTO fulfillment.reservation (game_id, payment_id, id, order_id, player_id, state, asked_at, ended_at) SELECT game_id, payment_id, 'rsv_00000000000000000000000001', id, player_id, 'used', paid_at, paid_at FROM orders.order WHERE id = ${PAID}`, ['fulfillment.reservations-are-used-once']],
  ['a line of a report says another amount', `UPDATE reconciliation.settlement_line SET gross_minor = gross_minor + 1 WHERE line_id = (SELECT line_id FROM reconciliation.settlement_line WHERE state = 'matched' AND kind = 'capture' LIMIT 1)`, ['reconciliation.movements-match-their-lines']],
  ['a capture is not expected in any report', `DELETE FROM reconciliation.expected_movement WHERE kind = 'capture' AND payment_id = ${PAYMENT}`, ['payments.captured-is-expected']],
  ['a delivery is of another type than its event', `UPDATE webhooks.delivery SET event_type = 'planted' WHERE id = ${ONE_DELIVERY}`, ['webhooks.deliveries-have-their-event']],
  ['an attempt is missing', `UPDATE webhooks.attempt SET number = number + 1 WHERE delivery_id = ${ONE_DELIVERY}`, ['webhooks.attempts-are-numbered']],
  ['what counts as delivered was answered 500', `UPDATE webhooks.attempt SET status = 500 WHERE delivery_id = ${ONE_DELIVERY}`, ['webhooks.success-was-answered']],
  ['what is delivered has no end', `UPDATE webhooks.delivery SET ended_at = NULL WHERE id = ${ONE_DELIVERY}`, ['webhooks.ended-or-due']],
  ['an event has left a gap', `UPDATE webhooks.event SET sequence = sequence + 1 WHERE aggregate_id = ${PAID} AND sequence = (SELECT max(sequence) FROM webhooks.event WHERE aggregate_id = ${PAID})`, ['webhooks.sequence-has-no-gaps']],
  ['two events have one number', `UPDATE webhooks.event SET sequence = 1 WHERE aggregate_id = ${PAID}`, ['webhooks.sequence-has-no-gaps']],
  ['an order of an erased player keeps an e-mail', `UPDATE orders.order SET player_id = ${ERASED} WHERE id = ${REFUNDED}; UPDATE payments.payment SET player_id = ${ERASED}, ip_address = '203.0.113.1' WHERE order_id = ${REFUNDED};
    UPDATE fulfillment.grant_entry SET player_id = ${ERASED} WHERE order_id = ${REFUNDED}; UPDATE refunds.refund SET player_id = ${ERASED} WHERE order_id = ${REFUNDED}`, ['orders.erased-is-nobody', 'payments.erased-is-nobody']],
  ['the provider is remembered to have spoken of an erased player', `UPDATE payments.payment SET player_id = ${ERASED}, ip_address = NULL, user_agent = NULL, action_url = NULL, card_last4 = NULL, card_fingerprint = NULL, return_url = '', refund_reason = NULL WHERE order_id = ${REFUNDED};
    UPDATE payments.psp_notification SET body = 'x' WHERE payment_id IN (SELECT id FROM payments.payment WHERE order_id = ${REFUNDED})`, ['orders.payments-name-its-player', 'payments.erased-is-nobody']],
  ['a player was erased in one place only', `UPDATE orders.order SET player_id = 'somebody' WHERE id = ${REFUNDED}`, ['orders.payments-name-its-player', 'orders.grants-name-its-player', 'orders.refunds-name-its-player']],
  ['a request remembers who was erased', `INSERT INTO consents.gdpr_request (game_id, id, type, status, players, requested_at, due_at, ended_at) VALUES ('gam_1', 'gdr_01k9xamp000000000000000000', 'erasure', 'completed', 'x', now(), now(), now())`, ['consents.erased-is-forgotten']],
  ['a key has lost its answer', `UPDATE platform.idempotency SET sealed_body = NULL WHERE key = (SELECT key FROM platform.idempotency WHERE state = 'finished' LIMIT 1)`, ['idempotency.finished-keeps-its-answer']],
  ['an event inside is gone', 'DELETE FROM platform.outbox_event WHERE id = (SELECT min(event_id) FROM platform.outbox_delivery)', ['outbox.deliveries-have-their-event']],
  ['an event was handled at no time', 'UPDATE platform.outbox_delivery SET done_at = NULL WHERE event_id = (SELECT min(event_id) FROM platform.outbox_delivery)', ['outbox.done-says-when']],
  ['a job is done at no time', `UPDATE platform.job SET done_at = NULL WHERE id = (SELECT id FROM platform.job WHERE state = 'done' LIMIT 1)`, ['jobs.leases-are-whole']],
  ['an audit entry names somebody else', `UPDATE platform.audit_entry SET actor_id = 'key_planted' WHERE sequence = 1`, ['audit.entries-follow-each-other']],
  ['an audit entry is gone', 'DELETE FROM platform.audit_entry WHERE sequence = 2', ['audit.entries-follow-each-other']],
  ['the last audit entry is gone', 'DELETE FROM platform.audit_entry e USING platform.audit_head h WHERE e.studio_id = h.studio_id AND e.sequence = h.sequence', ['audit.chains-end-as-they-say']],
  ['the app may write audit entries', 'GRANT INSERT ON platform.audit_entry TO hubcraft_app', ['audit.append-only']],
  ['the trigger that keeps the audit trail is off', 'ALTER TABLE platform.audit_entry DISABLE TRIGGER append_only', ['audit.append-only']],
  ['a table of games is open to its owner', 'ALTER TABLE refunds.refund NO FORCE ROW LEVEL SECURITY', ['tenants.tables-are-locked']],
  ['a table of games shows all of them to the app', 'CREATE POLICY planted ON refunds.refund FOR SELECT TO hubcraft_app USING (true)', ['tenants.tables-are-locked']],
  ['a table of games comes without a lock', 'CREATE TABLE refunds.planted (game_id text NOT NULL)', ['tenants.tables-are-locked']],
  ['a table of the staff is open to its owner', 'ALTER TABLE staff.person NO FORCE ROW LEVEL SECURITY', ['tenants.tables-are-locked']],
  ['a table of members shows all of them to the app', 'CREATE POLICY planted ON access.member FOR SELECT TO hubcraft_app USING (true)', ['tenants.tables-are-locked']],
  ['a table that names nobody comes without a lock', 'CREATE TABLE staff.planted (id text NOT NULL)', ['tenants.tables-are-locked']],
  ['the app owns a table', 'ALTER TABLE tax.registration OWNER TO hubcraft_app', ['tenants.app-is-bound']],
];

describe('an invariant names what was planted past the code', () => {
  let system: System;
  let admin: InstanceType<typeof pg.Client>;

  beforeAll(async () => {
    system = await startSystem();
    admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    const scene = await openScene(system, () => 0.5);
    await loseDispute(system, scene.studio);
    await runCli('reconcile', { PATH: process.env.PATH ?? '', DATABASE_URL: system.db.appUrl, DATABASE_OWNER_URL: system.db.ownerUrl, PUBLIC_URL: system.urls.api, MASTER_KEY: system.secrets.masterKey, SANDBOX_PSP_URL: system.urls.psp, SANDBOX_PSP_API_KEY: system.pspKey, SANDBOX_PSP_WEBHOOK_SECRET: 'unused' });
    // Once nothing is under way any more nobody touches the rows beside us.
    await eventually(async () => (await admin.query(`SELECT FROM platform.outbox_delivery WHERE state <> 'done' UNION ALL SELECT FROM platform.job WHERE state = 'pending' AND run_at <= now() UNION ALL SELECT FROM webhooks.delivery WHERE state = 'pending' AND NOT is_waiting`)).rowCount === 0, 60_000);
    await system.kill('worker');
    // Nor does anything become due that nobody would do any more: contexts are compared at rest only.
    await admin.query(`UPDATE platform.job SET run_at = run_at + interval '1 day' WHERE state = 'pending'`);
  }, 240_000);
  afterAll(async () => {
    await admin?.end();
    await system?.close();
  });

  it('and nothing while nothing is', async () => {
    expect(await brokenInvariants(admin)).toEqual([]);
    const { rows } = await admin.query<{ status: string }>('SELECT DISTINCT status FROM orders.order');
    expect(rows.map(({ status }) => status)).toEqual(expect.arrayContaining(['paid', 'refunded', 'canceled']));
    expect(await system.cli('books', ['verify'])).toMatch(/rows held against their seals in .* s: all are as they were sealed\./);
  });

  it.each(PLANTED)('%s', async (_, sql, named) => {
    await admin.query('BEGIN');
    try {
      await admin.query(`SET LOCAL session_replication_role = 'replica'; ${sql}`);
      const broken = await brokenInvariants(admin);
      expect(broken.map(({ id }) => id).sort()).toEqual([...named].sort());
      for (const { rows } of broken) expect(rows.length).toBeLessThanOrEqual(20);
    } finally {
      await admin.query('ROLLBACK');
    }
  });

  it('and each of them has been planted', () => {
    const named = new Set(PLANTED.flatMap(([, , ids]) => ids));
    expect(ALL_INVARIANTS.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });
});

/** An order whose money the bank takes back. */
async function loseDispute(system: System, studio: (method: string, path: string, body?: unknown) => Promise<any>): Promise<void> {
  const store = new Storefront(system);
  try {
    const told = await fetch(`${system.urls.psp}/control`, { method: 'POST', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ dispute_delay_ms: 500 }) });
    if (!told.ok) throw new Error(`The provider answered ${told.status}: ${await told.text()}`);
    const secret = secretOf((await studio('POST', '/v1/orders', { player_id: 'Scene-1', items: [{ sku: 'scene-lamp' }], email: 'scene@player.example', country: 'DE' })).checkout_url);
    const view = await store.checkout(secret);
    await store.pay(secret, await store.cardToken(CARDS.dispute_lost), view.amounts);
    await eventually(async () => (await studio('GET', '/v1/orders?status=canceled')).data.length > 0, 60_000);
  } finally {
    await store.close();
  }
}
