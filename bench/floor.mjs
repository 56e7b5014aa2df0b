// The floor that the bench measures against: node:http and pg, nothing else. It writes the rows of a purchase in one transaction of a few statements, and answers a
// hub's catalog from memory. No tenants, no tax, no retries, no delivery: what the machine could do at best.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
const catalog = Buffer.from(process.env.CATALOG ?? '{}');
await pool.query(`CREATE SCHEMA IF NOT EXISTS floor`);
await pool.query(`CREATE TABLE IF NOT EXISTS floor.row (id text PRIMARY KEY, kind text NOT NULL, about text NOT NULL, body jsonb NOT NULL, amount bigint, at timestamptz NOT NULL DEFAULT now())`);

/** Kinds and sizes of the rows that one purchase leaves behind. */
const ROWS = JSON.parse(process.env.ROWS ?? '[]');

async function purchase() {
  const client = await pool.connect();
  try {
    const order = randomUUID();
    await client.query('BEGIN');
    await client.query({
      name: 'rows', text: `INSERT INTO floor.row (id, kind, about, body, amount) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::bigint[])`,
      values: [ROWS.map(() => randomUUID()), ROWS.map(([kind]) => kind), ROWS.map(() => order), ROWS.map(([, size]) => JSON.stringify({ filling: 'x'.repeat(size) })), ROWS.map(() => 499)],
    });
    await client.query('COMMIT');
    return order;
  } finally {
    client.release();
  }
}

const server = createServer((request, response) => {
  if (request.method === 'GET') return response.writeHead(200, { 'content-type': 'application/json' }).end(catalog);
  purchase().then((order) => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ order })), (error) => response.writeHead(500).end(String(error)));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
