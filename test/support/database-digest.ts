import pg from 'pg';

/**
 * What changes without anybody having changed anything: claims of keys, rate limits, when a credential was used last, how far a job is that became due meanwhile,
 * when the worker looks at the invariants next, which it notes every few minutes, and what processes measure of themselves.
 */
const NOT_BUSINESS = new Set(['platform.idempotency', 'platform.bucket', 'platform.invariant_check', 'platform.service_slot', 'platform.service_day', 'platform.seal_note', 'platform.seal_stretch', 'platform.seal_head', 'platform.seal_roster']);
const NOT_CONTENT: Readonly<Record<string, readonly string[]>> = {
  'access.api_key': ['last_used_at', 'used_versions'], 'access.member_session': ['last_used_at', 'idle_until'], 'staff.session': ['last_used_at', 'idle_until'], 'platform.job': ['state', 'run_at', 'attempts', 'lease_token', 'lease_until', 'last_error', 'done_at'],
};

export type Digest = Record<string, { rows: number; sum: string }>;

interface Table { name: string; columns: string[] }

/** Rows and a checksum over the contents of every table of ours, by table. Two digests are equal exactly when nothing has changed. */
export async function digestOf(adminUrl: string): Promise<Digest> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<Table>(
      `SELECT format('%s.%s', n.nspname, c.relname) AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema$|bullmq)' GROUP BY 1`);
    const digest: Digest = {};
    for (const { name, columns } of tables) {
      if (NOT_BUSINESS.has(name)) continue;
      const kept = columns.filter((column) => !NOT_CONTENT[name]?.includes(column)).map((column) => `t.${pg.escapeIdentifier(column)}`);
      const [schema, table] = name.split('.') as [string, string];
      const { rows } = await client.query<{ rows: number; sum: string }>(
        `SELECT count(*)::int AS rows, coalesce(sum(hashtextextended(ROW(${kept.join(', ')})::text, 0)::numeric), 0)::text AS sum FROM ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)} t`);
      digest[name] = rows[0]!;
    }
    return digest;
  } finally {
    await client.end();
  }
}

/** The tables in which two digests differ, with their numbers of rows. */
export function changesBetween(before: Digest, after: Digest): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name]?.sum !== after[name]?.sum || before[name]?.rows !== after[name]?.rows)
    .map((name) => `${name}: ${before[name]?.rows} → ${after[name]?.rows} rows`);
}
