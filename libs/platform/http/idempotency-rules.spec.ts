import { createHash } from 'node:crypto';
import { BadRequest, Conflict, Invalid, TooMany, Unavailable, NotFound } from '../kernel/errors.js';
import { systemScope, type Scope } from '../kernel/scope.js';
import { fingerprintOf, isKept, keyOf, ownedKey, stepOf } from './idempotency-rules.js';
import type { Principal } from './policy.js';

const scope: Scope = { gameId: 'gam_1', actor: { kind: 'api_key', id: 'key_1' }, requestId: null };
const principal: Principal = { scope, environment: 'sandbox', grants: [] };
const asked = (key: unknown, told: object = {}) => ({ method: 'POST', headers: { 'idempotency-key': key } as Record<string, string>, principal, ...told });
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    const { status, code, detail } = error as Conflict;
    return [status, code, detail];
  }
};

describe('the Idempotency-Key of a request', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('counts where a %s of somebody changes something', (method) => {
    for (const isRequired of [true, false]) expect(keyOf(asked('k', { method }), isRequired)).toBe('k');
  });

  it('counts for nothing where a request reads, or nobody is known to have sent it', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'post']) expect(keyOf(asked('k', { method }), true)).toBeUndefined();
    expect(keyOf(asked('k', { principal: undefined }), true)).toBeUndefined();
    expect(keyOf(asked('with space', { principal: undefined }), true)).toBeUndefined();
  });

  it('is missed where money moves, and only there', () => {
    expect(keyOf(asked(undefined), false)).toBeUndefined();
    expect(thrown(() => keyOf(asked(undefined), true))).toEqual([428, 'idempotency.key_required', 'This operation moves money: send an Idempotency-Key.']);
  });

  it.each(['k', '!', '~', 'x'.repeat(255), '"quoted"', '0190f5fe-7c00-7a00-8abc-012345678901'])('may be %j', (key) => expect(keyOf(asked(key), true)).toBe(key));

  it.each([['nothing', ''], ['too long', 'x'.repeat(256)], ['a blank in it', 'a b'], ['a blank before', ' a'], ['a line behind', 'a\n'], ['a letter that is not ASCII', 'ä'], ['a control character', 'a\x7f'], ['two of them', ['a', 'b']]])('is refused: %s', (_what, key) => {
    for (const isRequired of [true, false]) expect(thrown(() => keyOf(asked(key), isRequired))).toEqual([422, 'idempotency.key_malformed', 'Idempotency-Key: 1 to 255 printable ASCII characters.']);
  });
});

describe('whose a key is', () => {
  const of = (kind: Scope['actor']['kind'], id: string): string => ownedKey({ ...scope, actor: { kind, id } }, 'k');
  it('is the game’s server’s, whichever API key it shows, and each other caller’s own', () => {
    expect([of('api_key', 'key_1'), of('api_key', 'key_2')]).toEqual(['studio:k', 'studio:k']);
    expect(new Set([of('api_key', 'key_1'), of('player', 'usr_1'), of('player', 'usr_2'), of('member', 'mem_1'), of('checkout', 'ord_1')]).size).toBe(5);
    expect(ownedKey(systemScope('gam_1', 'x'), 'a')).not.toBe(ownedKey(systemScope('gam_1', 'x'), 'b'));
  });
});

describe('a repetition', () => {
  const request = { method: 'POST', url: '/v1/orders?x=1', headers: {}, rawText: Buffer.from('{"a":1}') };
  const first = fingerprintOf(request);

  it('has the method, the address, the version that it names and the bytes of the first request', () => {
    expect(fingerprintOf({ ...request, rawText: Buffer.from('{"a":1}') })).toBe(first);
    const others = [{ method: 'PUT' }, { url: '/v1/orders?x=2' }, { url: '/v1/orders' }, { rawText: Buffer.from('{"a": 1}') }, { rawText: Buffer.alloc(0) }, { url: '/v1/orders?x=1\n{"a":1}', rawText: Buffer.alloc(0) }, { headers: { 'hubcraft-version': '2026-11-01' } }, { headers: { 'hubcraft-version': '2027-11-01' } }].map((told) => fingerprintOf({ ...request, ...told }));
    expect(new Set([first, ...others]).size).toBe(9);
    expect(fingerprintOf({ method: 'POST', url: '/x', headers: {} })).toBe(fingerprintOf({ method: 'POST', url: '/x', headers: {}, rawText: Buffer.alloc(0) }));
  });

  it('is known by builds before and after', () => {
    expect(first).toBe(createHash('sha256').update('POST /v1/orders?x=1\n{"a":1}').digest('hex'));
  });
});

describe('what is done about a key', () => {
  const row = (state: 'open' | 'finished', mine: boolean, fingerprint = 'f') => ({ fingerprint, state, mine });

  it.each([[row('finished', false), 'answer'], [row('finished', true), 'answer'], [row('open', true), 'run']] as const)('%j: %s, however late', (found, step) => {
    for (const isLate of [true, false]) expect(stepOf(found, ['f'], isLate)).toBe(step);
  });

  it('is to wait while another request holds it, for a while', () => {
    expect(stepOf(row('open', false), ['f'], false)).toBe('wait');
    expect(() => stepOf(row('open', false), ['f'], true)).toThrow(expect.objectContaining({ status: 409, code: 'request_in_progress', detail: 'The first request with this Idempotency-Key has not ended yet.', extra: { retryAfterSeconds: 2 } }));
  });

  it('is to refuse another request, whatever became of the first', () => {
    for (const found of [row('finished', false, 'g'), row('open', true, 'g'), row('open', false, 'g')]) {
      for (const isLate of [true, false]) expect(thrown(() => stepOf(found, ['f'], isLate))).toEqual([422, 'idempotency.key_reused', 'This Idempotency-Key was used with another request.']);
    }
  });
});

describe('a failure', () => {
  it('is kept as the answer where the request is to blame, and tried again where we are', () => {
    expect([new BadRequest('x', 'x'), new NotFound('x', 'x'), new Conflict('x', 'x'), new Invalid('x', 'x')].map(isKept)).toEqual([true, true, true, true]);
    expect([new Unavailable('x', 'x'), new TooMany('x', 'x'), new Error('bug'), { status: 422 }, null, undefined].map(isKept)).toEqual([false, false, false, false, false, false]);
    class Broken extends Invalid {
      override readonly status = 500 as never;
    }
    expect(isKept(new Broken('x', 'x'))).toBe(false);
  });
});
