import { FieldNotYetSupported } from '#platform/kernel/errors';

interface NotYet {
  operation: string;
  field: string;
  why: string;
  /** What can be accepted beside null and nothing at all. */
  accepts?: (value: unknown) => boolean;
}

const CREATABLE: ReadonlySet<unknown> = new Set(['item', 'currency', 'bundle']);
const WRITES = ['create_item', 'bulk_create_or_update_items', 'update_item', 'bulk_update_items'] as const;
const CHANGES = ['update_item', 'bulk_update_items'] as const;

const of = (operations: readonly string[], entry: Omit<NotYet, 'operation'>): NotYet[] => operations.map((operation) => ({ operation, ...entry }));

/** Fields of the contract that would change price or contents and do not work yet. `docs/reference/not-yet.md` is made from this list. */
export const NOT_YET: readonly NotYet[] = [
  ...of(WRITES, {
    field: 'type', why: 'The contract has no settings of loot boxes, subscriptions and virtual currencies here, so only item, currency and bundle can be written.',
    accepts: (value) => CREATABLE.has(value),
  }),
  ...of(WRITES, { field: 'currency', why: 'Items are sold for money; RP and VC cannot be asked for yet.', accepts: (value) => value !== 'RP' && value !== 'VC' }),
  ...of(WRITES, { field: 'reward_points_price', why: 'Reward points do not exist yet.' }),
  ...of(WRITES, { field: 'enable_reward_points_redemption', why: 'Reward points do not exist yet; only false is accepted.', accepts: (value) => value === false }),
  ...of(WRITES, { field: 'rarity_id', why: 'The contract has no operation that makes rarities, and no other one exists yet.' }),
  ...of(CHANGES, { field: 'discount_percent', why: 'An item itself has no discount yet; set it at the store item.' }),
  ...of(CHANGES, { field: 'bonus_percent', why: 'An item itself has no bonus yet; set it at the store item.' }),
];

/** @throws FieldNotYetSupported for the first field of the list that a body sets to something else than null or its default */
export function refuseNotYet(operation: string, ...bodies: object[]): void {
  for (const { field, why, accepts } of NOT_YET.filter((entry) => entry.operation === operation)) {
    for (const [index, body] of bodies.entries()) {
      const value = (body as Record<string, unknown>)[field];
      if (value === undefined || value === null || accepts?.(value)) continue;
      throw new FieldNotYetSupported(operation.startsWith('bulk_') ? `${index}.${field}` : field, why);
    }
  }
}
