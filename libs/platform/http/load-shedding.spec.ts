import { importanceOf, isRefused, loadOf, type Importance } from './load-shedding.js';

const BOUNDS = { inFlight: 200, poolWaiting: 100, eventLoopDelayMs: 500 };
const QUIET = { inFlight: 1, poolWaiting: 0, eventLoopDelayMs: 0 };

describe('the load of a process', () => {
  it('is the worst of what is in flight, what waits for a connection and how late timers are', () => {
    expect(loadOf({ ...QUIET, inFlight: 100 }, BOUNDS)).toBe(0.5);
    expect(loadOf({ ...QUIET, poolWaiting: 100 }, BOUNDS)).toBe(1);
    expect(loadOf({ inFlight: 150, poolWaiting: 10, eventLoopDelayMs: 1_000 }, BOUNDS)).toBe(2);
  });

  it('is none where hardly anybody waits, however late timers are: the machine is busy with something else', () => {
    expect(loadOf({ inFlight: 31, poolWaiting: 0, eventLoopDelayMs: 60_000 }, BOUNDS)).toBeLessThan(0.2);
    expect(loadOf({ inFlight: 32, poolWaiting: 0, eventLoopDelayMs: 60_000 }, BOUNDS)).toBeGreaterThan(4);
  });

  it('refuses the least important first, and never the question whether the process lives', () => {
    const refusedAt = (load: number): Importance[] => (['bulk', 'studio', 'player', 'critical', 'always'] as const).filter((importance) => isRefused(importance, load));
    expect([0.99, 1, 1.49, 1.5, 2, 3.99, 4, 1_000].map(refusedAt)).toEqual([[], ['bulk'], ['bulk'], ['bulk', 'studio'], ['bulk', 'studio', 'player'], ['bulk', 'studio', 'player'], ['bulk', 'studio', 'player', 'critical'], ['bulk', 'studio', 'player', 'critical']]);
  });
});

describe('the importance of a route', () => {
  it.each([
    [{ audience: 'studio', scope: 'orders:read' }, 'GET', '/v1/orders', 'bulk'],
    [{ audience: 'studio', scope: 'orders:read' }, 'get', '/v1/orders/{order_id}', 'studio'],
    [{ audience: 'studio', scope: 'orders:read' }, 'GET', '/v1/orders/:order_id', 'studio'],
    [{ audience: 'studio', scope: 'items:write' }, 'POST', '/v1/items', 'studio'],
    [{ audience: 'player', assurance: 'none' }, 'GET', '/store/v1/storefront', 'player'],
    [{ audience: 'public' }, 'GET', '/pictures/x', 'player'],
    [{ audience: 'checkout' }, 'POST', '/store/v1/checkout/pay', 'critical'],
    [{ audience: 'ingress' }, 'POST', '/ingress/sandbox', 'critical'],
  ] as const)('%j, %s %s is %s', (policy, method, path, importance) => {
    expect(importanceOf(policy, method, path)).toBe(importance);
    expect(importanceOf(policy, method, path, 'always')).toBe('always');
  });
});
