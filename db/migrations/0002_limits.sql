-- Token buckets of installations without Redis. A bucket that is lost is a full bucket, so nothing of it is worth a WAL record; a row past
-- `full_at` says the same as no row and may be deleted at any time.
CREATE UNLOGGED TABLE platform.bucket (
  key text COLLATE "C" NOT NULL,
  tokens double precision NOT NULL,
  -- What the last draw got: how one upsert tells its caller, on versions that cannot return the old row.
  granted double precision NOT NULL,
  at timestamptz NOT NULL,
  full_at timestamptz NOT NULL,
  CONSTRAINT bucket_pkey PRIMARY KEY (key)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.bucket TO hubcraft_app;
