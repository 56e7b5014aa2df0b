-- no transaction
-- Fees of which it is known who bears them, and not yet what was settled: looked through with each report of a provider that settles in another currency.
CREATE INDEX CONCURRENTLY IF NOT EXISTS psp_fee_unsettled ON ledger.psp_fee (game_id, payment_id) WHERE bearer IS NOT NULL AND settled_minor IS NULL
