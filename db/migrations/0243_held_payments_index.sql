-- no transaction
-- Staff list what is held over all games.
CREATE INDEX CONCURRENTLY IF NOT EXISTS payment_held ON payments.payment (id) WHERE mismatched_at IS NOT NULL
