-- Whose books an entry is in, and months that each legal entity closes for itself.

-- Those that sell (`hubcraft legal-entity set` writes them here and for the receipts, in one transaction).
CREATE TABLE ledger.legal_entity (
  id text COLLATE "C" NOT NULL,
  -- Sales to these countries are its own.
  buyer_countries text[] NOT NULL,
  -- All other sales are, and it pays the studios.
  is_rest boolean NOT NULL,
  -- Its books have the entries of before there were legal entities, which name none.
  has_unnamed boolean NOT NULL,
  -- The first month of its books: nothing is booked before.
  begins date NOT NULL,
  -- It sells no more, and no live game has entries in its books.
  is_ended boolean NOT NULL DEFAULT false,
  CONSTRAINT legal_entity_pkey PRIMARY KEY (id),
  CONSTRAINT legal_entity_id_check CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  CONSTRAINT legal_entity_begins_check CHECK (extract(day FROM begins) = 1)
);
CREATE UNIQUE INDEX legal_entity_rest_key ON ledger.legal_entity (is_rest) WHERE is_rest;
CREATE UNIQUE INDEX legal_entity_unnamed_key ON ledger.legal_entity (has_unnamed) WHERE has_unnamed;
COMMENT ON TABLE ledger.legal_entity IS 'of no tenant';
GRANT SELECT ON ledger.legal_entity TO hubcraft_app, hubcraft_ops;

-- Who sells already. Whoever sells to everybody else has the books of before; without any it is `main`, as in the returns of registrations that name nobody. Those that sell to countries begin after the months that are closed: these were closed with their sales.
INSERT INTO ledger.legal_entity (id, buyer_countries, is_rest, has_unnamed, begins)
SELECT id, coalesce(buyer_countries, '{}'), buyer_countries IS NULL, buyer_countries IS NULL,
       CASE WHEN buyer_countries IS NULL THEN '2000-01-01' ELSE coalesce((SELECT (max(month) + interval '1 month')::date FROM ledger.month WHERE state = 'closed'), '2000-01-01') END FROM receipts.legal_entity WHERE NOT is_demo;
INSERT INTO ledger.legal_entity (id, buyer_countries, is_rest, has_unnamed, begins)
SELECT 'main', '{}', true, true, '2000-01-01' WHERE NOT EXISTS (SELECT FROM ledger.legal_entity WHERE is_rest)
ON CONFLICT (id) DO UPDATE SET is_rest = true, has_unnamed = true, begins = excluded.begins;

