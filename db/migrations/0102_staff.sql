-- The operator's own people: their tenant is the operator, who is no studio and has no game. Its audit trail is the chain of that name.
CREATE SCHEMA staff;
GRANT USAGE ON SCHEMA staff TO hubcraft_app, hubcraft_ops;

CREATE FUNCTION platform.lock_to_operator(tenant_table text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format($p$CREATE POLICY of_the_operator ON %s TO hubcraft_app
    USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator')$p$, tenant_table);
  EXECUTE format('CREATE POLICY across_games ON %s FOR SELECT TO hubcraft_ops USING (true)', tenant_table);
  EXECUTE format('CREATE POLICY of_the_owner ON %s TO hubcraft_owner USING (true) WITH CHECK (true)', tenant_table);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO hubcraft_app', tenant_table);
  EXECUTE format('GRANT SELECT ON %s TO hubcraft_ops', tenant_table);
END $$;

CREATE TABLE staff.person (
  id text COLLATE "C" NOT NULL,
  email text COLLATE "C" NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  -- Null until the invitation is accepted.
  password_hash text,
  invitation_hash text COLLATE "C",
  invitation_ends_at timestamptz,
  totp_sealed bytea,
  -- The last step whose code was taken: no code works twice.
  totp_step bigint NOT NULL DEFAULT 0,
  invited_by text NOT NULL,
  invited_at timestamptz NOT NULL,
  accepted_at timestamptz,
  removed_at timestamptz,
  CONSTRAINT person_pkey PRIMARY KEY (id),
  CONSTRAINT person_role_check CHECK (role IN ('admin', 'finance', 'support')),
  -- Nobody of the operator signs in by a password alone.
  CONSTRAINT person_accepted_check CHECK (accepted_at IS NULL OR (password_hash IS NOT NULL AND totp_sealed IS NOT NULL))
);
CREATE UNIQUE INDEX person_email_key ON staff.person (email) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX person_invitation_key ON staff.person (invitation_hash) WHERE invitation_hash IS NOT NULL;
SELECT platform.lock_to_operator('staff.person');

CREATE TABLE staff.session (
  id text COLLATE "C" NOT NULL,
  person_id text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  idle_until timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  proven_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_token_key UNIQUE (token_hash),
  CONSTRAINT session_person_fkey FOREIGN KEY (person_id) REFERENCES staff.person (id)
);
CREATE INDEX session_of_person ON staff.session (person_id, id) WHERE ended_at IS NULL;
SELECT platform.lock_to_operator('staff.session');

CREATE TABLE staff.recovery_code (
  person_id text COLLATE "C" NOT NULL,
  code_hash text COLLATE "C" NOT NULL,
  CONSTRAINT recovery_code_pkey PRIMARY KEY (person_id, code_hash),
  CONSTRAINT recovery_code_person_fkey FOREIGN KEY (person_id) REFERENCES staff.person (id)
);
SELECT platform.lock_to_operator('staff.recovery_code');
