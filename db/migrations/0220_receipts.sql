-- Receipts, invoices and credit notes, their series without gaps, and who issues them.
CREATE SCHEMA receipts;
GRANT USAGE ON SCHEMA receipts TO hubcraft_app, hubcraft_ops;

-- Who sells. The operator's own, written as the owner of the database (`hubcraft legal-entity`): the running processes may only read it.
CREATE TABLE receipts.legal_entity (
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  address_lines text[] NOT NULL,
  country text COLLATE "C" NOT NULL,
  contact text,
  -- [{"territory": "EU", "label": "VAT ID", "number": "EU372000001", "scheme": "oss_non_union"}]
  tax_ids jsonb NOT NULL DEFAULT '[]',
  number_prefix text COLLATE "C" NOT NULL,
  -- To whom it sells; null: to everybody whom no other entity names.
  buyer_countries text[],
  is_demo boolean NOT NULL DEFAULT false,
  CONSTRAINT legal_entity_pkey PRIMARY KEY (id),
  CONSTRAINT legal_entity_prefix_key UNIQUE (number_prefix),
  CONSTRAINT legal_entity_id_check CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  CONSTRAINT legal_entity_country_check CHECK (country ~ '^[A-Z]{2}$'),
  CONSTRAINT legal_entity_prefix_check CHECK (number_prefix ~ '^[A-Z0-9]{1,8}$')
);
-- One of them sells to everybody else.
CREATE UNIQUE INDEX legal_entity_rest_key ON receipts.legal_entity ((buyer_countries IS NULL)) WHERE buyer_countries IS NULL;
GRANT SELECT ON receipts.legal_entity TO hubcraft_app, hubcraft_ops;
COMMENT ON TABLE receipts.legal_entity IS 'of no tenant';

-- The last number of a series. Locked by whoever finalises documents, until its end: what is rolled back leaves no gap. A sequence would.
CREATE TABLE receipts.series (
  legal_entity_id text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  year int NOT NULL,
  last_number bigint NOT NULL,
  last_issued_at timestamptz NOT NULL,
  CONSTRAINT series_pkey PRIMARY KEY (legal_entity_id, environment, kind, year),
  CONSTRAINT series_entity_fkey FOREIGN KEY (legal_entity_id) REFERENCES receipts.legal_entity (id),
  CONSTRAINT series_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT series_kind_check CHECK (kind IN ('sale', 'credit')),
  CONSTRAINT series_number_check CHECK (last_number > 0)
);
GRANT SELECT, INSERT, UPDATE ON receipts.series TO hubcraft_app;
GRANT SELECT ON receipts.series TO hubcraft_ops;
COMMENT ON TABLE receipts.series IS 'of no tenant';

-- Which document has which number: a series runs over all games of its entity, so it is unique here and not there.
CREATE TABLE receipts.number (
  legal_entity_id text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  year int NOT NULL,
  number bigint NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  CONSTRAINT number_pkey PRIMARY KEY (legal_entity_id, environment, kind, year, number),
  CONSTRAINT number_series_fkey FOREIGN KEY (legal_entity_id, environment, kind, year) REFERENCES receipts.series (legal_entity_id, environment, kind, year),
  CONSTRAINT number_number_check CHECK (number > 0)
);
CREATE UNIQUE INDEX number_of_document_key ON receipts.number (document_id);
SELECT platform.lock_to_game('receipts.number');
REVOKE UPDATE, DELETE ON receipts.number FROM hubcraft_app;

CREATE TABLE receipts.document (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  -- Of a credit note: why the money went back (a refund's id, `chargeback`), and what it corrects.
  cause_id text COLLATE "C" NOT NULL DEFAULT '',
  original_id text COLLATE "C",
  legal_entity_id text COLLATE "C" NOT NULL,
  series_kind text COLLATE "C" NOT NULL,
  series_year int NOT NULL,
  series_number bigint NOT NULL,
  number text COLLATE "C" NOT NULL,
  country text NOT NULL,
  currency text NOT NULL,
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  total_minor bigint NOT NULL,
  data jsonb NOT NULL,
  issued_at timestamptz NOT NULL,
  supplied_at timestamptz NOT NULL,
  -- The last day on which the law wants it kept.
  retain_until date NOT NULL,
  CONSTRAINT document_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT document_fact_key UNIQUE (game_id, order_id, series_kind, cause_id),
  CONSTRAINT document_original_fkey FOREIGN KEY (game_id, original_id) REFERENCES receipts.document (game_id, id),
  CONSTRAINT document_kind_check CHECK (kind IN ('receipt', 'invoice', 'credit_note')),
  CONSTRAINT document_series_check CHECK ((series_kind = 'credit') = (kind = 'credit_note') AND (kind = 'credit_note') = (original_id IS NOT NULL) AND (kind = 'credit_note') = (cause_id <> '')),
  CONSTRAINT document_total_check CHECK (net_minor + tax_minor = total_minor AND total_minor > 0 AND net_minor >= 0 AND tax_minor >= 0)
);
CREATE INDEX document_by_number ON receipts.document (game_id, number);
SELECT platform.lock_to_game('receipts.document');
REVOKE UPDATE, DELETE ON receipts.document FROM hubcraft_app;

-- What could not be issued yet, because nobody is said to sell there: nothing of it is lost.
CREATE TABLE receipts.held (
  game_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  series_kind text COLLATE "C" NOT NULL,
  cause_id text COLLATE "C" NOT NULL DEFAULT '',
  wanted jsonb NOT NULL,
  held_at timestamptz NOT NULL,
  CONSTRAINT held_pkey PRIMARY KEY (game_id, order_id, series_kind, cause_id)
);
SELECT platform.lock_to_game('receipts.held');

-- From when on sales have documents: those that were made before have none unless their money goes back.
CREATE TABLE receipts.beginning (
  at timestamptz NOT NULL
);
-- Where something has been sold, processes of the build before go on for a while: what they announce nobody hears of here.
INSERT INTO receipts.beginning (at) SELECT clock_timestamp() + CASE WHEN EXISTS (SELECT FROM orders.order) THEN interval '1 hour' ELSE interval '0' END;
GRANT SELECT ON receipts.beginning TO hubcraft_app, hubcraft_ops;
COMMENT ON TABLE receipts.beginning IS 'of no tenant';

CREATE FUNCTION receipts.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Documents stay as they were issued: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts.document FOR EACH STATEMENT EXECUTE FUNCTION receipts.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts.number FOR EACH STATEMENT EXECUTE FUNCTION receipts.refuse_change();
