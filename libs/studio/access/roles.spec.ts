import { grantsAllow } from '#platform/http/permission';
import { ROLES, type Role } from './contracts/roles.js';
import { beyond, isRole, scopesOf } from './roles.js';
import { RESOURCES } from './scopes.js';

const SHOP = 'items item_categories price_templates price_points stores segments';

/** The table of docs/guides/studio-api.md, written out. Whoever writes something reads it too. */
const MAY: Record<Role, { write: string; read: string; alone: string }> = {
  owner: { write: RESOURCES.join(' '), read: '', alone: 'studio:admin webhooks:reveal' },
  developer: { write: `games api_keys ${SHOP} players users webhooks webhook_deliveries events fulfillment`, read: 'orders payments refunds risk tax members audit', alone: 'webhooks:reveal' },
  liveops: { write: SHOP, read: 'games orders players users events members', alone: '' },
  finance: { write: 'orders payments refunds risk tax ledger payouts', read: `games ${SHOP} players users events members audit`, alone: '' },
  support: { write: 'orders players users risk webhook_deliveries gdpr_requests', read: `games ${SHOP} payments refunds events members fulfillment`, alone: '' },
  viewer: { write: '', read: RESOURCES.filter((each) => !['api_keys', 'audit', 'gdpr_requests', 'payouts'].includes(each)).join(' '), alone: '' },
};
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

describe('a role', () => {
  it.each(ROLES)('%s may do what the guide says of it, and nothing else', (role) => {
    const { write, read, alone } = MAY[role];
    const grants = scopesOf(role);
    const has = (verb: string): string[] => RESOURCES.filter((resource) => grantsAllow(grants, `${resource}:${verb}`));
    expect(has('write').sort()).toEqual(words(write).sort());
    expect(has('read').sort()).toEqual([...words(write), ...words(read)].sort());
    expect(['studio:admin', 'webhooks:reveal', '*'].filter((scope) => grantsAllow(grants, scope))).toEqual(role === 'owner' ? ['studio:admin', 'webhooks:reveal', '*'] : words(alone));
    expect(grantsAllow(grants, 'session:own')).toBe(true);
  });

  /** Whom somebody of a role can invite, change or remove: only those who may do no more than she. */
  it.each<[Role, Role[]]>([
    ['owner', [...ROLES]], ['developer', ['developer', 'liveops']], ['liveops', ['liveops']], ['finance', ['finance']], ['support', ['support']], ['viewer', ['viewer']],
  ])('%s holds no more than all of %j', (giver, within) => {
    expect(ROLES.filter((role) => beyond(scopesOf(giver), role) === undefined)).toEqual(within);
  });

  it('is refused by the name of what the giver lacks', () => {
    expect(beyond([], 'owner')).toBe('studio:admin');
    expect(beyond(['studio:admin'], 'owner')).toBe('webhooks:reveal');
    expect(beyond(scopesOf('developer'), 'viewer')).toBe('ledger:read');
    // Nobody needs a session of her own to give a role.
    expect(beyond(['studio:admin'], 'viewer')).toBeUndefined();
  });

  it('is one of six words', () => {
    for (const role of ROLES) expect(isRole(role)).toBe(true);
    for (const word of ['', 'admin', 'Owner', 'constructor', 'owner ']) expect(isRole(word)).toBe(false);
  });
});
