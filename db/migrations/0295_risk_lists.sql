-- Lists, appeals, payments that are looked at before their order is paid, and what games tell of their players.
ALTER TABLE payments.payment DROP CONSTRAINT payment_risk_check, ADD CONSTRAINT payment_risk_check
  CHECK (risk_decision IN ('allow', 'three_ds', 'wait', 'deny', 'review') AND risk_reason IS NOT NULL OR risk_decision IS NULL AND risk_reason IS NULL) NOT VALID;
ALTER TABLE risk.attempt DROP CONSTRAINT attempt_decision_check, ADD CONSTRAINT attempt_decision_check CHECK (decision IN ('allow', 'three_ds', 'wait', 'deny', 'review')) NOT VALID,
  ADD COLUMN country text, ADD COLUMN email_key text COLLATE "C",
  -- The entry of a list that decided.
  ADD COLUMN entry_id text COLLATE "C";

-- What is listed, in a game or, under 'operator', in all of them. An issuer stands in clear, everything else as a keyed hash.
CREATE TABLE risk.list_entry (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  list text NOT NULL,
  subject text NOT NULL,
  value_key text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  author text COLLATE "C" NOT NULL,
  -- The member behind a key, where one is known.
  author_member text COLLATE "C",
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text COLLATE "C",
  end_reason text,
  CONSTRAINT list_entry_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT list_entry_list_check CHECK (list IN ('block', 'allow', 'review')),
  CONSTRAINT list_entry_subject_check CHECK (subject IN ('card', 'bin', 'address', 'player', 'email')),
  CONSTRAINT list_entry_expiry_check CHECK (expires_at > made_at AND expires_at <= made_at + interval '732 days'),
  CONSTRAINT list_entry_end_check CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL))
);
CREATE UNIQUE INDEX list_entry_once ON risk.list_entry (game_id, subject, value_key, list) WHERE ended_at IS NULL;
CREATE INDEX list_entry_by_end ON risk.list_entry (game_id, expires_at);
SELECT platform.lock_to_game('risk.list_entry');
-- What the operator lists holds in every game.
CREATE POLICY of_all_games ON risk.list_entry FOR SELECT TO hubcraft_app USING (game_id = 'operator');
GRANT USAGE ON SCHEMA risk TO hubcraft_dispatcher;
GRANT SELECT (game_id, expires_at) ON risk.list_entry TO hubcraft_dispatcher;
CREATE POLICY of_the_dispatcher ON risk.list_entry FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE TABLE risk.appeal (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  entry_id text COLLATE "C" NOT NULL,
  -- The operator lists it: a studio does not decide.
  is_of_operator boolean NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  words text NOT NULL,
  filed_by text COLLATE "C" NOT NULL,
  filed_at timestamptz NOT NULL,
  state text NOT NULL,
  decided_by text COLLATE "C",
  decided_at timestamptz,
  decision_reason text,
  CONSTRAINT appeal_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT appeal_state_check CHECK (state IN ('open', 'upheld', 'lifted')),
  CONSTRAINT appeal_decided_check CHECK ((state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (decision_reason IS NULL))
);
CREATE UNIQUE INDEX appeal_open_once ON risk.appeal (game_id, entry_id, player_id) WHERE state = 'open';
CREATE INDEX appeal_of_player ON risk.appeal (game_id, player_id);
CREATE INDEX appeal_anywhere ON risk.appeal (id) WHERE state = 'open';
SELECT platform.lock_to_game('risk.appeal');

-- Payments whose money was taken and whose order waits until somebody, or the time, has decided.
CREATE TABLE risk.review (
  game_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  reason text COLLATE "C" NOT NULL,
  -- An entry of the operator holds it: its staff alone release it.
  is_of_operator boolean NOT NULL,
  state text NOT NULL,
  opened_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  decided_by text COLLATE "C",
  decided_at timestamptz,
  decision_reason text,
  CONSTRAINT review_pkey PRIMARY KEY (game_id, payment_id),
  CONSTRAINT review_state_check CHECK (state IN ('open', 'released', 'refused')),
  CONSTRAINT review_decided_check CHECK ((state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (decision_reason IS NULL))
);
CREATE INDEX review_of_player ON risk.review (game_id, player_id);
CREATE INDEX review_open ON risk.review (payment_id) WHERE state = 'open';
SELECT platform.lock_to_game('risk.review');
GRANT SELECT (game_id, payment_id, state, due_at) ON risk.review TO hubcraft_dispatcher;
CREATE POLICY of_the_dispatcher ON risk.review FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE TABLE risk.review_rules (
  game_id text COLLATE "C" NOT NULL,
  -- Cents of US dollars; null: no payment is looked at for its amount.
  review_above_usd_minor bigint,
  hold_hours int NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT review_rules_pkey PRIMARY KEY (game_id),
  CONSTRAINT review_rules_hours_check CHECK (hold_hours BETWEEN 1 AND 168),
  CONSTRAINT review_rules_amount_check CHECK (review_above_usd_minor >= 0)
);
SELECT platform.lock_to_game('risk.review_rules');

-- What a game tells of an account, the last word of each kind.
CREATE TABLE risk.signal (
  game_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  value bigint,
  told_by text COLLATE "C" NOT NULL,
  told_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT signal_pkey PRIMARY KEY (game_id, player_id, kind),
  CONSTRAINT signal_kind_check CHECK (kind IN ('banned', 'cheating', 'chargeback_elsewhere', 'account_age_days', 'play_time_minutes')),
  CONSTRAINT signal_value_check CHECK ((kind IN ('account_age_days', 'play_time_minutes')) = (value IS NOT NULL) AND (value IS NULL OR value >= 0))
);
CREATE INDEX signal_by_end ON risk.signal (game_id, expires_at);
SELECT platform.lock_to_game('risk.signal');
GRANT SELECT (game_id, expires_at) ON risk.signal TO hubcraft_dispatcher;
CREATE POLICY of_the_dispatcher ON risk.signal FOR SELECT TO hubcraft_dispatcher USING (true);
