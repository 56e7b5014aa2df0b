-- What people of a studio are written: the links that mails carry, of which the hash stands here, and the mails themselves. A mail travels with an environment of the studio, as events and jobs do.
CREATE TABLE access.member_link (
  studio_id text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  purpose text NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  ends_at timestamptz NOT NULL,
  CONSTRAINT member_link_pkey PRIMARY KEY (studio_id, member_id, purpose),
  CONSTRAINT member_link_token_key UNIQUE (studio_id, token_hash),
  CONSTRAINT member_link_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member (studio_id, id),
  CONSTRAINT member_link_purpose_check CHECK (purpose IN ('invitation', 'password'))
);
SELECT platform.lock_to_studio('access.member_link');

CREATE TABLE notifications.member_mail (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- The fact that it tells of: one mail for each.
  event_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  last_error text,
  CONSTRAINT member_mail_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT member_mail_fact_key UNIQUE (game_id, event_id),
  CONSTRAINT member_mail_kind_check CHECK (kind IN ('invitation', 'password_link', 'password_changed')),
  CONSTRAINT member_mail_state_check CHECK (state IN ('pending', 'sent', 'skipped', 'failed')),
  CONSTRAINT member_mail_sent_check CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX member_mail_due ON notifications.member_mail (game_id, next_at) WHERE state = 'pending';
SELECT platform.lock_to_game('notifications.member_mail');
