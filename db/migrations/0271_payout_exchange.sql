-- What is owed in one currency may be paid into an account that is held in another.
-- Null: the account is held in the currency whose money goes there.
ALTER TABLE payouts.account ADD COLUMN paid_in text;
ALTER TABLE payouts.account ADD CONSTRAINT account_paid_in_check CHECK (paid_in <> currency);

-- What the operator keeps for an exchange, in parts per million. Nothing where nothing was agreed.
ALTER TABLE payouts.terms ADD COLUMN exchange_spread_ppm int NOT NULL DEFAULT 0;
ALTER TABLE payouts.terms ALTER COLUMN exchange_spread_ppm DROP DEFAULT;
ALTER TABLE payouts.terms ADD CONSTRAINT terms_exchange_spread_check CHECK (exchange_spread_ppm BETWEEN 0 AND 100000);

ALTER TABLE payouts.payout
  ADD COLUMN paid_in text,
  -- What arrives, in `paid_in`.
  ADD COLUMN paid_minor bigint,
  -- What the operator keeps of `amount_minor`.
  ADD COLUMN spread_minor bigint,
  -- Units of `paid_in` for one of `currency`, as of which day, printed by whom.
  ADD COLUMN rate text,
  ADD COLUMN rate_date date,
  ADD COLUMN rate_source text,
  -- What the bank took for it, in `currency`.
  ADD COLUMN debited_minor bigint,
  ADD CONSTRAINT payout_exchange_check CHECK (
    CASE WHEN paid_in IS NULL THEN num_nonnulls(paid_minor, spread_minor, rate, rate_date, rate_source, debited_minor) = 0
         ELSE paid_in <> currency AND num_nonnulls(paid_minor, spread_minor, rate, rate_date, rate_source) = 5 AND paid_minor > 0 AND spread_minor >= 0 AND spread_minor < amount_minor END),
  ADD CONSTRAINT payout_debited_check CHECK (debited_minor IS NULL OR (debited_minor > 0 AND state IN ('in_transit', 'succeeded')));

ALTER TABLE payouts.payout_share
  ADD COLUMN paid_minor bigint,
  ADD COLUMN spread_minor bigint,
  ADD CONSTRAINT payout_share_exchange_check CHECK (num_nonnulls(paid_minor, spread_minor) IN (0, 2) AND coalesce(paid_minor >= 0 AND spread_minor >= 0 AND spread_minor <= amount_minor, true));

ALTER TABLE payouts.run DROP CONSTRAINT run_outcome_check;
ALTER TABLE payouts.run ADD CONSTRAINT run_outcome_check CHECK (outcome IN ('paid_out', 'below_minimum', 'nothing', 'held', 'not_enabled', 'no_account', 'no_provider', 'payout_open', 'no_rate'));
