-- What the game has said of the items of a refund before the money went back, and what the player owes where it went back although they are gone.
ALTER TABLE refunds.refund
  ADD COLUMN consumption jsonb,
  -- How often the game was asked in vain.
  ADD COLUMN silences int NOT NULL DEFAULT 0,
  -- Who agreed as the second person before the refund was held for its items: it still takes two.
  ADD COLUMN four_eyes_by text COLLATE "C";
-- Rows that are there are looked at by 0324, which stops nobody meanwhile.
ALTER TABLE refunds.refund
  DROP CONSTRAINT refund_held_for_check,
  ADD CONSTRAINT refund_held_for_check CHECK (held_for IN ('breaker', 'four_eyes', 'consumption')) NOT VALID,
  DROP CONSTRAINT refund_four_eyes_check,
  ADD CONSTRAINT refund_four_eyes_check CHECK (
    (held_for IS DISTINCT FROM 'four_eyes' AND four_eyes_by IS NULL) OR state IN ('held', 'dismissed')
    OR (decided_by LIKE 'mem\_%' AND decided_by IS DISTINCT FROM asked_by AND decided_by IS DISTINCT FROM asked_by_member) IS TRUE
  ) NOT VALID;

-- What becomes of a refund that somebody asks for: `refund`, `ask` (a person decides) or `refuse`. Unused items always go back.
ALTER TABLE games.game
  ADD COLUMN refund_if_used text NOT NULL DEFAULT 'ask',
  ADD COLUMN refund_if_transferred text NOT NULL DEFAULT 'ask',
  ADD COLUMN refund_if_unanswered text NOT NULL DEFAULT 'ask',
  ADD CONSTRAINT game_refund_if_check CHECK (refund_if_used IN ('refund', 'ask', 'refuse') AND refund_if_transferred IN ('refund', 'ask', 'refuse') AND refund_if_unanswered IN ('refund', 'ask'));

CREATE TABLE refunds.clawback (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  refund_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  player_id text NOT NULL,
  -- The share of the refund that the items bear which are gone.
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  items jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open',
  recorded_at timestamptz NOT NULL,
  closed_by text COLLATE "C",
  closed_at timestamptz,
  close_reason text,
  CONSTRAINT clawback_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT clawback_refund_key UNIQUE (game_id, refund_id),
  CONSTRAINT clawback_amount_check CHECK (amount_minor >= 0),
  CONSTRAINT clawback_state_check CHECK (state IN ('open', 'recovered', 'waived')),
  CONSTRAINT clawback_closed_check CHECK ((state = 'open') = (closed_at IS NULL) AND (state = 'open') = (closed_by IS NULL))
);
CREATE INDEX clawback_of_player ON refunds.clawback (game_id, player_id, id);
CREATE INDEX clawback_by_state ON refunds.clawback (game_id, state, id);
SELECT platform.lock_to_game('refunds.clawback');
REVOKE DELETE ON refunds.clawback FROM hubcraft_app;
