-- Rates of exchange by day, as their source printed them. A day is recorded once and never changed: what was converted by it stays explained.
CREATE SCHEMA fx;
GRANT USAGE ON SCHEMA fx TO hubcraft_app, hubcraft_ops;

CREATE TABLE fx.rate_day (
  day date NOT NULL,
  source text NOT NULL,
  -- Units of each currency for one of this one, as decimals: {"USD": "1.0845", …}.
  base text NOT NULL,
  units jsonb NOT NULL,
  recorded_by text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT rate_day_pkey PRIMARY KEY (day),
  CONSTRAINT rate_day_units_check CHECK (jsonb_typeof(units) = 'object' AND NOT units ? base AND units <> '{}')
);
COMMENT ON TABLE fx.rate_day IS 'of no tenant';
-- Everybody reads them; only the operator's own transactions record them, and nobody changes them.
ALTER TABLE fx.rate_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE fx.rate_day FORCE ROW LEVEL SECURITY;
CREATE POLICY for_everybody ON fx.rate_day FOR SELECT TO hubcraft_app, hubcraft_ops USING (true);
CREATE POLICY of_the_operator ON fx.rate_day FOR INSERT TO hubcraft_app WITH CHECK (current_setting('app.studio_id', true) = 'operator');
GRANT SELECT, INSERT ON fx.rate_day TO hubcraft_app;
GRANT SELECT ON fx.rate_day TO hubcraft_ops;
