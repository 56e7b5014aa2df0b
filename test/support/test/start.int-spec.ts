import { mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { launch } from '../launcher.js';

const folder = path.join(process.env.HUBCRAFT_TEST_RUN!, `refused-${process.pid}`);

describe('npm start says in one sentence what is wrong', () => {
  const server = net.createServer((socket) => socket.destroy());
  let taken: string;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    taken = String((server.address() as net.AddressInfo).port);
  });
  afterAll(() => server.close());

  async function refusal(env: Record<string, string>, stateDir = folder): Promise<string> {
    const { ended, errors, output } = launch(stateDir, env);
    expect(await ended).toBe(1);
    expect(output()).not.toContain('ready');
    expect(errors()).not.toMatch(/^\s+at |sekret/m);
    expect(errors().trim().split('\n')).toHaveLength(1);
    return errors().trim();
  }

  it('a taken port', async () => {
    expect(await refusal({ PORT: taken })).toBe(`Port ${taken} (PORT) is already in use.`);
  });

  it('a port that is none', async () => {
    expect(await refusal({ PORT: '70000' })).toBe('PORT=70000 is not a port number.');
  });

  it('an address that is none of this machine', async () => {
    expect(await refusal({ HOST: '192.0.2.1' })).toBe('HOST=192.0.2.1 is not an address of this machine.');
  });

  it.each([
    [{ SMTP_URL: 'http://u:sekret@127.0.0.1' }, 'SMTP_URL: smtp://host:port is wanted.'],
    [{ PUBLIC_URL: 'store' }, 'PUBLIC_URL: an address as https://store.example is wanted.'],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV=prod: one of development, test, production is wanted.'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,abc' }, 'TRUSTED_PROXIES=10.0.0.0/8,abc: a comma list of addresses or CIDR ranges is wanted.'],
    [{ WEBHOOK_SOURCE_ADDRESSES: '203.0.113.7/24' }, 'WEBHOOK_SOURCE_ADDRESSES=203.0.113.7/24: a comma list of addresses or CIDR ranges, without bits beyond their prefixes, is wanted.'],
    [{ MASTER_KEY: 'sekret' }, 'MASTER_KEY: 32 bytes in base64 are wanted.'],
    [{ DATABASE_POOL: 'many' }, 'DATABASE_POOL=many: an integer from 1 to 500 is wanted.'],
  ])('the setting %j', async (env, sentence) => {
    expect(await refusal(env)).toBe(sentence);
  });

  it('a database that nobody serves', async () => {
    expect(await refusal({ DATABASE_URL: 'postgres://u:sekret@127.0.0.1:1/shop' })).toBe('The database of DATABASE_URL at 127.0.0.1:1/shop cannot be reached: connect ECONNREFUSED 127.0.0.1:1.');
  });

  it('a database address that is something else', async () => {
    expect(await refusal({ DATABASE_URL: 'mysql://u:sekret@127.0.0.1/shop' })).toBe('DATABASE_URL: postgres://user:password@host:port/database is wanted.');
  });

  it('an owner without a database', async () => {
    expect(await refusal({ DATABASE_OWNER_URL: 'postgres://u:sekret@127.0.0.1/shop' })).toContain('DATABASE_OWNER_URL is set without DATABASE_URL');
  });

  it('a Redis that hangs up', async () => {
    expect(await refusal({ REDIS_URL: `redis://:sekret@127.0.0.1:${taken}` })).toBe(`The Redis of REDIS_URL at 127.0.0.1:${taken} cannot be reached.`);
  });

  it('a state folder that cannot be made', async () => {
    expect(await refusal({}, '/dev/null/state')).toContain('/dev/null/state cannot be written by');
  });
});
