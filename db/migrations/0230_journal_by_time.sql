-- no transaction
-- Entries are found by the day on which they were posted: statements and payouts add up days. They are written in that order, so a block index does, and costs those who write next to nothing.
CREATE INDEX CONCURRENTLY IF NOT EXISTS journal_entry_by_time ON ledger.journal_entry USING brin (posted_at) WITH (pages_per_range = 32, autosummarize = on)
