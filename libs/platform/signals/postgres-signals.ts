import { Logger } from '@nestjs/common';
import pg from 'pg';
import { endPool } from '../database/end-pool.js';
import { Ears, SIGNAL_MAX_BYTES } from './ears.js';
import { Signals } from './signals.js';

const CHANNEL = 'hubcraft';
const WAITING_MAX = 1_000;
const FIRST_LISTEN_MS = 1_000;

/**
 * Signals on PostgreSQL: NOTIFY over a connection of its own, never in a business transaction (it would serialize the commits), and one
 * LISTEN connection per process that comes back by itself. What happens while it is away is not heard: signals are hints.
 */
export class PostgresSignals extends Signals {
  private readonly logger = new Logger('Signals');
  private readonly ears = new Ears();
  private readonly speaker: InstanceType<typeof pg.Pool>;
  private waiting: string[] = [];
  private speaking = false;
  private listener: InstanceType<typeof pg.Client> | undefined;
  private listening: Promise<void> | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly databaseUrl: string) {
    super();
    this.speaker = new pg.Pool({
      connectionString: databaseUrl, max: 1, application_name: 'hubcraft-signals',
      connectionTimeoutMillis: 1_000, query_timeout: 2_000, statement_timeout: 1_500, keepAlive: true,
    });
    this.speaker.on('error', () => undefined);
  }

  publish(channel: string, text: string): void {
    const signal = JSON.stringify({ c: channel, t: text });
    if (this.closed) return;
    if (Buffer.byteLength(text) > SIGNAL_MAX_BYTES || Buffer.byteLength(signal) > 7_900) {
      this.logger.warn({ msg: 'a signal is too long and was not sent', kind: channel });
      return;
    }
    if (this.waiting.length < WAITING_MAX) this.waiting.push(signal);
    if (!this.speaking) void this.speak();
  }

  /** Sends what waits, all of it in one statement; what comes meanwhile travels with the next one. */
  private async speak(): Promise<void> {
    this.speaking = true;
    while (this.waiting.length > 0 && !this.closed) {
      const signals = this.waiting;
      this.waiting = [];
      try {
        await this.speaker.query({ name: 'signals-notify', text: 'SELECT pg_notify($1, s) FROM unnest($2::text[]) AS s', values: [CHANNEL, signals] });
      } catch (error) {
        this.logger.debug({ msg: 'signals were lost', count: signals.length, error: String(error) });
      }
    }
    this.speaking = false;
  }

  async subscribe(channel: string, hear: (text: string) => void): Promise<() => Promise<void>> {
    const { remove } = this.ears.add(channel, hear);
    this.listening ??= this.listen(0);
    await Promise.race([this.listening, new Promise((resolve) => setTimeout(resolve, FIRST_LISTEN_MS).unref())]);
    return async () => void remove();
  }

  private async listen(failures: number): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({ connectionString: this.databaseUrl, application_name: 'hubcraft-signals', connectionTimeoutMillis: 2_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
    let gone = false;
    const lost = (count: number): void => {
      if (gone) return;
      gone = true;
      this.listener = undefined;
      void client.end().catch(() => undefined);
      if (!this.closed) this.reconnect = setTimeout(() => (this.listening = this.listen(count)), Math.min(2_000, 100 * 2 ** count));
    };
    client.on('error', () => lost(0)).on('end', () => lost(0));
    client.on('notification', (message) => this.heard(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.listener = client;
      if (this.closed) await client.end();
    } catch (error) {
      this.logger.debug({ msg: 'listening for signals failed', error: String(error) });
      lost(failures + 1);
    }
  }

  private heard(payload: string): void {
    try {
      const { c, t } = JSON.parse(payload) as { c: string; t: string };
      this.ears.tell(c, t);
    } catch {
      this.logger.debug({ msg: 'somebody else notified our channel' });
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.reconnect);
    await Promise.all([endPool(this.speaker), this.listener ? endPool(this.listener) : undefined]);
  }
}
