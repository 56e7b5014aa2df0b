-- What the refund of a part of an order takes back of its grant. It has an id like a grant's: the game is told of it as of any grant that goes back.
CREATE TABLE fulfillment.taken_part (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  refund_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  -- The grant that it was a part of, as it was called then.
  grant_id text COLLATE "C" NOT NULL,
  mode text NOT NULL,
  state text NOT NULL,
  -- How many units of which line.
  lines jsonb NOT NULL,
  items jsonb NOT NULL,
  requested_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  ended_at timestamptz,
  CONSTRAINT taken_part_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT taken_part_mode_check CHECK (mode IN ('push', 'claim')),
  CONSTRAINT taken_part_state_check CHECK (state IN ('revoking', 'revoked', 'withheld', 'void')),
  CONSTRAINT taken_part_end_check CHECK ((state = 'revoking') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX taken_part_refund_key ON fulfillment.taken_part (game_id, refund_id);
CREATE INDEX taken_part_of_order ON fulfillment.taken_part (game_id, order_id);
CREATE INDEX taken_part_of_claims ON fulfillment.taken_part (game_id, player_id, id) WHERE mode = 'claim' AND state = 'revoked';
SELECT platform.lock_to_game('fulfillment.taken_part');
