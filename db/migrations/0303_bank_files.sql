-- Payouts that leave as files for a bank (ISO 20022), and what the bank says of them.

-- From which account of the operator money of a currency is paid out; without a row it is nobody's business (`no_provider`), but for the sandbox bank where there is one.
CREATE TABLE payouts.debit_account (
  legal_entity text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  holder_name text NOT NULL,
  country text NOT NULL,
  iban text COLLATE "C",
  account_number text COLLATE "C",
  bic text COLLATE "C",
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT debit_account_pkey PRIMARY KEY (legal_entity, currency),
  CONSTRAINT debit_account_number_check CHECK ((iban IS NULL) <> (account_number IS NULL))
);
SELECT platform.lock_to_operator('payouts.debit_account');

-- One transfer per payout, as it was ordered: what is sealed is the payee with her account, and the words for her statement.
CREATE TABLE payouts.bank_order (
  -- The payout.
  reference text COLLATE "C" NOT NULL,
  legal_entity text COLLATE "C" NOT NULL,
  -- The account that it is taken from.
  debit_currency text NOT NULL,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  details_sealed bytea NOT NULL,
  ordered_at timestamptz NOT NULL,
  state text NOT NULL,
  batch_id text COLLATE "C",
  -- What the bank took of an account in another currency.
  debited_minor bigint,
  bank_reference text COLLATE "C",
  -- Of the bank, as ISO 20022 lists them.
  reason_code text COLLATE "C",
  -- Whoever sees the payout through has been told that it was booked: what comes back from then on is a break.
  is_told boolean NOT NULL DEFAULT false,
  CONSTRAINT bank_order_pkey PRIMARY KEY (reference),
  CONSTRAINT bank_order_amount_check CHECK (amount_minor > 0),
  CONSTRAINT bank_order_state_check CHECK (state IN ('waiting', 'in_file', 'sent', 'booked', 'rejected')),
  CONSTRAINT bank_order_batch_check CHECK ((state = 'waiting') = (batch_id IS NULL)),
  CONSTRAINT bank_order_reason_check CHECK ((state = 'rejected') = (reason_code IS NOT NULL))
);
CREATE INDEX bank_order_waiting ON payouts.bank_order (legal_entity, debit_currency, reference) WHERE state = 'waiting';
CREATE INDEX bank_order_of_batch ON payouts.bank_order (batch_id) WHERE batch_id IS NOT NULL;
SELECT platform.lock_to_operator('payouts.bank_order');
REVOKE DELETE ON payouts.bank_order FROM hubcraft_app;

-- A file, made once.
CREATE TABLE payouts.bank_batch (
  id text COLLATE "C" NOT NULL,
  legal_entity text COLLATE "C" NOT NULL,
  debit_currency text NOT NULL,
  -- The number of the account that it is paid from, letters and digits: what the bank tells of it is told of that account.
  debit_account text COLLATE "C" NOT NULL,
  transactions int NOT NULL,
  control_sum text NOT NULL,
  file_sealed bytea NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  sent_by text COLLATE "C",
  sent_at timestamptz,
  CONSTRAINT bank_batch_pkey PRIMARY KEY (id),
  CONSTRAINT bank_batch_sent_check CHECK ((sent_by IS NULL) = (sent_at IS NULL))
);
SELECT platform.lock_to_operator('payouts.bank_batch');
REVOKE DELETE ON payouts.bank_batch FROM hubcraft_app;

-- No payout is ordered twice, and no file says something else later. The seals alone are made again, with another master key.
CREATE FUNCTION payouts.keep_bank_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'A transfer that was ordered stays ordered' USING ERRCODE = 'restrict_violation'; END IF;
  IF (OLD.reference, OLD.legal_entity, OLD.debit_currency, OLD.currency, OLD.amount_minor) IS DISTINCT FROM (NEW.reference, NEW.legal_entity, NEW.debit_currency, NEW.currency, NEW.amount_minor)
     OR (OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id) OR (OLD.is_told AND (NOT NEW.is_told OR NEW.state <> OLD.state)) THEN
    RAISE EXCEPTION 'A transfer is in one file, once, as it was ordered' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_orders BEFORE UPDATE OR DELETE ON payouts.bank_order FOR EACH ROW EXECUTE FUNCTION payouts.keep_bank_orders();
