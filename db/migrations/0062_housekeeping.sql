-- Drops one month of one partitioned table that lies behind the last month and holds no row any more, and answers its name; null when there is none, or when
-- its table is too busy to be had for a moment. One at a time: each drop holds the whole table until the end of its transaction. One caller at a time.
CREATE FUNCTION platform.drop_emptied_partition() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '300ms' AS $$
DECLARE
  found record;
  in_use boolean;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7205591203319) THEN RETURN NULL; END IF;
  FOR found IN
    SELECT format('%I.%I', n.nspname, p.relname) AS parent, format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p' JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE pg_get_userbyid(c.relowner) = current_user AND c.relname ~ '_[0-9]{6}$'
       -- `ensure_partitions` makes the last month anew, so nothing younger may go.
       AND right(c.relname, 6) < to_char(now() AT TIME ZONE 'UTC' - interval '1 month', 'YYYYMM')
     ORDER BY 2
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', found.name) INTO in_use;
    CONTINUE WHEN in_use;
    BEGIN
      -- The table before its month, as every query takes them: the other order could wait for a query that waits for us.
      EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', found.parent);
      EXECUTE format('SELECT EXISTS (SELECT FROM %s)', found.name) INTO in_use;
      CONTINUE WHEN in_use;
      EXECUTE format('DROP TABLE %s', found.name);
      RETURN found.name;
    EXCEPTION WHEN lock_not_available THEN
      CONTINUE;
    END;
  END LOOP;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION platform.drop_emptied_partition() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.drop_emptied_partition() TO hubcraft_app;
