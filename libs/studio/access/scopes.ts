import { STUDIO_ADMIN } from '#platform/http/permission';

/**
 * What an API key may do: `<resource>:read`, `<resource>:write`, `<resource>:*` or `*` in its own environment. `webhooks:reveal` shows signing secrets and stands alone: no wildcard includes it. `studio:admin` is everything in every
 * environment of the studio. `members` and `payouts` are of the studio and not of an environment: `*` does not hold them.
 */
export const RESOURCES = ['games', 'api_keys', 'items', 'item_categories', 'price_templates', 'price_points', 'stores', 'segments', 'orders', 'payments', 'refunds', 'players', 'users', 'gdpr_requests', 'webhooks', 'webhook_deliveries', 'events', 'risk', 'tax', 'ledger', 'fulfillment', 'audit', 'members', 'payouts'] as const;
const SCOPES: ReadonlySet<string> = new Set(['*', 'webhooks:reveal', STUDIO_ADMIN, ...RESOURCES.flatMap((resource) => ['read', 'write', '*'].map((verb) => `${resource}:${verb}`))]);

export function isScope(scope: string): boolean {
  return SCOPES.has(scope);
}
