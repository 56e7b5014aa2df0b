import { ASKED_EVENTS, isAsked, SENT_EVENTS, type AskedEvent, type SentEvent } from './event-types.js';

/** The events as JSON Schema 2020-12. New members may appear at any time (`additionalProperties` stays open); those that are required stay. */
type Schema = Record<string, unknown>;

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const whole: Schema = { type: 'integer' };
const seconds: Schema = { type: 'integer', description: 'Unix seconds' };
const secondsOrNull: Schema = { type: ['integer', 'null'], description: 'Unix seconds' };
const minor: Schema = { type: 'integer', description: 'Minor units of `currency`' };
const dollars: Schema = { type: ['number', 'null'], description: 'US dollars at the rate of the day; null where not known' };
const knownDollars: Schema = { type: 'number', description: 'US dollars at the rate of the day; left out where not known' };
const free: Schema = { type: 'object' };
const freeOrNull: Schema = { type: ['object', 'null'] };
const id = (prefix: string): Schema => ({ type: 'string', pattern: `^${prefix}_` });
const list = (items: Schema): Schema => ({ type: 'array', items });
const object = (required: Schema, optional: Schema = {}): Schema => ({ type: 'object', required: Object.keys(required), properties: { ...required, ...optional } });

const nestedItem = object({ id: id('itm'), sku: text, name: text, type: text, count: whole, quantity: whole });
const tax = object({ name: text, rate: { ...text, description: 'Percent' }, amount: minor, jurisdiction: text });
const figures: Schema = { taxes_usd: dollars, platform_fee_usd: dollars, payment_system_fee_usd: dollars };

const orderItem = object(
  { id: id('itm'), sku: text, name: text, source: text, quantity: { type: 'integer', exclusiveMinimum: 0 }, currency: text, price: minor, price_decimal: { type: 'number' } },
  { description: textOrNull, image_url: text, type: text, nested_items: list({ type: 'object' }) },
);

/** `quantity` is 0 where an amount was given back: no unit of the line goes. */
const refundedItem = object({ line_id: text, id: id('itm'), sku: text, quantity: { type: 'integer', minimum: 0 }, amount: minor });

/** What a paid order leaves to whom. */
const finance = object({
  merchant_of_record: { enum: ['operator', 'studio'], description: '`studio`: it has sold by its own payment account. The gross amount is with it, and so is what is tax in it; the platform fee is set off in its next payout' },
  currency: text, gross: { ...minor, description: 'What the player paid, tax included' }, tax: minor, net: minor, platform_fee: minor, payment_system_fee: minor, payment_system_fee_bearer: { enum: ['studio', 'operator'] },
  studio_share: { ...minor, description: 'Net, less the platform fee and the provider fee where the studio bears it' },
  fees_status: { enum: ['estimated', 'final'], description: "`estimated`: the provider's settlement report will say what it keeps; GET /v1/orders/{order_id} tells it then" },
}, {
  settlement: {
    ...object({ currency: text, gross: whole, payment_system_fee: whole, net: whole, provider_rate: text, fx: object({ rate: text, date: text, source: text }) }), type: ['object', 'null'],
    description: "How the provider has settled it, where that was in another currency, with the provider's rate and that of the day; null until then, and where it was in the same",
  },
});

const order = object(
  {
    id: id('ord'), game_id: id('gam'), status: { enum: ['created', 'captured', 'paid', 'canceled', 'refunded', 'refund_requested', 'reattempted', 'disputed'] }, amount: { ...minor, description: 'What the player pays, tax included, in minor units of `currency`' },
    amount_before_discount: { ...minor, description: 'The same without discounts' }, currency: text, player_id: text, items: list(orderItem), created_at: seconds, modified_at: seconds, expires_at: seconds,
    checkout_url: { type: 'string', format: 'uri', description: 'Names the checkout and does not open it: the address that does holds a secret and is answered by GET /v1/orders/{order_id}' }, taxes: list(tax),
    revenue_usd: { ...dollars, description: 'What is left to the studio, in US dollars; null where not known' }, fees: object(figures),
  },
  {
    receipt_number: { ...text, description: 'From the payment on' }, paid_at: seconds, email: text, country: textOrNull, region: textOrNull, locale: textOrNull, player_info: free, metadata: free,
    redirect_settings: free, ui_settings: free, payment_id: textOrNull, refunded_at: secondsOrNull,
    finance: { ...finance, description: 'From the payment on' }, source: text, coupons_enabled: { type: 'boolean' }, coupons: list(free), applied_reward_points: whole, eligible_for_reward_points: whole, eligible_for_loyalty_points: whole, rewards: free,
    refunded_amount: { ...minor, description: 'What has gone back of the order so far' }, refund_amount: { ...minor, description: 'What has gone back with this refund, tax included' }, refund_reason_code: text,
    refunded_items: list(refundedItem), refund_id: id('ref'), refund_reason: text, refund_failure: { ...text, description: 'Why the provider keeps the money' }, cancel_reason: text,
  },
);

