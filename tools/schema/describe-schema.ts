/** A connection to a migrated database, as its owner or administrator. */
export interface Connection {
  query<R extends object>(sql: string): Promise<{ rows: R[] }>;
}

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'bullmq', 'public') AND n.nspname NOT LIKE 'pg\\_%'`;
// Partitions follow the calendar: the parent says it all.
const NO_PARTITIONS = `NOT c.relispartition`;

const QUERIES: { title: (row: Record<string, string>) => string; line: (row: Record<string, string>) => string; sql: string }[] = [
  {
    title: (row) => `TABLE ${row['object']}${row['partitioning'] ? ` PARTITION BY ${row['partitioning']}` : ''}`, line: (row) => `  ${row['column']} ${row['type']}${row['not_null']}${row['fallback']}`,
    sql: `SELECT n.nspname || '.' || c.relname AS object, coalesce(pg_get_partkeydef(c.oid), '') AS partitioning, a.attname AS column, format_type(a.atttypid, a.atttypmod) || CASE WHEN co.collname = 'C' THEN ' COLLATE "C"' ELSE '' END AS type,
                 CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS not_null, coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS fallback
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation co ON co.oid = a.attcollation
           WHERE ${OURS} AND ${NO_PARTITIONS} AND c.relkind IN ('r', 'p') ORDER BY n.nspname, c.relname, a.attname`,
  },
  {
    title: (row) => `CONSTRAINTS ${row['object']}`, line: (row) => `  ${row['name']} ${row['definition']}`,
    // PostgreSQL 18 lists NOT NULL as constraints, 15 does not: the columns say it.
    sql: `SELECT n.nspname || '.' || c.relname AS object, k.conname AS name, pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE ${OURS} AND ${NO_PARTITIONS} AND k.contype <> 'n' ORDER BY 1, 2`,
  },
  {
    title: (row) => `INDEXES ${row['object']}`, line: (row) => `  ${row['definition']}`,
    sql: `SELECT n.nspname || '.' || c.relname AS object, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE ${OURS} AND ${NO_PARTITIONS} AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1, 2`,
  },
  {
    title: (row) => `POLICIES ${row['object']} (${row['locked']})`, line: (row) => `  ${row['name']} FOR ${row['command']} TO ${row['roles']} USING (${row['using']}) WITH CHECK (${row['check']})`,
    sql: `SELECT n.nspname || '.' || c.relname AS object, CASE WHEN c.relforcerowsecurity THEN 'forced' ELSE 'not forced' END AS locked, p.polname AS name, p.polcmd::text AS command,
                 (SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles r WHERE r.oid = ANY(p.polroles)) AS roles, coalesce(pg_get_expr(p.polqual, p.polrelid), '') AS using, coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') AS check
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OURS} AND ${NO_PARTITIONS} ORDER BY 1, 3`,
  },
  {
    title: (row) => `GRANTS ${row['object']}`, line: (row) => `  ${row['grantee']}: ${row['rights']}`,
    sql: `SELECT n.nspname || '.' || c.relname AS object, r.rolname AS grantee, string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type) AS rights
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee
           WHERE ${OURS} AND ${NO_PARTITIONS} AND c.relkind IN ('r', 'p') AND r.rolname LIKE 'hubcraft%' AND r.rolname <> 'hubcraft_owner' GROUP BY 1, 2 ORDER BY 1, 2`,
  },
  {
    title: (row) => `TRIGGERS ${row['object']}`, line: (row) => `  ${row['definition']}`,
    sql: `SELECT n.nspname || '.' || c.relname AS object, pg_get_triggerdef(t.oid) AS definition FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE ${OURS} AND ${NO_PARTITIONS} AND NOT t.tgisinternal ORDER BY 1, 2`,
  },
  {
    title: (row) => `FUNCTION ${row['object']}`, line: (row) => `  body ${row['digest']}`,
    sql: `SELECT n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS object, md5(p.prosrc) AS digest FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OURS} ORDER BY 1`,
  },
];

/**
 * The shape of a database in text, from the catalog alone, the same on PostgreSQL 15 and 18: what a review of a migration looks at. Written to
 * `db/schema.sql`; the drift check compares.
 */
export async function describeSchema(connection: Connection): Promise<string> {
  const blocks: string[] = [];
  for (const { sql, title, line } of QUERIES) {
    const { rows } = await connection.query<Record<string, string>>(sql);
    const grouped = new Map<string, string[]>();
    for (const row of rows) grouped.set(title(row), [...(grouped.get(title(row)) ?? []), line(row)]);
    blocks.push(...[...grouped].map(([head, lines]) => `-- ${head}\n${lines.map((text) => `-- ${text}`).join('\n')}`));
  }
  return `-- The shape of the database after all migrations, for reviews. Made by tools/schema from the catalog; never run.\n\n${blocks.join('\n\n')}\n`;
}
