import { reservationData } from '#sales/fulfillment/events';
import type { OrderView } from '#sales/orders/queries';
import type { PaymentView } from '#sales/payments/queries';
import type { PlayerView } from '#player/players/queries';
import { NEWEST } from '#platform/versions/published';
import { headOf, tailOf } from '../domain/envelope.js';
import { isAsked, SENT_EVENTS, type AskedEvent, type SentEvent } from '../domain/event-types.js';
import { clawbackData } from './clawback-subscriber.js';
import { batchReadyData, linkTo } from './batching.js';
import { itemEventData } from './item-data.js';
import { orderEventData, partData, paymentEventData, type UsdFigures } from './sale-data.js';

const AT = 1_793_440_800;
const ID = (prefix: string) => `${prefix}_01k9xamp000000000000000000`.slice(0, prefix.length + 27);
export const EXAMPLE_IDS = { order: ID('ord'), payment: ID('pmt'), grant: ID('grt'), event: ID('evt'), delivery: ID('whd'), game: ID('gam'), item: ID('itm'), webhook: ID('whk'), reservation: ID('rsv'), gdpr_request: ID('gdr'), batch: ID('wba') };

const GRANTED = {
  item_id: EXAMPLE_IDS.item, sku: 'gems.500', name: '500 Gems', description: 'A pouch of gems', image_url: 'https://cdn.example.com/gems.png', type: 'item', quantity: 500, is_system: false,
  nested_items: null, source: 'order', price_minor: 499, currency: 'USD',
};

const PLAYER: PlayerView = {
  id: ID('ply'), player_id: '2D2R-OP3C', name: 'Ada', email: null, country: 'US', avatar_url: 'https://cdn.example.com/ada.png', banned: false, banned_reason: null, attributes: { level: 12 },
  custom_attributes: { guild: 'Analysts' }, custom_attributes_from_deeplink: {}, segments: [], registration_marketplace: null, balances: [], marketing_consent: {}, created_at: AT - 86_400, modified_at: null,
};

function exampleOrder(isPaid: boolean, isRefunded: boolean): OrderView {
  return {
    id: EXAMPLE_IDS.order, game_id: EXAMPLE_IDS.game, status: isRefunded ? 'refunded' : isPaid ? 'paid' : 'created', source: 'hub', player_id: PLAYER.player_id, email: 'ada@example.com', country: 'US',
    country_locked: false, region: 'US-CT', postcode: '06103', locale: 'en', currency: 'USD', amount_before_discount_minor: 531, amount_minor: 531,
    tax: {
      quote_id: ID('txq'), outcome: 'charge', jurisdiction: 'US-CT', rate_row_id: 'US-CT', rate: '6.35', price_display: 'exclusive', net_minor: 499, tax_minor: 32, total_minor: 531,
      components: [{ name: 'Sales tax', rate: '6.35', tax_minor: 32, jurisdiction: 'US-CT' }],
    },
    seller: 'operator', business: null,
    lines: [{
      item_id: EXAMPLE_IDS.item, sku: 'gems.500', type: 'item', name: '500 Gems', description: 'A pouch of gems', image_url: 'https://cdn.example.com/gems.png', quantity: 1, store_id: null, store_item_id: null,
      discount_percent: 0, unit_before_discount_minor: 499, unit_minor: 499, total_before_discount_minor: 499, total_minor: 499, grants: [GRANTED],
    }],
    receipt_number: isPaid ? '2026112200000017' : null, checkout_url: 'https://store.example.com/checkout/cs_0', payment_id: isPaid ? EXAMPLE_IDS.payment : null, metadata: { campaign: 'autumn' }, redirect_settings: null, ui_settings: null,
    back_to_game_url: null, back_to_store_url: null, payment_methods_enabled: null, handled_by_client: false, fulfillment_mode: 'push', immediate_delivery_requested_at: isPaid ? AT : null, created_at: AT - 60, modified_at: AT,
    expires_at: AT + 86_340, paid_at: isPaid ? AT : null, refunded_at: isRefunded ? AT + 3_600 : null,
    refunded: { amount_minor: isRefunded ? 531 : 0, tax_minor: isRefunded ? 32 : 0, lines: isRefunded ? [{ line_id: '1', quantity: 1, amount_minor: 531 }] : [], has_open_part: false },
    finance: isPaid ? { merchant_of_record: 'operator', currency: 'USD', gross_minor: 531, tax_minor: 32, net_minor: 499, platform_fee_minor: 25, psp_fee_minor: 45, psp_fee_bearer: 'studio', studio_minor: 429, fees_status: 'final', settlement: null } : null,
  };
}

const FIGURES: UsdFigures = { total_usd: 5.31, taxes_usd: 0.32, platform_fee_usd: 0.25, payment_system_fee_usd: 0.45, revenue_usd: 4.29 };
const UNKNOWN: UsdFigures = { total_usd: 5.31, taxes_usd: 0.32, platform_fee_usd: null, payment_system_fee_usd: null, revenue_usd: null };

