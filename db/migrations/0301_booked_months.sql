-- no transaction
-- In which months the books of before have entries (0300), without holding up those who post.
INSERT INTO ledger.booked_month (game_id, legal_entity, month)
SELECT DISTINCT e.game_id, ledger.entity_of(e.legal_entity), date_trunc('month', coalesce(e.booked_on, (e.posted_at AT TIME ZONE 'UTC')::date))::date FROM ledger.journal_entry e
ON CONFLICT DO NOTHING