const payment = object(
  {
    payment_id: id('pmt'), order_id: id('ord'), status: text, user_id: text, player_id: text, payment_method_name: text, currency: text,
    currency_minor_unit: { ...whole, description: 'Decimal places of the currency' }, payment_number: text, receipt_number: { ...text, description: 'Empty until the order is paid' }, total: minor, items: list(orderItem),
    taxes: list(tax), fees: list(object({ name: text, amount: dollars })), created_at: seconds, modified_at: seconds, status_updated_at: seconds, ...figures, revenue_usd: dollars,
  },
  {
    player_name: text, sales_channel: text, country: text, card_last_4_digits: text, card_scheme: text, total_usd: knownDollars, total_usd_revenue: knownDollars, user_local_price: minor, refund_reason: text,
    platform: text, ip: text, fail_reason: text, fail_reason_code: text, three_d_secure_flow: text, three_d_secure_result: text, applied_reward_points: whole, coupons: list(free), metadata: free,
    refund_id: id('ref'), refunded_amount: minor, dispute_id: text, dispute_stage: text, dispute_reason: textOrNull, fraud_reported_at: { ...seconds, description: 'When the issuer reported it' }, review_outcome: { enum: ['released', 'refused'] },
  },
);

const items: Schema = {
  type: 'array', minItems: 1, items: object({
    id: id('itm'), sku: text, name: text, description: textOrNull, quantity: { type: 'integer', exclusiveMinimum: 0 }, price: { ...minor, description: 'Minor units for one bought; 0 for what came on top' },
    price_decimal: { type: 'number' }, currency: text, type: text, nested_items: { type: ['array', 'null'], items: nestedItem }, source: text,
  }),
};
const item = object({ player_id: text, order_id: id('ord'), items, reason: text }, { reservation_id: { ...id('rsv'), description: 'What order.reserve had you keep for this; left out where nothing was' } });
const reserve = object({ reservation_id: id('rsv'), player_id: text, order_id: id('ord'), amount: { ...minor, description: 'What the player is about to pay' }, currency: text, items });
const release = object({ reservation_id: id('rsv'), player_id: text, order_id: id('ord') });

const consumedItem = { line_id: { ...text, description: 'Names the line within its order' }, id: id('itm'), sku: text, quantity: { type: 'integer', exclusiveMinimum: 0 } };
const consumption = object({ refund_id: id('ref'), order_id: id('ord'), player_id: text, reason_code: textOrNull, items: list(object(consumedItem)) });
const clawback = object({
  clawback_id: id('clw'), refund_id: id('ref'), order_id: id('ord'), player_id: text, amount: { ...minor, description: 'The share of the refund that the gone items bear, tax included, in minor units of `currency`' }, currency: text,
  items: list(object({ ...consumedItem, state: { enum: ['used', 'transferred'] } })),
});

/** What a game server answers to `refund.consumption`. */
export const CONSUMPTION_ANSWER_SCHEMA: Schema = object({ items: list(object({ line_id: { ...text, description: 'That of the question; each line once' }, state: { enum: ['unused', 'used', 'transferred'] } })) });

const disabledWebhook = object({ webhook_id: id('whk'), reason: { enum: ['gone', 'failing'], description: 'gone: it answered 410; failing: it took nothing for 5 days' }, disabled_at: seconds });

/** What a game server answers to `player.verify`. */
export const VERIFIED_PLAYER_SCHEMA: Schema = object(
  { player_id: { ...text, description: 'The very string that was asked about' }, name: { type: 'string', minLength: 1 }, attributes: free },
  { avatar_url: textOrNull, email: textOrNull, country: textOrNull, custom_attributes: free, segments: list(text), balances: list(object({ sku: text, quantity: whole })), banned: { type: 'boolean', description: 'true refuses the player' } },
);

