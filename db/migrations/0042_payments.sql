-- Attempts to pay an order, what goes back, and what providers tell us.
CREATE SCHEMA payments;
GRANT USAGE ON SCHEMA payments TO hubcraft_app, hubcraft_ops;

CREATE TABLE payments.payment (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text NOT NULL,
  provider text NOT NULL,
  provider_reference text COLLATE "C",
  method text NOT NULL,
  status text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  captured_minor bigint NOT NULL DEFAULT 0,
  -- Refunds that were booked and have not failed: never more than what was captured.
  refunding_minor bigint NOT NULL DEFAULT 0,
  refunded_minor bigint NOT NULL DEFAULT 0,
  psp_fee_minor bigint,
  country text,
  ip_address text,
  user_agent text,
  platform text,
  return_url text NOT NULL,
  card_brand text,
  card_last4 text,
  card_country text,
  card_fingerprint text,
  three_ds_flow text,
  three_ds_result text,
  fail_reason text,
  fail_code text,
  action_url text,
  -- What the provider said last while the attempt is open: pending, requires_action, authorised.
  provider_state text,
  refund_id text COLLATE "C",
  refund_reason text,
  dispute_id text COLLATE "C",
  -- Another amount or currency was captured than we asked for; a person decides.
  reported_minor bigint,
  reported_currency text,
  mismatched_at timestamptz,
  -- Set by the one caller that charges; another may try after the provider's deadline has long passed.
  charging_at timestamptz,
  charge_count int NOT NULL DEFAULT 0,
  captured_at timestamptz,
  late_captured_at timestamptz,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  modified_at timestamptz NOT NULL,
  status_updated_at timestamptz NOT NULL,
  CONSTRAINT payment_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT payment_provider_reference_key UNIQUE (provider, provider_reference),
  CONSTRAINT payment_status_check CHECK (status IN ('created', 'done', 'failed', 'rejected', 'canceled', 'abandoned', 'expired', 'voided', 'refund_requested', 'refunded', 'dispute', 'chargeback')),
  CONSTRAINT payment_amount_check CHECK (amount_minor > 0 AND captured_minor >= 0),
  CONSTRAINT payment_refund_check CHECK (refunded_minor >= 0 AND refunded_minor <= refunding_minor AND refunding_minor <= captured_minor),
  CONSTRAINT payment_done_check CHECK (status <> 'done' OR captured_minor > 0)
);
CREATE INDEX payment_of_order ON payments.payment (game_id, order_id, id);
CREATE INDEX payment_of_player ON payments.payment (game_id, player_id, id);
CREATE INDEX payment_by_modification ON payments.payment (game_id, modified_at);
CREATE INDEX payment_by_status_change ON payments.payment (game_id, status_updated_at);
CREATE INDEX payment_by_creation ON payments.payment (game_id, created_at);
SELECT platform.lock_to_game('payments.payment');

CREATE TABLE payments.refund (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  purpose text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  state text NOT NULL DEFAULT 'requested',
  provider_reference text COLLATE "C",
  failure text,
  requested_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT refund_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT refund_payment_fkey FOREIGN KEY (game_id, payment_id) REFERENCES payments.payment (game_id, id),
  CONSTRAINT refund_purpose_check CHECK (purpose IN ('order', 'late', 'overpaid')),
  CONSTRAINT refund_state_check CHECK (state IN ('requested', 'pending', 'succeeded', 'failed')),
  CONSTRAINT refund_amount_check CHECK (amount_minor > 0)
);
CREATE INDEX refund_of_payment ON payments.refund (game_id, payment_id, id);
SELECT platform.lock_to_game('payments.refund');

-- What a provider sent, once per (psp, event_id) for ever: not partitioned. What belongs to no game of ours stands under the game `unrouted`.
CREATE TABLE payments.psp_notification (
  psp text NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  game_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  payment_id text COLLATE "C",
  refund_id text COLLATE "C",
  body bytea NOT NULL,
  state text NOT NULL,
  received_at timestamptz NOT NULL,
  processed_at timestamptz,
  CONSTRAINT psp_notification_pkey PRIMARY KEY (psp, event_id),
  CONSTRAINT psp_notification_state_check CHECK (state IN ('stored', 'processed', 'ignored'))
);
CREATE INDEX psp_notification_of_payment ON payments.psp_notification (game_id, payment_id);
SELECT platform.lock_to_game('payments.psp_notification');

-- The issuer says that a charge was fraud. The money stays where it is.
CREATE TABLE payments.fraud_report (
  game_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  reason text,
  reported_at timestamptz NOT NULL,
  CONSTRAINT fraud_report_pkey PRIMARY KEY (game_id, payment_id),
  CONSTRAINT fraud_report_payment_fkey FOREIGN KEY (game_id, payment_id) REFERENCES payments.payment (game_id, id)
);
SELECT platform.lock_to_game('payments.fraud_report');
