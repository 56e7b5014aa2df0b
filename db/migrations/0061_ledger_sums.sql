-- What each statement of postings adds per account is noted by the database itself, in the same transaction. The rollup is made of these notes alone: an id carries the
-- clock of the process that made it, and neither it nor any other clock says what has been committed.
LOCK TABLE ledger.posting IN SHARE ROW EXCLUSIVE MODE;

-- One row per statement of postings (and slice), taken away by the roll-up.
CREATE TABLE ledger.fresh_sum (
  game_id text COLLATE "C" NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY,
  -- The first characters of the entries' ids, which twelve days share: the measure in which the books are checked, and nothing more.
  slice text COLLATE "C" NOT NULL,
  accounts text[] COLLATE "C" NOT NULL,
  currencies text[] NOT NULL,
  debits_minor numeric[] NOT NULL,
  credits_minor numeric[] NOT NULL,
  CONSTRAINT fresh_sum_pkey PRIMARY KEY (game_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
SELECT platform.lock_to_game('ledger.fresh_sum');
GRANT USAGE ON SCHEMA ledger TO hubcraft_dispatcher;
GRANT SELECT (game_id) ON ledger.fresh_sum TO hubcraft_dispatcher;
CREATE POLICY routing ON ledger.fresh_sum FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE FUNCTION ledger.note_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.fresh_sum (game_id, slice, accounts, currencies, debits_minor, credits_minor)
  SELECT game_id, slice, array_agg(account), array_agg(currency), array_agg(debits), array_agg(credits)
    FROM (SELECT game_id, left(entry_id, 8) AS slice, account, currency,
                 coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) AS debits, coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS credits
            FROM posted GROUP BY 1, 2, 3, 4) AS sums
   GROUP BY game_id, slice;
  RETURN NULL;
END $$;
CREATE TRIGGER note_sums AFTER INSERT ON ledger.posting REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_sums();

-- The rollup of before may lack postings of processes whose clock was behind: it is made anew from all of them.
DROP TABLE ledger.rollup_mark;
TRUNCATE ledger.balance_rollup;
ALTER TABLE ledger.balance_rollup ADD COLUMN slice text COLLATE "C" NOT NULL, DROP CONSTRAINT balance_rollup_pkey;
ALTER TABLE ledger.balance_rollup ADD CONSTRAINT balance_rollup_pkey PRIMARY KEY (game_id, slice, account, currency);
INSERT INTO ledger.balance_rollup (game_id, slice, account, currency, debits_minor, credits_minor)
SELECT game_id, left(entry_id, 8), account, currency, coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0), coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)
  FROM ledger.posting GROUP BY 1, 2, 3, 4;
