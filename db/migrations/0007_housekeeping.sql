-- What the worker tidies away every hour, over all games: only the owner sees all of them, so it is done by functions of his that do exactly this.
CREATE INDEX idempotency_created_at ON platform.idempotency (created_at);
CREATE INDEX job_done_at ON platform.job (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX job_dead ON platform.job (type) WHERE state = 'dead';
CREATE INDEX outbox_delivery_dead ON platform.outbox_delivery (subscriber) WHERE state = 'dead';

-- Removes at most `batch` rows of each kind that ended more than 30 days ago, and answers how many of each. What is dead or still waits stays, however old.
-- One caller at a time: a second one answers no rows.
CREATE FUNCTION platform.remove_what_is_over(batch int) RETURNS TABLE (kind text, removed int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  since constant timestamptz := now() - interval '30 days';
  first_kept constant text COLLATE "C" := platform.typeid_floor('evt', now() - interval '30 days');
BEGIN
  IF NOT pg_try_advisory_xact_lock(7205591203319) THEN RETURN; END IF;

  DELETE FROM platform.idempotency i USING (
    SELECT game_id, key FROM platform.idempotency WHERE created_at < since AND lease_until < since ORDER BY created_at LIMIT batch FOR UPDATE SKIP LOCKED) old
   WHERE i.game_id = old.game_id AND i.key = old.key;
  GET DIAGNOSTICS removed = ROW_COUNT; kind := 'idempotency'; RETURN NEXT;

  DELETE FROM platform.job j USING (
    SELECT game_id, id FROM platform.job WHERE done_at < since AND state IN ('done', 'canceled') ORDER BY done_at LIMIT batch FOR UPDATE SKIP LOCKED) old
   WHERE j.game_id = old.game_id AND j.id = old.id;
  GET DIAGNOSTICS removed = ROW_COUNT; kind := 'job'; RETURN NEXT;

  DELETE FROM platform.outbox_delivery d USING (
    SELECT event_id, subscriber FROM platform.outbox_delivery WHERE event_id < first_kept AND state = 'done' AND done_at < since ORDER BY event_id LIMIT batch FOR UPDATE SKIP LOCKED) old
   WHERE d.event_id = old.event_id AND d.subscriber = old.subscriber;
  GET DIAGNOSTICS removed = ROW_COUNT; kind := 'outbox_delivery'; RETURN NEXT;

  DELETE FROM platform.outbox_event e USING (
    SELECT id FROM platform.outbox_event o
     WHERE id < first_kept AND NOT EXISTS (SELECT FROM platform.outbox_delivery d WHERE d.event_id = o.id) ORDER BY id LIMIT batch FOR UPDATE SKIP LOCKED) old
   WHERE e.id = old.id;
  GET DIAGNOSTICS removed = ROW_COUNT; kind := 'outbox_event'; RETURN NEXT;
END $$;

-- Makes the partitions of the months to come, as `migrate` does: an installation that runs for months without a migration must not run out of them.
-- Answers the partitioned tables whose default partition holds rows: those months were missing when they were written.
CREATE FUNCTION platform.extend_partitions(months int) RETURNS TABLE (parent text, made int, default_in_use boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  found record;
BEGIN
  IF months NOT BETWEEN 0 AND 12 THEN RAISE EXCEPTION 'months: 0 to 12'; END IF;
  IF NOT pg_try_advisory_xact_lock(7205591203319) THEN RETURN; END IF;
  FOR found IN
    SELECT format('%I.%I', n.nspname, c.relname) AS name, substring(obj_description(c.oid, 'pg_class') FROM '^partitioned by (\w+)$') AS prefix
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p' AND pg_get_userbyid(c.relowner) = current_user
  LOOP
    parent := found.name;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s_default)', found.name) INTO default_in_use;
    -- A month that the default partition already holds rows of cannot be made: a person has to move them first.
    made := CASE WHEN default_in_use THEN 0 ELSE platform.ensure_partitions(found.name, found.prefix, months) END;
    RETURN NEXT;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION platform.remove_what_is_over(int), platform.extend_partitions(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.remove_what_is_over(int), platform.extend_partitions(int) TO hubcraft_app;
