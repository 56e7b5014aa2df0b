-- What was paid and is not acknowledged by the game goes back by itself, after so many hours in which the game could have.
ALTER TABLE games.game ADD COLUMN unacknowledged_refund_hours int NOT NULL DEFAULT 72;
ALTER TABLE games.game ADD CONSTRAINT game_unacknowledged_refund_hours_check CHECK (unacknowledged_refund_hours BETWEEN 1 AND 168);

-- How long a game could have acknowledged a grant and has not: counted while its endpoint is enabled and answers, standing still otherwise.
CREATE TABLE webhooks.grant_wait (
  game_id text COLLATE "C" NOT NULL,
  grant_id text COLLATE "C" NOT NULL,
  waited_seconds int NOT NULL,
  counted_at timestamptz NOT NULL,
  -- Whether it counted when it was looked at last.
  is_counting boolean NOT NULL,
  alarmed_at timestamptz,
  -- When it was announced that this was too long.
  told_at timestamptz,
  CONSTRAINT grant_wait_pkey PRIMARY KEY (game_id, grant_id),
  CONSTRAINT grant_wait_seconds_check CHECK (waited_seconds >= 0)
);
SELECT platform.lock_to_game('webhooks.grant_wait');
