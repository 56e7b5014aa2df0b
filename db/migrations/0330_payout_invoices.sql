-- Self-billed invoices: one for each payout that has succeeded, in the studio's name, and a credit note where the money came back.

-- The last number of a series, which is that of one studio, one legal entity, an environment and a year. Locked by whoever issues, until its end: what is rolled back leaves no gap. A sequence would.
CREATE TABLE payouts.invoice_series (
  studio_id text COLLATE "C" NOT NULL,
  legal_entity_id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  year int NOT NULL,
  last_number bigint NOT NULL,
  last_issued_at timestamptz NOT NULL,
  CONSTRAINT invoice_series_pkey PRIMARY KEY (studio_id, legal_entity_id, environment, year),
  CONSTRAINT invoice_series_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT invoice_series_number_check CHECK (last_number > 0)
);
SELECT platform.lock_to_studio('payouts.invoice_series');
REVOKE DELETE ON payouts.invoice_series FROM hubcraft_app;

CREATE TABLE payouts.invoice (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  environment text NOT NULL,
  payout_id text COLLATE "C" NOT NULL,
  -- Of the payout.
  runs_at text COLLATE "C" NOT NULL,
  -- What a credit note corrects.
  original_id text COLLATE "C",
  legal_entity_id text COLLATE "C" NOT NULL,
  series_year int NOT NULL,
  series_number bigint NOT NULL,
  number text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  total_minor bigint NOT NULL,
  -- All that it says, with the names and addresses of both sides as they were on that day.
  data_sealed bytea NOT NULL,
  issued_at timestamptz NOT NULL,
  CONSTRAINT invoice_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT invoice_of_payout_key UNIQUE (studio_id, payout_id, kind),
  CONSTRAINT invoice_in_series_key UNIQUE (studio_id, legal_entity_id, environment, series_year, series_number),
  CONSTRAINT invoice_number_key UNIQUE (number),
  CONSTRAINT invoice_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout (studio_id, id),
  CONSTRAINT invoice_original_fkey FOREIGN KEY (studio_id, original_id) REFERENCES payouts.invoice (studio_id, id),
  CONSTRAINT invoice_series_fkey FOREIGN KEY (studio_id, legal_entity_id, environment, series_year) REFERENCES payouts.invoice_series (studio_id, legal_entity_id, environment, year),
  CONSTRAINT invoice_kind_check CHECK (kind IN ('invoice', 'credit_note') AND (kind = 'credit_note') = (original_id IS NOT NULL)),
  CONSTRAINT invoice_total_check CHECK (net_minor + tax_minor = total_minor AND net_minor >= 0 AND tax_minor >= 0 AND total_minor > 0)
);
SELECT platform.lock_to_studio('payouts.invoice');
REVOKE DELETE ON payouts.invoice FROM hubcraft_app;

-- The files: drawn when they are asked for first, and the same to the byte from then on.
CREATE TABLE payouts.invoice_file (
  studio_id text COLLATE "C" NOT NULL,
  invoice_id text COLLATE "C" NOT NULL,
  pdf_sealed bytea NOT NULL,
  -- Of the PDF itself.
  sha256 text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  CONSTRAINT invoice_file_pkey PRIMARY KEY (studio_id, invoice_id),
  CONSTRAINT invoice_file_invoice_fkey FOREIGN KEY (studio_id, invoice_id) REFERENCES payouts.invoice (studio_id, id)
);
SELECT platform.lock_to_studio('payouts.invoice_file');
REVOKE DELETE ON payouts.invoice_file FROM hubcraft_app;

-- Documents stay as they were issued, the owner changes none either. The seals alone are made again, with another master key.
CREATE FUNCTION payouts.keep_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION 'An invoice stays as it was issued: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;
  IF to_jsonb(OLD) - ARRAY['data_sealed', 'pdf_sealed'] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['data_sealed', 'pdf_sealed'] THEN
    RAISE EXCEPTION 'An invoice stays as it was issued: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_invoices BEFORE UPDATE OR DELETE ON payouts.invoice FOR EACH ROW EXECUTE FUNCTION payouts.keep_invoices();
CREATE TRIGGER keep_all_invoices BEFORE TRUNCATE ON payouts.invoice FOR EACH STATEMENT EXECUTE FUNCTION payouts.keep_invoices();
CREATE TRIGGER keep_files BEFORE UPDATE OR DELETE ON payouts.invoice_file FOR EACH ROW EXECUTE FUNCTION payouts.keep_invoices();

