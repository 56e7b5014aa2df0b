-- Who may call: API keys. Only the hash of a key is kept; which game a hash belongs to stands in platform.route.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO hubcraft_app, hubcraft_ops;

CREATE TABLE access.api_key (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  environment text NOT NULL,
  scopes text[] NOT NULL,
  key_hash text COLLATE "C" NOT NULL,
  key_hint text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT api_key_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT api_key_hash_key UNIQUE (game_id, key_hash),
  CONSTRAINT api_key_environment_check CHECK (environment IN ('sandbox', 'live'))
);
SELECT platform.lock_to_game('access.api_key');