-- Null in entries of before: they are of the entity that has them (`ledger.entity_of`).
ALTER TABLE ledger.journal_entry ADD COLUMN legal_entity text COLLATE "C";
CREATE FUNCTION ledger.entity_of(named text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(named, (SELECT l.id FROM ledger.legal_entity l WHERE l.has_unnamed))
$$;

ALTER TABLE ledger.month ADD COLUMN legal_entity text COLLATE "C", ADD COLUMN explanations jsonb NOT NULL DEFAULT '[]';
ALTER TABLE ledger.month DISABLE TRIGGER keep_closed;
UPDATE ledger.month SET legal_entity = ledger.entity_of(NULL);
ALTER TABLE ledger.month ENABLE TRIGGER keep_closed;
ALTER TABLE ledger.month ALTER COLUMN legal_entity SET NOT NULL, DROP CONSTRAINT month_pkey, ADD CONSTRAINT month_pkey PRIMARY KEY (legal_entity, month),
  ADD CONSTRAINT month_entity_fkey FOREIGN KEY (legal_entity) REFERENCES ledger.legal_entity (id);

CREATE OR REPLACE FUNCTION ledger.keep_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'closed' THEN RAISE EXCEPTION 'A month is closed by a second person' USING ERRCODE = 'restrict_violation'; END IF;
    -- A process of the build before knows one set of books.
    NEW.legal_entity := ledger.entity_of(NEW.legal_entity);
    RETURN NEW;
  END IF;
  IF OLD.state = 'closed' THEN RAISE EXCEPTION 'The month % is closed: % is refused', OLD.month, TG_OP USING ERRCODE = 'restrict_violation'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.month <> OLD.month OR NEW.legal_entity <> OLD.legal_entity OR NEW.asked_by <> OLD.asked_by OR NEW.asked_at <> OLD.asked_at OR NEW.explanations <> OLD.explanations THEN
    RAISE EXCEPTION 'Who asked, for which month, and with which words, stays' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- The database says in whose books an entry is and on which day: those of the earlier entries of its order, its payment, or the move of a studio's money that it goes on with; else those that the process found by the country of the buyer; else those of whoever sells to
-- everybody else. The day is that of the fact, or, where that lies in a closed month of these books or before they begin, the first day after.
CREATE OR REPLACE FUNCTION ledger.book_in_open_month() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found text;
  rest text := substr(NEW.fact, strpos(NEW.fact, ':') + 1);
BEGIN
  IF NEW.order_id IS NOT NULL THEN
    SELECT coalesce(e.legal_entity, l.id) INTO found FROM ledger.journal_entry e JOIN ledger.legal_entity l ON l.has_unnamed WHERE e.game_id = NEW.game_id AND e.order_id = NEW.order_id LIMIT 1;
  ELSIF NEW.payment_id IS NOT NULL THEN
    SELECT coalesce(e.legal_entity, l.id) INTO found FROM ledger.journal_entry e JOIN ledger.legal_entity l ON l.has_unnamed WHERE e.game_id = NEW.game_id AND e.payment_id = NEW.payment_id LIMIT 1;
  ELSE
    -- Where a payout was sent from it is paid, fails and comes back; where a reserve was held it is released.
    SELECT coalesce(e.legal_entity, l.id) INTO found FROM ledger.journal_entry e JOIN ledger.legal_entity l ON l.has_unnamed
     WHERE e.game_id = NEW.game_id AND e.fact IN ('payout_sent:' || rest, 'payout_exchanged:' || rest, 'reserve_held:' || rest) LIMIT 1;
  END IF;
  -- The process looked before it waited for the months: who sold by then may have ended.
  NEW.legal_entity := coalesce(found, (SELECT l.id FROM ledger.legal_entity l WHERE l.id = NEW.legal_entity AND NOT l.is_ended), (SELECT l.id FROM ledger.legal_entity l WHERE l.is_rest));
  NEW.booked_on := greatest(
    coalesce(NEW.occurred_on, (NEW.posted_at AT TIME ZONE 'UTC')::date),
    (SELECT l.begins FROM ledger.legal_entity l WHERE l.id = NEW.legal_entity),
    (SELECT (max(m.month) + interval '1 month')::date FROM ledger.month m WHERE m.legal_entity = NEW.legal_entity AND m.state = 'closed'));
  RETURN NEW;
END $$;

-- In which months the books of an entity and game have entries.
CREATE TABLE ledger.booked_month (
  game_id text COLLATE "C" NOT NULL,
  legal_entity text COLLATE "C" NOT NULL,
  month date NOT NULL,
  CONSTRAINT booked_month_pkey PRIMARY KEY (game_id, legal_entity, month)
);
SELECT platform.lock_to_game('ledger.booked_month');
REVOKE UPDATE, DELETE ON ledger.booked_month FROM hubcraft_app;

-- Entries that were booked in a month, or in one before it, while somebody was at closing it: who closes looks again.
CREATE TABLE ledger.booked_meanwhile (
  game_id text COLLATE "C" NOT NULL,
  entry_id text COLLATE "C" NOT NULL,
  legal_entity text COLLATE "C" NOT NULL,
  month date NOT NULL,
  CONSTRAINT booked_meanwhile_pkey PRIMARY KEY (game_id, entry_id, month)
);
CREATE INDEX booked_meanwhile_of_month ON ledger.booked_meanwhile (legal_entity, month);
SELECT platform.lock_to_game('ledger.booked_meanwhile');
REVOKE UPDATE, DELETE ON ledger.booked_meanwhile FROM hubcraft_app;
CREATE POLICY counted_by_the_operator ON ledger.booked_meanwhile FOR SELECT TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator');

CREATE FUNCTION ledger.note_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.booked_month (game_id, legal_entity, month)
  SELECT DISTINCT p.game_id, p.legal_entity, date_trunc('month', p.booked_on)::date FROM posted p
   WHERE NOT EXISTS (SELECT FROM ledger.booked_month b WHERE b.game_id = p.game_id AND b.legal_entity = p.legal_entity AND b.month = date_trunc('month', p.booked_on)::date)
   ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING;
  INSERT INTO ledger.booked_meanwhile (game_id, entry_id, legal_entity, month)
  SELECT p.game_id, p.id, p.legal_entity, m.month FROM posted p JOIN ledger.month m ON m.legal_entity = p.legal_entity AND m.month >= date_trunc('month', p.booked_on)::date WHERE m.state = 'closing';
  RETURN NULL;
END $$;
CREATE TRIGGER note_booked AFTER INSERT ON ledger.journal_entry REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_booked();

-- What the accounts of a closed month had come to: the trial balance as it was closed, over all live games. A positive amount is a debit.
CREATE TABLE ledger.month_balance (
  legal_entity text COLLATE "C" NOT NULL,
  month date NOT NULL,
  account text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  opening_minor bigint NOT NULL,
  debits_minor bigint NOT NULL,
  credits_minor bigint NOT NULL,
  CONSTRAINT month_balance_pkey PRIMARY KEY (legal_entity, month, account, currency),
  CONSTRAINT month_balance_month_fkey FOREIGN KEY (legal_entity, month) REFERENCES ledger.month (legal_entity, month)
);
SELECT platform.lock_to_operator('ledger.month_balance');
REVOKE UPDATE, DELETE ON ledger.month_balance FROM hubcraft_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.month_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
