-- Who changed what: one chain of entries per studio, each with the hash of the one before. What was written stays: the app may append by one function and read, nothing else.
CREATE TABLE platform.audit_entry (
  studio_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- The environment in which the change was made; empty where it concerns the studio as a whole.
  game_id text COLLATE "C" NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  operation text NOT NULL,
  targets text[] NOT NULL,
  -- JSON, kept as the text that was hashed.
  request text NOT NULL,
  request_id text,
  recorded_at timestamptz NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_entry_pkey PRIMARY KEY (studio_id, sequence),
  CONSTRAINT audit_entry_id_key UNIQUE (id),
  CONSTRAINT audit_entry_sequence_check CHECK (sequence > 0)
);
CREATE INDEX audit_entry_of_game ON platform.audit_entry (studio_id, game_id, sequence);

-- Where each chain ends: an entry that is taken from its end is missed. Whoever appends holds this row until the commit, which comes in the same round trip.
CREATE TABLE platform.audit_head (
  studio_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_head_pkey PRIMARY KEY (studio_id)
);

-- A member of a hash, with its length before it: no two lists of members read the same.
CREATE FUNCTION platform.hashed_member(member text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN member IS NULL THEN '-' ELSE octet_length(member) || ':' || member END
$$;

CREATE FUNCTION platform.audit_hash(e platform.audit_entry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(
    (SELECT string_agg(platform.hashed_member(m.member), '' ORDER BY m.n) FROM unnest(ARRAY[
      encode(e.previous_hash, 'hex'), e.studio_id, e.sequence::text, e.id, e.game_id, e.actor_kind, e.actor_id, e.operation, e.request, e.request_id,
      (extract(epoch FROM e.recorded_at) * 1000000)::bigint::text, cardinality(e.targets)::text
    ] || e.targets) WITH ORDINALITY AS m(member, n)), 'UTF8'))
$$;

-- Appends to the chain of the studio that the transaction is for. Runs as the owner, so that nobody else needs the right to insert.
CREATE FUNCTION platform.append_audit(id text, actor_kind text, actor_id text, operation text, targets text[], request text, request_id text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  studio constant text := nullif(current_setting('app.studio_id', true), '');
  game constant text := coalesce(current_setting('app.game_id', true), '');
  head platform.audit_head;
  entry platform.audit_entry;
BEGIN
  IF studio IS NULL THEN
    RAISE EXCEPTION 'An audit entry is of a studio' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO head FROM platform.audit_head h WHERE h.studio_id = studio FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO platform.audit_head VALUES (studio, 0, '') ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM platform.audit_head h WHERE h.studio_id = studio FOR UPDATE;
  END IF;
  entry := (studio, head.sequence + 1, id, game, actor_kind, actor_id, operation, targets, request, request_id, date_trunc('milliseconds', clock_timestamp()), head.hash, ''::bytea);
  entry.hash := platform.audit_hash(entry);
  INSERT INTO platform.audit_entry VALUES (entry.*);
  UPDATE platform.audit_head h SET sequence = entry.sequence, hash = entry.hash WHERE h.studio_id = studio;
END $$;
REVOKE ALL ON FUNCTION platform.append_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.append_audit TO hubcraft_app;

ALTER TABLE platform.audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_game ON platform.audit_entry FOR SELECT TO hubcraft_app USING (game_id = nullif(current_setting('app.game_id', true), ''));
CREATE POLICY of_the_studio ON platform.audit_entry FOR SELECT TO hubcraft_app USING (studio_id = nullif(current_setting('app.studio_id', true), ''));
CREATE POLICY across_games ON platform.audit_entry FOR SELECT TO hubcraft_ops USING (true);
CREATE POLICY of_the_owner ON platform.audit_entry TO hubcraft_owner USING (true) WITH CHECK (true);
ALTER TABLE platform.audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.audit_head FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_studio ON platform.audit_head FOR SELECT TO hubcraft_app USING (studio_id = nullif(current_setting('app.studio_id', true), ''));
CREATE POLICY across_games ON platform.audit_head FOR SELECT TO hubcraft_ops USING (true);
CREATE POLICY of_the_owner ON platform.audit_head TO hubcraft_owner USING (true) WITH CHECK (true);
GRANT SELECT ON platform.audit_entry, platform.audit_head TO hubcraft_app, hubcraft_ops;

CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
