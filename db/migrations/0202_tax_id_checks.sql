-- Whether the number of a business exists, as the register answered on a day: what a sale without tax rests on. Never changed, kept for ten years.
CREATE TABLE tax.id_check (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  territory text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  register text COLLATE "C" NOT NULL,
  outcome text NOT NULL,
  -- By which the register can find its answer again.
  consultation_id text COLLATE "C",
  -- Why there was no answer, in its word or ours.
  failure text,
  checked_at timestamptz NOT NULL,
  CONSTRAINT id_check_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT id_check_outcome_check CHECK (outcome IN ('valid', 'invalid', 'unavailable')),
  CONSTRAINT id_check_failure_check CHECK ((outcome = 'unavailable') = (failure IS NOT NULL))
);
CREATE INDEX id_check_number ON tax.id_check (game_id, territory, number, checked_at DESC);
SELECT platform.lock_to_game('tax.id_check');
REVOKE UPDATE, DELETE ON tax.id_check FROM hubcraft_app;