/** How a game server refuses in the words of the contract. */
export const REFUSAL_SCHEMA: Schema = object({ status: { const: 'error' }, code: text }, { message: text });

/** What a game server answers to `webhook.challenge`. */
export const CHALLENGE_ANSWER_SCHEMA: Schema = object({ challenge: { ...text, description: 'The very value that was sent' } });

const erasedPlayer = object({ gdpr_request_id: { ...id('gdr'), description: 'Of POST /v1/gdpr_requests: whoever asked knows whom it was about' }, erased_at: seconds });

const batch = object({
  batch_id: id('wba'), webhook_id: id('whk'), event_count: { type: 'integer', minimum: 1, maximum: 10_000, description: 'Lines of the file, unless some were erased since' }, format: { const: 'jsonl' },
  url: { type: 'string', format: 'uri', description: 'Answers the events to GET without a credential, one a line, each the very bytes that a message of its own would have had' },
  url_valid_seconds: { ...whole, description: 'For so long from this message; each attempt and each replay of it begins the time anew' },
});

const WHEN: Readonly<Record<SentEvent | AskedEvent, string>> = {
  'player.verify': 'Asked at sign-in, and again when a player orders or pays in the hub and the last yes is older than ten minutes. Answered within 3 seconds, never retried. The answer decides.',
  'order.reserve': 'Asked under the mode `reserve` before money is taken: keep these items for the player and answer 2xx within 3 seconds, or refuse with {"status":"error","code":"…","message":"…"}, which the player reads. Never retried; asked again under the same idempotency_key where our process died.',
  'refund.consumption': 'Asked before the money of a refund goes back: say of each line whether its items are `unused`, `used` or `transferred`, with a 2xx and {"items": [{"line_id": "1", "state": "unused"}]} within 3 seconds. refund_if_… of the game says what follows; of what the law gives back your answer is kept and stops nothing. Asked three times at most under one idempotency_key.',
  'webhook.challenge': 'Asked when a live webhook is registered, gets another url, or is to be verified (POST /v1/webhooks/{id}/verify). Answered within 5 seconds by a 2xx with the JSON {"challenge": "…"}, never retried. Until then the webhook is sent nothing else.',
  'order.created': 'A checkout was opened.',
  'order.paid': 'An order was paid. Grant by item.add, not by this.',
  'order.refunded': 'The money of an order is back with the player.',
  'order.partially_refunded': 'A part of an order is back with the player; the order stays paid. Which items go, if any, item.remove says. When the rest has gone back too, order.refunded is sent in its place.',
  'refund.failed': 'The provider refused to give the money of an order, or a part of it, back; the order is paid and the items stay. Sent to webhooks with refund.failed or order.*.',
  'refund.clawback': 'Money went back to a player for items of which refund.consumption was answered `used` or `transferred`: she owes their share. Nothing sets it off by itself; POST /v1/clawbacks/{id}/close ends it. Had by name only.',
  'order.canceled': 'The bank has reversed the payment of an order: a lost dispute.',
  'order.release': 'What order.reserve asked for is not needed any more, or nobody knows whether it was kept: let it go. It may arrive before order.reserve does, and comes to the webhook that has order.reserve.',
  'payment.pending': 'A payment attempt begins.',
  'payment.succeeded': 'The money of an attempt is taken: told when its order is paid, just before order.paid, and again when a dispute is won.',
  'payment.declined': 'The bank or the method refused an attempt.',
  'payment.rejected': 'An attempt was not made: suspected fraud.',
  'payment.canceled': 'The player called an attempt off.',
  'payment.abandoned': 'The player left an attempt unfinished.',
  'payment.expired': 'An attempt was not completed in time.',
  'payment.voided': 'An authorization was released before the money was taken.',
  'payment.refunded': 'The money of a payment was given back, all of it or a part: refunded_amount. It may come several times, each with the effect of its refund.',
  'payment.dispute': 'The player has disputed a payment at the bank.',
  'payment.chargeback': 'A dispute was lost: the bank has taken the money back.',
  'fraud.reported': 'The issuer of the card has reported a payment as fraud, days or weeks after it. The money stays: a dispute may follow, or a refund where your game has a rule for it.',
  'review.opened': 'The money of a payment was taken, and somebody has to look at it before its order is paid: credit nothing yet. Within the hold_hours of your review rules it is decided, or goes back by itself.',
  'review.closed': 'It was decided. review_outcome released: order.paid follows. refused: the player gets everything back, payment.declined and payment.refunded follow.',
  'item.add': 'Credit these items once per idempotency_key and answer 2xx. 400 with {"status":"error","code":"declined"} refuses for good and refunds the order.',
  'item.remove': 'Take these items back. It may arrive where item.add was answered by an error or not at all.',
  'player.erased': 'The data of a player has been erased, as a privacy request asked. Erase yours; the event does not say whose.',
  'batch.ready': 'Events were collected for a webhook with batch_mode: download them. A 2xx takes all of them.',
  'webhook.disabled': 'A webhook was disabled because it answered 410 or took nothing for 5 days. What is for it waits until you enable it.',
};

