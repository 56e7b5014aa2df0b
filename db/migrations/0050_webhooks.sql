-- What the games are told: events with their bytes, one delivery per event and endpoint, and each attempt.
CREATE SCHEMA webhooks;
GRANT USAGE ON SCHEMA webhooks TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

-- Numbers the events of one thing without gaps, and remembers which of them each endpoint was sent last.
CREATE TABLE webhooks.aggregate (
  game_id text COLLATE "C" NOT NULL,
  aggregate_id text COLLATE "C" NOT NULL,
  last_sequence bigint NOT NULL,
  -- endpoint id → sequence; `sent_before` is what stood there before the last change, which an upsert could not tell otherwise.
  sent jsonb NOT NULL DEFAULT '{}',
  sent_before jsonb NOT NULL DEFAULT '{}',
  -- Taken back: nothing more is granted under it.
  withdrawn boolean NOT NULL DEFAULT false,
  CONSTRAINT aggregate_pkey PRIMARY KEY (game_id, aggregate_id)
) WITH (fillfactor = 70);
SELECT platform.lock_to_game('webhooks.aggregate');

-- `head` is the body of the event up to where the deliveries of one event differ; `transaction` orders the log for readers that page through it.
CREATE TABLE webhooks.event (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  aggregate_type text NOT NULL,
  aggregate_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C",
  idempotency_key text COLLATE "C" NOT NULL,
  head bytea NOT NULL,
  context jsonb,
  transaction bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT event_pkey PRIMARY KEY (game_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX event_log ON webhooks.event (game_id, transaction, id);
COMMENT ON TABLE webhooks.event IS 'partitioned by evt';
SELECT platform.ensure_partitions('webhooks.event', 'evt', 3);
SELECT platform.lock_to_game('webhooks.event');

-- While an attempt runs, `next_at` is the end of its lease: a worker that dies leaves the delivery due again.
CREATE TABLE webhooks.delivery (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  -- Null while no endpoint takes the grant that it carries.
  endpoint_id text COLLATE "C",
  subject_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C",
  -- The bytes that follow `event.head` for this endpoint.
  tail bytea NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts int NOT NULL DEFAULT 0,
  -- Attempts since the beginning or the last replay: the place in the schedule.
  round int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  lease_token text,
  -- No enabled endpoint: the delivery is kept until there is one.
  is_waiting boolean NOT NULL DEFAULT false,
  -- Why it is over for good and cannot be replayed.
  closed_reason text,
  last_status int,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CONSTRAINT delivery_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT delivery_state_check CHECK (state IN ('pending', 'succeeded', 'dead')),
  CONSTRAINT delivery_closed_check CHECK (closed_reason IS NULL OR (state <> 'pending' AND closed_reason IN ('declined', 'taken_back', 'endpoint_deleted')))
) PARTITION BY RANGE (id);
CREATE INDEX delivery_due ON webhooks.delivery (game_id, next_at) WHERE state = 'pending';
CREATE INDEX delivery_waiting ON webhooks.delivery (game_id, endpoint_id) WHERE state = 'pending';
CREATE INDEX delivery_of_order ON webhooks.delivery (game_id, order_id, id);
CREATE INDEX delivery_of_subject ON webhooks.delivery (game_id, subject_id);
CREATE INDEX delivery_of_event ON webhooks.delivery (game_id, event_id);
COMMENT ON TABLE webhooks.delivery IS 'partitioned by whd';
SELECT platform.ensure_partitions('webhooks.delivery', 'whd', 3);
SELECT platform.lock_to_game('webhooks.delivery');
GRANT SELECT (game_id, state, next_at) ON webhooks.delivery TO hubcraft_dispatcher;
CREATE POLICY routing ON webhooks.delivery FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE TABLE webhooks.attempt (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  delivery_id text COLLATE "C" NOT NULL,
  number int NOT NULL,
  started_at timestamptz NOT NULL,
  duration_ms int NOT NULL,
  status int,
  error_class text,
  error_text text,
  -- The beginning of the answer, null where the endpoint keeps no log.
  response_body text,
  is_response_cut boolean NOT NULL,
  CONSTRAINT attempt_pkey PRIMARY KEY (game_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_of_delivery ON webhooks.attempt (game_id, delivery_id, id);
COMMENT ON TABLE webhooks.attempt IS 'partitioned by wha';
SELECT platform.ensure_partitions('webhooks.attempt', 'wha', 3);
SELECT platform.lock_to_game('webhooks.attempt');
