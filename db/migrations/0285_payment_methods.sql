-- Which methods of payment the studio of a game offers, to which countries, of which products and in which order: the whole list, as it was set last.
CREATE TABLE payments.method_rules (
  game_id text COLLATE "C" NOT NULL,
  rules jsonb NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT method_rules_pkey PRIMARY KEY (game_id),
  CONSTRAINT method_rules_list_check CHECK (jsonb_typeof(rules) = 'array')
);
SELECT platform.lock_to_game('payments.method_rules');

-- Which provider charges which sales, as the operator's staff have set it: null stands for all. A game reads what holds for all games and for itself.
CREATE TABLE payments.provider_route (
  position int NOT NULL,
  game_id text COLLATE "C",
  method text COLLATE "C",
  country text COLLATE "C",
  currency text COLLATE "C",
  providers text[] NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT provider_route_pkey PRIMARY KEY (position),
  CONSTRAINT provider_route_sales_key UNIQUE NULLS NOT DISTINCT (game_id, method, country, currency),
  CONSTRAINT provider_route_providers_check CHECK (cardinality(providers) > 0)
);
SELECT platform.lock_to_operator('payments.provider_route');
ALTER TABLE payments.provider_route FORCE ROW LEVEL SECURITY;
CREATE POLICY of_its_game ON payments.provider_route FOR SELECT TO hubcraft_app USING (game_id IS NULL OR game_id = nullif(current_setting('app.game_id', true), ''));
