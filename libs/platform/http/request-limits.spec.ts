import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PostgresLimits } from '../limits/postgres-limits.js';
import type { HubcraftRequest, Principal } from './policy.js';
import { RequestLimits } from './request-limits.js';

Logger.overrideLogger(false);

/** The store of the limits is away: nothing listens there. */
describe('the rate of requests while nobody can be asked about it', () => {
  const store = new PostgresLimits('postgres://nobody@127.0.0.1:1/nothing');
  const limits = new RequestLimits(store);
  afterAll(() => store.close());

  const by = (kind: 'api_key' | 'player' | 'checkout', id: string, ip = '8.8.8.8', assurance?: Principal['assurance']) => ({ ip, principal: { scope: { gameId: 'gam_1', actor: { kind, id }, requestId: null }, environment: 'sandbox', grants: [], ...(assurance ? { assurance } : {}) } }) as unknown as HubcraftRequest;
  const admitted = async (request: HubcraftRequest, times: number) => {
    const headers: Record<string, string> = {};
    const reply = { header: (name: string, value: string) => ((headers[name] = value), reply) };
    let count = 0;
    const codes = new Set<string>();
    for (let n = 0; n < times; n++) {
      await limits.admit(request, reply as unknown as FastifyReply).then(() => count++, (error: { code: string; extra: { retryAfterSeconds?: number } }) => codes.add(`${error.code} ${error.extra.retryAfterSeconds}`));
    }
    return { count, codes: [...codes], headers };
  };

  it.each<[string, HubcraftRequest]>([
    ['a key', by('api_key', 'key_1')], ['a signed-in player', by('player', 'usr_1', '8.8.8.8', 'verified')], ['a visitor at an address', by('player', 'anonymous:1', '8.8.8.8', 'none')], ['a checkout', by('checkout', 'ord_1')],
  ])('holds for %s all the same: 200 at once and no more than fill up meanwhile', async (_what, request) => {
    const began = performance.now();
    const { count, codes, headers } = await admitted(request, 1_000);
    expect(count).toBeGreaterThanOrEqual(200);
    expect(count).toBeLessThanOrEqual(200 + Math.ceil((performance.now() - began) / 10) + 1);
    expect(codes).toEqual(['request.rate_limited 1']);
    expect(headers).toMatchObject({ 'RateLimit-Limit': '200', 'RateLimit-Remaining': expect.stringMatching(/^\d$/), 'RateLimit-Reset': expect.stringMatching(/^[12]$/) });
  });

  it('is nobody else’s, and none where everybody stands behind one proxy', async () => {
    expect((await admitted(by('api_key', 'key_2'), 5)).count).toBe(5);
    expect((await admitted(by('player', 'anonymous:2', '10.0.0.1', 'none'), 600)).count).toBe(600);
  });
});
