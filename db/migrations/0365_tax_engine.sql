-- Tax that is computed by an outside engine: from which day on for whom and where (changed by two people), what the engine was asked and said, and what of sales it was told.
ALTER TABLE tax.change DROP CONSTRAINT change_kind_check, ADD CONSTRAINT change_kind_check CHECK (kind IN ('registration', 'local_rate', 'rate', 'ending', 'engine')) NOT VALID;
ALTER TABLE tax.change VALIDATE CONSTRAINT change_kind_check;

CREATE TABLE tax.engine_use (
  id text COLLATE "C" NOT NULL,
  -- The legal entity that sells, as the books call it.
  entity text NOT NULL,
  territory text COLLATE "C" NOT NULL,
  -- What becomes of a sale while the engine does not answer.
  when_silent text NOT NULL,
  -- Who files the returns of what the engine was told.
  filed_by text NOT NULL,
  valid_from date NOT NULL,
  change_id text COLLATE "C" NOT NULL,
  CONSTRAINT engine_use_pkey PRIMARY KEY (id),
  CONSTRAINT engine_use_place_key UNIQUE (entity, territory, valid_from),
  CONSTRAINT engine_use_silent_check CHECK (when_silent IN ('refuse', 'own_rates')),
  CONSTRAINT engine_use_filed_check CHECK (filed_by IN ('engine', 'operator'))
);
COMMENT ON TABLE tax.engine_use IS 'of no tenant';
CREATE INDEX engine_use_of_territory ON tax.engine_use (territory, id);
GRANT SELECT ON tax.engine_use TO hubcraft_app, hubcraft_ops;
GRANT INSERT ON tax.engine_use TO hubcraft_app;
ALTER TABLE tax.engine_use ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON tax.engine_use FOR SELECT TO hubcraft_app, hubcraft_ops USING (true);
CREATE POLICY added_by_the_operator ON tax.engine_use FOR INSERT TO hubcraft_app WITH CHECK (current_setting('app.studio_id', true) = 'operator');

-- What the engine was asked about a sale and what it said, or that it said nothing. Evidence: never changed.
CREATE TABLE tax.engine_quote (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- Over the question: the same question has the same one.
  question_key text COLLATE "C" NOT NULL,
  asked jsonb NOT NULL,
  outcome text NOT NULL,
  -- Why there is no answer that is believed, or why the engine refused; in a word.
  failure text,
  -- How the engine calls its quote.
  reference text,
  -- As it was believed.
  answer jsonb,
  asked_at timestamptz NOT NULL,
  CONSTRAINT engine_quote_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT engine_quote_outcome_check CHECK (outcome IN ('answered', 'refused', 'unknown')),
  CONSTRAINT engine_quote_answer_check CHECK ((outcome = 'answered') = (answer IS NOT NULL) AND (outcome = 'answered') = (failure IS NULL) AND (outcome = 'answered') = (reference IS NOT NULL))
);
CREATE INDEX engine_quote_question ON tax.engine_quote (game_id, question_key, id DESC);
SELECT platform.lock_to_game('tax.engine_quote');
REVOKE UPDATE, DELETE ON tax.engine_quote FROM hubcraft_app;

-- What the engine has to be told of a sale: that it was made (`commit`), and what of it went back (`reverse`). It stays until the engine has answered.
CREATE TABLE tax.engine_step (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- The payment of a commit; the refund, or the payment that the bank took back.
  ref text COLLATE "C" NOT NULL,
  told jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts int NOT NULL DEFAULT 0,
  last_error text,
  reference text,
  noted_at timestamptz NOT NULL,
  answered_at timestamptz,
  alarmed_at timestamptz,
  CONSTRAINT engine_step_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT engine_step_fact_key UNIQUE (game_id, order_id, kind, ref),
  CONSTRAINT engine_step_kind_check CHECK (kind IN ('commit', 'reverse')),
  -- `voided`: the whole sale had gone back before the engine had answered that it knows of it; it was told to forget it.
  CONSTRAINT engine_step_state_check CHECK (state IN ('pending', 'answered', 'refused', 'voided')),
  CONSTRAINT engine_step_answered_check CHECK ((state IN ('answered', 'voided')) = (answered_at IS NOT NULL))
);
CREATE UNIQUE INDEX engine_step_one_commit ON tax.engine_step (game_id, order_id) WHERE kind = 'commit';
CREATE INDEX engine_step_open ON tax.engine_step (game_id, noted_at) WHERE state IN ('pending', 'refused');
SELECT platform.lock_to_game('tax.engine_step');
REVOKE DELETE ON tax.engine_step FROM hubcraft_app;
GRANT USAGE ON SCHEMA tax TO hubcraft_dispatcher;
GRANT SELECT (game_id, state, noted_at, alarmed_at) ON tax.engine_step TO hubcraft_dispatcher;
CREATE POLICY routing ON tax.engine_step FOR SELECT TO hubcraft_dispatcher USING (true);
