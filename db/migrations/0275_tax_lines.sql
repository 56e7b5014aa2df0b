-- Months of the books, and what of a sale is told to a tax office: a sub-ledger of `tax_payable`.
-- Of old entries both days are null: they are booked on the day (UTC) on which they were posted.
ALTER TABLE ledger.journal_entry ADD COLUMN occurred_on date, ADD COLUMN booked_on date;

-- A month that is not here is open. All books of the operator have the same months.
CREATE TABLE ledger.month (
  month date NOT NULL,
  state text NOT NULL,
  asked_by text COLLATE "C" NOT NULL,
  asked_at timestamptz NOT NULL,
  closed_by text COLLATE "C",
  closed_at timestamptz,
  CONSTRAINT month_pkey PRIMARY KEY (month),
  CONSTRAINT month_first_day_check CHECK (extract(day FROM month) = 1),
  CONSTRAINT month_state_check CHECK (state IN ('closing', 'closed')),
  CONSTRAINT month_closed_check CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (closed_by IS NOT NULL)),
  -- Nobody closes what she asked to close.
  CONSTRAINT month_second_person_check CHECK (closed_by <> asked_by)
);
COMMENT ON TABLE ledger.month IS 'of no tenant';
ALTER TABLE ledger.month ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON ledger.month FOR SELECT TO hubcraft_app, hubcraft_ops USING (true);
CREATE POLICY written_by_the_operator ON ledger.month TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
GRANT SELECT ON ledger.month TO hubcraft_app, hubcraft_ops;
GRANT INSERT, UPDATE, DELETE ON ledger.month TO hubcraft_app;

-- A month that is closed stays closed, and nobody writes a month as closed at once.
CREATE FUNCTION ledger.keep_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'closed' THEN RAISE EXCEPTION 'A month is closed by a second person' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'closed' THEN RAISE EXCEPTION 'The month % is closed: % is refused', OLD.month, TG_OP USING ERRCODE = 'restrict_violation'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.month <> OLD.month OR NEW.asked_by <> OLD.asked_by OR NEW.asked_at <> OLD.asked_at THEN RAISE EXCEPTION 'Who asked, and for which month, stays' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_closed BEFORE INSERT OR UPDATE OR DELETE ON ledger.month FOR EACH ROW EXECUTE FUNCTION ledger.keep_closed_months();

-- The database says on which day an entry is booked, whatever process writes it: on the day of its fact, or, where that lies in a closed month, on the first day after all closed months. Whoever closes a month
-- takes the lock alone, so that nobody is between reading the months and committing.
CREATE FUNCTION ledger.hold_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger.months', 0));
  RETURN NULL;
END $$;
CREATE TRIGGER hold_months BEFORE INSERT ON ledger.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.hold_months();
CREATE FUNCTION ledger.book_in_open_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.booked_on := greatest(coalesce(NEW.occurred_on, (NEW.posted_at AT TIME ZONE 'UTC')::date), (SELECT (max(m.month) + interval '1 month')::date FROM ledger.month m WHERE m.state = 'closed'));
  RETURN NEW;
END $$;
CREATE TRIGGER book_in_open_month BEFORE INSERT ON ledger.journal_entry FOR EACH ROW EXECUTE FUNCTION ledger.book_in_open_month();

-- What a sale, a refund or a chargeback means to a tax office: a row for each part of its tax, or one where none was charged. A reversal has negative amounts.
CREATE TABLE ledger.tax_line (
  game_id text COLLATE "C" NOT NULL,
  entry_id text COLLATE "C" NOT NULL,
  line int NOT NULL,
  -- Whose tax it is, as in `tax_payable:<jurisdiction>`.
  jurisdiction text COLLATE "C" NOT NULL,
  -- From 1 among the parts of one entry that are the same jurisdiction's: what was sold is counted with the first.
  part int NOT NULL,
  country text COLLATE "C" NOT NULL,
  region text COLLATE "C",
  -- Name and percent as they were charged; null where the sale has no such part.
  name text,
  rate text,
  treatment text NOT NULL,
  is_business boolean NOT NULL,
  currency text NOT NULL,
  taxable_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  -- The day (UTC) of the sale, also of what takes it back.
  supplied_on date NOT NULL,
  CONSTRAINT tax_line_pkey PRIMARY KEY (game_id, entry_id, line),
  CONSTRAINT tax_line_part_check CHECK (part > 0),
  CONSTRAINT tax_line_treatment_check CHECK (treatment IN ('charge', 'no_tax', 'reverse_charge', 'psp_collects'))
) PARTITION BY RANGE (entry_id);
COMMENT ON TABLE ledger.tax_line IS 'partitioned by jrn';
SELECT platform.ensure_partitions('ledger.tax_line', 'jrn', 3);
SELECT platform.lock_to_game('ledger.tax_line');
REVOKE UPDATE, DELETE ON ledger.tax_line FROM hubcraft_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.tax_line FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Entries of which that is not known: those of before, those of a process of the build before, and refunds whose announcement does not say. The orders tell it.
CREATE TABLE ledger.untold_entry (
  game_id text COLLATE "C" NOT NULL,
  entry_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT untold_entry_pkey PRIMARY KEY (game_id, entry_id)
);
SELECT platform.lock_to_game('ledger.untold_entry');
GRANT SELECT (game_id) ON ledger.untold_entry TO hubcraft_dispatcher;
CREATE POLICY routing ON ledger.untold_entry FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE FUNCTION ledger.note_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.untold_entry (game_id, entry_id, order_id)
  SELECT p.game_id, p.id, p.order_id FROM posted p
   WHERE p.kind IN ('sale', 'refund', 'chargeback') AND p.order_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.tax_line l WHERE l.game_id = p.game_id AND l.entry_id = p.id);
  RETURN NULL;
END $$;
CREATE TRIGGER note_untold AFTER INSERT ON ledger.journal_entry REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_untold();
