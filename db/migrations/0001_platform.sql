-- The technical kernel: routes, outbox, jobs, idempotency. It knows no business word.
CREATE SCHEMA platform;
GRANT USAGE ON SCHEMA platform TO hubcraft_app, hubcraft_dispatcher, hubcraft_ops;

-- The smallest TypeID with this prefix and time: bounds of partitions by creation time.
CREATE FUNCTION platform.typeid_floor(prefix text, at timestamptz) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  alphabet constant text := '0123456789abcdefghjkmnpqrstvwxyz';
  ms bigint := floor(extract(epoch FROM at) * 1000)::bigint;
  head text := '';
BEGIN
  -- 128 bits in 26 characters of 5 bits: the first 48 bits are the milliseconds, so 10 characters hold two leading zero bits and them.
  FOR i IN REVERSE 9..0 LOOP
    head := head || substr(alphabet, ((ms >> (i * 5)) & 31)::int + 1, 1);
  END LOOP;
  RETURN prefix || '_' || head || repeat('0', 16);
END $$;

-- Makes the monthly partitions from this month to `months` ahead, and a default one that must stay empty.
CREATE FUNCTION platform.ensure_partitions(parent text, prefix text, months int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  month timestamptz;
  child text;
  made int := 0;
BEGIN
  IF to_regclass(parent || '_default') IS NULL THEN
    EXECUTE format('CREATE TABLE %s PARTITION OF %s DEFAULT', parent || '_default', parent);
  END IF;
  FOR i IN -1..months LOOP
    month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => i);
    child := parent || '_' || to_char(month AT TIME ZONE 'UTC', 'YYYYMM');
    IF to_regclass(child) IS NULL THEN
      EXECUTE format('CREATE TABLE %s PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', child, parent,
        platform.typeid_floor(prefix, month), platform.typeid_floor(prefix, month + interval '1 month'));
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;

-- Gives a tenant table its second lock: forced row-level security by app.game_id.
CREATE FUNCTION platform.lock_to_game(tenant_table text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format($p$CREATE POLICY of_the_game ON %s TO hubcraft_app
    USING (game_id = nullif(current_setting('app.game_id', true), ''))
    WITH CHECK (game_id = nullif(current_setting('app.game_id', true), ''))$p$, tenant_table);
  EXECUTE format('CREATE POLICY across_games ON %s FOR SELECT TO hubcraft_ops USING (true)', tenant_table);
  EXECUTE format('CREATE POLICY of_the_owner ON %s TO hubcraft_owner USING (true) WITH CHECK (true)', tenant_table);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO hubcraft_app', tenant_table);
  EXECUTE format('GRANT SELECT ON %s TO hubcraft_ops', tenant_table);
END $$;

-- Which key, secret, PSP reference or host belongs to which game: the only thing that is read before the tenant is known.
CREATE TABLE platform.route (
  kind text NOT NULL,
  handle text COLLATE "C" NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  target_id text COLLATE "C",
  CONSTRAINT route_pkey PRIMARY KEY (kind, handle)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.route TO hubcraft_app;

CREATE TABLE platform.outbox_event (
  id text COLLATE "C" NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  aggregate_type text NOT NULL,
  aggregate_id text COLLATE "C" NOT NULL,
  payload jsonb NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  request_id text,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT outbox_event_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
COMMENT ON TABLE platform.outbox_event IS 'partitioned by evt';
SELECT platform.ensure_partitions('platform.outbox_event', 'evt', 3);
SELECT platform.lock_to_game('platform.outbox_event');

CREATE TABLE platform.outbox_delivery (
  event_id text COLLATE "C" NOT NULL,
  subscriber text COLLATE "C" NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz,
  last_error text,
  CONSTRAINT outbox_delivery_pkey PRIMARY KEY (event_id, subscriber),
  CONSTRAINT outbox_delivery_state_check CHECK (state IN ('pending', 'done', 'dead'))
) PARTITION BY RANGE (event_id);
CREATE INDEX outbox_delivery_due ON platform.outbox_delivery (subscriber, game_id, next_at) WHERE state = 'pending';
COMMENT ON TABLE platform.outbox_delivery IS 'partitioned by evt';
SELECT platform.ensure_partitions('platform.outbox_delivery', 'evt', 3);
SELECT platform.lock_to_game('platform.outbox_delivery');
GRANT SELECT (subscriber, game_id, type, state, next_at) ON platform.outbox_delivery TO hubcraft_dispatcher;
CREATE POLICY routing ON platform.outbox_delivery FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE TABLE platform.job (
  id text COLLATE "C" NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  payload jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  run_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  lease_token text,
  lease_until timestamptz,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz,
  CONSTRAINT job_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT job_state_check CHECK (state IN ('pending', 'done', 'dead', 'canceled'))
);
CREATE UNIQUE INDEX job_pending_key ON platform.job (game_id, type, key) WHERE state = 'pending';
CREATE INDEX job_due ON platform.job (type, game_id, run_at) WHERE state = 'pending';
SELECT platform.lock_to_game('platform.job');
GRANT SELECT (type, game_id, state, run_at, lease_until) ON platform.job TO hubcraft_dispatcher;
CREATE POLICY routing ON platform.job FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE TABLE platform.idempotency (
  game_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text NOT NULL,
  state text NOT NULL DEFAULT 'open',
  results jsonb NOT NULL DEFAULT '{}',
  status int,
  headers jsonb,
  body bytea,
  lease_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT idempotency_pkey PRIMARY KEY (game_id, key),
  CONSTRAINT idempotency_state_check CHECK (state IN ('open', 'finished'))
);
SELECT platform.lock_to_game('platform.idempotency');
