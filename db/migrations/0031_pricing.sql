-- Price templates: one base price in US cents, and the prices that the studio sets by hand for a country and platform.
CREATE SCHEMA pricing;
GRANT USAGE ON SCHEMA pricing TO hubcraft_app, hubcraft_ops;

CREATE TABLE pricing.price_template (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text NOT NULL,
  price_minor bigint NOT NULL,
  category text NOT NULL,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT price_template_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT price_template_key_key UNIQUE (game_id, key),
  CONSTRAINT price_template_price_check CHECK (price_minor > 0 AND price_minor <= 1000000000000),
  CONSTRAINT price_template_category_check CHECK (category IN ('none', 'platform'))
);
SELECT platform.lock_to_game('pricing.price_template');

CREATE TABLE pricing.custom_price (
  game_id text COLLATE "C" NOT NULL,
  price_template_id text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  platform text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  price_minor bigint NOT NULL,
  CONSTRAINT custom_price_pkey PRIMARY KEY (game_id, price_template_id, country, platform),
  CONSTRAINT custom_price_template_fkey FOREIGN KEY (game_id, price_template_id) REFERENCES pricing.price_template (game_id, id) ON DELETE CASCADE,
  CONSTRAINT custom_price_platform_check CHECK (platform IN ('any', 'ios', 'android', 'other')),
  CONSTRAINT custom_price_price_check CHECK (price_minor >= 0 AND price_minor <= 1000000000000)
);
SELECT platform.lock_to_game('pricing.custom_price');

-- Which item names which template, as the catalog announced it last. A deleted item stays with no template, so that an older announcement that
-- comes late does not bring it back.
CREATE TABLE pricing.template_use (
  game_id text COLLATE "C" NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  price_template_id text COLLATE "C",
  told_at timestamptz NOT NULL,
  CONSTRAINT template_use_pkey PRIMARY KEY (game_id, item_id)
);
CREATE INDEX template_use_of_template ON pricing.template_use (game_id, price_template_id) WHERE price_template_id IS NOT NULL;
SELECT platform.lock_to_game('pricing.template_use');

-- Counts the changes of a game's templates.
CREATE TABLE pricing.version (
  game_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT version_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('pricing.version');
