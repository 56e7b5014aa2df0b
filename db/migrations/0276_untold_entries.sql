-- no transaction
-- What was posted before the trigger that notes it (0275) is noted here, without holding up those who post. An entry that has its lines meanwhile is left out.
INSERT INTO ledger.untold_entry (game_id, entry_id, order_id)
SELECT e.game_id, e.id, e.order_id FROM ledger.journal_entry e
 WHERE e.kind IN ('sale', 'refund', 'chargeback') AND e.order_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.tax_line l WHERE l.game_id = e.game_id AND l.entry_id = e.id)
ON CONFLICT DO NOTHING;
