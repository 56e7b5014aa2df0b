-- Refunds of orders, and of payments that no order needs.
CREATE SCHEMA refunds;
GRANT USAGE ON SCHEMA refunds TO hubcraft_app, hubcraft_ops;

CREATE TABLE refunds.refund (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  player_id text NOT NULL,
  purpose text NOT NULL DEFAULT 'order',
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  source text NOT NULL,
  state text NOT NULL,
  failure text,
  -- Set when the breaker let an automatic refund pass: what it counts.
  admitted_at timestamptz,
  refunds_last_hour int,
  paid_last_hour int,
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  requested_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- The database's own time, never a test clock's: compared with the recording times of events.
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT refund_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT refund_purpose_check CHECK (purpose IN ('order', 'overpaid')),
  CONSTRAINT refund_source_check CHECK (source IN ('studio', 'player', 'automatic', 'operator')),
  CONSTRAINT refund_state_check CHECK (state IN ('requested', 'succeeded', 'failed', 'held', 'dismissed')),
  CONSTRAINT refund_amount_check CHECK (amount_minor > 0)
);
-- An order is refunded once; a refund that failed or was dismissed makes room for another.
CREATE UNIQUE INDEX refund_order_key ON refunds.refund (game_id, order_id) WHERE purpose = 'order' AND state NOT IN ('failed', 'dismissed');
CREATE UNIQUE INDEX refund_overpaid_key ON refunds.refund (game_id, payment_id) WHERE purpose = 'overpaid';
CREATE INDEX refund_of_order ON refunds.refund (game_id, order_id, id);
CREATE INDEX refund_by_state ON refunds.refund (game_id, state, id);
CREATE INDEX refund_admitted ON refunds.refund (game_id, admitted_at) WHERE admitted_at IS NOT NULL;
SELECT platform.lock_to_game('refunds.refund');
