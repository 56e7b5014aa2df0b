-- The catalog of a game: items with what bundles hold, and the tree of categories.
CREATE SCHEMA catalog;
GRANT USAGE ON SCHEMA catalog TO hubcraft_app, hubcraft_ops;

CREATE TABLE catalog.item (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  sku text COLLATE "C" NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  description text,
  highlights jsonb,
  -- A raw price, already on a price point, or a template; never both.
  price_minor bigint,
  currency text NOT NULL,
  price_template_id text COLLATE "C",
  image_url text,
  image_url_apple text,
  icon_url text,
  icon_url_apple text,
  image_url_featured text,
  image_url_featured_apple text,
  background_image_url text,
  background_image_url_apple text,
  featured_card_background_image_url text,
  featured_card_background_image_url_apple text,
  background_image_color text,
  view_option text NOT NULL,
  quantity bigint NOT NULL,
  is_stackable boolean NOT NULL,
  is_currency boolean NOT NULL,
  position int,
  duration_seconds bigint,
  fallback_item_id text COLLATE "C",
  fallback_item_quantity bigint,
  comment text,
  is_system boolean,
  meta jsonb,
  -- {"name": {"de": …}, "description": {…}}
  translations jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  archived_at timestamptz,
  CONSTRAINT item_pkey PRIMARY KEY (game_id, id),
  -- Deferrable: one statement may let two items swap their handles.
  CONSTRAINT item_sku_key UNIQUE (game_id, sku) DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT item_fallback_fkey FOREIGN KEY (game_id, fallback_item_id) REFERENCES catalog.item (game_id, id),
  CONSTRAINT item_type_check CHECK (type IN ('item', 'currency', 'bundle', 'lootbox', 'subscription', 'virtual_currency')),
  CONSTRAINT item_view_option_check CHECK (view_option IN ('default', 'skeleton')),
  CONSTRAINT item_price_check CHECK (price_minor >= 0 AND (price_minor IS NULL OR price_template_id IS NULL)),
  CONSTRAINT item_quantity_check CHECK (quantity BETWEEN 1 AND 9007199254740991),
  CONSTRAINT item_fallback_check CHECK (fallback_item_id <> id AND (fallback_item_quantity IS NULL OR fallback_item_id IS NOT NULL) AND fallback_item_quantity > 0)
);
CREATE INDEX item_of_fallback ON catalog.item (game_id, fallback_item_id) WHERE fallback_item_id IS NOT NULL;
CREATE INDEX item_by_age ON catalog.item (game_id, created_at, id);
SELECT platform.lock_to_game('catalog.item');

-- What a bundle holds, in order. An item that a bundle holds cannot be deleted alone: the bundle would change without a word.
CREATE TABLE catalog.nested_item (
  game_id text COLLATE "C" NOT NULL,
  bundle_id text COLLATE "C" NOT NULL,
  position int NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  is_featured boolean NOT NULL,
  image_url text,
  view_type text,
  meta jsonb,
  CONSTRAINT nested_item_pkey PRIMARY KEY (game_id, bundle_id, position),
  CONSTRAINT nested_item_bundle_fkey FOREIGN KEY (game_id, bundle_id) REFERENCES catalog.item (game_id, id) ON DELETE CASCADE,
  CONSTRAINT nested_item_item_fkey FOREIGN KEY (game_id, item_id) REFERENCES catalog.item (game_id, id),
  CONSTRAINT nested_item_count_check CHECK (count BETWEEN 1 AND 9007199254740991),
  CONSTRAINT nested_item_view_type_check CHECK (view_type IN ('separated'))
);
CREATE INDEX nested_item_of_item ON catalog.nested_item (game_id, item_id);
SELECT platform.lock_to_game('catalog.nested_item');

CREATE TABLE catalog.category (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  description text,
  position int NOT NULL,
  parent_id text COLLATE "C",
  slug text COLLATE "C",
  item_template_id text,
  pinned_expression jsonb,
  icon text,
  image_url text,
  divider_image_url text,
  divider_position text NOT NULL,
  divider_type text NOT NULL,
  background_color text,
  background_image_url text,
  background_size text,
  render_type text,
  render_options jsonb,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT category_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT category_slug_key UNIQUE (game_id, slug) DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT category_parent_fkey FOREIGN KEY (game_id, parent_id) REFERENCES catalog.category (game_id, id),
  CONSTRAINT category_divider_position_check CHECK (divider_position IN ('top', 'bottom')),
  CONSTRAINT category_divider_type_check CHECK (divider_type IN ('image', 'mask')),
  CONSTRAINT category_background_size_check CHECK (background_size IN ('contain', 'repeat', 'cover')),
  CONSTRAINT category_render_type_check CHECK (render_type IN ('default', 'carousel'))
);
CREATE INDEX category_of_parent ON catalog.category (game_id, parent_id) WHERE parent_id IS NOT NULL;
SELECT platform.lock_to_game('catalog.category');

CREATE TABLE catalog.item_category (
  game_id text COLLATE "C" NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  category_id text COLLATE "C" NOT NULL,
  position int NOT NULL,
  CONSTRAINT item_category_pkey PRIMARY KEY (game_id, item_id, category_id),
  CONSTRAINT item_category_item_fkey FOREIGN KEY (game_id, item_id) REFERENCES catalog.item (game_id, id) ON DELETE CASCADE,
  CONSTRAINT item_category_category_fkey FOREIGN KEY (game_id, category_id) REFERENCES catalog.category (game_id, id) ON DELETE CASCADE
);
CREATE INDEX item_category_of_category ON catalog.item_category (game_id, category_id, item_id);
SELECT platform.lock_to_game('catalog.item_category');

-- Counts the changes of a game's catalog. Every write takes this row first, so that one game's catalog is changed by one writer at a time:
-- two writers that see only their own half could close a circle of bundles.
CREATE TABLE catalog.version (
  game_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT version_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('catalog.version');
