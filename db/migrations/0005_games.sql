-- Who sells: studio accounts, their games and the two environments of each.
CREATE SCHEMA games;
GRANT USAGE ON SCHEMA games TO hubcraft_app, hubcraft_ops;

CREATE TABLE games.studio (
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT studio_pkey PRIMARY KEY (id)
);

-- One row per environment; `title_id` joins sandbox and live of one game. The row is its own tenant.
CREATE TABLE games.game (
  id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  title_id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  name text NOT NULL,
  slug text COLLATE "C" NOT NULL,
  default_country text NOT NULL DEFAULT 'US',
  default_locale text NOT NULL DEFAULT 'en',
  locales text[] NOT NULL DEFAULT '{en,de}',
  auto_refunds_per_hour_max int NOT NULL DEFAULT 20,
  auto_refunds_percent_max int NOT NULL DEFAULT 5,
  psp_fee_bearer text NOT NULL DEFAULT 'studio',
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz,
  CONSTRAINT game_pkey PRIMARY KEY (id),
  CONSTRAINT game_studio_fkey FOREIGN KEY (studio_id) REFERENCES games.studio (id),
  CONSTRAINT game_environment_key UNIQUE (title_id, environment),
  CONSTRAINT game_slug_key UNIQUE (slug, environment),
  CONSTRAINT game_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT game_refund_breaker_check CHECK (auto_refunds_per_hour_max BETWEEN 0 AND 10000 AND auto_refunds_percent_max BETWEEN 0 AND 100),
  CONSTRAINT game_psp_fee_bearer_check CHECK (psp_fee_bearer IN ('studio', 'operator'))
);
CREATE INDEX game_of_studio ON games.game (studio_id, id);

-- The tenant of these two tables is the studio; a scope without one sees its own game only.
ALTER TABLE games.game ENABLE ROW LEVEL SECURITY;
ALTER TABLE games.game FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_game ON games.game FOR SELECT TO hubcraft_app USING (id = nullif(current_setting('app.game_id', true), ''));
CREATE POLICY of_the_studio ON games.game TO hubcraft_app
  USING (studio_id = nullif(current_setting('app.studio_id', true), ''))
  WITH CHECK (studio_id = nullif(current_setting('app.studio_id', true), ''));
CREATE POLICY of_the_owner ON games.game TO hubcraft_owner USING (true) WITH CHECK (true);
CREATE POLICY across_games ON games.game FOR SELECT TO hubcraft_ops USING (true);
ALTER TABLE games.studio ENABLE ROW LEVEL SECURITY;
ALTER TABLE games.studio FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_studio ON games.studio TO hubcraft_app
  USING (id = nullif(current_setting('app.studio_id', true), ''))
  WITH CHECK (id = nullif(current_setting('app.studio_id', true), ''));
CREATE POLICY of_the_owner ON games.studio TO hubcraft_owner USING (true) WITH CHECK (true);
CREATE POLICY across_games ON games.studio FOR SELECT TO hubcraft_ops USING (true);
GRANT SELECT, INSERT, UPDATE ON games.studio, games.game TO hubcraft_app;
GRANT SELECT ON games.studio, games.game TO hubcraft_ops;
