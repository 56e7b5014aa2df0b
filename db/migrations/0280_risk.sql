-- Whether an attempt to pay may be somebody who tries stolen or guessed cards: what was judged, what came of it, and whether a game is under attack.
ALTER TABLE payments.payment ADD COLUMN risk_decision text, ADD COLUMN risk_reason text COLLATE "C",
  ADD CONSTRAINT payment_risk_check CHECK (risk_decision IN ('allow', 'three_ds', 'wait') AND risk_reason IS NOT NULL OR risk_decision IS NULL AND risk_reason IS NULL) NOT VALID;

CREATE SCHEMA risk;
GRANT USAGE ON SCHEMA risk TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

-- One row for each attempt that was judged, for 30 days. Addresses and cards stand as keyed hashes: they are known again, and nobody reads them.
CREATE TABLE risk.attempt (
  game_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  address_key text COLLATE "C",
  card_key text COLLATE "C",
  -- The issuer's part of the card number.
  bin text COLLATE "C",
  card_country text,
  ip_country text,
  -- The account had paid before, and nothing spoke against it.
  is_known boolean NOT NULL,
  -- The rules may stop attempts of this environment.
  is_screened boolean NOT NULL,
  decision text NOT NULL,
  reason text COLLATE "C" NOT NULL,
  judged_at timestamptz NOT NULL,
  outcome text,
  outcome_at timestamptz,
  CONSTRAINT attempt_pkey PRIMARY KEY (game_id, payment_id),
  CONSTRAINT attempt_decision_check CHECK (decision IN ('allow', 'three_ds', 'wait')),
  CONSTRAINT attempt_outcome_check CHECK (outcome IN ('approved', 'declined', 'declined_softly', 'other')),
  CONSTRAINT attempt_outcome_at_check CHECK ((outcome IS NULL) = (outcome_at IS NULL)),
  CONSTRAINT attempt_bin_check CHECK (bin ~ '^[0-9]{6,8}$')
);
CREATE INDEX attempt_of_player ON risk.attempt (game_id, player_id, judged_at);
CREATE INDEX attempt_of_address ON risk.attempt (game_id, address_key, judged_at) WHERE address_key IS NOT NULL;
CREATE INDEX attempt_of_card ON risk.attempt (game_id, card_key, judged_at) WHERE card_key IS NOT NULL;
CREATE INDEX attempt_of_bin ON risk.attempt (game_id, bin, judged_at) WHERE bin IS NOT NULL;
CREATE INDEX attempt_by_time ON risk.attempt (game_id, judged_at);
-- Of the whole installation: who tries cards may spread over its games.
CREATE INDEX attempt_anywhere ON risk.attempt (judged_at) WHERE is_screened;
SELECT platform.lock_to_game('risk.attempt');
GRANT SELECT (game_id, judged_at) ON risk.attempt TO hubcraft_dispatcher;
CREATE POLICY of_the_dispatcher ON risk.attempt FOR SELECT TO hubcraft_dispatcher USING (true);

-- What is known of an account that has paid: who has bought before is not taken for a stranger.
CREATE TABLE risk.account (
  game_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  first_approved_at timestamptz,
  -- The last time that a bank took money of this account back, or its issuer called a charge fraud.
  disputed_at timestamptz,
  fraud_reported_at timestamptz,
  CONSTRAINT account_pkey PRIMARY KEY (game_id, player_id)
);
SELECT platform.lock_to_game('risk.account');

CREATE TABLE risk.attack_mode (
  game_id text COLLATE "C" NOT NULL,
  is_on boolean NOT NULL,
  -- Who has turned it on or off last: `automatic`, or a key, a member or one of the operator's staff.
  changed_by text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  reason text NOT NULL,
  -- On by hand until then; off by hand: it does not come on by itself before then.
  holds_until timestamptz,
  -- When there was last enough to call it an attack.
  hot_at timestamptz,
  CONSTRAINT attack_mode_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('risk.attack_mode');

-- The same over all games. One row.
CREATE TABLE risk.installation_mode (
  id text COLLATE "C" NOT NULL,
  is_on boolean NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  reason text NOT NULL,
  holds_until timestamptz,
  hot_at timestamptz,
  CONSTRAINT installation_mode_pkey PRIMARY KEY (id),
  CONSTRAINT installation_mode_id_check CHECK (id = 'operator')
);
GRANT SELECT, INSERT, UPDATE ON risk.installation_mode TO hubcraft_app;
GRANT SELECT ON risk.installation_mode TO hubcraft_ops;
COMMENT ON TABLE risk.installation_mode IS 'of no tenant';

-- Who has paid at builds before this one.
INSERT INTO risk.account (game_id, player_id, first_approved_at, disputed_at, fraud_reported_at)
SELECT p.game_id, p.player_id, min(p.captured_at), max(p.status_updated_at) FILTER (WHERE p.dispute_id IS NOT NULL), max(f.reported_at)
  FROM payments.payment p LEFT JOIN payments.fraud_report f ON f.game_id = p.game_id AND f.payment_id = p.id
 WHERE p.captured_at IS NOT NULL AND p.late_captured_at IS NULL GROUP BY p.game_id, p.player_id;
