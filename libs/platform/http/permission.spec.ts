import fc from 'fast-check';
import { asksForCaller, grantsAllow, requirePermission } from './permission.js';
import type { Policy, Principal } from './policy.js';

describe('what a grant allows', () => {
  it.each<[string[], string[], string[]]>([
    [['orders:read'], ['orders:read'], ['orders:write', 'orders:*', '*', 'payments:read', 'order:read', 'orders', 'orders:read:more']],
    [['orders:*'], ['orders:read', 'orders:write', 'orders:*'], ['orders:reveal', 'orders', '*', 'payments:read', 'studio:admin']],
    [['webhooks:*'], ['webhooks:read', 'webhooks:write'], ['webhooks:reveal']],
    [['*'], ['*', 'orders:read', 'orders:write', 'orders:*', 'api_keys:write'], ['webhooks:reveal', 'session:own', 'studio:admin', 'members:read', 'members:write', 'members:*', 'payouts:read', 'payouts:write', 'orders:', 'orders']],
    [['payouts:read'], ['payouts:read'], ['payouts:write', 'members:read']],
    [['members:*'], ['members:read', 'members:write', 'members:*'], ['orders:read', '*']],
    [['studio:admin'], ['studio:admin', '*', 'orders:write', 'orders:*', 'members:read', 'members:write', 'members:*', 'payouts:write'], ['webhooks:reveal', 'session:own', 'orders']],
    [['webhooks:reveal'], ['webhooks:reveal'], ['webhooks:read', 'webhooks:*', '*']],
    [[], [], ['orders:read', '*', 'studio:admin', '', ':', ':read']],
  ])('%j', (grants, had, lacked) => {
    for (const scope of had) expect([scope, grantsAllow(grants, scope)]).toEqual([scope, true]);
    for (const scope of lacked) expect([scope, grantsAllow(grants, scope)]).toEqual([scope, false]);
  });

  it('never shrinks by a grant more, and comes from one grant alone', () => {
    const scope = fc.tuple(fc.constantFrom('orders', 'members', 'webhooks', 'studio'), fc.constantFrom('read', 'write', '*', 'reveal', 'admin')).map((parts) => parts.join(':'));
    const grant = fc.oneof(scope, fc.constant('*'));
    fc.assert(fc.property(fc.array(grant), grant, (grants, wanted) => grantsAllow(grants, wanted) === grants.some((each) => grantsAllow([each], wanted))));
  });
});

describe('the policy of a route', () => {
  const verdict = (policy: Policy, told: Partial<Principal>): unknown => {
    try {
      return requirePermission(policy, { grants: [], ...told }) ?? 'may';
    } catch (error) {
      const { status, code, detail } = error as { status: number; code: string; detail: string };
      return [status, code, detail];
    }
  };
  const UNKNOWN = [401, 'auth.not_authenticated', 'A valid credential for this environment is needed.'];
  const UNPROVEN = [403, 'session.verification_required', 'Open the store from inside the game to prove who you are.'];

  it('asks for a caller, but of what anybody may call or what proves itself in its own way', () => {
    const asks = (policy: Policy): boolean => asksForCaller(policy);
    expect([{ audience: 'public' } as const, { audience: 'ingress' } as const].map(asks)).toEqual([false, false]);
    expect([{ audience: 'studio', scope: 'orders:read' } as const, { audience: 'operator', scope: 'staff:read' } as const, { audience: 'player', assurance: 'none' } as const, { audience: 'checkout' } as const].map(asks)).toEqual([true, true, true, true]);
  });

  it.each(['studio', 'operator'] as const)('of the audience %s wants its scope, whatever else the caller has', (audience) => {
    const policy = { audience, scope: 'orders:write' };
    for (const grants of [['orders:write'], ['orders:*'], ['*'], ['studio:admin'], ['orders:read', 'orders:write']]) expect(verdict(policy, { grants })).toBe('may');
    for (const grants of [[], ['orders:read'], ['payments:*'], ['webhooks:reveal']]) expect(verdict(policy, { grants, assurance: 'verified' })).toEqual([403, 'auth.scope_missing', 'This needs the scope orders:write, which the API key or the role lacks.']);
  });

  it('wants no scope of players and checkouts', () => {
    expect([verdict({ audience: 'checkout' }, {}), verdict({ audience: 'player', assurance: 'none' }, {}), verdict({ audience: 'public' }, {}), verdict({ audience: 'ingress' }, {})]).toEqual(['may', 'may', 'may', 'may']);
  });

  it.each<[Principal['assurance'], unknown[]]>([
    [undefined, ['may', UNKNOWN, UNKNOWN]], ['none', ['may', UNKNOWN, UNKNOWN]], ['player_id', ['may', 'may', UNPROVEN]], ['verified', ['may', 'may', 'may']],
  ])('of a player with the assurance %s: browsing, buying, what is hers', (assurance, verdicts) => {
    expect((['none', 'player_id', 'verified'] as const).map((needed) => verdict({ audience: 'player', assurance: needed }, { grants: ['*', 'studio:admin'], ...(assurance ? { assurance } : {}) }))).toEqual(verdicts);
  });
});
