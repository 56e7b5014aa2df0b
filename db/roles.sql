-- The roles of a Hubcraft installation. Run by an administrator (or by `npm start`), once or many times. Passwords are set apart, per installation.
--
--   hubcraft_owner       owns the database and runs migrations; may do nothing outside of it
--   hubcraft_app         what api and worker connect as; row-level security holds it
--   hubcraft_dispatcher  claims outbox deliveries across games; sees routing columns only
--   hubcraft_ops         staff queries across games, audited, and the checks of invariants that no game answers for alone
--
-- hubcraft_app may become the last two by SET ROLE only: it never has their rights by itself, so a query that forgot its scope finds nothing.
DO $$
DECLARE
  role_name text;
BEGIN
  -- Roles belong to the whole cluster: two installations that start at once on one server take turns.
  PERFORM pg_advisory_xact_lock(7205591203318);
  FOREACH role_name IN ARRAY ARRAY['hubcraft_owner', 'hubcraft_app', 'hubcraft_dispatcher', 'hubcraft_ops'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION', role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname IN ('hubcraft_app', 'hubcraft_dispatcher', 'hubcraft_ops') AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'a role of Hubcraft is superuser or bypasses row-level security';
  END IF;
  ALTER ROLE hubcraft_owner LOGIN;
  ALTER ROLE hubcraft_app LOGIN NOINHERIT;
  -- From version 16 on, inheritance is a property of each membership.
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE 'GRANT hubcraft_dispatcher, hubcraft_ops TO hubcraft_app WITH INHERIT FALSE';
    EXECUTE 'GRANT hubcraft_dispatcher, hubcraft_ops TO hubcraft_app WITH SET TRUE';
  ELSE
    EXECUTE 'GRANT hubcraft_dispatcher, hubcraft_ops TO hubcraft_app';
  END IF;
END
$$;
