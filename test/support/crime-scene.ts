import { randomUUID } from 'node:crypto';
import { NEWEST } from '#platform/versions/published';
import { CARDS, Storefront, secretOf } from './buyer.js';
import { eventually } from './eventually.js';
import type { Target } from './hostile.js';
import { Receiver } from './receiver.js';
import { operatorOf } from './operator.js';
import type { System } from './system.js';

/** A game in which one of everything exists, for attacks to aim at, and a second game whose key is turned against it. */
export interface Scene {
  target: Target;
  ids: Record<string, string>;
  /** `Authorization` of the studio of another game. */
  otherGame: string;
  /** `Authorization`s by audience: one that is valid, for use where another audience is asked for. */
  credentials: Readonly<Record<'studio' | 'member' | 'operator' | 'player' | 'checkout', string>>;
  paidOrderId: string;
  /** Sends a request of the studio and insists on success. */
  studio<T = any>(method: string, path: string, body?: unknown, authorization?: string): Promise<T>;
}

const KEYS = 8;
export const PAYOUT_ACCOUNT = { currency: 'USD', holder_name: 'Scene', country: 'DE', iban: 'DE89370400440532013000', account_number: null, bank_code: null, bic: null };

export const COMPANY = { legal_name: 'Scene GmbH', registration_number: 'HRB 1', country: 'DE', address_lines: ['Am Markt 1'], people: [{ name: 'Somebody', birth_date: '1980-01-01', country: 'DE', roles: ['director'] }] };

