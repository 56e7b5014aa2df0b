import { BullWire } from './bell/bullmq-wire.js';
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

export async function openWires(config: Config): Promise<Wires> {
  const bell = BullWire.open(config);
  if (config.redisUrl) return { bell, limits: new RedisLimits(config.redisUrl), signals: new RedisSignals(config.redisUrl) };
  return { bell, limits: new PostgresLimits(config.databaseUrl), signals: new PostgresSignals(config.databaseUrl) };
}
