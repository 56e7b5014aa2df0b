-- Statements of withdrawal (Directive 2011/83/EU Art. 11a), and what was answered. Each is kept as it came, whether or not the right exists.
CREATE SCHEMA withdrawals;
GRANT USAGE ON SCHEMA withdrawals TO hubcraft_app, hubcraft_ops;

CREATE TABLE withdrawals.withdrawal (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- Null where no order is known by what was told.
  order_id text COLLATE "C",
  locale text COLLATE "C" NOT NULL,
  stated_at timestamptz NOT NULL,
  outcome text NOT NULL,
  because text NOT NULL,
  -- What the answer rests on, with its times.
  basis jsonb NOT NULL,
  CONSTRAINT withdrawal_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT withdrawal_outcome_check CHECK (CASE outcome
    WHEN 'refund' THEN because IN ('no_waiver', 'not_granted', 'not_confirmed')
    WHEN 'no_right' THEN because IN ('performed', 'period_over', 'country', 'business')
    WHEN 'nothing_to_give_back' THEN because IN ('not_paid', 'given_back')
    WHEN 'unmatched' THEN because = 'order_unknown' ELSE false END),
  CONSTRAINT withdrawal_order_check CHECK ((outcome = 'unmatched') = (order_id IS NULL))
);
CREATE INDEX withdrawal_by_order ON withdrawals.withdrawal (game_id, order_id);
SELECT platform.lock_to_game('withdrawals.withdrawal');
REVOKE UPDATE, DELETE ON withdrawals.withdrawal FROM hubcraft_app;
CREATE FUNCTION withdrawals.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Statements stay as they came: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON withdrawals.withdrawal FOR EACH STATEMENT EXECUTE FUNCTION withdrawals.refuse_change();

-- Who made a statement, in her own words: apart, so that it can be taken away while the statement stays.
CREATE TABLE withdrawals.declarant (
  game_id text COLLATE "C" NOT NULL,
  withdrawal_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  order_told text NOT NULL,
  stated_at timestamptz NOT NULL,
  CONSTRAINT declarant_pkey PRIMARY KEY (game_id, withdrawal_id),
  CONSTRAINT declarant_withdrawal_fkey FOREIGN KEY (game_id, withdrawal_id) REFERENCES withdrawals.withdrawal (game_id, id)
);
CREATE INDEX declarant_by_time ON withdrawals.declarant (game_id, stated_at);
SELECT platform.lock_to_game('withdrawals.declarant');
GRANT USAGE ON SCHEMA withdrawals TO hubcraft_dispatcher;
GRANT SELECT (game_id, stated_at) ON withdrawals.declarant TO hubcraft_dispatcher;
CREATE POLICY routing ON withdrawals.declarant FOR SELECT TO hubcraft_dispatcher USING (true);

-- When the mail server took the receipt of an order: the confirmation of the contract on a durable medium, the words of the waiver in it.
CREATE TABLE withdrawals.confirmation (
  game_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  confirmed_at timestamptz NOT NULL,
  CONSTRAINT confirmation_pkey PRIMARY KEY (game_id, order_id)
);
SELECT platform.lock_to_game('withdrawals.confirmation');
REVOKE UPDATE, DELETE ON withdrawals.confirmation FROM hubcraft_app;
