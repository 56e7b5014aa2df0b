-- Keys of our own that outlive MASTER_KEY, sealed under it: what the secrets of checkouts and keyed hashes are derived from. `holder` is empty for the whole installation, else a game.
CREATE TABLE platform.derived_key (
  holder text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  -- From when on processes derive from it: later than made, so that each of them knows it by then.
  active_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT derived_key_pkey PRIMARY KEY (holder, id)
);
GRANT SELECT, INSERT, UPDATE ON platform.derived_key TO hubcraft_app;
GRANT SELECT ON platform.derived_key TO hubcraft_ops;

-- Which of them the secret of a checkout comes from; null in orders of an older build.
ALTER TABLE orders.order ADD COLUMN checkout_key text COLLATE "C";
