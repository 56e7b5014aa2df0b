import { FieldNotYetSupported } from '#platform/kernel/errors';

const WORKING_TYPES: readonly unknown[] = ['default', 'special'];

export interface NotYet {
  operation: string;
  field: string;
  why: string;
}

const STORE_WRITES = ['create_store', 'update_store'];
const STORE_ITEM_WRITES = ['create_store_item', 'batch_create_store_item', 'update_store_item', 'bulk_update_store_items'];

const each = (operations: string[], fields: string[], why: string): NotYet[] => operations.flatMap((operation) => fields.map((field) => ({ operation, field, why })));

/** Fields of the contract that would change price, limit, eligibility or payment and have no effect yet: refused unless null or false. `docs/reference/not-yet.md` is made from it. */
export const NOT_YET: NotYet[] = [
  ...each(STORE_WRITES, ['type'], 'Stores of the types rotation, limited_stock and webhook do not work yet; default and special do.'),
  ...each(STORE_WRITES, ['rotation_settings'], 'Rotation would decide what is on sale; stores do not rotate yet.'),
  ...each(STORE_WRITES, ['limited_stock_settings'], 'Stock would limit what is sold; stores do not count it yet.'),
  ...each(STORE_WRITES, ['settings'], 'A webhook would decide what is on sale; stores are not fed by one yet.'),
  ...each(STORE_ITEM_WRITES, ['max_purchases', 'global_max_purchases', 'max_purchases_period_type', 'max_purchases_period_value', 'max_purchases_limit_type'], 'Purchases are not limited yet.'),
  ...each(STORE_ITEM_WRITES, ['requirements_expression'], 'Offers are not targeted yet: everybody would see it.'),
  ...each(STORE_ITEM_WRITES, ['payment_bound'], 'An offer cannot be bound to payment methods yet.'),
  ...each(STORE_ITEM_WRITES, ['is_free_item'], 'Free items cannot be claimed yet.'),
  ...each(STORE_ITEM_WRITES, ['min_amount'], 'There is no least amount yet.'),
  ...each(STORE_ITEM_WRITES, ['max_reward_points_percent', 'reward_points_percent', 'reward_points_fixed', 'loyalty_points_percent', 'loyalty_points_fixed', 'reward_settings'], 'There are no points or rewards yet.'),
  ...each(STORE_ITEM_WRITES, ['rotation_weight'], 'Stores do not rotate yet.'),
  ...each(STORE_ITEM_WRITES, ['bonus_item_id', 'bonus_item_quantity', 'bonus_item_percent', 'bonus_items_settings'], 'Other items are not given as a bonus yet; bonus_percent and bonus_fixed give more of the same.'),
  ...each(STORE_ITEM_WRITES, ['subscription_settings'], 'Subscriptions are not sold yet.'),
  ...each(['create_store_item', 'batch_create_store_item'], ['campaign_id', 'user_campaign_id', 'bond_user_id'], 'Offers for one player or campaign are not made yet.'),
];

/** Throws for the first field of the operation's list that is set. `at` says where the body lies in the request (`items.3.`). */
export function refuseNotYet(operation: string, body: object, at = ''): void {
  const told = body as Record<string, unknown>;
  for (const { field, why } of NOT_YET.filter((entry) => entry.operation === operation)) {
    const value = told[field];
    if (value == null || value === false || (field === 'type' && WORKING_TYPES.includes(value))) continue;
    throw new FieldNotYetSupported(`${at}${field}`, why);
  }
}
