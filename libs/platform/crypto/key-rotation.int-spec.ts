import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { IdempotencyClaims, type StoredAnswer } from '../http/idempotency-claims.js';
import { systemScope } from '../kernel/scope.js';
import { newId } from '../kernel/ids.js';
import { PersonalTraces } from '../personal-data/traces.js';
import { PlatformModule } from '../platform.module.js';
import { openProbe, type Probe } from '../testing/probe.js';
import { DerivedKeys } from './derived-keys.js';
import { Envelope } from './envelope.js';
import { KeyRotation } from './key-rotation.js';

const of = (key: Buffer, gameId: string, use: string): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.from(gameId), Buffer.from(use), 32));

/** As builds did that knew one master key. */
function sealedOnce(key: Buffer, plain: string, gameId: string, place: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', of(key, gameId, 'hubcraft sealed secrets'), nonce).setAAD(Buffer.from(`1|${gameId}|${place}`));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), sealed]);
}
const hashedOnce = (key: Buffer, text: string, gameId: string): string => createHmac('sha256', of(key, gameId, 'hubcraft keyed hashes')).update(`subject|${text}`).digest('base64url');

describe('a change of the master key', () => {
  const [a, b, c] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  let probe: Probe;
  const opened: INestApplicationContext[] = [];
  beforeEach(async () => {
    probe = await openProbe();
  });
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.close();
    await probe.close();
  });

  const process = async (current: Buffer, ...others: Buffer[]): Promise<INestApplicationContext> => {
    const config = new Config({ DATABASE_URL: probe.database.appUrl, DATABASE_POOL: '6', MASTER_KEY: current.toString('base64'), MASTER_KEYS_READ: others.map((key) => key.toString('base64')).join(',') });
    const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config, entities: [] })] }).compile();
    module.useLogger(false);
    const app = await module.init().catch(async (error: unknown) => {
      await module.close();
      throw error;
    });
    opened.push(app);
    return app;
  };
  const rotate = async (app: INestApplicationContext) => app.get(KeyRotation).run(() => undefined);
  const left = (counts: readonly { old: number }[]): number => counts.reduce((sum, { old }) => sum + old, 0);
  /** A finished answer with a result of a command, sealed by `seal`. */
  const keep = async (gameId: string, key: string, seal: (plain: string, place: string) => Buffer, subject: string | null = null): Promise<void> => {
    await probe.admin(`INSERT INTO platform.idempotency (game_id, key, fingerprint, state, status, headers, sealed_body, sealed_results, subject_key, lease_until, finished_at, created_at)
      VALUES ($1, $2, 'f', 'finished', 200, '{}', $3, $4, $5, now(), now(), now() - interval '1 minute')`,
    [gameId, key, seal(`{"answer":"${key}"}`, `platform.idempotency|body|${key}`), JSON.stringify({ Make: seal('"made"', `platform.idempotency|result.Make|${key}`).toString('base64'), Tell: seal('null', `platform.idempotency|result.Tell|${key}`).toString('base64') }), subject]);
  };
  const answer = async (app: INestApplicationContext, gameId: string, key: string): Promise<unknown[]> => {
    const [row] = await probe.admin<StoredAnswer>('SELECT * FROM platform.idempotency WHERE game_id = $1 AND key = $2', [gameId, key]);
    const claims = app.get(IdempotencyClaims);
    return [claims.bodyOf(gameId, key, row!).toString(), claims.resultsOf(gameId, key, row!)];
  };

  it('keeps what builds of one key have stored: answers, hashes of players, secrets of checkouts', async () => {
    const gameId = newId('gam');
    await keep(gameId, 'k1', (plain, place) => sealedOnce(a, plain, gameId, place), hashedOnce(a, 'Player-1', gameId));
    const before = await process(a);
    expect(await answer(before, gameId, 'k1')).toEqual(['{"answer":"k1"}', { Make: 'made', Tell: null }]);
    const ofOldOrders = of(a, '', 'hubcraft checkout secrets');
    expect(before.get(DerivedKeys).checkoutKey(null)).toEqual(ofOldOrders);
    const { resealed, columns, unopened } = await rotate(await process(b, a));
    expect([resealed, left(columns), unopened.count]).toEqual([4, 0, 0]);
    const after = await process(b);
    expect(await answer(after, gameId, 'k1')).toEqual(['{"answer":"k1"}', { Make: 'made', Tell: null }]);
    expect(after.get(DerivedKeys).checkoutKey(null)).toEqual(ofOldOrders);
    const forgotten = await after.get(Database).transaction(systemScope(gameId, 'test'), { context: 'platform' }, () => after.get(PersonalTraces).forgetAnswersAbout('Player-1'));
    expect(forgotten).toBe(1);
  });

  it('keeps hashes and secrets of checkouts that were made under any root, and makes a new root for what comes', async () => {
    const gameId = newId('gam');
    const [first, other] = [await process(a), await process(a)];
    expect(other.get(DerivedKeys).rootId).toBe(first.get(DerivedKeys).rootId);
    const [hash, root] = [first.get(DerivedKeys).hash('Player-1', gameId, 'subject'), first.get(DerivedKeys).rootId];
    const checkout = first.get(DerivedKeys).checkoutKey(root);
    await rotate(await process(b, a));
    // Processes begin to use it when each of them knows it.
    expect((await process(b)).get(DerivedKeys).rootId).toBe(root);
    await probe.admin(`UPDATE platform.derived_key SET active_at = now() - interval '1 second'`);
    const after = await process(b);
    const keys = after.get(DerivedKeys);
    expect(keys.rootId).toBe(after.get(Envelope).keyId);
    expect(keys.checkoutKey(root)).toEqual(checkout);
    expect(keys.checkoutKey(keys.rootId)).not.toEqual(checkout);
    expect(keys.hash('Player-1', gameId, 'subject')).not.toBe(hash);
    expect(await keys.hashes('Player-1', gameId, 'subject')).toContain(hash);
    expect(await probe.admin(`SELECT 1 FROM platform.derived_key WHERE holder <> ''`)).toEqual([]);
  });

  it('goes on where it was broken off, through many games and pages, while answers are written', async () => {
    const before = await process(a);
    const games = Array.from({ length: 3 }, () => newId('gam'));
    const seal = (gameId: string) => (plain: string, place: string) => before.get(Envelope).seal(plain, gameId, place);
    for (const gameId of games) for (let n = 0; n < 350; n++) await keep(gameId, `k${n}`, seal(gameId));
    const between = await process(b, a);
    let columns = 0;
    await expect(between.get(KeyRotation).run(() => { if (++columns === 2) throw new Error('broken off'); })).rejects.toThrow('broken off');
    const half = left(await between.get(KeyRotation).count());
    expect(half).toBeGreaterThan(0);
    const writing = (async () => { for (let n = 0; n < 60; n++) await keep(games[n % 3]!, `late${n}`, n < 20 ? seal(games[n % 3]!) : (plain, place) => between.get(Envelope).seal(plain, games[n % 3]!, place)); })();
    const { columns: counts } = await rotate(between);
    await writing;
    expect(left(counts) + left((await rotate(between)).columns)).toBe(0);
    const after = await process(b);
    for (const gameId of games) expect(await answer(after, gameId, 'k349')).toEqual(['{"answer":"k349"}', { Make: 'made', Tell: null }]);
    expect(await answer(after, games[0]!, 'late3')).toEqual(['{"answer":"late3"}', { Make: 'made', Tell: null }]);
  });

  it('says what no key opens, and leaves it as it is', async () => {
    const before = await process(a);
    const gameId = newId('gam');
    await keep(gameId, 'mine', (plain, place) => before.get(Envelope).seal(plain, gameId, place));
    const foreign = new Envelope(new Config({ MASTER_KEY: c.toString('base64') }));
    await keep(gameId, 'foreign', (plain, place) => foreign.seal(plain, gameId, place));
    const stored = () => probe.admin(`SELECT sealed_body, sealed_results FROM platform.idempotency WHERE key = 'foreign'`);
    const was = await stored();
    const { columns, unopened } = await rotate(await process(b, a));
    expect([left(columns), unopened.count]).toEqual([2, 2]);
    expect(unopened.first[0]).toMatch(new RegExp(`^platform\\.idempotency\\.sealed_body of ${gameId}, foreign: .*under the master key ${foreign.keyId}`));
    expect(await stored()).toEqual(was);
    expect(await answer(await process(b), gameId, 'mine')).toEqual(['{"answer":"mine"}', { Make: 'made', Tell: null }]);
  });

  it('is refused by a process that has none of the keys', async () => {
    await process(a);
    await expect(process(c, b)).rejects.toThrow('MASTER_KEY is not the key under which this database was sealed, nor is one of MASTER_KEYS_READ');
  });
});
