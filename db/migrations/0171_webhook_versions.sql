-- The version in which a webhook is told of events. What is there is told in the first one.
ALTER TABLE game_servers.endpoint
  ADD COLUMN api_version text NOT NULL DEFAULT '2026-11-01',
  ADD CONSTRAINT endpoint_api_version_check CHECK (api_version ~ '^\d{4}-\d{2}-\d{2}$');

-- The whole body of a delivery to a webhook of an older version than that of its event; `tail` is empty then. Null: the event's `head` and `tail`.
ALTER TABLE webhooks.delivery ADD COLUMN head bytea;
