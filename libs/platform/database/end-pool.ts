import pg from 'pg';

const END_MS = 1_500;

/** Ends a pool, or a single client, politely; a server that does not answer is left without goodbye, so that a process can always end. */
export async function endPool(pool: InstanceType<typeof pg.Pool> | InstanceType<typeof pg.Client>): Promise<void> {
  const clients = pool instanceof pg.Pool ? [...(pool as unknown as { _clients: object[] })._clients] : [pool];
  const isEnded = await Promise.race([
    pool.end().then(() => true, () => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), END_MS).unref()),
  ]);
  if (isEnded) return;
  for (const client of clients) (client as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
