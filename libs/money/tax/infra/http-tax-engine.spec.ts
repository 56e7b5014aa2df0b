import { readEngineAnswer } from './http-tax-engine.js';

describe('an answer by the protocol', () => {
  const read = (status: number, body: unknown, cut = false) => readEngineAnswer({ status, cut, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }, 'k-1');
  const said = (told: object) => ({ protocol: 'hubcraft-tax/1', idempotency_key: 'k-1', ...told });

  it('is done, or refused for a reason in a word', () => {
    expect(read(200, said({ outcome: 'answered', reference: 'r' }))).toMatchObject({ outcome: 'answered', answer: { reference: 'r' } });
    expect(read(422, said({ outcome: 'refused', code: 'address_unknown' }))).toEqual({ outcome: 'refused', failure: 'address_unknown' });
    expect(read(422, said({ outcome: 'refused', code: 'Aria <aria@example.com>' }))).toEqual({ outcome: 'refused', failure: 'unnamed' });
  });

  it.each<[string, number, unknown, boolean]>([
    ['unreadable', 200, '<html>', false], ['unreadable', 200, 'null', false], ['unreadable', 200, [], false], ['unreadable', 200, said({ outcome: 'answered' }), true], ['unreadable', 200, said({ outcome: 'refused' }), false],
    ['unreadable', 422, said({ outcome: 'answered' }), false], ['unreadable', 200, { idempotency_key: 'k-1', outcome: 'answered' }, false], ['other_key', 200, said({ outcome: 'answered', idempotency_key: 'k-2' }), false],
    ['http_401', 401, { error: 'signature' }, false], ['http_503', 503, said({ outcome: 'answered' }), false], ['http_302', 302, '', false],
  ])('is none that is known otherwise: %s (%#)', (failure, status, body, cut) => {
    expect(read(status, body, cut)).toEqual({ outcome: 'unknown', failure });
  });
});
