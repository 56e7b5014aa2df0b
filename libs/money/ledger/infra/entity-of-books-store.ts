/** A connection as the owner: the processes themselves may only read who keeps books. */
interface OwnerConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
}

/**
 * Says to whose buyers a legal entity sells from now on (`buyer_countries` null: to everybody whom no other one names). Its books begin with this month; entries that are there stay where they are. Whoever sells to everybody else takes that
 * over from the one before, and with it the books of before, as long as no month of them is closed and nothing in them names their entity. One that sells no more, and never sold in a `live` game, has ended: nobody closes its months.
 * In a transaction: nobody posts to its end.
 */
export async function storeEntityOfBooks(owner: OwnerConnection, { id, buyer_countries, live }: { id: string; buyer_countries: readonly string[] | null; live: readonly string[] }): Promise<void> {
  await owner.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger.months', 0))`);
  if (buyer_countries === null) {
    await owner.query(
      `UPDATE ledger.legal_entity SET is_rest = false, has_unnamed = has_unnamed AND (EXISTS (SELECT FROM ledger.booked_month b WHERE b.legal_entity = legal_entity.id) OR EXISTS (SELECT FROM ledger.month m WHERE m.legal_entity = legal_entity.id)) WHERE is_rest AND id <> $1`, [id]);
  }
  await owner.query(
    `INSERT INTO ledger.legal_entity AS l (id, buyer_countries, is_rest, has_unnamed, begins)
     SELECT $1, $2, $3, NOT EXISTS (SELECT FROM ledger.legal_entity WHERE has_unnamed), CASE WHEN EXISTS (SELECT FROM ledger.legal_entity WHERE has_unnamed) THEN date_trunc('month', now() AT TIME ZONE 'UTC')::date ELSE '2000-01-01' END
     ON CONFLICT (id) DO UPDATE SET buyer_countries = excluded.buyer_countries, is_rest = l.is_rest OR excluded.is_rest, has_unnamed = l.has_unnamed OR excluded.has_unnamed,
       begins = CASE WHEN l.is_ended THEN excluded.begins ELSE l.begins END, is_ended = false`,
    [id, buyer_countries ?? [], buyer_countries === null]);
  // Nobody closes the months of a name that has no books and sells to nobody.
  await owner.query(
    `DELETE FROM ledger.legal_entity l WHERE NOT l.is_rest AND NOT l.has_unnamed AND l.buyer_countries = '{}' AND l.id <> $1
        AND NOT EXISTS (SELECT FROM ledger.booked_month b WHERE b.legal_entity = l.id) AND NOT EXISTS (SELECT FROM ledger.month m WHERE m.legal_entity = l.id)`, [id]);
  // Nor those of one whose books are what was tried in sandboxes, which are in no balance.
  await owner.query(
    `UPDATE ledger.legal_entity l SET is_ended = true WHERE NOT l.is_rest AND l.buyer_countries = '{}' AND l.id <> $1 AND NOT EXISTS (SELECT FROM ledger.booked_month b WHERE b.legal_entity = l.id AND b.game_id = ANY ($2))`, [id, live]);
}
