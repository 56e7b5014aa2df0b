-- What came back of mails, and the addresses that are not written to any more.
CREATE TABLE notifications.mail_report (
  game_id text COLLATE "C" NOT NULL,
  -- Of any of the tables of mails.
  mail_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- RFC 3463: `5.1.1`. Null where nobody said one.
  status_code text COLLATE "C",
  -- What the other server said, without addresses.
  said text,
  -- Whether our mail server refused it at once, or a report came afterwards.
  source text NOT NULL,
  reported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Told twice, it is one.
  CONSTRAINT mail_report_pkey PRIMARY KEY (game_id, mail_id, kind),
  CONSTRAINT mail_report_kind_check CHECK (kind IN ('hard_bounce', 'soft_bounce', 'blocked', 'complaint')),
  CONSTRAINT mail_report_source_check CHECK (source IN ('smtp', 'report'))
);
CREATE INDEX mail_report_by_time ON notifications.mail_report (reported_at);
SELECT platform.lock_to_game('notifications.mail_report');

-- One sender writes for all games, so an address is suppressed in all of them; by mails of a sandbox in that one alone, under a key of its own. It stands as a keyed hash and leads to no mail, order or player.
CREATE TABLE notifications.suppression (
  id text COLLATE "C" NOT NULL,
  address_key text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  status_code text COLLATE "C",
  suppressed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT suppression_pkey PRIMARY KEY (id),
  -- A complaint lets through what the law requires, a bounce nothing: both may hold.
  CONSTRAINT suppression_once UNIQUE (address_key, reason),
  CONSTRAINT suppression_reason_check CHECK (reason IN ('hard_bounce', 'soft_bounces', 'complaint'))
);
SELECT platform.lock_to_operator('notifications.suppression');
CREATE POLICY read_by_every_game ON notifications.suppression FOR SELECT TO hubcraft_app USING (nullif(current_setting('app.game_id', true), '') IS NOT NULL);
CREATE POLICY noted_by_every_game ON notifications.suppression FOR INSERT TO hubcraft_app WITH CHECK (nullif(current_setting('app.game_id', true), '') IS NOT NULL);

-- Mails that a mailbox did not take for a while: several of them suppress it. Rows go after thirty days.
CREATE TABLE notifications.soft_bounce (
  address_key text COLLATE "C" NOT NULL,
  mail_id text COLLATE "C" NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT soft_bounce_pkey PRIMARY KEY (address_key, mail_id)
);
CREATE INDEX soft_bounce_by_time ON notifications.soft_bounce (noted_at);
SELECT platform.lock_to_operator('notifications.soft_bounce');
CREATE POLICY read_by_every_game ON notifications.soft_bounce FOR SELECT TO hubcraft_app USING (nullif(current_setting('app.game_id', true), '') IS NOT NULL);
CREATE POLICY noted_by_every_game ON notifications.soft_bounce FOR INSERT TO hubcraft_app WITH CHECK (nullif(current_setting('app.game_id', true), '') IS NOT NULL);

-- Days (UTC) of which it was told that too many mails come back or are complained about.
CREATE TABLE notifications.mail_alarm (
  day date NOT NULL,
  kind text NOT NULL,
  cases int NOT NULL,
  base int NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT mail_alarm_pkey PRIMARY KEY (day, kind),
  CONSTRAINT mail_alarm_kind_check CHECK (kind IN ('bounces', 'complaints'))
);
SELECT platform.lock_to_operator('notifications.mail_alarm');
