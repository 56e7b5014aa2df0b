import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { processTime, setProcessTime } from '../kernel/clock.js';
import { Metrics } from '../metrics/metrics.js';
import { Database } from './database.js';

const EVERY_MS = 30_000;
/** An answer that was on its way longer says too little. */
const ROUND_TRIP_MAX_MS = 1_000;
/** Less than this is no reason to move. */
const EXACT_MS = 20;
/** More than this is told. */
const WRONG_MS = 1_000;

/**
 * Keeps the time of this process that of the database: sessions and orders end, signatures are dated and ids are made by one clock, however wrong that of a machine is and whenever
 * it is put right. While the database does not answer, the time goes on by itself.
 */
@Injectable()
export class DatabaseTime implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(DatabaseTime.name);
  private timer?: NodeJS.Timeout;
  private wasWrong = false;

  constructor(private readonly database: Database, metrics: Metrics) {
    metrics.gauge('hubcraft_clock_off_seconds', 'How far the clock of the machine is ahead of that of the database.', [], (gauge) => gauge.set(this.off() / 1_000));
  }

  async onModuleInit(): Promise<void> {
    await this.set();
    this.timer = setInterval(() => void this.set(), EVERY_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never throws. */
  async set(): Promise<void> {
    const asked = performance.now();
    const told = await this.database.time().catch((error: unknown) => void this.logger.warn({ msg: 'the database was not asked for the time', error: String(error) }));
    const roundTrip = performance.now() - asked;
    if (told === undefined || roundTrip > ROUND_TRIP_MAX_MS) return;
    const now = told + roundTrip / 2;
    if (Math.abs(now - processTime()) > EXACT_MS) setProcessTime(now);
    const isWrong = Math.abs(this.off()) > WRONG_MS;
    if (isWrong && !this.wasWrong) this.logger.warn({ msg: 'the clock of this machine is not that of the database, which is followed', off_ms: Math.round(this.off()) });
    this.wasWrong = isWrong;
  }

  private off(): number {
    return Date.now() - processTime();
  }
}
