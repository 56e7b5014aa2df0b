-- Tax returns of the operator: which are due, at which exchange rates, and what was filed.
CREATE SCHEMA returns;
GRANT USAGE ON SCHEMA returns TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

CREATE TABLE returns.tax_return (
  id text COLLATE "C" NOT NULL,
  -- The legal entity that is registered.
  entity text NOT NULL,
  form text COLLATE "C" NOT NULL,
  period text COLLATE "C" NOT NULL,
  -- First day of the first month, last day of the last one.
  first_day date NOT NULL,
  last_day date NOT NULL,
  currency text NOT NULL,
  due_on date,
  alarmed_on date,
  filed_on date,
  reference text,
  declared_minor bigint,
  filed_at timestamptz,
  filed_by text COLLATE "C",
  -- What was filed, as it was: rows, rates and totals.
  snapshot jsonb,
  CONSTRAINT tax_return_pkey PRIMARY KEY (id),
  CONSTRAINT tax_return_period_key UNIQUE (entity, form, first_day),
  CONSTRAINT tax_return_days_check CHECK (first_day < last_day AND extract(day FROM first_day) = 1 AND extract(day FROM last_day + 1) = 1),
  CONSTRAINT tax_return_filed_check CHECK (num_nonnulls(filed_on, reference, declared_minor, filed_at, filed_by, snapshot) IN (0, 6)),
  CONSTRAINT tax_return_filed_on_check CHECK (filed_on > last_day)
);
CREATE INDEX tax_return_by_due ON returns.tax_return (due_on) WHERE filed_at IS NULL;
SELECT platform.lock_to_operator('returns.tax_return');
REVOKE DELETE ON returns.tax_return FROM hubcraft_app;
-- How many are overdue is told as a figure, by a role that sees dates only.
GRANT SELECT (due_on, filed_at) ON returns.tax_return TO hubcraft_dispatcher;
CREATE POLICY routing ON returns.tax_return FOR SELECT TO hubcraft_dispatcher USING (true);

CREATE TABLE returns.exchange_rate (
  return_id text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  of_period text COLLATE "C" NOT NULL,
  rate text NOT NULL,
  rate_date date NOT NULL,
  source text NOT NULL,
  told_by text COLLATE "C" NOT NULL,
  told_at timestamptz NOT NULL,
  CONSTRAINT exchange_rate_pkey PRIMARY KEY (return_id, currency, of_period),
  CONSTRAINT exchange_rate_return_fkey FOREIGN KEY (return_id) REFERENCES returns.tax_return (id),
  CONSTRAINT exchange_rate_rate_check CHECK (rate ~ '^\d{1,12}(\.\d{1,12})?$')
);
SELECT platform.lock_to_operator('returns.exchange_rate');

-- What of a filed return came out of which game's books: held against them.
CREATE TABLE returns.filed_sum (
  return_id text COLLATE "C" NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  jurisdiction text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  tax_minor bigint NOT NULL,
  filed_at timestamptz NOT NULL,
  CONSTRAINT filed_sum_pkey PRIMARY KEY (game_id, return_id, jurisdiction, currency),
  CONSTRAINT filed_sum_return_fkey FOREIGN KEY (return_id) REFERENCES returns.tax_return (id)
);
SELECT platform.lock_to_game('returns.filed_sum');
REVOKE UPDATE, DELETE ON returns.filed_sum FROM hubcraft_app;
-- The operator files over all games at once.
CREATE POLICY added_by_the_operator ON returns.filed_sum FOR INSERT TO hubcraft_app WITH CHECK (current_setting('app.studio_id', true) = 'operator');

-- What was filed stays as it was filed.
CREATE FUNCTION returns.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was filed stays as it was filed: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_filed BEFORE UPDATE OR DELETE ON returns.tax_return FOR EACH ROW WHEN (OLD.filed_at IS NOT NULL) EXECUTE FUNCTION returns.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON returns.filed_sum FOR EACH STATEMENT EXECUTE FUNCTION returns.refuse_change();
-- So do the rates that it was filed at: what corrects it later goes by them.
CREATE FUNCTION returns.keep_rates_of_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM returns.tax_return r WHERE r.id = coalesce(NEW.return_id, OLD.return_id) AND r.filed_at IS NOT NULL) THEN RAISE EXCEPTION 'The rates of a filed return stay: % is refused', TG_OP USING ERRCODE = 'restrict_violation'; END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER keep_rates BEFORE INSERT OR UPDATE OR DELETE ON returns.exchange_rate FOR EACH ROW EXECUTE FUNCTION returns.keep_rates_of_filed();
