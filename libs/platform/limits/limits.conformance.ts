import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../../test/support/eventually.js';
import type { BreakableProxy } from '../../../test/support/breakable-proxy.js';
import type { Limits } from './limits.js';

export interface LimitsHarness {
  /** Another process's view of the same store, through the proxy. The suite closes it. */
  open(): Limits;
  /** The class that `open` makes, and the file of this folder that it stands in: for a process that has nothing of Jest around it. */
  adapter: { name: string; file: string };
  proxy: BreakableProxy;
  /** Empties the store behind everybody's back. */
  forget(): Promise<void>;
}

/** Takes from two large buckets, the second when it is told to; says what it got. Whatever nobody handles ends it with another code than 0. */
const LONELY = `
const [file, name, url] = process.argv.slice(1);
const limits = new (await import(file))[name](url);
const take = async (key) => console.log((await limits.take(key, { capacity: 500, perSecond: 0.001 })).allowed ? 'allowed' : 'refused');
await take('test:lonely-1');
await new Promise((resolve) => process.stdin.once('data', resolve));
await take('test:lonely-2');
await new Promise(setImmediate);
await limits.close();
process.exit(0);
`;

/** What both adapters of `Limits` promise. */
export function limitsConformance(harness: () => LimitsHarness): void {
  const opened: Limits[] = [];
  const open = (): Limits => {
    const limits = harness().open();
    opened.push(limits);
    return limits;
  };
  const key = (): string => `test:${randomBytes(6).toString('hex')}`;
  const SLOW = 0.001;

  afterEach(async () => {
    harness().proxy.restore();
    for (const limits of opened.splice(0)) await limits.close();
  });

  it('gives exactly the capacity of a small bucket to 30 simultaneous takes of two processes', async () => {
    const [a, b] = [open(), open()];
    const k = key();
    const verdicts = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 ? a : b).take(k, { capacity: 10, perSecond: SLOW })));
    expect(verdicts.filter((verdict) => verdict.allowed)).toHaveLength(10);
    expect((await a.take(k, { capacity: 10, perSecond: SLOW })).allowed).toBe(false);
    expect((await b.take(k, { capacity: 10, perSecond: SLOW })).allowed).toBe(false);
  });

  it('tells what is left, when a retry makes sense and when the bucket is full again', async () => {
    const limits = open();
    const k = key();
    const bucket = { capacity: 3, perSecond: 0.1 };
    expect(await limits.take(k, bucket)).toEqual({ allowed: true, remaining: 2, resetSeconds: 10, retryAfterSeconds: 0 });
    expect(await limits.take(k, bucket, 2)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 30 });
    expect(await limits.take(k, bucket)).toMatchObject({ allowed: false, remaining: 0, retryAfterSeconds: 10 });
  });

  it('fills a bucket by the time that passes, not faster', async () => {
    const limits = open();
    const k = key();
    const bucket = { capacity: 1, perSecond: 20 };
    const began = performance.now();
    let taken = 0;
    while (taken < 5) if ((await limits.take(k, bucket)).allowed) taken++;
    // One at once, four after 50 ms each; the clock of the store may tick by whole milliseconds.
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('never gives more than the capacity of a large bucket to two processes that lease from it, and nearly all of it', async () => {
    const [a, b] = [open(), open()];
    const k = key();
    let allowed = 0;
    for (let round = 0; round < 30; round++) {
      const verdicts = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? a : b).take(k, { capacity: 100, perSecond: SLOW })));
      allowed += verdicts.filter((verdict) => verdict.allowed).length;
    }
    expect(allowed).toBeLessThanOrEqual(100);
    expect(allowed).toBeGreaterThanOrEqual(90);
  });

  it('keeps keys apart and refuses a cost above the capacity', async () => {
    const limits = open();
    const [one, two] = [key(), key()];
    expect((await limits.take(one, { capacity: 1, perSecond: SLOW })).allowed).toBe(true);
    expect((await limits.take(one, { capacity: 1, perSecond: SLOW })).allowed).toBe(false);
    expect((await limits.take(two, { capacity: 1, perSecond: SLOW })).allowed).toBe(true);
    expect((await limits.take(key(), { capacity: 5, perSecond: SLOW }, 6)).allowed).toBe(false);
    expect((await limits.take(key(), { capacity: 500, perSecond: SLOW }, 501)).allowed).toBe(false);
  });

  it('charges what is not there any more, and gives nothing to anybody before the debt is paid', async () => {
    const [a, b] = [open(), open()];
    const k = key();
    const bucket = { capacity: 10, perSecond: 0.1 };
    expect(await a.take(k, bucket, 9)).toMatchObject({ allowed: true, remaining: 1 });
    await b.charge(k, bucket, 9);
    expect(await a.take(k, bucket)).toMatchObject({ allowed: false, remaining: 0, retryAfterSeconds: 90, resetSeconds: 180 });
    expect((await b.take(k, bucket)).allowed).toBe(false);
    const fast = { capacity: 1, perSecond: 20 };
    const [other, began] = [key(), performance.now()];
    await a.charge(other, fast, 4);
    await eventually(async () => (await b.take(other, fast)).allowed);
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
  });

  it('lets a charge take what the process has leased first', async () => {
    const [a, b] = [open(), open()];
    const k = key();
    const bucket = { capacity: 100, perSecond: SLOW };
    expect((await a.take(k, bucket)).allowed).toBe(true);
    await a.charge(k, bucket, 99);
    expect((await a.take(k, bucket)).allowed).toBe(false);
    expect((await b.take(k, bucket)).allowed).toBe(false);
    await b.charge(k, bucket, 50);
    expect((await b.take(k, { capacity: 100, perSecond: 1 })).retryAfterSeconds).toBeGreaterThan(45);
  });

  it('starts with full buckets when the store has forgotten them', async () => {
    const [a, b] = [open(), open()];
    const k = key();
    expect((await a.take(k, { capacity: 1, perSecond: SLOW })).allowed).toBe(true);
    await harness().forget();
    expect((await b.take(k, { capacity: 1, perSecond: SLOW })).allowed).toBe(true);
    expect((await b.take(k, { capacity: 1, perSecond: SLOW })).allowed).toBe(false);
  });

  it('limits alone while the store is away and together again when it is back', async () => {
    const [a, b] = [open(), open()];
    await a.take(key(), { capacity: 5, perSecond: SLOW });
    harness().proxy.cut();
    const k = key();
    const alone = [];
    for (let i = 0; i < 12; i++) alone.push((await a.take(k, { capacity: 5, perSecond: SLOW })).allowed);
    expect(alone.filter(Boolean)).toHaveLength(5);
    const charged = key();
    await a.charge(charged, { capacity: 5, perSecond: SLOW }, 9);
    expect((await a.take(charged, { capacity: 5, perSecond: SLOW })).allowed).toBe(false);
    harness().proxy.restore();
    await eventually(async () => {
      const shared = key();
      await a.take(shared, { capacity: 1, perSecond: SLOW });
      return !(await b.take(shared, { capacity: 1, perSecond: SLOW })).allowed;
    }, 10_000);
  });

  it('answers in time and still limits when the store hangs', async () => {
    const limits = open();
    await limits.take(key(), { capacity: 5, perSecond: SLOW });
    harness().proxy.freeze();
    const k = key();
    const began = performance.now();
    const alone = await Promise.all(Array.from({ length: 12 }, () => limits.take(k, { capacity: 5, perSecond: SLOW })));
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(alone.filter((verdict) => verdict.allowed)).toHaveLength(5);
  });

  // Jest catches what nobody handles; only a process of its own shows whether the api would live.
  it.each(['cut', 'freeze'] as const)('keeps its process alive when the store goes (%s) while nobody else waits for the draw', async (how) => {
    const { adapter: { name, file }, proxy } = harness();
    const built = path.resolve(import.meta.dirname, '../../../dist/libs/platform/limits', file);
    const child = spawn(process.execPath, ['--input-type=module', '-e', LONELY, pathToFileURL(built).href, name, proxy.url], { stdio: ['pipe', 'pipe', 'pipe'] });
    const over = once(child, 'close');
    let said = '';
    let complained = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    await eventually(() => said.includes('allowed') || child.exitCode !== null, 20_000);
    proxy[how]();
    child.stdin.end('now\n');
    expect([...(await over), complained]).toEqual([0, null, '']);
    expect(said.match(/^allowed$/gm)).toHaveLength(2);
  });
}
