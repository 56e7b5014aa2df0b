-- Stores and what they offer: items of the catalog with a place, texts, a price, a discount and a bonus of their own.
CREATE SCHEMA offers;
GRANT USAGE ON SCHEMA offers TO hubcraft_app, hubcraft_ops;

CREATE TABLE offers.store (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text NOT NULL,
  description text NOT NULL,
  type text NOT NULL,
  start_at timestamptz,
  end_at timestamptz,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT store_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT store_key_key UNIQUE (game_id, key),
  CONSTRAINT store_type_check CHECK (type IN ('default', 'special')),
  CONSTRAINT store_window_check CHECK (start_at < end_at)
);
SELECT platform.lock_to_game('offers.store');

CREATE TABLE offers.store_item (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  store_id text COLLATE "C" NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  position int NOT NULL,
  name text,
  description text,
  image_url text,
  discount_percent int,
  bonus_percent int,
  bonus_fixed bigint,
  custom_badge text,
  bonus_badge text,
  start_at timestamptz,
  end_at timestamptz,
  price_minor bigint,
  price_template_id text COLLATE "C",
  quantity bigint,
  requirements_mismatch_behavior text,
  card_type text,
  show_first_on_category_list boolean,
  show_disabled_by_max_purchases boolean,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT store_item_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT store_item_store_fkey FOREIGN KEY (game_id, store_id) REFERENCES offers.store (game_id, id) ON DELETE CASCADE,
  CONSTRAINT store_item_discount_check CHECK (discount_percent BETWEEN 0 AND 99),
  CONSTRAINT store_item_bonus_check CHECK (bonus_percent IS NULL OR bonus_fixed IS NULL),
  CONSTRAINT store_item_price_check CHECK (price_minor > 0 AND (price_minor IS NULL OR price_template_id IS NULL)),
  CONSTRAINT store_item_quantity_check CHECK (quantity > 0),
  CONSTRAINT store_item_window_check CHECK (start_at < end_at)
);
CREATE INDEX store_item_of_store ON offers.store_item (game_id, store_id, position, id);
CREATE INDEX store_item_of_item ON offers.store_item (game_id, item_id);
SELECT platform.lock_to_game('offers.store_item');

-- Counts the changes of a game's stores.
CREATE TABLE offers.version (
  game_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT version_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('offers.version');
