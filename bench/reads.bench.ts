import { Pool } from 'undici';
import { startSystem, type System } from '../test/support/system.js';
import { withFloor } from './floor.js';
import { drive, line, type Measured } from './load.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const WARM_SECONDS = 3;
const HANDS = Number(process.env.BENCH_HANDS ?? 32);

interface Answer { status: number; text: string; etag: string }

/** The pages that players open most, each beside bare node:http that answers the same bytes in the same minute. */
describe('what one machine reads', () => {
  let system: System;
  beforeAll(async () => {
    const profile = process.env.BENCH_PROFILE;
    system = await startSystem({ without: ['worker', 'psp', 'game', 'mailbox'], ...(profile ? { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${profile}`] } : {}) });
  }, 180_000);
  afterAll(() => system?.close());

  const ask = async (pool: Pool, url: string, headers: Record<string, string>): Promise<Answer> => {
    const answer = await pool.request({ method: 'GET', path: url, headers });
    return { status: answer.statusCode, text: await answer.body.text(), etag: String(answer.headers.etag ?? '') };
  };

  const load = async (pool: Pool, url: string, headers: Record<string, string>, expected: number): Promise<Measured> => {
    const read = async (): Promise<void> => {
      const { statusCode, body } = await pool.request({ method: 'GET', path: url, headers });
      await body.dump();
      if (statusCode !== expected) throw new Error(`${url} answered ${statusCode}`);
    };
    await drive(HANDS, WARM_SECONDS, read);
    return drive(HANDS, SECONDS, read);
  };

  const floorOf = (catalog: string): Promise<Measured> => withFloor({ databaseUrl: system.db.adminUrl, catalog }, (floor) => load(floor, '/', {}, 200));

  it('catalog and pages per second beside the floor', async () => {
    const api = new Pool(system.urls.api, { connections: 64 });
    const hub = { 'x-hubcraft-hub': system.demo.hub_slug };
    const catalog = '/store/v1/storefront?country=NL';
    const page = `/h/${system.demo.hub_slug}`;
    const first = await ask(api, catalog, hub);
    const home = await ask(api, page, {});
    expect([first.status, home.status]).toEqual([200, 200]);
    const rows: string[] = [];
    const floors = { catalog: await floorOf(first.text), page: await floorOf(home.text) };
    rows.push(line(`Hub catalog (\`${catalog}\`, ${first.text.length} bytes)`, await load(api, catalog, hub, 200), floors.catalog));
    if (first.etag) rows.push(line('Hub catalog, unchanged (304)', await load(api, catalog, { ...hub, 'if-none-match': first.etag }, 304), floors.catalog));
    rows.push(line(`Hub page (\`/h/<slug>\`, ${home.text.length} bytes)`, await load(api, page, {}, 200), floors.page));
    rows.push(line('Hub page, compressed', await load(api, page, { 'accept-encoding': 'gzip' }, 200), floors.page));
    await api.destroy();
    process.stdout.write(['| Read | per second | p50 ms | p99 ms | floor per second | ratio | SQL statements |', '|---|---|---|---|---|---|---|', ...rows, ''].join('\n'));
  }, 300_000);
});
