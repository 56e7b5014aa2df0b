-- A webhook that chooses batches is told of many events by one message (batch.ready), from which it downloads them.
ALTER TABLE game_servers.endpoint
  ADD COLUMN batch_mode boolean NOT NULL DEFAULT false,
  ADD COLUMN batch_max_seconds int NOT NULL DEFAULT 60,
  ADD COLUMN batch_max_events int NOT NULL DEFAULT 1000,
  ADD CONSTRAINT endpoint_batch_max_seconds_check CHECK (batch_max_seconds BETWEEN 1 AND 3600),
  ADD CONSTRAINT endpoint_batch_max_events_check CHECK (batch_max_events BETWEEN 1 AND 10000);

-- Sent as a line of a batch. Until `batch_id` it is being collected, `next_at` is when its batch is closed at the latest; from then on the end of that batch is its own. A worker of the build before sends such events one by one.
ALTER TABLE webhooks.delivery ADD COLUMN is_batched boolean NOT NULL DEFAULT false;
ALTER TABLE webhooks.delivery ADD COLUMN batch_id text COLLATE "C";
CREATE INDEX delivery_collected ON webhooks.delivery (game_id, endpoint_id, id) WHERE is_batched AND batch_id IS NULL AND state = 'pending';

-- Which deliveries a batch holds, in the order of its lines. The lines themselves are not copied.
CREATE TABLE webhooks.batch (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  -- The delivery of the batch.ready that tells of it.
  ready_delivery_id text COLLATE "C" NOT NULL,
  delivery_ids text[] COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- How often all of it was downloaded, and when first and last.
  downloads int NOT NULL DEFAULT 0,
  first_downloaded_at timestamptz,
  last_downloaded_at timestamptz,
  CONSTRAINT batch_pkey PRIMARY KEY (game_id, id)
);
CREATE UNIQUE INDEX batch_of_delivery ON webhooks.batch (game_id, ready_delivery_id);
SELECT platform.lock_to_game('webhooks.batch');
GRANT SELECT (game_id, id, created_at) ON webhooks.batch TO hubcraft_dispatcher;
CREATE POLICY routing ON webhooks.batch FOR SELECT TO hubcraft_dispatcher USING (true);

-- The addresses under which a batch can be downloaded without a credential. The one that batch.ready tells is good for a day from each of its attempts.
CREATE TABLE webhooks.batch_link (
  game_id text COLLATE "C" NOT NULL,
  batch_id text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  is_told boolean NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT batch_link_pkey PRIMARY KEY (game_id, batch_id, token_hash),
  CONSTRAINT batch_link_batch_fkey FOREIGN KEY (game_id, batch_id) REFERENCES webhooks.batch (game_id, id) ON DELETE CASCADE
);
SELECT platform.lock_to_game('webhooks.batch_link');
