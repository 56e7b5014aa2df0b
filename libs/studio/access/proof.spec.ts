import type { Principal } from '#platform/http/policy';
import { requireProof } from './proof.js';

const NOW = new Date('2026-11-27T10:00:00Z');
const caller = (provenSecondsAgo?: number): Principal => ({
  scope: { gameId: 'gam_1', actor: { kind: 'member', id: 'mem_1' }, requestId: null }, environment: 'sandbox', grants: [], ...(provenSecondsAgo === undefined ? {} : { provenAt: new Date(NOW.getTime() - provenSecondsAgo * 1000) }),
});

describe('the proof that it is still her', () => {
  it.each([0, 1, 599, 600])('counts for ten minutes: %i seconds', (seconds) => {
    expect(() => requireProof(caller(seconds), NOW)).not.toThrow();
  });

  it.each([600.001, 601, 86_400])('is needed again after that: %d seconds', (seconds) => {
    expect(() => requireProof(caller(seconds), NOW)).toThrow(expect.objectContaining({ code: 'access.proof_needed', status: 403 }));
  });

  it('is asked of no key', () => {
    expect(() => requireProof(caller(), NOW)).not.toThrow();
  });
});
