import type { HeldByContext } from './invariants.js';

/** What holds of the platform's own tables, and of the roles and locks of the whole database. */
export const PLATFORM: HeldByContext = {
  invariants: [
    {
      id: 'idempotency.finished-keeps-its-answer', of: 'I21', acrossGames: true, says: 'A finished key has the answer that every repetition gets; an open one has none.',
      sql: (within) => `SELECT i.game_id, i.state, i.created_at FROM platform.idempotency i
        WHERE ${within.at('i.created_at')} AND CASE WHEN i.state = 'finished' THEN i.status IS NULL OR i.finished_at IS NULL OR (i.body IS NULL AND i.sealed_body IS NULL) ELSE i.status IS NOT NULL OR i.finished_at IS NOT NULL END`,
    },
    {
      id: 'outbox.deliveries-have-their-event', of: 'I22', acrossGames: true, says: 'What waits for a subscriber, or was handled by it, is an event of the same game and type.',
      sql: (within) => `SELECT d.game_id, d.event_id, d.subscriber FROM platform.outbox_delivery d LEFT JOIN platform.outbox_event e ON e.id = d.event_id
        WHERE ${within.ids('d.event_id', 'evt')} AND (e.game_id, e.type) IS DISTINCT FROM (d.game_id, d.type)`,
    },
    {
      id: 'outbox.done-says-when', of: 'I23', acrossGames: true, says: 'A delivery inside Hubcraft has an end exactly when it is done, and was tried before it was done or given up.',
      sql: (within) => `SELECT d.game_id, d.event_id, d.subscriber, d.state FROM platform.outbox_delivery d
        WHERE ${within.ids('d.event_id', 'evt')} AND ((d.state = 'done') <> (d.done_at IS NOT NULL) OR (d.state <> 'pending' AND d.attempts < 1))`,
    },
    {
      id: 'jobs.leases-are-whole', of: 'I23', says: 'A job has a lease with a token or none at all, and an end exactly when it is done or called off.',
      sql: (within) => `SELECT j.game_id, j.id, j.type, j.state FROM platform.job j
        WHERE ${within.ids('j.id', 'job')} AND ((j.lease_token IS NULL AND j.lease_until IS NOT NULL) OR (j.state IN ('done', 'canceled')) <> (j.done_at IS NOT NULL))`,
    },
    {
      id: 'audit.entries-follow-each-other', of: 'I8', acrossGames: true, says: 'An audit entry is what was hashed, and names the hash of the one before it.',
      sql: (within) => `SELECT e.game_id, e.studio_id, e.sequence FROM platform.audit_entry e LEFT JOIN platform.audit_entry before ON before.studio_id = e.studio_id AND before.sequence = e.sequence - 1
        WHERE ${within.ids('e.id', 'aud')} AND (e.hash <> platform.audit_hash(e) OR e.previous_hash IS DISTINCT FROM CASE WHEN e.sequence = 1 THEN ''::bytea ELSE before.hash END)`,
    },
    {
      id: 'audit.chains-end-as-they-say', of: 'I8', says: 'The last audit entry of a studio is the one that its chain is said to end with.',
      installation: `SELECT h.studio_id, h.sequence FROM platform.audit_head h LEFT JOIN LATERAL (SELECT e.sequence, e.hash FROM platform.audit_entry e WHERE e.studio_id = h.studio_id ORDER BY e.sequence DESC LIMIT 1) AS last ON true
        WHERE (h.sequence, h.hash) IS DISTINCT FROM (last.sequence, last.hash)`,
    },
    {
      id: 'audit.append-only', of: 'I29', says: 'Nobody who runs Hubcraft may write an audit entry but by the function that appends it, and the trigger that refuses even the owner is on.',
      installation: `SELECT t.name AS table_name, r.right_name FROM (VALUES ('platform.audit_entry'), ('platform.audit_head')) AS t(name) CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS r(right_name)
        WHERE has_table_privilege('hubcraft_app', t.name, r.right_name)
        UNION ALL SELECT 'platform.audit_entry', 'append_only' WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = 'platform.audit_entry'::regclass AND g.tgname = 'append_only' AND g.tgenabled IN ('O', 'A'))`,
    },
    {
      id: 'tenants.tables-are-locked', of: 'I28', says: 'Every table of ours that is not said to be of no tenant forces row-level security, and has a policy by which the app sees one game, one studio or the operator.',
      installation: `SELECT t.name AS table_name FROM (
          SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS is_forced, pg_get_userbyid(n.nspowner) = 'hubcraft_owner' AS is_ours,
                 EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'game_id' AND NOT a.attisdropped) AS is_of_game
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'bullmq%'
             AND obj_description(c.oid, 'pg_class') IS DISTINCT FROM 'of no tenant') AS t
       WHERE (t.is_of_game OR t.is_ours)
         AND (NOT t.is_forced
              OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND to_regrole('hubcraft_app')::oid = ANY (p.polroles)
                               AND pg_get_expr(p.polqual, p.polrelid) LIKE CASE WHEN t.is_of_game THEN '%app.game_id%' ELSE '%app.studio_id%' END)
              OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND (0 = ANY (p.polroles) OR to_regrole('hubcraft_app')::oid = ANY (p.polroles)) AND pg_get_expr(p.polqual, p.polrelid) = 'true'))`,
    },
    {
      id: 'tenants.app-is-bound', of: 'I28', says: 'The role that api and worker connect as owns nothing, is no superuser and does not bypass row-level security.',
      installation: `SELECT r.rolname AS role_name FROM pg_roles r WHERE r.rolname IN ('hubcraft_app', 'hubcraft_dispatcher', 'hubcraft_ops')
        AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relpersistence <> 't'))`,
    },
  ],
};
