-- The version of the Studio API that a game is answered in unless a request or its key names one, and for 72 hours after a change the one before. What is there speaks the first one.
ALTER TABLE games.game
  ADD COLUMN api_version text NOT NULL DEFAULT '2026-11-01',
  ADD COLUMN api_version_before text,
  ADD COLUMN api_version_changed_at timestamptz,
  ADD CONSTRAINT game_api_version_check CHECK (api_version ~ '^\d{4}-\d{2}-\d{2}$' AND api_version_before ~ '^\d{4}-\d{2}-\d{2}$'),
  ADD CONSTRAINT game_api_version_before_check CHECK ((api_version_before IS NULL) = (api_version_changed_at IS NULL));

-- That of a key: null follows its game. And which versions it was used with, each with the Unix seconds of the last time, exact to a minute.
ALTER TABLE access.api_key
  ADD COLUMN api_version text,
  ADD COLUMN used_versions jsonb NOT NULL DEFAULT '{}',
  ADD CONSTRAINT api_key_api_version_check CHECK (api_version ~ '^\d{4}-\d{2}-\d{2}$');
