import { Logger } from '@nestjs/common';
import pg from 'pg';
import { endPool } from '../database/end-pool.js';
import { LeasedLimits, type Ask, type Draw } from './leased-limits.js';
import type { Bucket } from './limits.js';

const GRANTED = (filled: string) => `CASE WHEN $6::bool THEN $4 WHEN ${filled} < $4 THEN 0 ELSE greatest($4, least($5, floor(${filled} / 4))) END`;

// The row lock of the upsert is what makes it exact. A statement that waited for it has an older time than the row: it fills by nothing then.
const DRAW = `
INSERT INTO platform.bucket AS b (key, tokens, granted, at, full_at)
SELECT $1, $2 - n.granted, n.granted, statement_timestamp(), statement_timestamp() + make_interval(secs => n.granted / $3::float8)
  FROM (SELECT ${GRANTED('$2')}::float8 AS granted) n
ON CONFLICT (key) DO UPDATE SET (tokens, granted, at, full_at) = (
  SELECT n.filled - n.granted, n.granted, n.at, n.at + make_interval(secs => ($2 - n.filled + n.granted) / $3::float8)
    FROM (SELECT f.filled, f.at, ${GRANTED('f.filled')}::float8 AS granted
            FROM (SELECT least($2, b.tokens + greatest(0, extract(epoch FROM statement_timestamp() - b.at)::float8) * $3::float8) AS filled,
                         greatest(b.at, statement_timestamp()) AS at) f) n)
RETURNING tokens, granted`.replaceAll(/\$([245])(?!:)/g, '$$$1::float8');

const SWEEP_MS = 300_000;

/** Limits on PostgreSQL: one upsert per draw on an unlogged table, over a small pool of its own so that business work cannot starve it. */
export class PostgresLimits extends LeasedLimits {
  private readonly pool: InstanceType<typeof pg.Pool>;
  private readonly sweeper: NodeJS.Timeout;

  constructor(databaseUrl: string) {
    super();
    this.pool = new pg.Pool({
      connectionString: databaseUrl, max: 4, application_name: 'hubcraft-limits',
      connectionTimeoutMillis: 1_000, query_timeout: 1_000, statement_timeout: 800, lock_timeout: 600, keepAlive: true,
    });
    this.pool.on('error', () => undefined);
    this.sweeper = setInterval(() => void this.sweep(), SWEEP_MS).unref();
  }

  protected async draw(key: string, bucket: Bucket, { cost, want, due }: Ask): Promise<Draw> {
    const { rows } = await this.pool.query<{ tokens: number; granted: number }>({
      name: 'limits-draw', text: DRAW, values: [key, bucket.capacity, bucket.perSecond, cost, want, due],
    });
    return { granted: rows[0]!.granted, left: rows[0]!.tokens };
  }

  /** Removes buckets that are full again. Answers how many. */
  async sweep(): Promise<number> {
    try {
      return (await this.pool.query('DELETE FROM platform.bucket WHERE full_at < now()')).rowCount ?? 0;
    } catch (error) {
      new Logger('Limits').debug({ msg: 'full buckets were not removed', error: String(error) });
      return 0;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await endPool(this.pool);
  }
}
