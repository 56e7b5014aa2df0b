-- The books are sealed: each entry of the journal and each order carries a keyed hash of what it says, made by the process that writes it, under a key that the database does not have. What
-- is new is noted by the database itself; a job of the worker takes the notes and keeps, for every nine hours of ids, how many rows there are and a keyed sum over them, sealed too.

-- `<root>.<hash>`, as libs/platform/seals makes it; null in what an older build has written.
ALTER TABLE ledger.journal_entry ADD COLUMN seal text;
-- `<root>.<hash of the terms>.<hash of what it has heard>.<hash of where it stands>`.
ALTER TABLE orders.order ADD COLUMN seal text;

-- Rows that no sum holds yet, one note per statement that wrote them; of rows that an older build has changed, `is_new` is false.
CREATE TABLE platform.seal_note (
  game_id text COLLATE "C" NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY,
  book text COLLATE "C" NOT NULL,
  ids text[] COLLATE "C" NOT NULL,
  is_new boolean NOT NULL,
  CONSTRAINT seal_note_pkey PRIMARY KEY (game_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
SELECT platform.lock_to_game('platform.seal_note');
GRANT SELECT (game_id, book) ON platform.seal_note TO hubcraft_dispatcher;
CREATE POLICY routing ON platform.seal_note FOR SELECT TO hubcraft_dispatcher USING (true);

-- The rows of a game whose ids begin alike: how many, how many of them without a seal of their own, and the sum of their keyed hashes under `root`.
CREATE TABLE platform.seal_stretch (
  game_id text COLLATE "C" NOT NULL,
  book text COLLATE "C" NOT NULL,
  stretch text COLLATE "C" NOT NULL,
  root text COLLATE "C" NOT NULL,
  entries bigint NOT NULL,
  unsealed bigint NOT NULL,
  sum bytea NOT NULL,
  seal text NOT NULL,
  CONSTRAINT seal_stretch_pkey PRIMARY KEY (game_id, book, stretch)
);
SELECT platform.lock_to_game('platform.seal_stretch');

-- All stretches of a book of a game. `covers_to`: rows up to this id are counted; '~' when all are.
CREATE TABLE platform.seal_head (
  game_id text COLLATE "C" NOT NULL,
  book text COLLATE "C" NOT NULL,
  covers_to text COLLATE "C" NOT NULL,
  -- Whether its rows may be older than the seals.
  is_old boolean NOT NULL,
  stretches bigint NOT NULL,
  entries bigint NOT NULL,
  sum bytea NOT NULL,
  seal text NOT NULL,
  CONSTRAINT seal_head_pkey PRIMARY KEY (game_id, book)
);
SELECT platform.lock_to_game('platform.seal_head');
GRANT SELECT (game_id, book, covers_to) ON platform.seal_head TO hubcraft_dispatcher;
CREATE POLICY routing ON platform.seal_head FOR SELECT TO hubcraft_dispatcher USING (true);

-- All heads, in one row, and until when rows without a seal of their own are taken for those of a build that does not seal yet.
CREATE TABLE platform.seal_roster (
  id text COLLATE "C" NOT NULL,
  root text COLLATE "C" NOT NULL,
  heads bigint NOT NULL,
  sum bytea NOT NULL,
  lenient_until timestamptz NOT NULL,
  seal text NOT NULL,
  -- Which worker checks now, and until when.
  round_until timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT seal_roster_pkey PRIMARY KEY (id),
  CONSTRAINT seal_roster_id_check CHECK (id = 'all')
);
COMMENT ON TABLE platform.seal_roster IS 'of no tenant';
GRANT SELECT, INSERT, UPDATE ON platform.seal_roster TO hubcraft_app;
GRANT SELECT ON platform.seal_roster TO hubcraft_ops;

CREATE FUNCTION platform.note_new_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO platform.seal_note (game_id, book, ids, is_new) SELECT game_id, TG_ARGV[0], array_agg(id), true FROM made GROUP BY game_id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_new_rows AFTER INSERT ON ledger.journal_entry REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION platform.note_new_rows('ledger');
CREATE TRIGGER note_new_rows AFTER INSERT ON orders.order REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION platform.note_new_rows('orders');

-- A build that knows no seals changes an order and leaves the seal of what it was: it is taken away, and the job is told. An attempt that locks the order leaves its terms as they are.
CREATE FUNCTION orders.drop_old_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO platform.seal_note (game_id, book, ids, is_new) VALUES (NEW.game_id, 'orders', ARRAY[NEW.id], false);
  NEW.seal := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER drop_old_seal BEFORE UPDATE ON orders.order FOR EACH ROW
  WHEN (OLD.seal IS NOT NULL AND NEW.seal IS NOT DISTINCT FROM OLD.seal AND NEW.status <> 'captured' AND NEW.modified_at IS DISTINCT FROM OLD.modified_at) EXECUTE FUNCTION orders.drop_old_seal();

-- Which games have books.
GRANT SELECT (game_id) ON ledger.journal_entry TO hubcraft_dispatcher;
CREATE POLICY routing ON ledger.journal_entry FOR SELECT TO hubcraft_dispatcher USING (true);
