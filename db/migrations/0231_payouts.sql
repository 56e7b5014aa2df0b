-- What a studio is owed and when it is paid: its terms, whether it may be paid at all, what is held, and the books of each of its games by day. The tenant is the studio; the operator's staff set its terms.
CREATE SCHEMA payouts;
GRANT USAGE ON SCHEMA payouts TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

-- One set of terms from a day on; never edited, the next one follows.
CREATE TABLE payouts.terms (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  valid_from date NOT NULL,
  delay_days int NOT NULL,
  reserve_ppm int NOT NULL,
  reserve_days int NOT NULL,
  minimum_usd_minor bigint NOT NULL,
  schedule text NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT terms_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT terms_valid_from_key UNIQUE (studio_id, valid_from),
  CONSTRAINT terms_delay_check CHECK (delay_days BETWEEN 0 AND 400),
  CONSTRAINT terms_reserve_check CHECK (reserve_ppm BETWEEN 0 AND 1000000 AND reserve_days BETWEEN 0 AND 400),
  CONSTRAINT terms_minimum_check CHECK (minimum_usd_minor >= 0),
  CONSTRAINT terms_schedule_check CHECK (schedule IN ('daily', 'weekly', 'twice_monthly', 'monthly'))
);
SELECT platform.lock_to_studio('payouts.terms');
REVOKE UPDATE, DELETE ON payouts.terms FROM hubcraft_app;

-- Whether a studio may be paid from its live environments. Without a row nobody has looked at it yet.
CREATE TABLE payouts.standing (
  studio_id text COLLATE "C" NOT NULL,
  kyb_status text NOT NULL,
  payouts_enabled boolean NOT NULL,
  reason text NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT standing_pkey PRIMARY KEY (studio_id),
  CONSTRAINT standing_kyb_status_check CHECK (kyb_status IN ('not_started', 'in_review', 'approved', 'rejected', 'suspended'))
);
SELECT platform.lock_to_studio('payouts.standing');

-- What is not paid out for a while, and why. `amount_minor` null: everything in that currency; `currency` null: everything.
CREATE TABLE payouts.hold (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  currency text,
  amount_minor bigint,
  reason_code text NOT NULL,
  explanation text NOT NULL,
  evidence_asked text[] NOT NULL,
  -- When it ends by itself, and what the studio is told of its end; null: when staff release it.
  release_at timestamptz,
  placed_by text COLLATE "C" NOT NULL,
  placed_at timestamptz NOT NULL,
  released_by text COLLATE "C",
  released_at timestamptz,
  CONSTRAINT hold_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT hold_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT hold_amount_check CHECK (amount_minor IS NULL OR (amount_minor > 0 AND currency IS NOT NULL)),
  CONSTRAINT hold_reason_check CHECK (reason_code IN ('disputes_high', 'refunds_high', 'kyb_needed', 'sanctions_review', 'account_review', 'unusual_sales', 'legal_order', 'other')),
  CONSTRAINT hold_released_check CHECK ((released_by IS NULL) = (released_at IS NULL))
);
CREATE INDEX hold_open ON payouts.hold (studio_id, environment) WHERE released_at IS NULL;
SELECT platform.lock_to_studio('payouts.hold');

-- Up to where the books of a game are added up here, and on which day they were looked at last.
CREATE TABLE payouts.book (
  studio_id text COLLATE "C" NOT NULL,
  of_game text COLLATE "C" NOT NULL,
  -- Days before it stand in `closed_day`.
  closed_until date,
  looked_on date,
  CONSTRAINT book_pkey PRIMARY KEY (studio_id, of_game)
);
CREATE INDEX book_looked_on ON payouts.book (of_game, looked_on);
SELECT platform.lock_to_studio('payouts.book');
GRANT SELECT (of_game, looked_on) ON payouts.book TO hubcraft_dispatcher;
CREATE POLICY routing ON payouts.book FOR SELECT TO hubcraft_dispatcher USING (true);

-- What the ledger says of the days that are over, by kind of entry. Derived: it is held against the balances of the ledger every day, and made anew where they differ.
CREATE TABLE payouts.closed_day (
  studio_id text COLLATE "C" NOT NULL,
  of_game text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  entries int NOT NULL,
  payable_minor bigint NOT NULL,
  reserve_minor bigint NOT NULL,
  CONSTRAINT closed_day_pkey PRIMARY KEY (studio_id, of_game, currency, day, kind)
);
SELECT platform.lock_to_studio('payouts.closed_day');

-- What was kept back of the sales of a day: goes into the reserve in the ledger, and out of it on its day.
CREATE TABLE payouts.reserve_part (
  studio_id text COLLATE "C" NOT NULL,
  of_game text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  day date NOT NULL,
  amount_minor bigint NOT NULL,
  ends_on date NOT NULL,
  held_at timestamptz,
  released_at timestamptz,
  CONSTRAINT reserve_part_pkey PRIMARY KEY (studio_id, of_game, currency, day),
  CONSTRAINT reserve_part_amount_check CHECK (amount_minor > 0),
  CONSTRAINT reserve_part_order_check CHECK (released_at IS NULL OR held_at IS NOT NULL)
);
CREATE INDEX reserve_part_open ON payouts.reserve_part (studio_id, of_game, ends_on) WHERE released_at IS NULL;
SELECT platform.lock_to_studio('payouts.reserve_part');

-- Staff of the operator write terms, standing and holds of any studio; their transactions are the operator's, and so is the audit trail of it.
CREATE POLICY of_the_operator ON payouts.terms TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON payouts.standing TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON payouts.hold TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
