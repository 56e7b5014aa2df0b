-- What was paid where it is settled in another currency: gross in that one, and the provider's rate. Null where there is one currency, and in lines that an earlier build has kept.
ALTER TABLE reconciliation.settlement_line ADD COLUMN presentment_currency text, ADD COLUMN presentment_minor bigint, ADD COLUMN exchange_rate text;
ALTER TABLE reconciliation.settlement_line ADD CONSTRAINT settlement_line_presentment_check
  CHECK ((presentment_currency IS NULL) = (presentment_minor IS NULL) AND (presentment_currency IS NULL) = (exchange_rate IS NULL)) NOT VALID;
-- Whose money a movement is, so that the order can be told how it was settled. Null in what an earlier build expected.
ALTER TABLE reconciliation.expected_movement ADD COLUMN order_id text COLLATE "C";
