-- The hub of a game environment: where its players shop, and how it looks.
CREATE SCHEMA storefront;
GRANT USAGE ON SCHEMA storefront TO hubcraft_app, hubcraft_ops;

CREATE TABLE storefront.hub (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text NOT NULL,
  tagline text,
  accent_color text NOT NULL,
  background_color text NOT NULL,
  scheme text NOT NULL,
  logo_url text,
  background_url text,
  default_country text NOT NULL,
  default_locale text NOT NULL,
  locales text[] NOT NULL,
  back_to_game_url text,
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz,
  CONSTRAINT hub_pkey PRIMARY KEY (game_id, id),
  -- One hub per environment.
  CONSTRAINT hub_of_game_key UNIQUE (game_id),
  CONSTRAINT hub_scheme_check CHECK (scheme IN ('dark', 'light')),
  CONSTRAINT hub_color_check CHECK (accent_color ~ '^#[0-9a-f]{6}$' AND background_color ~ '^#[0-9a-f]{6}$'),
  CONSTRAINT hub_locales_check CHECK (cardinality(locales) > 0 AND default_locale = ANY (locales))
);
SELECT platform.lock_to_game('storefront.hub');
