-- The double-entry ledger. Append-only: corrections are entries of their own.
CREATE SCHEMA ledger;
GRANT USAGE ON SCHEMA ledger TO hubcraft_app, hubcraft_ops;

-- Unpartitioned: a fact is posted once over all time.
CREATE TABLE ledger.journal_entry (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- Null where the entry concerns no studio: money between players, providers and the operator.
  studio_id text COLLATE "C",
  fact text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  order_id text COLLATE "C",
  payment_id text COLLATE "C",
  currency text NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT journal_entry_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT journal_entry_fact_key UNIQUE (game_id, fact)
);
CREATE INDEX journal_entry_of_order ON ledger.journal_entry (game_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX journal_entry_of_payment ON ledger.journal_entry (game_id, payment_id) WHERE payment_id IS NOT NULL;
SELECT platform.lock_to_game('ledger.journal_entry');

-- A positive amount is a debit, a negative one a credit.
CREATE TABLE ledger.posting (
  game_id text COLLATE "C" NOT NULL,
  entry_id text COLLATE "C" NOT NULL,
  line int NOT NULL,
  studio_id text COLLATE "C",
  account text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  CONSTRAINT posting_pkey PRIMARY KEY (game_id, entry_id, line),
  CONSTRAINT posting_amount_check CHECK (amount_minor <> 0)
) PARTITION BY RANGE (entry_id);
COMMENT ON TABLE ledger.posting IS 'partitioned by jrn';
SELECT platform.ensure_partitions('ledger.posting', 'jrn', 3);
SELECT platform.lock_to_game('ledger.posting');

-- Sums of old postings per account, so that a trial balance reads few rows. Derived: it can be thrown away and made again.
CREATE TABLE ledger.balance_rollup (
  game_id text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  debits_minor numeric NOT NULL,
  credits_minor numeric NOT NULL,
  CONSTRAINT balance_rollup_pkey PRIMARY KEY (game_id, account, currency)
);
SELECT platform.lock_to_game('ledger.balance_rollup');
CREATE TABLE ledger.rollup_mark (
  game_id text COLLATE "C" NOT NULL,
  -- Entries below this id are in the rollup.
  below_id text COLLATE "C" NOT NULL,
  CONSTRAINT rollup_mark_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('ledger.rollup_mark');

REVOKE UPDATE, DELETE ON ledger.journal_entry, ledger.posting FROM hubcraft_app;

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.posting FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- All postings of an entry come in one statement, and they balance per currency.
CREATE FUNCTION ledger.require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bad text;
BEGIN
  SELECT entry_id INTO bad FROM posted GROUP BY game_id, entry_id, currency HAVING sum(amount_minor) <> 0 OR count(*) < 2 LIMIT 1;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'The journal entry % does not balance', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balance_check';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balance AFTER INSERT ON ledger.posting REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.require_balance();
