-- When the invariants of a game are looked at next: what is new every few minutes, everything once a day, by one worker each. It takes the place of `ledger.books_check`; a worker of
-- the build before, which still looks there, logs that its chore failed until it is replaced, and goes on.
DROP TABLE ledger.books_check;

CREATE TABLE platform.invariant_check (
  game_id text COLLATE "C" NOT NULL,
  next_at timestamptz NOT NULL,
  whole_at timestamptz NOT NULL,
  CONSTRAINT invariant_check_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('platform.invariant_check');
GRANT SELECT (game_id, next_at) ON platform.invariant_check TO hubcraft_dispatcher;
CREATE POLICY routing ON platform.invariant_check FOR SELECT TO hubcraft_dispatcher USING (true);

-- Which games there are to look at.
GRANT USAGE ON SCHEMA orders TO hubcraft_dispatcher;
GRANT SELECT (game_id) ON orders.order TO hubcraft_dispatcher;
CREATE POLICY routing ON orders.order FOR SELECT TO hubcraft_dispatcher USING (true);
