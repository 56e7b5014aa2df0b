-- The confirmations of statements of withdrawal. Neither name nor address stands here: both are asked for when a mail is sent.
CREATE TABLE notifications.withdrawal_mail (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- One mail for each statement.
  withdrawal_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  last_error text,
  CONSTRAINT withdrawal_mail_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT withdrawal_mail_fact_key UNIQUE (game_id, withdrawal_id),
  CONSTRAINT withdrawal_mail_state_check CHECK (state IN ('pending', 'sent', 'skipped', 'failed')),
  CONSTRAINT withdrawal_mail_sent_check CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX withdrawal_mail_due ON notifications.withdrawal_mail (game_id, next_at) WHERE state = 'pending';
SELECT platform.lock_to_game('notifications.withdrawal_mail');