/** The money came, whatever became of it. */
const TAKEN: readonly PaymentView['status'][] = ['done', 'refunded', 'dispute', 'chargeback'];

function examplePayment(status: PaymentView['status'], failed: boolean): PaymentView {
  return {
    id: EXAMPLE_IDS.payment, order_id: EXAMPLE_IDS.order, player_id: PLAYER.player_id, provider: 'sandbox', provider_reference: 'psp_1', method: 'card', saved_method_id: null, status, amount_minor: 531, currency: 'USD', psp_fee_minor: TAKEN.includes(status) ? 45 : null,
    country: 'US', ip_address: '203.0.113.7', card: { brand: 'visa', last4: '4242', country: 'US', fingerprint: null }, three_ds: { flow: 'none', result: 'not_attempted' },
    fail_reason: failed ? 'insufficient_funds' : null, fail_code: failed ? '2051' : null, action_url: null, refund_id: null, refund_reason: null, platform: 'other',
    expires_at: AT + 1_800, captured_at: TAKEN.includes(status) ? AT : null, created_at: AT - 5, modified_at: AT, status_updated_at: AT,
  };
}

const PAYMENT_STATUS: Partial<Record<SentEvent, PaymentView['status']>> = {
  'payment.pending': 'created', 'payment.succeeded': 'done', 'payment.declined': 'failed', 'payment.rejected': 'rejected', 'payment.canceled': 'canceled', 'payment.abandoned': 'abandoned',
  'payment.expired': 'expired', 'payment.voided': 'voided', 'payment.refunded': 'refunded', 'payment.dispute': 'dispute', 'payment.chargeback': 'chargeback', 'fraud.reported': 'done', 'review.opened': 'created', 'review.closed': 'created',
};

const PART = {
  refund_id: ID('ref'), reason: 'One of them did not arrive', reason_code: 'service_disruption', amount_minor: 266, refunded_total_minor: 266,
  lines: [{ line_id: '1', item_id: EXAMPLE_IDS.item, sku: 'gems.500', quantity: 0, amount_minor: 266 }],
};

function orderExample(type: SentEvent): object {
  const isPaid = type !== 'order.created';
  const more = type === 'order.refunded' ? { refund_id: ID('ref'), refund_reason: 'Bought by mistake' } : type === 'order.partially_refunded' ? partData(PART) : type === 'refund.failed' ? { refund_id: ID('ref'), refund_failure: 'refund_window_closed' }
    : type === 'order.canceled' ? { cancel_reason: 'dispute_lost' } : {};
  const status = { 'order.created': 'created', 'order.paid': 'paid', 'refund.failed': 'paid', 'order.partially_refunded': 'paid', 'order.refunded': 'refunded', 'order.canceled': 'canceled' }[type as string]!;
  return orderEventData(exampleOrder(isPaid, type === 'order.refunded'), status, PLAYER, isPaid ? FIGURES : { ...UNKNOWN, taxes_usd: null, total_usd: null }, more);
}

function paymentExample(type: SentEvent): object {
  const status = PAYMENT_STATUS[type]!;
  const more = type === 'payment.refunded' ? { refund_id: ID('ref'), refunded_amount: 531 }
    : type === 'payment.dispute' || type === 'payment.chargeback' ? { dispute_id: ID('dsp'), dispute_stage: type === 'payment.dispute' ? 'opened' : 'lost', dispute_reason: 'fraudulent' } : type === 'fraud.reported' ? { fraud_reported_at: AT } : type === 'review.closed' ? { review_outcome: 'released' } : {};
  const isTaken = TAKEN.includes(status);
  return paymentEventData(examplePayment(status, type === 'payment.declined'), exampleOrder(isTaken, false), status, PLAYER, isTaken ? FIGURES : UNKNOWN, more);
}

export function isSent(type: string): type is SentEvent {
  return (SENT_EVENTS as readonly string[]).includes(type);
}

/** `event_data` of an example of each event, made by the code that makes the real ones. */
export function exampleData(type: SentEvent): object {
  if (type === 'order.release') return { reservation_id: EXAMPLE_IDS.reservation, player_id: PLAYER.player_id, order_id: EXAMPLE_IDS.order };
  if (type === 'refund.clawback') return clawbackData({ clawback_id: ID('clw'), refund_id: ID('ref'), order_id: EXAMPLE_IDS.order, player_id: PLAYER.player_id, amount_minor: 531, currency: 'USD', items: [{ line_id: '1', item_id: EXAMPLE_IDS.item, sku: 'gems.500', quantity: 1, state: 'used' }] });
  if (type.startsWith('order.') || type === 'refund.failed') return orderExample(type);
  if (type.startsWith('payment.') || type === 'fraud.reported' || type.startsWith('review.')) return paymentExample(type);
  if (type === 'player.erased') return { gdpr_request_id: EXAMPLE_IDS.gdpr_request, erased_at: AT };
  if (type === 'batch.ready') return batchReadyData(EXAMPLE_IDS.batch, EXAMPLE_IDS.webhook, 212, linkTo('https://store.example.com', EXAMPLE_IDS.game, EXAMPLE_IDS.batch, 'q3Zt1uYhV0m2xKfP7sWcLrNbEaJdGiTo'));
  if (type === 'webhook.disabled') return { webhook_id: EXAMPLE_IDS.webhook, reason: 'failing', disabled_at: AT };
  const reason = type === 'item.add' ? `Order paid ${EXAMPLE_IDS.order}` : `Order refunded ${EXAMPLE_IDS.order}`;
  return itemEventData({ player_id: PLAYER.player_id, order_id: EXAMPLE_IDS.order, reason, items: [GRANTED] });
}

