import { createPostgresBackend, createRedisBackend, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import type { Config } from '../config/config.js';
import { endPool } from '../database/end-pool.js';

/** One queue for all chimes. The braces keep its keys in one slot of a Redis Cluster. */
export const BELL_QUEUE = '{hubcraft}-bell';

/** The connection that BullMQ's queue and worker of this process share. */
export interface BullLink {
  readonly connection: object;
  close(): Promise<void>;
}

export const BULL_LINK = 'hubcraft:bull-link';

const AWAY_MS = 500;
const FAILED_MS = 100;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

interface PostgresParts {
  connection: { waitUntilReady(): Promise<void>; readyPromise: Promise<void> | undefined; isClosing: Promise<void> | undefined };
  query(text: string, params: unknown[]): Promise<unknown>;
}

/**
 * BullMQ 6.7 remembers a first connection to PostgreSQL that failed for ever, and its worker then asks again without any pause: the process stands
 * still. Here the first connection is tried until it succeeds, and a failed statement waits a moment before the worker can send the next.
 */
function patient<B extends object>(backend: B): B {
  const parts = backend as unknown as PostgresParts;
  const { connection } = parts;
  const ready = connection.waitUntilReady.bind(connection);
  const query = parts.query.bind(parts);
  connection.waitUntilReady = async () => {
    for (;;) {
      try {
        return await ready();
      } catch (error) {
        if (connection.isClosing) throw error;
        connection.readyPromise = undefined;
        await pause(AWAY_MS);
      }
    }
  };
  parts.query = async (text, params) => {
    try {
      return await query(text, params);
    } catch (error) {
      await pause(FAILED_MS);
      throw error;
    }
  };
  return backend;
}

// @nestjs/bullmq makes queues and workers with the backend of the whole process: this one goes by what it is given.
setDefaultBackendFactory(((name: string, options: { connection: unknown }, extra: object) =>
  options.connection instanceof pg.Pool
    ? patient(createPostgresBackend(name, options as never, extra))
    : createRedisBackend(name, options as never, extra)) as never);

// The rest of the process reads int8 as bigint; BullMQ expects the text that pg gives by default, and writes such values into JSON.
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? (text: string) => text : (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format),
};

/** Opens nothing yet: both kinds connect when they are first used. */
export function bullLink(config: Config): BullLink {
  if (config.redisUrl) {
    return {
      // No commandTimeout: the worker's blocking command is meant to wait. A connection that has gone silent is dropped by socketTimeout.
      connection: {
        url: config.redisUrl, connectTimeout: 2_000, socketTimeout: 30_000, keepAlive: 10_000, maxRetriesPerRequest: null,
        retryStrategy: (times: number) => Math.min(2_000, 100 * times),
      },
      close: async () => undefined,
    };
  }
  // The worker's LISTEN client comes out of this pool for good, so it must be larger than the number of workers.
  const pool = new pg.Pool({
    connectionString: config.databaseUrl, max: 6, options: '-c search_path=bullmq,public', application_name: 'hubcraft-bell', types: types as never,
    connectionTimeoutMillis: 2_000, query_timeout: 5_000, keepAlive: true, idleTimeoutMillis: 30_000,
  });
  pool.setMaxListeners(0).on('error', () => undefined);
  return { connection: pool, close: () => endPool(pool) };
}
