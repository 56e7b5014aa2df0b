-- `reserve`: the game is asked before money is taken whether it can give what is bought.
ALTER TABLE game_servers.fulfillment DROP CONSTRAINT fulfillment_mode_check;
ALTER TABLE game_servers.fulfillment ADD CONSTRAINT fulfillment_mode_check CHECK (mode IN ('push', 'reserve', 'claim'));

-- What a game was asked to keep for one payment attempt, and what became of it.
CREATE TABLE fulfillment.reservation (
  game_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  refusal_code text,
  refusal_message text,
  asked_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT reservation_pkey PRIMARY KEY (game_id, payment_id),
  CONSTRAINT reservation_state_check CHECK (state IN ('asking', 'held', 'refused', 'unknown', 'used', 'released'))
);
CREATE UNIQUE INDEX reservation_id_key ON fulfillment.reservation (game_id, id);
CREATE INDEX reservation_of_order ON fulfillment.reservation (game_id, order_id);
SELECT platform.lock_to_game('fulfillment.reservation');

-- The reservation that a grant uses up.
ALTER TABLE fulfillment.grant_entry ADD COLUMN reservation_id text COLLATE "C";
