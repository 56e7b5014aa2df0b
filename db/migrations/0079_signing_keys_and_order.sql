-- The ed25519 key of a webhook whose receiver verifies with the public half alone (Standard Webhooks, `v1a`).
CREATE TABLE game_servers.signing_key (
  game_id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  public_key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT signing_key_pkey PRIMARY KEY (game_id, endpoint_id),
  CONSTRAINT signing_key_endpoint_fkey FOREIGN KEY (game_id, endpoint_id) REFERENCES game_servers.endpoint (game_id, id) ON DELETE CASCADE
);
SELECT platform.lock_to_game('game_servers.signing_key');

-- Sends the events of one thing one after the other to this webhook.
ALTER TABLE game_servers.endpoint ADD COLUMN ordered boolean NOT NULL DEFAULT false;
