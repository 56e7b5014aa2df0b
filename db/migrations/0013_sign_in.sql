-- Who is here: hub users, their sessions, and the tokens that are good for one use.
CREATE SCHEMA sign_in;
GRANT USAGE ON SCHEMA sign_in TO hubcraft_app, hubcraft_ops;

CREATE TABLE sign_in.hub_user (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- The game's own string; null for a user whose player was unlinked.
  player_id text COLLATE "C",
  name text,
  avatar_url text,
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz,
  CONSTRAINT hub_user_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT hub_user_player_key UNIQUE (game_id, player_id)
);
SELECT platform.lock_to_game('sign_in.hub_user');

CREATE TABLE sign_in.session (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  assurance text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT session_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT session_token_key UNIQUE (game_id, token_hash),
  CONSTRAINT session_user_fkey FOREIGN KEY (game_id, user_id) REFERENCES sign_in.hub_user (game_id, id),
  CONSTRAINT session_assurance_check CHECK (assurance IN ('player_id', 'verified'))
);
CREATE INDEX session_of_user ON sign_in.session (game_id, user_id);
SELECT platform.lock_to_game('sign_in.session');

CREATE TABLE sign_in.one_time_token (
  game_id text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  player_id text COLLATE "C",
  user_id text COLLATE "C",
  nonce text,
  redirect_path text,
  name text,
  avatar_url text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT one_time_token_pkey PRIMARY KEY (game_id, token_hash),
  CONSTRAINT one_time_token_kind_check CHECK ((kind = 'login' AND player_id IS NOT NULL) OR (kind = 'handoff' AND user_id IS NOT NULL))
);
CREATE INDEX one_time_token_expiry ON sign_in.one_time_token (game_id, expires_at);
SELECT platform.lock_to_game('sign_in.one_time_token');
