-- Where the operator is registered for tax, and the local rates that it loaded. Both belong to the operator, not to a game: no tenant, and
-- the running processes may only read them. The rates themselves are a versioned file of the build.
CREATE SCHEMA tax;
GRANT USAGE ON SCHEMA tax TO hubcraft_app, hubcraft_ops;

CREATE TABLE tax.registration (
  id text COLLATE "C" NOT NULL,
  territory text COLLATE "C" NOT NULL,
  region text COLLATE "C",
  scheme text NOT NULL,
  valid_from date,
  valid_to date,
  CONSTRAINT registration_pkey PRIMARY KEY (id),
  CONSTRAINT registration_place_key UNIQUE NULLS NOT DISTINCT (territory, region, scheme, valid_from),
  CONSTRAINT registration_territory_check CHECK (territory ~ '^[A-Z]{2}$'),
  CONSTRAINT registration_period_check CHECK (valid_to >= valid_from)
);

CREATE TABLE tax.local_rate (
  id text COLLATE "C" NOT NULL,
  territory text COLLATE "C" NOT NULL,
  region text COLLATE "C" NOT NULL,
  -- Matches every postcode that begins with it; empty for the whole region.
  postcode_prefix text COLLATE "C" NOT NULL DEFAULT '',
  name text NOT NULL,
  -- Percent, a plain decimal; '0' says that no local tax is due, which is not the same as no row.
  rate text NOT NULL,
  valid_from date,
  valid_to date,
  CONSTRAINT local_rate_pkey PRIMARY KEY (id),
  CONSTRAINT local_rate_place_key UNIQUE NULLS NOT DISTINCT (territory, region, postcode_prefix, name, valid_from),
  CONSTRAINT local_rate_rate_check CHECK (rate ~ '^\d{1,2}(\.\d{1,6})?$'),
  CONSTRAINT local_rate_period_check CHECK (valid_to >= valid_from)
);

GRANT SELECT ON tax.registration, tax.local_rate TO hubcraft_app, hubcraft_ops;
