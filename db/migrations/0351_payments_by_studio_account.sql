-- no transaction
-- What was paid by an account of a studio: few of a game's payments, looked through when its keys change or it is removed.
CREATE INDEX CONCURRENTLY IF NOT EXISTS payment_by_studio_account ON payments.payment (game_id, provider, id) WHERE provider LIKE '%:psa\_%'
