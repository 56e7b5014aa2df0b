-- Ways to pay that a player has agreed to have kept. Card numbers stand at the provider; here stands its token, sealed.
CREATE TABLE payments.saved_method (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  -- The payment with which it was kept: what it is called at the provider, too.
  payment_id text COLLATE "C" NOT NULL,
  -- The provider's token and customer; null once they are removed there.
  token_sealed bytea,
  brand text,
  last4 text COLLATE "C",
  exp_month int,
  exp_year int,
  card_country text COLLATE "C",
  fingerprint text COLLATE "C",
  -- By which the card scheme knows the payment that the cardholder authenticated.
  network_reference text COLLATE "C",
  -- Whether she has agreed to be charged while she is not there, too.
  usage text NOT NULL,
  consent_version text COLLATE "C" NOT NULL,
  consent_locale text COLLATE "C" NOT NULL,
  consented_at timestamptz NOT NULL,
  is_default boolean NOT NULL,
  state text NOT NULL,
  left_because text,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  left_at timestamptz,
  CONSTRAINT saved_method_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT saved_method_payment_key UNIQUE (game_id, payment_id),
  CONSTRAINT saved_method_usage_check CHECK (usage IN ('on_session', 'off_session')),
  CONSTRAINT saved_method_state_check CHECK (state IN ('active', 'leaving', 'gone')),
  CONSTRAINT saved_method_left_because_check CHECK (left_because IN ('player', 'replaced', 'too_many', 'erased')),
  CONSTRAINT saved_method_left_check CHECK ((state = 'active') = (left_because IS NULL) AND (state = 'active') = (left_at IS NULL)),
  CONSTRAINT saved_method_token_check CHECK ((state = 'gone') = (token_sealed IS NULL)),
  CONSTRAINT saved_method_default_check CHECK (state = 'active' OR NOT is_default)
);
CREATE INDEX saved_method_of_player ON payments.saved_method (game_id, player_id);
CREATE UNIQUE INDEX saved_method_default_key ON payments.saved_method (game_id, player_id) WHERE is_default;
CREATE INDEX saved_method_by_provider ON payments.saved_method (provider, game_id, id) WHERE state = 'active';
SELECT platform.lock_to_game('payments.saved_method');

-- How an attempt came about: by what it is charged, who began it, and what its payer has agreed to.
ALTER TABLE payments.payment ADD COLUMN saved_method_id text COLLATE "C", ADD COLUMN initiator text, ADD COLUMN is_sca_retried boolean,
  ADD COLUMN save_consent_version text COLLATE "C", ADD COLUMN save_consent_locale text COLLATE "C",
  ADD CONSTRAINT payment_initiator_check CHECK (initiator IN ('buyer', 'merchant')) NOT VALID,
  ADD CONSTRAINT payment_save_consent_check CHECK ((save_consent_version IS NULL) = (save_consent_locale IS NULL)) NOT VALID;

-- A payment can be held for two reasons, each of which a person decides: that its amount was right was confirmed, and it waits for its review; its review has ended.
ALTER TABLE payments.payment ADD COLUMN amount_confirmed_at timestamptz, ADD COLUMN reviewed_at timestamptz;

-- What was handed out of these tokens to move them to another provider: by whom it was asked for, and by whom agreed to.
CREATE TABLE payments.saved_method_export (
  id text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  asked_by text COLLATE "C" NOT NULL,
  asked_at timestamptz NOT NULL,
  approved_by text COLLATE "C",
  approved_at timestamptz,
  CONSTRAINT saved_method_export_pkey PRIMARY KEY (id),
  CONSTRAINT saved_method_export_approved_check CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND approved_by IS DISTINCT FROM asked_by)
);
SELECT platform.lock_to_operator('payments.saved_method_export');

-- For which countries banks are asked to do without their question (RTS on strong customer authentication, Art. 16 and 18), as the operator's staff have set it. A country that does not stand here is asked for nothing.
CREATE TABLE payments.sca_exemption (
  country text COLLATE "C" NOT NULL,
  low_value boolean NOT NULL,
  -- By the fraud rate of the acquirer, up to this amount of EUR or GBP; null: not asked for.
  tra_up_to_minor bigint,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT sca_exemption_pkey PRIMARY KEY (country),
  CONSTRAINT sca_exemption_something_check CHECK (low_value OR tra_up_to_minor IS NOT NULL),
  CONSTRAINT sca_exemption_tra_check CHECK (tra_up_to_minor BETWEEN 1 AND 50000)
);
SELECT platform.lock_to_operator('payments.sca_exemption');
-- Every game's payments go by them.
CREATE POLICY for_every_game ON payments.sca_exemption FOR SELECT TO hubcraft_app USING (nullif(current_setting('app.game_id', true), '') IS NOT NULL);
