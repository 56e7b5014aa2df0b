-- How much a webhook wants at most, over all workers.
ALTER TABLE game_servers.endpoint
  ADD COLUMN max_per_second int,
  ADD COLUMN max_concurrency int,
  ADD CONSTRAINT endpoint_max_per_second_check CHECK (max_per_second BETWEEN 1 AND 1000),
  ADD CONSTRAINT endpoint_max_concurrency_check CHECK (max_concurrency BETWEEN 1 AND 100);

-- The bucket of such a webhook. Its row is the lock under which claims take from it.
CREATE TABLE webhooks.endpoint_pace (
  game_id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  tokens float8 NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT endpoint_pace_pkey PRIMARY KEY (game_id, endpoint_id)
) WITH (fillfactor = 50);
SELECT platform.lock_to_game('webhooks.endpoint_pace');

-- How many attempts at it are under way, by claim. One that is not told the end of by then has died.
CREATE TABLE webhooks.paced_claim (
  game_id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  lease_token text NOT NULL,
  under_way int NOT NULL,
  until timestamptz NOT NULL,
  CONSTRAINT paced_claim_pkey PRIMARY KEY (game_id, endpoint_id, lease_token)
) WITH (fillfactor = 50);
SELECT platform.lock_to_game('webhooks.paced_claim');
