-- Where a buyer is, piece by piece, as it was known of the attempt that paid: what a tax office is shown for ten years. Countries only; never changed, and not erased with the player.
CREATE TABLE orders.place_evidence (
  game_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  country text COLLATE "C" NOT NULL,
  -- Who said it: whoever named the order's country, the registries' books of addresses, a proxy of the operator, the payment provider.
  told_by text NOT NULL,
  noted_at timestamptz NOT NULL,
  CONSTRAINT place_evidence_pkey PRIMARY KEY (game_id, order_id, payment_id, kind),
  CONSTRAINT place_evidence_kind_check CHECK (kind IN ('declared', 'ip_address', 'card', 'sim', 'bank')),
  CONSTRAINT place_evidence_country_check CHECK (country ~ '^[A-Z]{2}$'),
  CONSTRAINT place_evidence_told_by_check CHECK (told_by IN ('studio', 'buyer', 'player', 'card', 'registry', 'proxy', 'provider'))
);
SELECT platform.lock_to_game('orders.place_evidence');
REVOKE UPDATE, DELETE ON orders.place_evidence FROM hubcraft_app;

-- `card`: the order was taxed anew where the buyer's card is from, for her to confirm.
ALTER TABLE orders.order DROP CONSTRAINT order_country_source_check;
ALTER TABLE orders.order ADD CONSTRAINT order_country_source_check CHECK (country_source IN ('studio', 'buyer', 'player', 'ip_address', 'hub', 'card'));
