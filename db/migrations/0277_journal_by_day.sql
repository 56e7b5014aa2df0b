-- no transaction
-- Entries are found by the day on which they are booked, as by the time of their posting (0230).
CREATE INDEX CONCURRENTLY IF NOT EXISTS journal_entry_by_day ON ledger.journal_entry USING brin (booked_on) WITH (pages_per_range = 32, autosummarize = on)
