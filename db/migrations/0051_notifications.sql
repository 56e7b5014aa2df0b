-- Mails to players: one per fact.
CREATE SCHEMA notifications;
GRANT USAGE ON SCHEMA notifications TO hubcraft_app, hubcraft_ops;

CREATE TABLE notifications.mail (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  address text NOT NULL,
  state text NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  last_error text,
  CONSTRAINT mail_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT mail_fact_key UNIQUE (game_id, order_id, kind),
  CONSTRAINT mail_kind_check CHECK (kind IN ('receipt', 'refund')),
  CONSTRAINT mail_state_check CHECK (state IN ('pending', 'sent', 'skipped', 'failed')),
  CONSTRAINT mail_sent_check CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX mail_due ON notifications.mail (game_id, next_at) WHERE state = 'pending';
SELECT platform.lock_to_game('notifications.mail');
