import { Logger } from '@nestjs/common';
import { Queue, Worker, createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import type { Config } from '../config/config.js';
import { BellWire, type Chime } from './bell.js';

const QUEUE = '{hubcraft}-bell';

/** The connection that BullMQ uses: Redis where there is one, else its PostgreSQL backend on a pool of its own. */
export function bullConnection(config: Config): { connection: object; close: () => Promise<void> } {
  if (config.redisUrl) {
    setDefaultBackendFactory();
    return { connection: { url: config.redisUrl, commandTimeout: 2_000, maxRetriesPerRequest: null, enableOfflineQueue: false }, close: async () => undefined };
  }
  setDefaultBackendFactory(createPostgresBackend);
  // One LISTEN client per worker comes out of this pool, so it must be larger than the number of workers.
  const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 6, options: '-c search_path=bullmq,public', application_name: 'hubcraft-bull' });
  pool.setMaxListeners(0).on('error', () => undefined);
  return { connection: pool, close: () => pool.end() };
}

/** Carries chimes over one BullMQ queue: ids and names only, never awaited by business code. */
export class BullWire extends BellWire {
  private readonly logger = new Logger('Bell');
  private worker: Worker | undefined;

  constructor(private readonly queue: Queue, private readonly connection: object, private readonly closeConnection: () => Promise<void>) {
    super();
    queue.on('error', (error) => this.logger.debug({ msg: 'bell queue', error: String(error) }));
  }

  static open(config: Config): BullWire {
    const { connection, close } = bullConnection(config);
    return new BullWire(new Queue(QUEUE, { connection: connection as never }), connection, close);
  }

  send(chimes: readonly Chime[]): void {
    this.queue
      .add('ring', { chimes }, { removeOnComplete: true, removeOnFail: true, attempts: 1 })
      .catch((error) => this.logger.debug({ msg: 'a chime was lost', error: String(error) }));
  }

  /** Starts hearing: called by the worker process. */
  listen(wake: (chimes: readonly Chime[]) => void): void {
    this.worker = new Worker(QUEUE, async (job) => wake((job.data as { chimes: Chime[] }).chimes), { connection: this.connection as never, concurrency: 4 });
    this.worker.on('error', (error) => this.logger.debug({ msg: 'bell worker', error: String(error) }));
  }

  async close(): Promise<void> {
    await Promise.race([
      Promise.allSettled([this.worker?.close(), this.queue.close()]),
      new Promise((resolve) => setTimeout(resolve, 3_000).unref()),
    ]);
    await this.closeConnection();
  }
}
