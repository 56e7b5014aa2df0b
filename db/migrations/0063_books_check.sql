-- When the books of a game are looked at next: once a day, by one worker.
CREATE TABLE ledger.books_check (
  game_id text COLLATE "C" NOT NULL,
  next_at timestamptz NOT NULL,
  CONSTRAINT books_check_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('ledger.books_check');
GRANT SELECT (game_id, next_at) ON ledger.books_check TO hubcraft_dispatcher;
CREATE POLICY routing ON ledger.books_check FOR SELECT TO hubcraft_dispatcher USING (true);
GRANT SELECT (game_id) ON ledger.balance_rollup TO hubcraft_dispatcher;
CREATE POLICY routing ON ledger.balance_rollup FOR SELECT TO hubcraft_dispatcher USING (true);
