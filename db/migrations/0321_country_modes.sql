-- In which countries a game sells nothing. Without a row the operator sells there as Merchant of Record.
CREATE TABLE games.country_mode (
  game_id text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  mode text NOT NULL,
  note text,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT country_mode_pkey PRIMARY KEY (game_id, country),
  CONSTRAINT country_mode_mode_check CHECK (mode IN ('blocked')),
  CONSTRAINT country_mode_country_check CHECK (country ~ '^[A-Z]{2}$')
);
SELECT platform.lock_to_game('games.country_mode');
