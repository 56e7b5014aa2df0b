-- Why a webhook takes nothing: the studio has switched it off, it answered 410, or it took nothing for days. Of an enabled one it means nothing.
ALTER TABLE game_servers.endpoint ADD COLUMN disabled_reason text, ADD COLUMN disabled_at timestamptz;
ALTER TABLE game_servers.endpoint ADD CONSTRAINT endpoint_disabled_check
  CHECK (disabled_reason IS NULL OR (disabled_at IS NOT NULL AND disabled_reason IN ('requested', 'gone', 'failing')));
