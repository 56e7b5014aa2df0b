-- Sign-in of members by OpenID Connect: the providers of a studio, whom of theirs a member is, and sign-ins on their way.
-- Who has joined by a provider has no password.
ALTER TABLE access.member ADD CONSTRAINT member_joined_check CHECK (password_hash IS NULL OR accepted_at IS NOT NULL) NOT VALID;
ALTER TABLE access.member VALIDATE CONSTRAINT member_joined_check;
ALTER TABLE access.member DROP CONSTRAINT member_accepted_check;

CREATE TABLE access.identity_provider (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  issuer text COLLATE "C" NOT NULL,
  client_id text NOT NULL,
  client_secret_sealed bytea NOT NULL,
  email_domains text[] NOT NULL,
  is_enforced boolean NOT NULL DEFAULT false,
  -- Whether its word that somebody has shown a second factor counts as the code of ours.
  trusts_mfa boolean NOT NULL DEFAULT false,
  made_at timestamptz NOT NULL,
  CONSTRAINT identity_provider_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT identity_provider_issuer_key UNIQUE (studio_id, issuer)
);
SELECT platform.lock_to_studio('access.identity_provider');

-- By issuer and subject: who is known by one provider is nobody to another.
CREATE TABLE access.external_identity (
  studio_id text COLLATE "C" NOT NULL,
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  linked_at timestamptz NOT NULL,
  CONSTRAINT external_identity_pkey PRIMARY KEY (studio_id, issuer, subject),
  CONSTRAINT external_identity_member_key UNIQUE (studio_id, issuer, member_id),
  CONSTRAINT external_identity_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member (studio_id, id)
);
SELECT platform.lock_to_studio('access.external_identity');

-- A sign-in on its way. Nonce and verifier are nowhere: they are derived from the secret in the cookie of the browser that began it, of which the hash stands here.
CREATE TABLE access.oidc_attempt (
  studio_id text COLLATE "C" NOT NULL,
  handle_hash text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  acts_on text COLLATE "C",
  is_fresh boolean NOT NULL,
  ends_at timestamptz NOT NULL,
  -- Known once the provider has said who it is and her code is still wanted.
  member_id text COLLATE "C",
  subject text,
  proven_at timestamptz,
  CONSTRAINT oidc_attempt_pkey PRIMARY KEY (studio_id, handle_hash),
  CONSTRAINT oidc_attempt_provider_fkey FOREIGN KEY (studio_id, provider_id) REFERENCES access.identity_provider (studio_id, id) ON DELETE CASCADE,
  CONSTRAINT oidc_attempt_known_check CHECK ((member_id IS NULL) = (subject IS NULL))
);
CREATE INDEX oidc_attempt_over ON access.oidc_attempt (studio_id, ends_at);
SELECT platform.lock_to_studio('access.oidc_attempt');
