import type pg from 'pg';
import type { PoolClient } from 'pg';

/**
 * True when a migration has changed what a prepared statement answers (`SELECT *` of a table that has got a column). PostgreSQL refuses the statement on that connection
 * for as long as it lives, so the connection ends with it.
 */
export function isOutdated(error: unknown): boolean {
  const { code, routine } = (error ?? {}) as { code?: string; routine?: string };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}

/** Nobody answered in time: whatever is sent over this connection next would wait behind it. It is closed, which rolls back too. */
function isUnanswered(error: unknown): boolean {
  return /Query read timeout/.test((error as { message?: string } | null)?.message ?? '');
}

/** The connections of this process. */
export class Connections {
  /** Which of them may have prepared what has been outdated since: those of an earlier generation are closed in place of being used again. */
  private generation = 0;
  private readonly generations = new WeakMap<PoolClient, number>();

  constructor(private readonly pool: InstanceType<typeof pg.Pool>) {}

  async checkOut(): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      const generation = this.generations.get(client);
      if (generation === undefined) {
        // One that breaks while it is ours tells its query so, and then emits an error that would end the process if nobody listened.
        client.on('error', () => undefined);
        this.generations.set(client, this.generation);
        return client;
      }
      if (generation === this.generation) return client;
      client.release(true);
    }
  }

  /** Gives back a connection whose transaction has failed: rolled back and usable, or closed. */
  async releaseAfter(error: unknown, client: PoolClient): Promise<void> {
    if (isOutdated(error)) {
      if (this.generations.get(client) === this.generation) this.generation++;
      client.release(true);
    } else if (isUnanswered(error)) client.release(true);
    else await client.query('ROLLBACK').then(() => client.release(), (failure: Error) => client.release(failure));
  }
}
