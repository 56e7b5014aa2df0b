-- How the accounts of the ledger are called in the operator's own chart, and with which of these each closed month was exported.
CREATE SCHEMA books;
GRANT USAGE ON SCHEMA books TO hubcraft_app, hubcraft_ops;

-- Never edited: each change is the next version.
CREATE TABLE books.account_mapping (
  version int NOT NULL,
  accounts jsonb NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT account_mapping_pkey PRIMARY KEY (version),
  CONSTRAINT account_mapping_version_check CHECK (version > 0)
);
SELECT platform.lock_to_operator('books.account_mapping');
REVOKE UPDATE, DELETE ON books.account_mapping FROM hubcraft_app;

-- The first export of a closed month decides with which version all others are made. 0: none was there.
CREATE TABLE books.exported_month (
  legal_entity text COLLATE "C" NOT NULL,
  month date NOT NULL,
  mapping_version int NOT NULL,
  exported_at timestamptz NOT NULL,
  CONSTRAINT exported_month_pkey PRIMARY KEY (legal_entity, month)
);
SELECT platform.lock_to_operator('books.exported_month');
REVOKE UPDATE, DELETE ON books.exported_month FROM hubcraft_app;