export async function openScene(system: System, random: () => number): Promise<Scene> {
  const owner = `Bearer ${system.demo.api_key}`;
  const studio = async <T = any>(method: string, path: string, body?: unknown, authorization = owner): Promise<T> => {
    const answer = await fetch(`${system.urls.api}${path}`, { method, headers: { authorization, ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
  const made = await Promise.all(Array.from({ length: KEYS + 1 }, (_, at) => studio<{ id: string; key: string }>('POST', '/v1/api_keys', { name: `attacker ${at}`, scopes: ['studio:admin', 'webhooks:reveal'] })));
  const ids: Record<string, string> = { player_id: 'Scene-1', key_id: made[KEYS]!.id };
  await fillShop(studio, ids);
  const member = await joinStudio(system, studio, ids);
  ids['company_id'] = (await studio('PUT', '/v1/verification/company', COMPANY, `Bearer ${made[KEYS]!.key}`)).company.id;
  const staff = await joinOperator(system, ids);
  const store = new Storefront(system);
  try {
    const { session, paidOrderId } = await sell(system, studio, store, ids);
    const secrets = await Promise.all([1, 2].map(() => openOrder(studio, ids)));
    // No payout goes out in the minutes of a scene, no bank disputes anything, nobody appeals, nobody owes anything and no forms are filed: their ids are none. Nothing is sold to Greenland here.
    Object.assign(ids, { game_id: system.demo.game_id, batch_id: await batchOf(studio, ids), payout_id: 'pyo_01jgwyv0x3e8k8t5d3p3gq0000', step_id: 'tes_01jgwyv0x3e8k8t5d3p3gq0000', dispute_id: 'dsp_01jgwyv0x3e8k8t5d3p3gq0000', appeal_id: 'rap_01jgwyv0x3e8k8t5d3p3gq0000', clawback_id: 'clw_01jgwyv0x3e8k8t5d3p3gq0000', suppression_id: 'sup_01jgwyv0x3e8k8t5d3p3gq0000', break_id: 'unrouted:sandbox:psl_scene', country: 'GL', return_id: 'trt_01jgwyv0x3e8k8t5d3p3gq0000', form_id: 'pfk_01jgwyv0x3e8k8t5d3p3gq0000', month: '2026-10' });
    ids['account_id'] = (await studio('POST', '/v1/payout_accounts', PAYOUT_ACCOUNT, `Bearer ${made[KEYS]!.key}`)).id;
    Object.assign(ids, { psp_key: system.pspKey, psp_secret: system.secrets.pspWebhookSecret });
    ids['payment_account_id'] = (await studio('POST', '/v1/payment_accounts', paymentAccountOf(ids), `Bearer ${made[KEYS]!.key}`)).id;
    ids['payment_id'] = (await studio<{ payment_id: string }[]>('GET', `/v1/payments?order_id=${paidOrderId}`))[0]!.payment_id;
    ids['order_id'] = secrets[0]!.orderId;
    const keys = made.slice(0, KEYS).map(({ key }) => `Bearer ${key}`);
    let turn = 0;
    const target: Target = {
      own: ids, random, hints: (operation) => hintsFor(operation, ids),
      authorization: (audience) => (audience === 'studio' ? keys[turn++ % keys.length] : audience === 'member' ? member : audience === 'operator' ? staff : audience === 'player' ? session : audience === 'checkout' ? `Bearer ${secrets[0]!.secret}` : undefined),
    };
    return { target, ids, studio, paidOrderId, otherGame: `Bearer ${system.demo.live_api_key}`, credentials: { studio: owner, member, operator: staff, player: session, checkout: `Bearer ${secrets[1]!.secret}` } };
  } finally {
    await store.close();
  }
}

type Send = Scene['studio'];

async function fillShop(studio: Send, ids: Record<string, string>): Promise<void> {
  ids['price_template_id'] = (await studio('POST', '/v1/price_templates', { key: 'scene', name: 'Scene', price: 499, category: 'none', customs: [] })).id;
  ids['item_category_id'] = (await studio('POST', '/v1/item_categories', { name: 'Scene', position: 9, slug: 'scene' })).id;
  ids['item_id'] = (await studio('POST', '/v1/items', { name: 'Scene lamp', sku: 'scene-lamp', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: ids['price_template_id'], categories: [ids['item_category_id']] })).id;
  ids['store_id'] = (await studio('POST', '/v1/stores', { name: 'Scene', description: 'Scene', type: 'special', key: 'scene' })).id;
  ids['store_item_id'] = (await studio('POST', `/v1/store_items/${ids['store_id']}`, { item_id: ids['item_id'], position: 0 })).id;
  ids['segment_id'] = (await studio('POST', '/v1/segments', { slug: 'scene', name: 'Scene' })).id;
  ids['segment_group_id'] = (await studio('POST', '/v1/segment_groups', { name: 'Scene', type: 'dynamic', enabled: true, is_template: false })).id;
  await studio('PUT', `/v1/segment_groups/${ids['segment_group_id']}`, { graph: { id: 'scene', x: 0, y: 0 } });
  ids['attribute_name'] = (await studio('PUT', '/v1/custom_attributes/scene', { type: 'number' })).name;
  ids['webhook_id'] = (await studio('POST', '/v1/webhooks', { url: 'http://127.0.0.1:59999/never', events: ['payment.dispute'], method: 'POST', enabled: false })).id;
  ids['provider_id'] = (await studio('POST', '/v1/identity_providers', { name: 'Scene', issuer: 'https://accounts.scene.example', client_id: 'scene', client_secret: 'scene', email_domains: ['scene.example'] })).id;
  ids['entry_id'] = (await studio('POST', '/v1/risk_list_entries', { list: 'allow', subject: 'email', value: 'scene@scene.example', reason: 'Of the scene.' })).id;
  ids['gdpr_request_id'] = (await studio('POST', '/v1/gdpr_requests', { player_id: 'Nobody-1', type: 'export' })).id;
}

/** Somebody who belongs to the studio, signed in, with a second session for attacks to aim at, and somebody else. */
async function joinStudio(system: System, studio: Send, ids: Record<string, string>): Promise<string> {
  const PASSWORD = 'a password of the scene';
  const invite = async (email: string): Promise<string> => {
    const { id, invitation_token } = await studio('POST', '/v1/members', { email, name: 'Scene', role: 'viewer' });
    await studio('POST', '/v1/members/accept', { token: invitation_token, password: PASSWORD });
    return id;
  };
  ids['member_id'] = await invite('other@studio.example');
  await invite('scene@studio.example');
  const signIn = () => studio<{ id: string; token: string }>('POST', '/v1/console/session', { studio_id: system.demo.studio_id, email: 'scene@studio.example', password: PASSWORD });
  ids['session_id'] = (await signIn()).id;
  return `Bearer ${(await signIn()).token}`;
}

/** An admin of the operator who came in by the command line, and somebody whom she has invited. */
async function joinOperator(system: System, ids: Record<string, string>): Promise<string> {
  const operator = await operatorOf(system, 'scene@operator.example');
  const post = (path: string, body: object): Promise<any> => operator.send('POST', path, body);
  ids['staff_id'] = (await post('staff', { email: 'other@operator.example', name: 'Other', role: 'support' })).id;
  ids['incident_id'] = (await post('incidents', { title: 'Scene', impact: 'degraded', components: ['webhooks'], words: 'Of the scene.' })).id;
  ids['studio_id'] = system.demo.studio_id;
  ids['export_id'] = (await post('saved_method_exports', { provider: 'sandbox', reason: 'Of the scene, and nobody else.' })).id;
  ids['hold_id'] = (await post(`studios/${ids['studio_id']}/payout_holds`, { environment: 'sandbox', currency: 'JPY', amount_minor: 1, reason_code: 'other', explanation: 'Of the scene.' })).id;
  ids['change_id'] = (await post('tax/changes', { kind: 'local_rate', territory: 'US', region: 'US-WA', name: 'Scene', rate: '1.5', valid_from: '2999-01-01', reason: 'Of the scene.' })).id;
  await post('agreements', { kind: 'acceptable_use', version: 'scene', body: 'Of the scene.' });
  ids['kind'] = 'acceptable_use';
  const decided = await post(`studios/${ids['studio_id']}/verification/decisions`, { kind: 'approve', company_id: ids['company_id'], reason: 'Of the scene.', screening_note: 'Nowhere.' });
  ids['decision_id'] = decided.decisions[0].id;
  ids['dead_work_id'] = 'evt_01jgwyv0x3e8k8t5d3p3gq0000~sales~orders.finish-refund';
  return `Bearer ${operator.token}`;
}

async function openOrder(studio: Send, ids: Record<string, string>): Promise<{ orderId: string; secret: string }> {
  const made = await studio('POST', '/v1/orders', { player_id: ids['player_id'], items: [{ sku: 'scene-lamp' }], email: 'scene@player.example', country: 'DE' });
  return { orderId: made.order_id, secret: secretOf(made.checkout_url) };
}

/** A verified player, a paid order and a refunded one, and what was sent of them. */
async function sell(system: System, studio: Send, store: Storefront, ids: Record<string, string>): Promise<{ session: string; paidOrderId: string }> {
  const { authorization_url } = await studio('POST', '/v1/users/authorize', { player_id: ids['player_id'], player_info: { name: 'Scene' } });
  const arrived = await store.arrive(authorization_url);
  const session = `Bearer ${arrived}`;
  const handoff = await studio('POST', '/store/v1/session/handoff', {}, session);
  ids['user_id'] = (await studio('POST', '/v1/users/authenticate', { token: handoff.token })).id;
  const paid = await Promise.all([1, 2].map(async () => {
    const order = await openOrder(studio, ids);
    const view = await store.checkout(order.secret);
    await store.pay(order.secret, await store.cardToken(CARDS.succeeds), view.amounts);
    await store.until(order.secret, ['granted']);
    return order;
  }));
  ids['refund_id'] = (await studio('POST', `/v1/orders/${paid[1]!.orderId}/refund`, { reason: 'scene' })).id;
  await store.until(paid[1]!.secret, ['refunded']);
  const delivery = await eventually(async () => (await studio('GET', `/v1/webhook_deliveries?order_id=${paid[0]!.orderId}&status=succeeded`)).data[0], 20_000);
  Object.assign(ids, { delivery_id: delivery.id, event_id: delivery.event_id });
  ids['receipt_id'] = (await eventually(async () => (await studio('GET', `/v1/receipts?order_id=${paid[0]!.orderId}`)).data[0], 20_000)).id;
  await studio('POST', '/store/v1/withdrawals', { game_id: system.demo.game_id, name: 'Scene', order: 'of the scene', email: 'scene@player.example' });
  ids['withdrawal_id'] = (await studio('GET', '/v1/withdrawals')).data[0].id;
  const { secret } = await openOrder(studio, ids);
  ids['saved_method_id'] = await store.saveCard(secret, arrived);
  await store.until(secret, ['granted']);
  ids['grant_id'] = await claimable(studio, store, ids);
  return { session, paidOrderId: paid[0]!.orderId };
}

/** A grant that waits to be collected, as of a game without a server. */
async function claimable(studio: Send, store: Storefront, ids: Record<string, string>): Promise<string> {
  await studio('PUT', '/v1/fulfillment', { mode: 'claim' });
  const { secret } = await openOrder(studio, ids);
  await studio('PUT', '/v1/fulfillment', { mode: 'push' });
  await store.pay(secret, await store.cardToken(CARDS.succeeds), (await store.checkout(secret)).amounts);
  await store.until(secret, ['claimable']);
  return (await studio('GET', `/v1/grants?player_id=${ids['player_id']}`)).data[0].grant_id;
}

/** A batch that was told of and taken, of a webhook that then rests: nothing of it is under way any more. */
async function batchOf(studio: Send, ids: Record<string, string>): Promise<string> {
  const receiver = await new Receiver().listen();
  try {
    const { id } = await studio('POST', '/v1/webhooks', { url: receiver.url, events: ['order.created'], method: 'POST', batch_mode: true, batch_max_seconds: 1 });
    await openOrder(studio, ids);
    const batch = await eventually(async () => (await studio('GET', `/v1/webhook_batches?endpoint_id=${id}`)).data.find(({ status }: { status: string }) => status === 'succeeded'), 20_000);
    await studio('PUT', `/v1/webhooks/${id}`, { enabled: false, events: ['payment.dispute'] });
    return batch.id;
  } finally {
    await receiver.close();
  }
}

/** Nothing that stops anybody. */
const LISTED = { list: 'allow', subject: 'email', value: 'nobody@scene.example', expires_in_days: 1 };

/** Keys that the sandbox PSP takes, where there is one. */
const keysOf = (ids: Readonly<Record<string, string>>) => ({ secret_key: ids['psp_key'] ?? 'a-key-of-nobody', webhook_secret: ids['psp_secret'] ?? 'a-secret-of-nobody', publishable_key: null, methods: ['card'] });

export const paymentAccountOf = (ids: Readonly<Record<string, string>>) => ({ provider: 'sandbox', ...keysOf(ids) });

/** What makes the body of an operation a good one where its schema alone does not. */
export function hintsFor(operation: string, ids: Readonly<Record<string, string>>): Record<string, unknown> {
  const both = { country: 'DE', currency: 'USD', price: 499, player_id: ids['player_id'], url: 'http://127.0.0.1:59999/hooks', item_id: ids['item_id'], price_template_id: ids['price_template_id'], store_item_id: ids['store_item_id'], scopes: ['orders:read'], events: ['payment.dispute'], locales: ['en'], api_version: NEWEST, legal_entity: 'main' };
  const own: Record<string, Record<string, unknown>> = {
    // Nobody: whoever is erased is no scene any more.
    gdpr_data_removal: { player_id: 'Nobody-1', user_id: 'usr_nobody', email: 'nobody@player.example', type: 'export' },
    bulk_update_items: { id: ids['item_id'] }, bulk_delete_items: { id: ids['item_id'] }, bulk_update_item_categories: { id: ids['item_category_id'] }, bulk_delete_item_categories: { id: ids['item_category_id'] },
    bulk_delete_stores: { id: ids['store_id'] }, bulk_update_store_items: { id: ids['store_item_id'] }, bulk_delete_store_items: { id: ids['store_item_id'] },
    create_identity_provider: { issuer: 'https://accounts.hint.example', email_domains: ['hint.example'] }, update_identity_provider: { email_domains: ['hint.example'] },
    submit_company: COMPANY, make_forms_1099k: { year: 2026 }, set_tax_form: { kind: 'not_needed', tin: null }, set_invoice_terms: { vat: 'derived', rate: null, law: null }, accept_agreement: { version: 'scene' }, decide_verification: { kind: 'start_review', company_id: ids['company_id'] },
    add_payment_account: paymentAccountOf(ids), rotate_payment_account_keys: keysOf(ids), add_payout_account: PAYOUT_ACCOUNT, ask_to_close_month: { account: 'bank:sandbox' }, set_account_mapping: { account: 'bank', number: '1200' }, tell_tax_return_rates: { rate: '1.5' }, set_payout_terms: { valid_from: '2999-01-01' },
    create_risk_list_entry: LISTED, create_installation_risk_list_entry: LISTED, tell_risk_signals: { kind: 'cheating' }, take_back_risk_signal: { kind: 'cheating' },
    // A block that holds while the scene is on would be met by everybody who buys.
    place_sale_block: { territory: 'GL', region: null, postcode_prefixes: [], valid_from: '2999-01-01' },
    create_order: { sku: 'scene-lamp', items: [{ sku: 'scene-lamp' }] }, open_session: { hub: 'emberfall' }, pay_checkout: { method: 'card', token: 'tok_nonsense', expected_total_minor: 1, expected_currency: 'USD', immediate_delivery_requested: true },
    save_hub: { slug: 'emberfall', name: 'Emberfall' }, quote_tax: { date: '2026-05-01', lines: [{ amount: 100 }], country: 'DE', currency: 'EUR' },
  };
  return { ...both, ...own[operation] };
}

/** Waits until nothing is under way any more: what attacks change afterwards, they have changed. */
export async function quiet(digest: () => Promise<object>): Promise<void> {
  let last = '';
  await eventually(async () => {
    const now = JSON.stringify(await digest());
    const isSame = now === last;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 400));
    return isSame;
  }, 30_000);
}
