import { grantsAllow, OWN_SESSION } from '#platform/http/permission';
import { ROLES, type Role } from './contracts/roles.js';
import { RESOURCES } from './scopes.js';

const everything = (...resources: string[]): string[] => resources.map((resource) => `${resource}:*`);
const reading = (...resources: string[]): string[] => resources.map((resource) => `${resource}:read`);
/** Copies of a player's data are among what a privacy request answers; what a studio is paid, and where to, is for its finance people. */
const HIDDEN_FROM_VIEWERS: readonly string[] = ['api_keys', 'audit', 'gdpr_requests', 'payouts'];
const THE_SHOP = ['items', 'item_categories', 'price_templates', 'price_points', 'stores', 'segments'];

/** What each role may do: scopes as those of keys, in every environment of the studio. Everybody has her own session. */
const SCOPES: Readonly<Record<Role, readonly string[]>> = {
  owner: ['studio:admin', 'webhooks:reveal'],
  developer: [...everything('games', 'api_keys', ...THE_SHOP, 'players', 'users', 'webhooks', 'webhook_deliveries', 'events', 'fulfillment'), ...reading('orders', 'payments', 'refunds', 'risk', 'tax', 'members', 'audit'), 'webhooks:reveal'],
  liveops: [...everything(...THE_SHOP), ...reading('games', 'orders', 'players', 'users', 'events', 'members')],
  finance: [...everything('orders', 'payments', 'refunds', 'risk', 'tax', 'ledger', 'payouts'), ...reading('games', ...THE_SHOP, 'players', 'users', 'events', 'members', 'audit')],
  support: [...everything('orders', 'players', 'users', 'risk', 'gdpr_requests', 'webhook_deliveries'), ...reading('fulfillment', 'games', ...THE_SHOP, 'payments', 'refunds', 'events', 'members')],
  viewer: reading(...RESOURCES.filter((resource) => !HIDDEN_FROM_VIEWERS.includes(resource))),
};

export function isRole(role: string): role is Role {
  return (ROLES as readonly string[]).includes(role);
}

export function scopesOf(role: Role): readonly string[] {
  return [...SCOPES[role], OWN_SESSION];
}

/** The first scope of a role that the giver lacks: nobody makes anybody more than she is herself. */
export function beyond(grants: readonly string[], role: Role): string | undefined {
  return SCOPES[role].find((scope) => !grantsAllow(grants, scope));
}
