-- An endpoint that takes nothing at present, since when and over how many attempts. There is no row of one that has taken its last event.
CREATE TABLE webhooks.endpoint_health (
  game_id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  failing_since timestamptz NOT NULL,
  failed_attempts int NOT NULL,
  CONSTRAINT endpoint_health_pkey PRIMARY KEY (game_id, endpoint_id)
) WITH (fillfactor = 50);
SELECT platform.lock_to_game('webhooks.endpoint_health');
