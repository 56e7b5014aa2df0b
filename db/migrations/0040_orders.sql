-- Orders: what a player buys, at which price and tax, and how far it is.
CREATE SCHEMA orders;
GRANT USAGE ON SCHEMA orders TO hubcraft_app, hubcraft_ops;

-- Receipt numbers come from here and are scattered over 16 digits, so that they do not tell how much is sold.
CREATE SEQUENCE orders.receipt_number AS bigint;
GRANT USAGE ON SEQUENCE orders.receipt_number TO hubcraft_app;

CREATE TABLE orders.order (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  status text NOT NULL,
  -- Grows with every change of status; the number of the last row in order_transition.
  version int NOT NULL,
  source text NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  email text,
  country text,
  country_source text,
  country_locked boolean NOT NULL,
  region text,
  postcode text,
  locale text,
  platform text,
  currency text NOT NULL,
  amount_before_discount_minor bigint NOT NULL,
  -- After discount, before tax that is added.
  listed_minor bigint NOT NULL,
  -- What the player pays.
  amount_minor bigint NOT NULL,
  tax jsonb,
  tax_refusal_code text,
  quoted_on text,
  -- The lines as they were priced, kept for ever, and what was asked of the price list, to price them again in another country.
  lines jsonb NOT NULL,
  pricing jsonb NOT NULL,
  receipt_number text COLLATE "C",
  -- The attempt that holds the order, or that paid it.
  payment_id text COLLATE "C",
  locked_at timestamptz,
  -- What payments and refunds have told of this order, each fact once: [{kind, ref, payment_id, …}].
  facts jsonb NOT NULL,
  -- The sale as it was announced, to be mirrored by a refund.
  sale jsonb,
  metadata jsonb,
  player_info jsonb,
  redirect_settings jsonb,
  ui_settings jsonb,
  ip_address text,
  user_agent text,
  return_url text,
  back_to_game_url text,
  back_to_store_url text,
  payment_methods_enabled text[],
  handled_by_client boolean NOT NULL,
  coupons_enabled boolean,
  eligible_for_reward_points int,
  eligible_for_loyalty_points int,
  immediate_delivery_requested_at timestamptz,
  created_at timestamptz NOT NULL,
  modified_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- When the expiry was announced.
  expired_at timestamptz,
  paid_at timestamptz,
  refunded_at timestamptz,
  CONSTRAINT order_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT order_receipt_number_key UNIQUE (game_id, receipt_number),
  CONSTRAINT order_status_check CHECK (status IN ('created', 'captured', 'paid', 'canceled', 'refunded', 'refund_requested', 'reattempted', 'disputed')),
  CONSTRAINT order_source_check CHECK (source IN ('s2s', 'hub', 'sdk', 'checkout_link')),
  CONSTRAINT order_country_source_check CHECK (country_source IN ('studio', 'buyer', 'player', 'ip_address', 'hub')),
  CONSTRAINT order_amount_check CHECK (amount_minor > 0 AND listed_minor > 0 AND amount_before_discount_minor >= listed_minor),
  CONSTRAINT order_receipt_number_check CHECK (receipt_number ~ '^[0-9]{16}$'),
  CONSTRAINT order_attempt_check CHECK ((payment_id IS NULL) = (status IN ('created', 'reattempted'))),
  CONSTRAINT order_sale_check CHECK ((sale IS NULL) = (status IN ('created', 'captured', 'reattempted'))),
  CONSTRAINT order_quoted_on_check CHECK (quoted_on ~ '^\d{4}-\d\d-\d\d$')
);
CREATE INDEX order_of_player ON orders.order (game_id, player_id, id);
CREATE INDEX order_of_status ON orders.order (game_id, status, id);
CREATE INDEX order_paid ON orders.order (game_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX order_held ON orders.order (game_id, locked_at) WHERE status = 'captured';
SELECT platform.lock_to_game('orders.order');

-- Every change of status with the one thing that caused it. Append-only.
CREATE TABLE orders.order_transition (
  game_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  from_status text,
  to_status text NOT NULL,
  cause_kind text NOT NULL,
  cause_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT order_transition_pkey PRIMARY KEY (game_id, order_id, version),
  CONSTRAINT order_transition_order_fkey FOREIGN KEY (game_id, order_id) REFERENCES orders.order (game_id, id) DEFERRABLE INITIALLY DEFERRED
);
SELECT platform.lock_to_game('orders.order_transition');
REVOKE UPDATE, DELETE ON orders.order_transition FROM hubcraft_app;
