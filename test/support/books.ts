import pg from 'pg';
import { LEDGER_INVARIANTS } from '#money/ledger/testing';

/** What is broken in the books of all games of a database, a line per invariant; nothing in order. Every suite closes with it (`requireSoundBooks`). */
export async function brokenBooks(adminUrl: string): Promise<string[]> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const found: string[] = [];
    for (const { name, sql } of LEDGER_INVARIANTS) {
      const { rows } = await admin.query(sql);
      if (rows.length > 0) found.push(`${name}: ${rows.length} rows, the first ${JSON.stringify(rows[0], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`);
    }
    return found;
  } finally {
    await admin.end();
  }
}

/** Throws when an invariant of the ledger does not hold. */
export async function requireSoundBooks(adminUrl: string): Promise<void> {
  const broken = await brokenBooks(adminUrl);
  if (broken.length > 0) throw new Error(`The books are broken at the end of the suite:\n${broken.join('\n')}`);
}