-- What the operator has said of a studio's invoices: the newest version counts.
CREATE TABLE payouts.invoice_terms (
  studio_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  -- Null: that of the studio's country.
  language text,
  vat text NOT NULL,
  -- Percent, a decimal.
  rate text COLLATE "C",
  -- On what it rests, in words for the invoice.
  law text,
  reason text NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT invoice_terms_pkey PRIMARY KEY (studio_id, version),
  CONSTRAINT invoice_terms_version_check CHECK (version > 0),
  CONSTRAINT invoice_terms_language_check CHECK (language IN ('en', 'de')),
  CONSTRAINT invoice_terms_vat_check CHECK (vat IN ('derived', 'reverse_charge', 'outside', 'charged', 'none')),
  CONSTRAINT invoice_terms_rate_check CHECK ((vat = 'charged') = (rate IS NOT NULL)),
  CONSTRAINT invoice_terms_law_check CHECK (vat IN ('derived', 'charged') OR law IS NOT NULL)
);
SELECT platform.lock_to_studio('payouts.invoice_terms');
REVOKE UPDATE, DELETE ON payouts.invoice_terms FROM hubcraft_app;

-- Money that was paid and came back: the studio is owed it again.
ALTER TABLE payouts.payout
  ADD COLUMN returned_at timestamptz,
  ADD COLUMN returned_by text COLLATE "C",
  ADD COLUMN return_reason text,
  ADD CONSTRAINT payout_returned_check CHECK (num_nonnulls(returned_at, returned_by, return_reason) IN (0, 3) AND (returned_at IS NULL OR (state = 'succeeded' AND paid_in IS NULL)));

-- Documents that are not issued yet.
CREATE TABLE payouts.invoice_wanted (
  studio_id text COLLATE "C" NOT NULL,
  payout_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  runs_at text COLLATE "C" NOT NULL,
  wanted_at timestamptz NOT NULL,
  -- Why it could not be issued when it was tried last; null: nobody has tried yet.
  missing text,
  tried_at timestamptz,
  CONSTRAINT invoice_wanted_pkey PRIMARY KEY (studio_id, payout_id, kind),
  CONSTRAINT invoice_wanted_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout (studio_id, id),
  CONSTRAINT invoice_wanted_kind_check CHECK (kind IN ('invoice', 'credit_note')),
  CONSTRAINT invoice_wanted_tried_check CHECK ((missing IS NULL) = (tried_at IS NULL))
);
CREATE INDEX invoice_wanted_of_game ON payouts.invoice_wanted (runs_at);
SELECT platform.lock_to_studio('payouts.invoice_wanted');
GRANT SELECT (runs_at) ON payouts.invoice_wanted TO hubcraft_dispatcher;
CREATE POLICY routing ON payouts.invoice_wanted FOR SELECT TO hubcraft_dispatcher USING (true);

-- Whichever build ends a payout, its invoice is wanted in the same transaction.
CREATE FUNCTION payouts.want_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'succeeded' AND (TG_OP = 'INSERT' OR OLD.state <> 'succeeded') THEN
    INSERT INTO payouts.invoice_wanted (studio_id, payout_id, kind, runs_at, wanted_at) VALUES (NEW.studio_id, NEW.id, 'invoice', NEW.runs_at, NEW.ended_at);
  END IF;
  IF NEW.returned_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.returned_at IS NULL) THEN
    INSERT INTO payouts.invoice_wanted (studio_id, payout_id, kind, runs_at, wanted_at) VALUES (NEW.studio_id, NEW.id, 'credit_note', NEW.runs_at, NEW.returned_at);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER want_invoice AFTER INSERT OR UPDATE OF state, returned_at ON payouts.payout FOR EACH ROW EXECUTE FUNCTION payouts.want_invoice();

-- Payouts that had ended before have none: the operator has settled them by papers of her own.
CREATE TABLE payouts.invoices_begin (
  at timestamptz NOT NULL
);
INSERT INTO payouts.invoices_begin (at) VALUES (clock_timestamp());
GRANT SELECT ON payouts.invoices_begin TO hubcraft_app, hubcraft_ops;
COMMENT ON TABLE payouts.invoices_begin IS 'of no tenant';

-- Staff read the documents of any studio, say how they are taxed, see what waits, and take a payout back that came back.
CREATE POLICY of_the_operator ON payouts.invoice TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON payouts.invoice_file TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON payouts.invoice_terms TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON payouts.invoice_wanted TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
