-- What the platform keeps of a sale: dated plans per studio; where a studio has none, the installation's default plan in the code holds.
CREATE SCHEMA fees;
GRANT USAGE ON SCHEMA fees TO hubcraft_app, hubcraft_ops;

CREATE TABLE fees.fee_plan (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  valid_from date NOT NULL,
  rate_ppm int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT fee_plan_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT fee_plan_from_key UNIQUE (game_id, valid_from),
  CONSTRAINT fee_plan_rate_check CHECK (rate_ppm BETWEEN 0 AND 1000000)
);
SELECT platform.lock_to_game('fees.fee_plan');
-- Plans are set by the operator, as the owner; the application only reads them.
REVOKE INSERT, UPDATE, DELETE ON fees.fee_plan FROM hubcraft_app;
