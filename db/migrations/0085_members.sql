-- People of a studio: members with a role, their sessions of the console, and the codes that help when the second factor is lost. Their tenant is the studio.
CREATE FUNCTION platform.lock_to_studio(tenant_table text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format($p$CREATE POLICY of_the_studio ON %s TO hubcraft_app
    USING (studio_id = nullif(current_setting('app.studio_id', true), ''))
    WITH CHECK (studio_id = nullif(current_setting('app.studio_id', true), ''))$p$, tenant_table);
  EXECUTE format('CREATE POLICY across_games ON %s FOR SELECT TO hubcraft_ops USING (true)', tenant_table);
  EXECUTE format('CREATE POLICY of_the_owner ON %s TO hubcraft_owner USING (true) WITH CHECK (true)', tenant_table);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO hubcraft_app', tenant_table);
  EXECUTE format('GRANT SELECT ON %s TO hubcraft_ops', tenant_table);
END $$;

CREATE TABLE access.member (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  email text COLLATE "C" NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  -- Null until the invitation is accepted.
  password_hash text,
  invitation_hash text COLLATE "C",
  invitation_ends_at timestamptz,
  totp_sealed bytea,
  totp_confirmed_at timestamptz,
  -- The last step whose code was taken: no code works twice.
  totp_step bigint NOT NULL DEFAULT 0,
  invited_by text NOT NULL,
  invited_at timestamptz NOT NULL,
  accepted_at timestamptz,
  removed_at timestamptz,
  CONSTRAINT member_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT member_role_check CHECK (role IN ('owner', 'developer', 'liveops', 'finance', 'support', 'viewer')),
  CONSTRAINT member_accepted_check CHECK ((password_hash IS NULL) = (accepted_at IS NULL))
);
CREATE UNIQUE INDEX member_email_key ON access.member (studio_id, email) WHERE removed_at IS NULL;
SELECT platform.lock_to_studio('access.member');

CREATE TABLE access.member_session (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  -- The environment that it acts on where a request names no other.
  acts_on text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  idle_until timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- When the member last showed that it is her: password, and second factor where she has one.
  proven_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT member_session_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT member_session_token_key UNIQUE (studio_id, token_hash),
  CONSTRAINT member_session_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member (studio_id, id)
);
CREATE INDEX member_session_of_member ON access.member_session (studio_id, member_id, id) WHERE ended_at IS NULL;
SELECT platform.lock_to_studio('access.member_session');
CREATE TABLE access.recovery_code (
  studio_id text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  code_hash text COLLATE "C" NOT NULL,
  CONSTRAINT recovery_code_pkey PRIMARY KEY (studio_id, member_id, code_hash),
  CONSTRAINT recovery_code_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member (studio_id, id)
);
SELECT platform.lock_to_studio('access.recovery_code');
