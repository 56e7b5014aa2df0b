import { checkRedis } from './bell/check-redis.js';
import type { BellWire } from './bell/bell.js';
import type { Config } from './config/config.js';
import type { Limits } from './limits/limits.js';
import { PostgresLimits } from './limits/postgres-limits.js';
import { RedisLimits } from './limits/redis-limits.js';
import { PostgresSignals } from './signals/postgres-signals.js';
import { RedisSignals } from './signals/redis-signals.js';
import type { Signals } from './signals/signals.js';

/** The three things that run on Redis where there is one and on PostgreSQL otherwise. Nothing above them knows which. */
export interface Wires {
  bell: BellWire;
  limits: Limits;
  signals: Signals;
}

/** Limits and signals by the configuration; the bell is a Nest module (bell/bell.module.ts). Refuses a Redis that would lose jobs. */
export async function openWires(config: Config): Promise<Omit<Wires, 'bell'>> {
  const { redisUrl, databaseUrl } = config;
  if (!redisUrl) return { limits: new PostgresLimits(databaseUrl), signals: new PostgresSignals(databaseUrl) };
  await checkRedis(redisUrl, config.isProduction);
  return { limits: new RedisLimits(redisUrl), signals: new RedisSignals(redisUrl) };
}
