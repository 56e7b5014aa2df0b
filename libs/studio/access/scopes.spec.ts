import { RESOURCES, isScope } from './scopes.js';

describe('a scope that a key can be given', () => {
  it('is a resource with read, write or all of it', () => {
    for (const resource of RESOURCES) for (const verb of ['read', 'write', '*']) expect([resource, verb, isScope(`${resource}:${verb}`)]).toEqual([resource, verb, true]);
  });

  it('or one of the three that stand alone', () => {
    for (const scope of ['*', 'webhooks:reveal', 'studio:admin']) expect(isScope(scope)).toBe(true);
  });

  it.each(['', ':', 'orders', 'orders:', ':read', 'orders:delete', 'orders:reveal', 'orders:read:', 'orders:read:own', 'Orders:read', 'orders:READ', ' orders:read', 'money:print', 'session:own', 'studio:*', 'studio:read', '*:*', '*:read', 'constructor:read'])('is not %j', (scope) => {
    expect(isScope(scope)).toBe(false);
  });
});
