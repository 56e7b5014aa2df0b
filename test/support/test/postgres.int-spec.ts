import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres, type RunningPostgres } from '../../../scripts/lib/postgres.mjs';
import { isAlive } from '../../../scripts/lib/processes.mjs';

const dir = path.join(process.env.HUBCRAFT_TEST_RUN!, `own-pg-${process.pid}`);

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterOf = ({ data }: RunningPostgres) => Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('the embedded PostgreSQL', () => {
  let server: RunningPostgres;
  beforeAll(async () => {
    server = await startPostgres({ dir });
    await ask(server.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
  });
  afterAll(async () => {
    await server.destroy();
    rmSync(`${server.data}.abandoned`, { recursive: true, force: true });
  });

  it('asks everybody for a password, on the loopback only', async () => {
    await expect(ask(server.url('postgres', 'postgres', 'guessed'), 'SELECT 1')).rejects.toThrow('password authentication failed');
    const methods = await ask(server.adminUrl, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules');
    expect(methods).toEqual([{ auth_method: 'scram-sha-256' }]);
    expect(await ask(server.adminUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await ask(server.adminUrl, 'SHOW max_connections')).toEqual([{ max_connections: '200' }]);
    expect(statSync(`${dir}.password`).mode & 0o777).toBe(0o600);
  });

  it('is taken over when it still runs', async () => {
    const again = await startPostgres({ dir });
    expect(again).toMatchObject({ isReused: true, port: server.port });
    expect(await ask(again.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('comes back with its data after kill -9', async () => {
    const postmaster = postmasterOf(server);
    process.kill(postmaster, 'SIGKILL');
    while (isAlive(postmaster)) await pause(10);
    server = await startPostgres({ dir });
    expect(server.isReused).toBe(false);
    expect(await ask(server.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('starts although its process number belongs to somebody else by now', async () => {
    await server.stop();
    writeFileSync(path.join(server.data, 'postmaster.pid'), `${process.ppid}\n${server.data}\n0\n${server.port}\n\n127.0.0.1\n\nready   \n`);
    server = await startPostgres({ dir });
    expect(await ask(server.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('sets a new password when the kept one is lost', async () => {
    const before = readFileSync(`${dir}.password`, 'utf8');
    await server.stop();
    rmSync(`${dir}.password`);
    server = await startPostgres({ dir });
    expect(readFileSync(`${dir}.password`, 'utf8')).not.toBe(before);
    await expect(ask(server.url('postgres', 'postgres', before), 'SELECT 1')).rejects.toThrow('password authentication failed');
    // Data outside the clone goes with the state folder that knew its password; inside, it is kept.
    if (server.data === dir) expect(await ask(server.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });
});
