-- Lines of settlement reports that were settled in another currency than the player paid in: both sides, the provider's rate, and the dated rate by which the books took it. Written with their entries, never changed.
CREATE TABLE ledger.settlement_exchange (
  game_id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  line_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- As it was paid, or went back; and what the books had of the provider's fee in that currency already.
  currency text NOT NULL,
  gross_minor bigint NOT NULL,
  booked_fee_minor bigint NOT NULL,
  -- As it was settled.
  settled_currency text NOT NULL,
  settled_gross_minor bigint NOT NULL,
  settled_fee_minor bigint NOT NULL,
  settled_net_minor bigint NOT NULL,
  provider_rate text NOT NULL,
  -- The rate of the day with its source, what was exchanged is worth by it in the settlement's currency, and the fee in that of the payment. Where no rate is known it is the provider's.
  rate text NOT NULL,
  rate_date date NOT NULL,
  rate_source text NOT NULL,
  worth_minor bigint NOT NULL,
  fee_minor bigint NOT NULL,
  -- Whether this line is the first to tell the provider's fee.
  is_fee_estimated boolean NOT NULL,
  CONSTRAINT settlement_exchange_pkey PRIMARY KEY (game_id, provider, line_id),
  CONSTRAINT settlement_exchange_kind_check CHECK (kind IN ('capture', 'refund', 'chargeback')),
  CONSTRAINT settlement_exchange_sum_check CHECK (settled_gross_minor - settled_fee_minor = settled_net_minor AND currency <> settled_currency)
);
CREATE INDEX settlement_exchange_of_payment ON ledger.settlement_exchange (game_id, payment_id);
SELECT platform.lock_to_game('ledger.settlement_exchange');
REVOKE UPDATE, DELETE ON ledger.settlement_exchange FROM hubcraft_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.settlement_exchange FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