export const DOCUMENTED_EVENTS = [...ASKED_EVENTS, ...SENT_EVENTS] as const;
export type DocumentedEvent = (typeof DOCUMENTED_EVENTS)[number];

/** What `event_data` can be, by name. */
export const EVENT_DATA = {
  order, payment, items: item, disabled_webhook: disabledWebhook, asked_player: object({ player_id: text }), asked_reservation: reserve, asked_consumption: consumption, clawback, released_reservation: release,
  erased_player: erasedPlayer, batch, challenge: object({ webhook_id: id('whk'), challenge: { ...text, description: 'A random value' } }),
} as const;

const DATA_OF: Partial<Record<DocumentedEvent, keyof typeof EVENT_DATA>> = {
  'player.verify': 'asked_player', 'webhook.challenge': 'challenge', 'order.reserve': 'asked_reservation', 'refund.consumption': 'asked_consumption', 'refund.clawback': 'clawback', 'order.release': 'released_reservation', 'webhook.disabled': 'disabled_webhook', 'refund.failed': 'order', 'fraud.reported': 'payment', 'review.opened': 'payment', 'review.closed': 'payment', 'player.erased': 'erased_player', 'batch.ready': 'batch',
};

export function dataNameOf(type: DocumentedEvent): keyof typeof EVENT_DATA {
  const special = DATA_OF[type];
  if (special) return special;
  if (type.startsWith('order.')) return 'order';
  return type.startsWith('payment.') ? 'payment' : 'items';
}

const AGGREGATES: Record<string, string> = { order: 'order', refund: 'order', payment: 'payment', fraud: 'payment', review: 'payment', item: 'grant', player: 'player', webhook: 'webhook', 'player.erased': 'gdpr_request', 'refund.clawback': 'clawback', batch: 'webhook' };

function aggregateOf(type: DocumentedEvent): string {
  return type === 'order.reserve' || type === 'order.release' ? 'reservation' : (AGGREGATES[type] ?? AGGREGATES[type.split('.')[0]!])!;
}

/** The schema of a whole event. */
export function eventSchema(type: DocumentedEvent): Schema {
  const isQuestion = isAsked(type);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://hubcraft.dev/events/${type}.schema.json`,
    title: type,
    description: WHEN[type],
    ...object({
      event_id: { ...id('evt'), description: 'The webhook-id of every attempt and replay' },
      game_id: id('gam'),
      event_type: { const: type },
      event_time: seconds,
      event_data: EVENT_DATA[dataNameOf(type)],
      idempotency_key: { ...id('idmpt'), description: 'One per effect: what was done once under it is not done again' },
      request_id: { ...textOrNull, description: 'The API request that caused it' },
      sandbox: { type: 'boolean' },
      trigger: { ...textOrNull, description: '`test` for test events: nothing is credited for those' },
      aggregate_type: { enum: [aggregateOf(type), 'test'] },
      aggregate_id: text,
      sequence: isQuestion ? { type: 'null' } : { type: 'integer', minimum: 1, description: 'Counts the events of the aggregate without gaps' },
      api_version: { type: 'string', format: 'date' },
      context: { ...freeOrNull, description: 'What is known of the player, where the webhook asks for it' },
      previous_sequence: { type: isQuestion ? 'null' : ['integer', 'null'], description: 'The last sequence of this aggregate that was sent to this webhook before; null for the first' },
      transaction_id: { ...id('whd'), description: 'The delivery: event and webhook' },
    }),
  };
}

export function whenSent(type: DocumentedEvent): string {
  return WHEN[type];
}
