-- How a game is given what was paid for. Without a row it is `push`: the game server is told (`item.add`). `claim`: the player's client collects, no server is needed.
CREATE TABLE game_servers.fulfillment (
  game_id text COLLATE "C" NOT NULL,
  mode text NOT NULL,
  modified_at timestamptz NOT NULL,
  CONSTRAINT fulfillment_pkey PRIMARY KEY (game_id),
  CONSTRAINT fulfillment_mode_check CHECK (mode IN ('push', 'claim'))
);
SELECT platform.lock_to_game('game_servers.fulfillment');

-- The mode under which an order was begun; it keeps it. Null, also in what a process of the build before still writes: `push`.
ALTER TABLE orders.order ADD COLUMN fulfillment_mode text;

-- A grant that waits to be claimed, and who claimed it.
ALTER TABLE fulfillment.grant_entry ADD COLUMN mode text NOT NULL DEFAULT 'push';
ALTER TABLE fulfillment.grant_entry ADD COLUMN claimed_by text;
ALTER TABLE fulfillment.grant_entry DROP CONSTRAINT grant_entry_state_check;
ALTER TABLE fulfillment.grant_entry ADD CONSTRAINT grant_entry_state_check CHECK (state IN ('requested', 'claimable', 'acknowledged', 'declined', 'revoking', 'revoked', 'voided'));
CREATE INDEX grant_entry_to_claim ON fulfillment.grant_entry (game_id, player_id, id) WHERE mode = 'claim';

-- The ed25519 keys that sign what a client is told of its grants: one is current, older ones sign beside it until they expire.
CREATE TABLE fulfillment.claim_key (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  public_key text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  CONSTRAINT claim_key_pkey PRIMARY KEY (game_id, id)
);
CREATE UNIQUE INDEX claim_key_one_current ON fulfillment.claim_key (game_id) WHERE expires_at IS NULL;
SELECT platform.lock_to_game('fulfillment.claim_key');
