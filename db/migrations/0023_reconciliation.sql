-- Providers' settlement reports, line by line, against what our own events said would be settled.
CREATE SCHEMA reconciliation;
GRANT USAGE ON SCHEMA reconciliation TO hubcraft_app, hubcraft_ops;

-- What a provider has to settle, as our payments told it.
CREATE TABLE reconciliation.expected_movement (
  game_id text COLLATE "C" NOT NULL,
  -- The business fact (`capture:pmt_…`, `refund:ref_…`, `dispute_opened:…`): expected once, however often it is announced.
  fact text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  kind text NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  refund_id text COLLATE "C",
  currency text NOT NULL,
  gross_minor bigint NOT NULL,
  -- Null where the provider did not tell its fee.
  fee_minor bigint,
  -- The line that settled it.
  line_id text COLLATE "C",
  expected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT expected_movement_pkey PRIMARY KEY (game_id, fact),
  CONSTRAINT expected_movement_kind_check CHECK (kind IN ('capture', 'refund', 'chargeback'))
);
CREATE INDEX expected_movement_of_payment ON reconciliation.expected_movement (game_id, provider, payment_id);
CREATE INDEX expected_movement_open ON reconciliation.expected_movement (game_id, expected_at) WHERE line_id IS NULL;
SELECT platform.lock_to_game('reconciliation.expected_movement');

-- Lines about no payment of ours stand under the game id `unrouted`: a break of the operator's, no tenant's.
CREATE TABLE reconciliation.settlement_line (
  game_id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  line_id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C",
  batch_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  reference text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C",
  provider_payment_id text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  gross_minor bigint NOT NULL,
  fee_minor bigint NOT NULL,
  net_minor bigint NOT NULL,
  settled_at timestamptz NOT NULL,
  state text NOT NULL,
  reason text,
  imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  matched_at timestamptz,
  posted_at timestamptz,
  CONSTRAINT settlement_line_pkey PRIMARY KEY (game_id, provider, line_id),
  CONSTRAINT settlement_line_kind_check CHECK (kind IN ('capture', 'refund', 'chargeback', 'fee')),
  CONSTRAINT settlement_line_state_check CHECK (state IN ('matched', 'break')),
  CONSTRAINT settlement_line_reason_check CHECK ((state = 'break') = (reason IS NOT NULL)),
  CONSTRAINT settlement_line_posted_check CHECK (posted_at IS NULL OR state = 'matched')
);
CREATE INDEX settlement_line_breaks ON reconciliation.settlement_line (game_id, imported_at, line_id) WHERE state = 'break';
CREATE INDEX settlement_line_unposted ON reconciliation.settlement_line (game_id, provider, line_id) WHERE state = 'matched' AND posted_at IS NULL;
SELECT platform.lock_to_game('reconciliation.settlement_line');
