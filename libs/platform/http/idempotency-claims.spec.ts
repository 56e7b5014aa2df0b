import { randomBytes } from 'node:crypto';
import { Config } from '../config/config.js';
import { Envelope } from '../crypto/envelope.js';
import type { OpenTransaction } from '../database/store.js';
import { systemScope } from '../kernel/scope.js';
import { IDEMPOTENCY_SEALED, IdempotencyClaims, type StoredAnswer } from './idempotency-claims.js';

const GAME = 'gam_1';
const envelope = new Envelope(new Config({ MASTER_KEY: randomBytes(32).toString('base64') }));
const claims = new IdempotencyClaims(envelope);
const open = { scope: systemScope(GAME, 'test') } as OpenTransaction;
const stored = (told: Partial<StoredAnswer> = {}): StoredAnswer => ({ body: null, results: {}, sealed_body: null, sealed_results: {}, ...told });
/** What the statement of a command that ran under the key `k` would store. */
const written = (command: string, result: unknown, key = 'k') => claims.run({ key, results: {} }, async () => claims.resultWritten(open, command, result));

describe('what a request under an Idempotency-Key has done already', () => {
  it('is known by the name of the command, whatever it answered', async () => {
    await claims.run({ key: 'k', results: { Pay: { id: 'pmt_1' }, Nothing: null } }, async () => {
      expect(claims.takeResult('Pay')).toEqual({ result: { id: 'pmt_1' } });
      expect(claims.takeResult('Nothing')).toEqual({ result: null });
      expect(claims.takeResult('Refund')).toBeUndefined();
      await new Promise((resolve) => setImmediate(resolve));
      expect(claims.takeResult('Pay')).toBeDefined();
    });
  });

  it('counts neither outside of a request nor for what runs on its own within one', async () => {
    expect(claims.takeResult('Pay')).toBeUndefined();
    expect(claims.resultWritten(open, 'Pay', {})).toEqual([]);
    await claims.run({ key: 'k', results: { Pay: 1 } }, async () => {
      await claims.outside(async () => {
        expect(claims.takeResult('Pay')).toBeUndefined();
        expect(claims.resultWritten(open, 'Pay', {})).toEqual([]);
      });
      expect(claims.takeResult('Pay')).toEqual({ result: 1 });
    });
  });

  it('hands on what the work answers', async () => {
    expect(await claims.run({ key: 'k', results: {} }, async () => 7)).toBe(7);
    expect(await claims.outside(async () => 8)).toBe(8);
  });
});

describe('the result of a command', () => {
  it.each([[{ id: 'pmt_1' }], [null], [0], ['text'], [[1, 2]]])('is stored beside the others of its key, and read again: %j', async (result) => {
    const [statement, ...more] = await written('Pay', result);
    expect(more).toEqual([]);
    const [game, key, command, sealed] = statement!.values as string[];
    expect([game, key, command]).toEqual([GAME, 'k', 'Pay']);
    expect(statement!.text).toMatch(/^UPDATE platform\.idempotency SET sealed_results = sealed_results \|\| jsonb_build_object\(\$3::text, \$4::text\) WHERE game_id = \$1 AND key = \$2$/);
    expect(claims.resultsOf(GAME, 'k', stored({ sealed_results: { Pay: sealed! } }))).toEqual({ Pay: result });
  });

  // Long enough that it cannot stand in random bytes by chance.
  it('is sealed: what it says is not to be read in what is stored', async () => {
    const sealed = (await written('Pay', { id: 'pmt_00000000000000000001' }))[0]!.values[3] as string;
    expect(Buffer.from(sealed, 'base64').includes('pmt_00000000000000000001')).toBe(false);
    expect(sealed).not.toContain('pmt_00000000000000000001');
  });

  it('is null of a command that answers nothing', async () => {
    const [statement] = await written('Pay', undefined);
    expect(claims.resultsOf(GAME, 'k', stored({ sealed_results: { Pay: statement!.values[3] as string } }))).toEqual({ Pay: null });
  });

  it('opens under its game, its key and its command alone', async () => {
    const sealed = (await written('Pay', { secret: 1 }))[0]!.values[3] as string;
    const row = stored({ sealed_results: { Pay: sealed } });
    expect(() => claims.resultsOf('gam_2', 'k', row)).toThrow();
    expect(() => claims.resultsOf(GAME, 'other', row)).toThrow();
    expect(() => claims.resultsOf(GAME, 'k', stored({ sealed_results: { Refund: sealed } }))).toThrow();
    expect(() => claims.bodyOf(GAME, 'k', stored({ sealed_body: Buffer.from(sealed, 'base64') }))).toThrow();
  });

  it('that an earlier build has kept in clear stands beside those that are sealed, which go before', async () => {
    const sealed = (await written('Pay', 'new'))[0]!.values[3] as string;
    expect(claims.resultsOf(GAME, 'k', stored({ results: { Pay: 'old', Refund: 'kept' }, sealed_results: { Pay: sealed } }))).toEqual({ Pay: 'new', Refund: 'kept' });
    expect(claims.resultsOf(GAME, 'k', stored())).toEqual({});
  });
});

describe('the bytes of an answer', () => {
  it('are the same again, and open under their game and key alone', () => {
    const sealed = claims.sealBody(GAME, 'k', Buffer.from('{"größe":"XL"}'));
    expect(sealed.includes('XL')).toBe(false);
    expect(claims.bodyOf(GAME, 'k', stored({ sealed_body: sealed, body: Buffer.from('not these') })).toString()).toBe('{"größe":"XL"}');
    expect(() => claims.bodyOf(GAME, 'other', stored({ sealed_body: sealed }))).toThrow();
    expect(() => claims.bodyOf('gam_2', 'k', stored({ sealed_body: sealed }))).toThrow();
  });

  it('are those that an earlier build has kept in clear, or none', () => {
    expect(claims.bodyOf(GAME, 'k', stored({ body: Buffer.from('clear') })).toString()).toBe('clear');
    expect(claims.bodyOf(GAME, 'k', stored())).toHaveLength(0);
  });
});

describe('where all of it is sealed', () => {
  it('is told to whoever seals it again: the places open what was sealed at them', async () => {
    const byColumn = Object.fromEntries(IDEMPOTENCY_SEALED.map((column) => [column.column, column]));
    expect(IDEMPOTENCY_SEALED.map(({ table, column, tenant, key, form }) => [table, column, tenant, key, form])).toEqual([
      ['platform.idempotency', 'sealed_body', 'game_id', 'key', 'bytes'], ['platform.idempotency', 'sealed_results', 'game_id', 'key', 'members'],
    ]);
    expect(envelope.open(claims.sealBody(GAME, 'k', Buffer.from('body')), GAME, byColumn['sealed_body']!.place('k', ''))).toBe('body');
    const sealed = Buffer.from((await written('Pay', 1))[0]!.values[3] as string, 'base64');
    expect(envelope.open(sealed, GAME, byColumn['sealed_results']!.place('k', 'Pay'))).toBe('1');
    // As they stand in databases: another place would open nothing of theirs.
    expect([byColumn['sealed_body']!.place('k', ''), byColumn['sealed_results']!.place('k', 'Pay')]).toEqual(['platform.idempotency|body|k', 'platform.idempotency|result.Pay|k']);
  });
});
