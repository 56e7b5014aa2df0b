/** A connection as the owner, who sees all games. */
interface OwnerConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: { id: string }[] }>;
}

/** The live environments of all studios: those that sell. */
export async function listLiveGames(owner: OwnerConnection): Promise<string[]> {
  const { rows } = await owner.query(`SELECT id FROM games.game WHERE environment = 'live' ORDER BY id`);
  return rows.map(({ id }) => id);
}
