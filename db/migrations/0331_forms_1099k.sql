-- Forms 1099-K of payees in the United States: their taxpayer numbers, and what was exported of each year.

-- The number on a form W-9. Shown to nobody; it stands in the export for those who file the forms.
CREATE TABLE onboarding.taxpayer_number (
  studio_id text COLLATE "C" NOT NULL,
  form text COLLATE "C" NOT NULL,
  number_sealed bytea NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT taxpayer_number_pkey PRIMARY KEY (studio_id, form),
  CONSTRAINT taxpayer_number_form_check CHECK (form = 'w9')
);
SELECT platform.lock_to_studio('onboarding.taxpayer_number');
CREATE POLICY of_the_operator ON onboarding.taxpayer_number TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');

-- An export as it was made: the next one of the year says what has changed since.
CREATE TABLE payouts.form_1099k (
  id text COLLATE "C" NOT NULL,
  legal_entity text COLLATE "C" NOT NULL,
  year int NOT NULL,
  version int NOT NULL,
  -- Filer and rows, with names, addresses and numbers of the payees.
  data_sealed bytea NOT NULL,
  -- Rows by status.
  reportable int NOT NULL,
  below_threshold int NOT NULL,
  missing int NOT NULL,
  -- Against the version before.
  changed int NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  CONSTRAINT form_1099k_pkey PRIMARY KEY (id),
  CONSTRAINT form_1099k_version_key UNIQUE (legal_entity, year, version),
  CONSTRAINT form_1099k_version_check CHECK (version > 0)
);
SELECT platform.lock_to_operator('payouts.form_1099k');
REVOKE DELETE ON payouts.form_1099k FROM hubcraft_app;
CREATE FUNCTION payouts.keep_forms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR to_jsonb(OLD) - 'data_sealed' IS DISTINCT FROM to_jsonb(NEW) - 'data_sealed' THEN
    RAISE EXCEPTION 'What was exported stays as it was' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_forms BEFORE UPDATE OR DELETE ON payouts.form_1099k FOR EACH ROW EXECUTE FUNCTION payouts.keep_forms();
