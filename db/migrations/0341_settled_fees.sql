-- Whether the fee of a movement is what the provider said, or an estimate that its report corrects; null where a process of an earlier build expected it.
-- A refund as the provider calls it: reports of some name no other id of it.
ALTER TABLE reconciliation.expected_movement ADD COLUMN fees_status text, ADD COLUMN provider_refund_id text COLLATE "C";
ALTER TABLE reconciliation.expected_movement ADD CONSTRAINT expected_movement_fees_status_check CHECK (fees_status IN ('estimated', 'final')) NOT VALID;

-- Lines about no payment: what the provider takes from, pays out of and keeps back in the account. They are the operator's, stand under `unrouted`, and are booked by no game.
ALTER TABLE reconciliation.settlement_line DROP CONSTRAINT settlement_line_kind_check, DROP CONSTRAINT settlement_line_state_check;
ALTER TABLE reconciliation.settlement_line ADD CONSTRAINT settlement_line_kind_check CHECK (kind IN ('capture', 'refund', 'chargeback', 'fee', 'account_fee', 'transfer', 'reserve', 'correction')) NOT VALID,
  ADD CONSTRAINT settlement_line_state_check CHECK (state IN ('matched', 'break', 'of_account')) NOT VALID;