const AGGREGATES: Record<string, [string, string]> = { order: ['order', EXAMPLE_IDS.order], refund: ['order', EXAMPLE_IDS.order], payment: ['payment', EXAMPLE_IDS.payment], fraud: ['payment', EXAMPLE_IDS.payment], review: ['payment', EXAMPLE_IDS.payment], item: ['grant', EXAMPLE_IDS.grant], player: ['player', PLAYER.player_id], webhook: ['webhook', EXAMPLE_IDS.webhook], 'player.erased': ['gdpr_request', EXAMPLE_IDS.gdpr_request], 'refund.clawback': ['clawback', ID('clw')], batch: ['webhook', EXAMPLE_IDS.webhook] };

/** What is asked. */
function questionData(type: AskedEvent): object {
  if (type === 'player.verify') return { player_id: PLAYER.player_id };
  if (type === 'webhook.challenge') return { webhook_id: EXAMPLE_IDS.webhook, challenge: 'q3Zt1uYhV0m2xKfP7sWcLrNbEaJdGiTo' };
  if (type === 'refund.consumption') return { refund_id: ID('ref'), order_id: EXAMPLE_IDS.order, player_id: PLAYER.player_id, reason_code: 'customer_request', items: [{ line_id: '1', id: EXAMPLE_IDS.item, sku: 'gems.500', quantity: 1 }] };
  return reservationData({ reservation_id: EXAMPLE_IDS.reservation, order_id: EXAMPLE_IDS.order, player_id: PLAYER.player_id, amount_minor: 531, currency: 'USD', items: [GRANTED] });
}

const EFFECTS: Readonly<Record<string, string>> = { 'player.verify': EXAMPLE_IDS.event.slice(4), 'webhook.challenge': EXAMPLE_IDS.event.slice(4), 'refund.failed': ID('ref'), 'refund.consumption': ID('ref'), 'refund.clawback': ID('clw'), 'order.partially_refunded': ID('ref'), 'webhook.disabled': `${EXAMPLE_IDS.webhook}.${AT}`, 'batch.ready': EXAMPLE_IDS.batch };
const TRIGGERS: Readonly<Record<string, string | null>> = {
  'webhook.disabled': null, 'player.erased': null, 'batch.ready': null, 'webhook.challenge': null, 'player.verify': 'hub.login', 'order.reserve': 'checkout.pay', 'refund.consumption': 'refund.requested', 'refund.clawback': 'refund.succeeded', 'order.release': 'order.released', 'item.add': 'order.paid', 'item.remove': 'order.reversed',
};
/** Events that are the first of their aggregate. */
const FIRST_OF_THEIRS: readonly string[] = ['order.created', 'payment.pending', 'item.add', 'webhook.disabled', 'order.release', 'player.erased', 'refund.clawback'];

const CAUSED_BY_NOBODY: readonly string[] = ['webhook.disabled', 'player.erased', 'batch.ready'];

/** A whole example event. */
export function exampleEvent(type: SentEvent | AskedEvent): object {
  const [aggregate_type, aggregate_id] = type === 'order.reserve' || type === 'order.release' ? ['reservation', EXAMPLE_IDS.reservation] : (AGGREGATES[type] ?? AGGREGATES[type.split('.')[0]!])!;
  const sequence = FIRST_OF_THEIRS.includes(type) ? 1 : 2;
  const head = headOf({
    event_id: EXAMPLE_IDS.event, game_id: EXAMPLE_IDS.game, event_type: type, event_time: AT, event_data: isAsked(type) ? questionData(type) : exampleData(type),
    idempotency_key: `idmpt_${type}.${EFFECTS[type] ?? aggregate_id}`, request_id: CAUSED_BY_NOBODY.includes(type) ? null : ID('req'), sandbox: type !== 'webhook.challenge',
    trigger: type in TRIGGERS ? (TRIGGERS[type] ?? null) : 'hub.purchase', aggregate_type, aggregate_id, sequence, api_version: NEWEST,
  });
  const event = JSON.parse(Buffer.concat([head, tailOf({ context: null, previous_sequence: sequence === 1 ? null : 1, transaction_id: EXAMPLE_IDS.delivery })]).toString('utf8')) as Record<string, unknown>;
  return isAsked(type) ? { ...event, sequence: null, previous_sequence: null } : event;
}
