import { Redis } from 'ioredis';
import pg from 'pg';

/** A secret or a personal datum that is let loose to see where it turns up. */
export interface Canary {
  name: string;
  value: string;
  /** The bytes that it stands for, where they are other ones than those of its text. */
  bytes?: Buffer;
  /** Columns that are its own: `orders.order.email`. */
  at?: readonly string[];
}

/** How a value can be written so that a search for its text alone would miss it. Base64 reads in groups of three bytes, so it has three faces. */
function facesOf({ value, bytes }: Canary): string[] {
  const all = [Buffer.from(value), ...(bytes ? [bytes] : [])];
  const encoded = all.flatMap((each) => [
    each.toString('hex'), ...[0, 1, 2].flatMap((shift) => (['base64', 'base64url'] as const).map((way) => {
      const text = Buffer.concat([Buffer.alloc(shift), each]).toString(way).replace(/=+$/, '');
      // The first and the last group are mixed with their neighbours.
      return text.slice(shift === 0 ? 0 : 4, -4);
    })),
  ]);
  return [...new Set([value, value.toLowerCase(), encodeURIComponent(value), JSON.stringify(value).slice(1, -1), ...encoded])].filter((face) => face.length >= 8);
}

/** Where in a text canaries are, one line each. */
export function heardIn(place: string, text: string, canaries: readonly Canary[]): string[] {
  const lower = text.toLowerCase();
  return canaries.filter((canary) => !canary.at?.includes(place)).flatMap((canary) => {
    const face = facesOf(canary).find((each) => text.includes(each) || lower.includes(each.toLowerCase()));
    return face ? [`${canary.name} in ${place}${face === canary.value ? '' : ` as ${face.slice(0, 12)}…`}: …${text.slice(Math.max(0, lower.indexOf(face.toLowerCase()) - 60), lower.indexOf(face.toLowerCase()))}`] : [];
  });
}

/** Every value of every row of every table of a database, queues included, by column; bytes as the text that they may be and in hexadecimal. */
export async function dumpOf(adminUrl: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema$)'`);
    const dump = new Map<string, string>();
    for (const { schema, name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`);
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          if (value === null) continue;
          const place = `${schema}.${name}.${column}`;
          const text = Buffer.isBuffer(value) ? `${value.toString('utf8')} ${value.toString('hex')}` : typeof value === 'object' ? JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) : String(value as string);
          dump.set(place, `${dump.get(place) ?? ''}\n${text}`);
        }
      }
    }
    return dump;
  } finally {
    await client.end();
  }
}

/** Every key and value of a Redis database. */
export async function dumpOfRedis(url: string): Promise<Map<string, string>> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    const dump = new Map<string, string>();
    for await (const keys of redis.scanStream({ count: 1_000 }) as AsyncIterable<string[]>) {
      for (const key of keys) {
        const bytes = await redis.dumpBuffer(key);
        dump.set(`redis ${key}`, `${key}\n${await readableOf(redis, key)}\n${bytes?.toString('latin1') ?? ''}`);
      }
    }
    return dump;
  } finally {
    redis.disconnect();
  }
}

async function readableOf(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'string': return (await redis.get(key)) ?? '';
    case 'hash': return JSON.stringify(await redis.hgetall(key));
    case 'list': return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set': return JSON.stringify(await redis.smembers(key));
    case 'zset': return JSON.stringify(await redis.zrange(key, 0, '-1'));
    case 'stream': return JSON.stringify(await redis.xrange(key, '-', '+'));
    default: return '';
  }
}
