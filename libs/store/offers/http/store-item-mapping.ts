import type { NewStoreItem, StoreItemMembers } from '../contracts/commands.js';
import { PriceAmbiguous } from '../contracts/errors.js';
import type { StoreItemView } from '../app/read-store-items.js';
import type { StoreItemBenefit, StoreItemCreate, StoreItemRead, StoreItemUpdate } from './store-items.dto.js';

const MEMBERS = [
  'name', 'description', 'image_url', 'discount_percent', 'bonus_percent', 'bonus_fixed', 'custom_badge', 'bonus_badge', 'start_at', 'end_at', 'price_template_id', 'quantity',
  'requirements_mismatch_behavior', 'card_type', 'show_first_on_category_list', 'show_disabled_by_max_purchases',
] as const satisfies (keyof StoreItemMembers)[];

/** What was told, without what is refused anyway; `price_point` is `price`. */
export function membersOf(body: StoreItemUpdate, path: (string | number)[] = []): Partial<StoreItemMembers> {
  if (body.price != null && body.price_point != null && body.price !== body.price_point) throw new PriceAmbiguous(path);
  const price = body.price ?? body.price_point ?? (body.price === null || body.price_point === null ? null : undefined);
  return {
    ...Object.fromEntries(MEMBERS.filter((member) => body[member] !== undefined).map((member) => [member, body[member]])),
    ...(price === undefined ? {} : { price }),
    ...(body.position == null ? {} : { position: body.position }),
  };
}

export function newStoreItem(body: StoreItemCreate, path: (string | number)[] = []): NewStoreItem {
  return { ...membersOf(body, path), item_id: body.item_id, position: body.position };
}

function benefitsOf(view: StoreItemView): StoreItemBenefit[] {
  const base: StoreItemBenefit = {
    type: 'base',
    ...(view.discount_percent ? { discount_percent: view.discount_percent } : {}),
    ...(view.bonus_percent ? { bonus_percent: view.bonus_percent } : {}),
    ...(view.bonus_fixed ? { bonus_item_id: view.item_id, bonus_item_quantity: view.bonus_fixed } : {}),
  };
  return Object.keys(base).length > 1 ? [base] : [];
}

/** What does not work yet is told as what it is: null, false or nothing. */
export function readStoreItem(view: StoreItemView): StoreItemRead {
  const background = view.item.background_image_url;
  return {
    ...view, price_point: view.price, benefits: benefitsOf(view), bonus_items: [], applied_store_promotion_ids: [], dynamic_nested_items_read: [],
    ...(typeof background === 'string' && background !== '' ? { background_image_url: background } : {}),
    max_purchases: null, global_max_purchases: null, max_purchases_period_type: null, max_purchases_period_value: null, max_purchases_limit_type: null, requirements_expression: null,
    campaign_id: null, user_campaign_id: null, bond_user_id: null, created_from_campaign_node_id: null, created_from_campaign_version: null, min_amount: null, max_reward_points_percent: null,
    reward_points_percent: null, reward_points_fixed: null, loyalty_points_percent: null, loyalty_points_fixed: null, reward_settings: null, payment_bound: null, is_free_item: false,
    rotation_weight: null, bonus_item_id: null, bonus_item_quantity: null, bonus_item_percent: null, bonus_items_settings: null, subscription_settings: null,
  };
}
