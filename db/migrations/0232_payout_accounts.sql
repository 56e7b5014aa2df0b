-- Where a studio is paid: bank accounts, one in use per currency and kind of environment. A new one needs a second person of the studio and waits; what it is stands sealed.
CREATE TABLE payouts.account (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  currency text NOT NULL,
  holder_name text NOT NULL,
  country text NOT NULL,
  kind text NOT NULL,
  details_sealed bytea NOT NULL,
  -- The last four characters of the account number, to tell accounts apart.
  ends_with text NOT NULL,
  asked_by text COLLATE "C" NOT NULL,
  -- The member behind it: who asked, or who made the key that did; null where none is known.
  asked_by_member text COLLATE "C",
  asked_at timestamptz NOT NULL,
  confirmed_by text COLLATE "C",
  confirmed_at timestamptz,
  -- Money goes there from then on.
  usable_at timestamptz,
  removed_by text COLLATE "C",
  removed_at timestamptz,
  CONSTRAINT account_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT account_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT account_kind_check CHECK (kind IN ('iban', 'local')),
  CONSTRAINT account_confirmed_check CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_at IS NULL) = (usable_at IS NULL)),
  CONSTRAINT account_four_eyes_check CHECK (confirmed_by IS NULL OR (confirmed_by <> asked_by AND confirmed_by IS DISTINCT FROM asked_by_member)),
  CONSTRAINT account_wait_check CHECK (usable_at IS NULL OR usable_at >= confirmed_at + interval '72 hours'),
  CONSTRAINT account_removed_check CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX account_in_use ON payouts.account (studio_id, environment, currency, usable_at) WHERE removed_at IS NULL;
SELECT platform.lock_to_studio('payouts.account');
