-- Where the operator sells to nobody and pays nobody, beyond the embargoes that are shipped: an order of a court, an unlawful category, a new sanction. One of the staff places a block and it counts at once; two end it (`tax.ending`).
CREATE TABLE tax.sale_block (
  id text COLLATE "C" NOT NULL,
  territory text COLLATE "C" NOT NULL,
  -- ISO 3166-2; null for the whole territory.
  region text COLLATE "C",
  -- What postcodes of the region begin with, for buyers who tell a postcode and no region.
  postcode_prefixes text[] NOT NULL DEFAULT '{}',
  reason_code text NOT NULL,
  reason text NOT NULL,
  source_url text,
  valid_from date NOT NULL,
  placed_by text COLLATE "C" NOT NULL,
  placed_at timestamptz NOT NULL,
  CONSTRAINT sale_block_pkey PRIMARY KEY (id),
  CONSTRAINT sale_block_reason_check CHECK (reason_code IN ('sanctions', 'unlawful', 'court_order', 'regulator', 'tax_authority', 'policy')),
  CONSTRAINT sale_block_prefixes_check CHECK (region IS NOT NULL OR postcode_prefixes = '{}')
);
COMMENT ON TABLE tax.sale_block IS 'of no tenant';
CREATE INDEX sale_block_of_territory ON tax.sale_block (territory, id);

GRANT SELECT ON tax.sale_block TO hubcraft_app, hubcraft_ops;
GRANT INSERT ON tax.sale_block TO hubcraft_app;
ALTER TABLE tax.sale_block ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON tax.sale_block FOR SELECT TO hubcraft_app, hubcraft_ops USING (true);
CREATE POLICY added_by_the_operator ON tax.sale_block FOR INSERT TO hubcraft_app WITH CHECK (current_setting('app.studio_id', true) = 'operator');
