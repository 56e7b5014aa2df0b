-- What the operator stores of tax is changed by two of its staff: one proposes, another approves. A row is never changed in place; what ends is ended by a row.
CREATE TABLE tax.change (
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- What was proposed, as it will be stored.
  told jsonb NOT NULL,
  reason text NOT NULL,
  -- Where the office says so.
  source_url text,
  state text NOT NULL DEFAULT 'open',
  proposed_by text COLLATE "C" NOT NULL,
  proposed_at timestamptz NOT NULL,
  -- From then on it cannot be approved any more.
  dies_at timestamptz NOT NULL,
  decided_by text COLLATE "C",
  decided_at timestamptz,
  decided_why text,
  -- The row that the approval made, or that it ended.
  row_id text COLLATE "C",
  CONSTRAINT change_pkey PRIMARY KEY (id),
  CONSTRAINT change_kind_check CHECK (kind IN ('registration', 'local_rate', 'rate', 'ending')),
  CONSTRAINT change_state_check CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn')),
  CONSTRAINT change_decided_check CHECK ((state = 'open') = (decided_at IS NULL) AND (state = 'open') = (decided_by IS NULL)),
  -- Nobody decides on what she proposed; she may take it back.
  CONSTRAINT change_second_person_check CHECK (CASE state WHEN 'open' THEN true WHEN 'withdrawn' THEN decided_by = proposed_by ELSE decided_by <> proposed_by END),
  CONSTRAINT change_row_check CHECK ((state = 'approved') = (row_id IS NOT NULL)),
  CONSTRAINT change_life_check CHECK (dies_at > proposed_at AND (state <> 'approved' OR decided_at < dies_at))
);
SELECT platform.lock_to_operator('tax.change');

-- Null of before: stored by the owner of the database.
ALTER TABLE tax.registration ADD COLUMN entity text, ADD COLUMN change_id text COLLATE "C";
ALTER TABLE tax.local_rate ADD COLUMN change_id text COLLATE "C";

-- A rate that replaces the one of the shipped table from its first day on, until a row of the table that begins later.
CREATE TABLE tax.rate (
  id text COLLATE "C" NOT NULL,
  territory text COLLATE "C" NOT NULL,
  region text COLLATE "C",
  category text NOT NULL,
  rate text NOT NULL,
  valid_from date NOT NULL,
  change_id text COLLATE "C" NOT NULL,
  CONSTRAINT rate_pkey PRIMARY KEY (id),
  CONSTRAINT rate_place_key UNIQUE NULLS NOT DISTINCT (territory, region, category, valid_from),
  CONSTRAINT rate_rate_check CHECK (rate ~ '^\d{1,2}(\.\d{1,6})?$'),
  CONSTRAINT rate_category_check CHECK (category IN ('digital_services_b2c', 'in_game_content', 'downloaded_games'))
);
COMMENT ON TABLE tax.rate IS 'of no tenant';

-- The last day of a registration, a local rate or a rate. The earliest of several counts.
CREATE TABLE tax.ending (
  row_id text COLLATE "C" NOT NULL,
  last_day date NOT NULL,
  change_id text COLLATE "C" NOT NULL,
  CONSTRAINT ending_pkey PRIMARY KEY (row_id, change_id)
);
COMMENT ON TABLE tax.ending IS 'of no tenant';

GRANT SELECT ON tax.rate, tax.ending TO hubcraft_app, hubcraft_ops;
GRANT INSERT ON tax.registration, tax.local_rate, tax.rate, tax.ending TO hubcraft_app;

-- Everybody reads them, for a quote; only a transaction of the operator adds a row. The app has no right to change or remove one.
DO $$
DECLARE own_table text;
BEGIN
  FOREACH own_table IN ARRAY ARRAY['tax.registration', 'tax.local_rate', 'tax.rate', 'tax.ending'] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', own_table);
    EXECUTE format('CREATE POLICY read_by_all ON %s FOR SELECT TO hubcraft_app, hubcraft_ops USING (true)', own_table);
    EXECUTE format($p$CREATE POLICY added_by_the_operator ON %s FOR INSERT TO hubcraft_app WITH CHECK (current_setting('app.studio_id', true) = 'operator')$p$, own_table);
  END LOOP;
END $$;
