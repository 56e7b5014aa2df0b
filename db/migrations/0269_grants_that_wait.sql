-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS grant_entry_unanswered ON fulfillment.grant_entry (game_id, id) WHERE state = 'requested';
