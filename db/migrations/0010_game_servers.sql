-- The servers of the games: where they are called, with which secrets, and what they have said of their players.
CREATE SCHEMA game_servers;
GRANT USAGE ON SCHEMA game_servers TO hubcraft_app, hubcraft_ops;

CREATE TABLE game_servers.endpoint (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  url text NOT NULL,
  method text NOT NULL,
  description text,
  events text[] NOT NULL,
  enabled boolean NOT NULL,
  enabled_logs boolean NOT NULL,
  player_context_enabled boolean,
  signature_scheme text NOT NULL,
  signature_header text,
  timestamp_header text,
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz,
  CONSTRAINT endpoint_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT endpoint_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT endpoint_method_check CHECK (method IN ('GET', 'POST')),
  CONSTRAINT endpoint_signature_check CHECK (
    (signature_scheme = 'standard-webhooks' AND signature_header IS NULL AND timestamp_header IS NULL)
    OR (signature_scheme = 'timestamped-hmac' AND signature_header IS NOT NULL AND timestamp_header IS NOT NULL))
);
SELECT platform.lock_to_game('game_servers.endpoint');

-- The newest one without `expires_at` signs; those with one still verify until then.
CREATE TABLE game_servers.secret (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  hint text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  CONSTRAINT secret_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT secret_endpoint_fkey FOREIGN KEY (game_id, endpoint_id) REFERENCES game_servers.endpoint (game_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX secret_current ON game_servers.secret (game_id, endpoint_id) WHERE expires_at IS NULL;
SELECT platform.lock_to_game('game_servers.secret');

-- Events that ask or grant have one enabled endpoint: the index decides between two that are enabled at the same moment.
CREATE TABLE game_servers.binding (
  game_id text COLLATE "C" NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  enabled boolean NOT NULL,
  CONSTRAINT binding_pkey PRIMARY KEY (game_id, event_type, endpoint_id),
  CONSTRAINT binding_endpoint_fkey FOREIGN KEY (game_id, endpoint_id) REFERENCES game_servers.endpoint (game_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX binding_one_enabled ON game_servers.binding (game_id, event_type) WHERE enabled;
SELECT platform.lock_to_game('game_servers.binding');

-- A positive answer to player.verify, good until `expires_at`.
CREATE TABLE game_servers.player_verification (
  game_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  answer jsonb NOT NULL,
  verified_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT player_verification_pkey PRIMARY KEY (game_id, player_id)
);
SELECT platform.lock_to_game('game_servers.player_verification');
