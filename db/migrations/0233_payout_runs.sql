-- Money that leaves for a studio's bank, and what became of each day on which it could have.
CREATE TABLE payouts.payout (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  currency text NOT NULL,
  -- The day of the run that made it.
  period date NOT NULL,
  amount_minor bigint NOT NULL,
  state text NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  -- The game under which its jobs run.
  runs_at text COLLATE "C" NOT NULL,
  provider_reference text COLLATE "C",
  failure text,
  created_at timestamptz NOT NULL,
  -- When its way out stood in the ledger.
  posted_at timestamptz,
  sent_at timestamptz,
  ended_at timestamptz,
  canceled_by text COLLATE "C",
  CONSTRAINT payout_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT payout_account_fkey FOREIGN KEY (studio_id, account_id) REFERENCES payouts.account (studio_id, id),
  CONSTRAINT payout_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT payout_amount_check CHECK (amount_minor > 0),
  CONSTRAINT payout_state_check CHECK (state IN ('pending', 'in_transit', 'succeeded', 'failed', 'canceled', 'held')),
  CONSTRAINT payout_posted_check CHECK (posted_at IS NULL OR state IN ('in_transit', 'succeeded', 'failed')),
  CONSTRAINT payout_sent_check CHECK (sent_at IS NULL OR posted_at IS NOT NULL),
  CONSTRAINT payout_ended_check CHECK ((ended_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'canceled'))),
  CONSTRAINT payout_succeeded_check CHECK (state <> 'succeeded' OR (sent_at IS NOT NULL AND provider_reference IS NOT NULL)),
  CONSTRAINT payout_failed_check CHECK (state <> 'failed' OR failure IS NOT NULL),
  CONSTRAINT payout_canceled_check CHECK ((canceled_by IS NOT NULL) = (state = 'canceled'))
);
-- One at a time: the next is made of what is left when it has ended.
CREATE UNIQUE INDEX payout_one_at_a_time ON payouts.payout (studio_id, environment, currency) WHERE state IN ('pending', 'in_transit', 'held');
SELECT platform.lock_to_studio('payouts.payout');

-- What of a payout comes out of the books of which game.
CREATE TABLE payouts.payout_share (
  studio_id text COLLATE "C" NOT NULL,
  payout_id text COLLATE "C" NOT NULL,
  of_game text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  CONSTRAINT payout_share_pkey PRIMARY KEY (studio_id, payout_id, of_game),
  CONSTRAINT payout_share_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout (studio_id, id),
  CONSTRAINT payout_share_amount_check CHECK (amount_minor > 0)
);
SELECT platform.lock_to_studio('payouts.payout_share');

CREATE TABLE payouts.run (
  studio_id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  currency text NOT NULL,
  period date NOT NULL,
  outcome text NOT NULL,
  available_minor bigint NOT NULL,
  payout_id text COLLATE "C",
  looked_at timestamptz NOT NULL,
  CONSTRAINT run_pkey PRIMARY KEY (studio_id, environment, currency, period),
  CONSTRAINT run_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout (studio_id, id),
  CONSTRAINT run_outcome_check CHECK (outcome IN ('paid_out', 'below_minimum', 'nothing', 'held', 'not_enabled', 'no_account', 'no_provider', 'payout_open')),
  CONSTRAINT run_paid_out_check CHECK ((outcome = 'paid_out') = (payout_id IS NOT NULL))
);
SELECT platform.lock_to_studio('payouts.run');

-- Staff see payouts of any studio and may cancel one that has not left.
CREATE POLICY of_the_operator ON payouts.payout TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
