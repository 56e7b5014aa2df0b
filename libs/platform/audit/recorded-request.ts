import { createHash } from 'node:crypto';

const LONGEST = 16_384;
const HIDDEN = '[hidden]';

/**
 * The members of requests whose values are kept: figures, choices, handles and ids. Of everything else the name alone, so that a member that nobody has thought about hides itself: no entry can be changed later, not even to forget a person.
 */
export const KEPT: ReadonlySet<string> = new Set([
  'account', 'accounts', 'allow', 'amount', 'amount_minor', 'api_version', 'archived_at', 'auto_refunds_per_hour_max', 'auto_refunds_percent_max', 'balance', 'banned', 'batch_max_events', 'batch_max_seconds', 'batch_mode', 'bonus_fixed', 'bonus_item_id', 'bonus_item_percent',
  'bonus_item_quantity', 'bonus_percent', 'campaign_id', 'card_type', 'categories', 'category', 'client_id', 'components', 'count', 'country', 'country_locked', 'coupons_enabled', 'currency',
  'currency_preferred', 'customs', 'default_country', 'default_locale', 'delay_seconds', 'deny', 'discount_percent', 'display_type', 'duration', 'ed25519_enabled',
  'enable_reward_points_redemption', 'enabled', 'enabled_logs', 'end_at', 'enforced', 'entity', 'endpoint_id', 'event_type', 'events', 'expires_at', 'explanations', 'fallback_item_id', 'fallback_item_quantity',
  'four_eyes_above_usd_minor',
  'game_id', 'global_max_purchases', 'handled_by_client', 'id', 'impact', 'is_currency', 'is_featured', 'is_free_item', 'is_stackable', 'is_system', 'is_template', 'issuer', 'item_id', 'item_type', 'items', 'key', 'kind', 'last_day', 'legal_entity',
  'limit', 'limited_stock_settings', 'line_id', 'lines', 'locale', 'locales', 'loyalty_points_fixed', 'loyalty_points_percent', 'max_concurrency', 'max_per_second', 'max_purchases', 'max_purchases_limit_type',
  'max_purchases_period_type', 'max_purchases_period_value', 'max_reward_points_percent', 'method', 'methods', 'min_amount', 'mode', 'month', 'nested_items', 'order', 'ordered', 'overlap_seconds',
  'parent_id', 'payment_bound', 'platform', 'player_context_enabled', 'position', 'price', 'price_decimal', 'price_mode', 'price_point', 'price_template_id',
  'exemptions', 'low_value', 'tra_up_to_minor', 'provider', 'providers', 'psp_fee_bearer', 'quantity', 'rarity_id', 'rate', 'reward_points_fixed', 'reward_points_percent', 'reward_points_price', 'role', 'rotation_weight', 'rounding_level', 'routes', 'row_id', 'rules', 'scheme', 'scopes', 'segment_group_id',
  'since', 'sku', 'slug', 'start_at', 'starting_after', 'state', 'status', 'store_key', 'territory', 'trusts_mfa', 'type', 'unacknowledged_refund_hours', 'until', 'url', 'valid_from', 'valid_to', 'view_type',
  'base', 'day', 'exchange_spread_ppm', 'source', 'paid_in', 'units', 'declared_amount', 'due_on', 'filed_on', 'form', 'of_period', 'rate_date', 'rates', 'reason_code', 'postcode_prefixes', 'refund_if_used', 'refund_if_transferred', 'refund_if_unanswered', 'outcome', 'when_silent', 'filed_by',
  'by_hand', 'for_hours', 'is_on', 'delay_days', 'due_before', 'environment', 'kyb_status', 'minimum_usd_minor', 'payouts_enabled', 'refund_up_to_usd_minor', 'release_at', 'reserve_days', 'reserve_ppm', 'schedule', 'within_hours',
  'company_id', 'required_from', 'signed_on', 'version', 'language', 'law', 'vat', 'year',
  'decision', 'expires_in_days', 'hold_hours', 'list', 'payment_id', 'review_above_usd_minor', 'subject',
]);

/** Of an address the place alone: what stands behind it may be a secret. */
function placeOf(url: unknown): string {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : HIDDEN;
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, name === 'url' ? placeOf(member) : KEPT.has(name) || member === null ? withoutSecrets(member) : HIDDEN]));
}

/** What was asked, as the trail keeps it: the body, and the query where there is one. What is too long to keep is there by its length and SHA-256. */
export function recordedRequest(body: unknown, query: unknown): string {
  const asked = { ...(body === undefined ? {} : { body: withoutSecrets(body) }), ...(query && Object.keys(query).length > 0 ? { query: withoutSecrets(query) } : {}) };
  const text = JSON.stringify(asked);
  if (Buffer.byteLength(text) <= LONGEST) return text;
  return JSON.stringify({ too_long: { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') } });
}
