-- Who buys: what a game and its players have told about themselves.
CREATE SCHEMA players;
GRANT USAGE ON SCHEMA players TO hubcraft_app, hubcraft_ops;

CREATE TABLE players.player (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- The game's own string.
  player_id text COLLATE "C" NOT NULL,
  name text,
  email text,
  country text,
  avatar_url text,
  banned boolean NOT NULL DEFAULT false,
  banned_reason text,
  attributes jsonb NOT NULL DEFAULT '{}',
  custom_attributes jsonb NOT NULL DEFAULT '{}',
  custom_attributes_from_deeplink jsonb NOT NULL DEFAULT '{}',
  segments text[] NOT NULL DEFAULT '{}',
  registration_marketplace text,
  -- Quantities by sku, as the game last told them.
  balances jsonb NOT NULL DEFAULT '{}',
  marketing_consent jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz,
  CONSTRAINT player_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT player_of_game_key UNIQUE (game_id, player_id),
  CONSTRAINT player_country_check CHECK (country ~ '^[A-Z]{2}$'),
  CONSTRAINT player_json_check CHECK (jsonb_typeof(attributes) = 'object' AND jsonb_typeof(custom_attributes) = 'object' AND jsonb_typeof(balances) = 'object')
);
SELECT platform.lock_to_game('players.player');
