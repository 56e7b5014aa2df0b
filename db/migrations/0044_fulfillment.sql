-- What a game owes its players: one grant per paid order, and how far the game has got with it.
CREATE SCHEMA fulfillment;
GRANT USAGE ON SCHEMA fulfillment TO hubcraft_app, hubcraft_ops;

CREATE TABLE fulfillment.grant_entry (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  items jsonb NOT NULL,
  reason text NOT NULL,
  decline_message text,
  requested_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  ended_at timestamptz,
  CONSTRAINT grant_entry_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT grant_entry_state_check CHECK (state IN ('requested', 'acknowledged', 'declined', 'revoking', 'revoked', 'voided'))
);
-- Over all time an order is granted once, whatever arrives how often.
CREATE UNIQUE INDEX grant_entry_once_per_order ON fulfillment.grant_entry (game_id, order_id);
SELECT platform.lock_to_game('fulfillment.grant_entry');