CREATE FUNCTION payouts.keep_bank_batches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.id, OLD.legal_entity, OLD.debit_currency, OLD.debit_account, OLD.transactions, OLD.control_sum, OLD.sha256, OLD.made_by, OLD.made_at) IS DISTINCT FROM (NEW.id, NEW.legal_entity, NEW.debit_currency, NEW.debit_account, NEW.transactions, NEW.control_sum, NEW.sha256, NEW.made_by, NEW.made_at)
     OR (OLD.sent_at IS NOT NULL AND (OLD.sent_by, OLD.sent_at) IS DISTINCT FROM (NEW.sent_by, NEW.sent_at)) THEN
    RAISE EXCEPTION 'A file for a bank stays as it was made' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_batches BEFORE UPDATE OR DELETE ON payouts.bank_batch FOR EACH ROW EXECUTE FUNCTION payouts.keep_bank_batches();

-- What a bank has told: a statement (camt.053), a notification (camt.054) or a status report (pain.002).
CREATE TABLE payouts.bank_report (
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- Whose message it is: the account of its first statement; of a status report the file of ours. Empty where it does not say. Two banks may use the same message id.
  about text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  entries int NOT NULL,
  read_by text COLLATE "C" NOT NULL,
  read_at timestamptz NOT NULL,
  CONSTRAINT bank_report_pkey PRIMARY KEY (id),
  CONSTRAINT bank_report_message_key UNIQUE (kind, about, message_id),
  CONSTRAINT bank_report_kind_check CHECK (kind IN ('camt.053', 'camt.054', 'pain.002'))
);
SELECT platform.lock_to_operator('payouts.bank_report');
REVOKE UPDATE, DELETE ON payouts.bank_report FROM hubcraft_app;

CREATE TABLE payouts.bank_entry (
  report_id text COLLATE "C" NOT NULL,
  number int NOT NULL,
  -- The end-to-end id as it was told; null where there is none.
  reference text COLLATE "C",
  direction text NOT NULL,
  amount_minor bigint,
  currency text,
  reason_code text COLLATE "C",
  bank_reference text COLLATE "C",
  outcome text NOT NULL,
  CONSTRAINT bank_entry_pkey PRIMARY KEY (report_id, number),
  CONSTRAINT bank_entry_report_fkey FOREIGN KEY (report_id) REFERENCES payouts.bank_report (id),
  CONSTRAINT bank_entry_direction_check CHECK (direction IN ('debit', 'credit', 'rejection', 'other'))
);
CREATE INDEX bank_entry_by_outcome ON payouts.bank_entry (outcome, report_id, number);
SELECT platform.lock_to_operator('payouts.bank_entry');
REVOKE UPDATE, DELETE ON payouts.bank_entry FROM hubcraft_app;

-- What staff have said of a transfer of which the bank's files say nothing, or what differs: two who say the same, one after the other, settle it. Of one that was paid, that its money is back.
CREATE TABLE payouts.bank_settlement (
  reference text COLLATE "C" NOT NULL,
  number int NOT NULL,
  state text NOT NULL,
  -- What was taken of an account in another currency.
  debited_minor bigint,
  reason text NOT NULL,
  said_by text COLLATE "C" NOT NULL,
  said_at timestamptz NOT NULL,
  CONSTRAINT bank_settlement_pkey PRIMARY KEY (reference, number),
  CONSTRAINT bank_settlement_order_fkey FOREIGN KEY (reference) REFERENCES payouts.bank_order (reference),
  CONSTRAINT bank_settlement_state_check CHECK (state IN ('booked', 'rejected', 'returned')),
  CONSTRAINT bank_settlement_debited_check CHECK (debited_minor IS NULL OR (debited_minor > 0 AND state = 'booked'))
);
SELECT platform.lock_to_operator('payouts.bank_settlement');
REVOKE UPDATE, DELETE ON payouts.bank_settlement FROM hubcraft_app;
