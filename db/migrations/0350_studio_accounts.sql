-- The accounts that studios have at payment providers, one in use per game: what its players pay where the studio sells itself. A row stays when its credentials are gone: payments name it.
CREATE TABLE payments.account (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  -- Sealed for its row: the keys, and the secret by which its notifications are signed. Null once it is removed.
  credentials_sealed bytea,
  secret_key_ends text NOT NULL,
  webhook_secret_ends text NOT NULL,
  -- Shown to every browser that pays; null where the provider has none.
  publishable_key text,
  methods text[] NOT NULL,
  takes_real_money boolean NOT NULL,
  state text NOT NULL,
  checked_at timestamptz NOT NULL,
  check_outcome text NOT NULL,
  added_by text COLLATE "C" NOT NULL,
  added_at timestamptz NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT account_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT account_provider_check CHECK (provider IN ('sandbox', 'stripe')),
  CONSTRAINT account_state_check CHECK (state IN ('in_use', 'retired', 'removed')),
  CONSTRAINT account_credentials_check CHECK ((state = 'removed') = (credentials_sealed IS NULL)),
  CONSTRAINT account_check_outcome_check CHECK (check_outcome IN ('works', 'refused', 'no_answer'))
);
CREATE UNIQUE INDEX account_in_use ON payments.account (game_id) WHERE state = 'in_use';
SELECT platform.lock_to_game('payments.account');
REVOKE DELETE ON payments.account FROM hubcraft_app;

-- Where a studio sells by its own account.
ALTER TABLE games.country_mode DROP CONSTRAINT country_mode_mode_check, ADD CONSTRAINT country_mode_mode_check CHECK (mode IN ('blocked', 'own_psp')) NOT VALID;

-- What of a payout was set off against platform fees of sales that the studio made itself: those are no part of what it has supplied to the operator. Null of payouts of before: nothing was.
ALTER TABLE payouts.payout ADD COLUMN set_off_minor bigint;

-- Who pays a studio that sells itself is told its name: a game sees its own studio, and no other.
CREATE POLICY of_its_game ON games.studio FOR SELECT TO hubcraft_app
  USING (id = (SELECT g.studio_id FROM games.game g WHERE g.id = nullif(current_setting('app.game_id', true), '')));
