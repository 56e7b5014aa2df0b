import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { newId } from '#platform/kernel/ids';
import { KEPT } from '#platform/audit/recorded-request';
import { seeded } from '../chaos/purchases.js';
import { COMPANY, openScene, paymentAccountOf, PAYOUT_ACCOUNT, type Scene } from '../support/crime-scene.js';
import { eventually } from '../support/eventually.js';
import { goodBody, NEVER_ABSENT, pathOf } from '../support/hostile.js';
import { ApiDocument, type Operation } from '../support/openapi-walk.js';
import { startSystem, type System } from '../support/system.js';

/** What game servers do for players by the thousand, and a question. Each says why beside its route (`NotAuditedForKeys`). */
const EXCEPTIONS = ['add_segment_members', 'authenticate_user', 'authorize_user', 'claim_grant', 'create_order', 'quote_tax', 'remove_segment_members', 'take_back_risk_signal', 'tell_risk_signals', 'update_order', 'update_player'];

/** Members of requests that the trail has by name only: secrets, personal data, free text, what is shown, and what nobody has to answer for. */
const HIDDEN = new Set([
  'accent_color', 'account_number', 'adjust_adid', 'adjust_app_token', 'adjust_authorization_token', 'adjust_callback_params', 'adjust_device_id', 'adjust_partner_params',
  'adjust_purchase_event_token', 'advertisingId', 'appsflyer_app_id', 'appsflyer_customer_user_id', 'appsflyer_event_params', 'appsflyer_id', 'appsflyer_meta', 'attributes',
  'address_lines', 'birth_date', 'business', 'legal_name', 'ownership_percent', 'people', 'registration_number', 'roles', 'website',
  'autoplay', 'avatar_url', 'back_to_game_url', 'back_to_store_url', 'background_color', 'background_image_color', 'background_image_url', 'background_image_url_apple',
  'background_size', 'background_url', 'balances', 'bank_code', 'banned_reason', 'bic', 'bond_user_id', 'bonus_badge', 'bonus_items_settings', 'break_on_error', 'client_secret', 'color', 'comment', 'coupon_code', 'creator_program_id', 'cs',
  'custom_attributes', 'custom_attributes_from_deeplink', 'custom_badge', 'customer_type', 'date', 'de', 'delay', 'description', 'deviceId', 'device_type', 'devtodevId',
  'devtodev_apikey', 'devtodev_appid', 'devtodev_device_id', 'divider_image_url', 'divider_position', 'divider_type', 'eligible_for_loyalty_points', 'eligible_for_reward_points',
  'email', 'email_domains', 'en', 'es', 'featured_card_background_image_url', 'featured_card_background_image_url_apple', 'first_pwa_install_at', 'fr', 'fr-CA', 'ga4_client_id', 'ga4_user_id',
  'ga4firebase_app_instance_id', 'game_hub_last_sent_popup_read', 'game_hub_last_sent_popup_unread', 'granted_at', 'graph', 'hard_currency_amount', 'hi', 'highlights', 'holder_name', 'iban', 'icon', 'icon_url',
  'icon_url_apple', 'image_url', 'image_url_apple', 'image_url_featured', 'image_url_featured_apple', 'ip_address', 'is_pwa_installed', 'it', 'item_template_id', 'ja', 'ko',
  'last_period_purchase_stat', 'level', 'logo_url', 'loop', 'ltv', 'marketing_consent', 'marketplace', 'meta', 'metadata', 'model_type', 'ms', 'name', 'next_node_id', 'nl', 'no',
  'nodes', 'nonce', 'note', 'payment_methods_enabled', 'pinned_expression', 'pl', 'player_id', 'player_info', 'postcode', 'prev_last_active_at', 'pt', 'pt-BR', 'publishable_key',
  'purchases_count', 'pwa_install_at', 'pwa_visit_at', 'reason', 'redirect_path', 'redirect_settings', 'region', 'registration_marketplace', 'render_options', 'render_type',
  'requirements_expression', 'requirements_mismatch_behavior', 'result', 'return_url', 'revoked_at', 'reward_settings', 'rotation_settings', 'ru', 'saved_ach', 'saved_card',
  'secret', 'secret_key', 'segments', 'selected_plan_key', 'settings', 'show_disabled_by_max_purchases', 'show_dots', 'show_first_on_category_list', 'show_player_info',
  'signature', 'signature_header', 'singular_app_id', 'singular_device_id', 'soft_currency_amount', 'start_calc_at', 'subscription_settings', 'subscriptions', 'sv', 'tagline',
  'tags', 'target', 'tax_id', 'text', 'th', 'timestamp_header', 'title', 'token', 'tokens', 'tr', 'translations', 'ui_settings', 'uk', 'userId', 'user_agent', 'user_campaign_id',
  'user_id', 'value', 'variables', 'vi', 'view_option', 'webhook_secret', 'view_port', 'x', 'y', 'zh', 'zh-Hant', 'zoom',
]);

/** Whose id stands in the bodies of these. */
const IDS_OF: Readonly<Record<string, string>> = { bulk_delete_items: 'item_id', bulk_delete_store_items: 'store_item_id', bulk_delete_stores: 'store_id', bulk_delete_item_categories: 'item_category_id' };

/** What comes last, because it takes away what others need, and in which order. */
const LAST = ['refund_order', 'bulk_update_store_items', 'bulk_delete_store_items', 'delete_store_item', 'bulk_delete_items', 'delete_item', 'bulk_delete_item_categories', 'delete_item_category', 'delete_price_template', 'bulk_delete_stores', 'delete_store', 'unlink_player', 'delete_webhook', 'revoke_api_key'];

describe('every write of the Studio API', () => {
  let system: System;
  let scene: Scene;
  let document: ApiDocument;
  let admin: InstanceType<typeof pg.Client>;
  let writes: Operation[];
  /** Somebody of the studio, for what no key may do. */
  let person: string;

  beforeAll(async () => {
    // A register of tax ids where nobody answers: that is an answer too, and written down.
    system = await startSystem({ env: { VIES_URL: 'http://127.0.0.1:9' } });
    document = await ApiDocument.of(system.urls.api);
    admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    scene = await openScene(system, seeded(1));
    const invited = await scene.studio('POST', '/v1/members', { email: 'person@studio.example', name: 'Person', role: 'owner' });
    await scene.studio('POST', '/v1/members/accept', { token: invited.invitation_token, password: 'a password of the person' });
    person = `Bearer ${(await scene.studio('POST', '/v1/console/session', { studio_id: system.demo.studio_id, email: 'person@studio.example', password: 'a password of the person' })).token}`;
    writes = document.operations.filter(({ audience, method }) => audience === 'studio' && method !== 'GET').sort((one, other) => LAST.indexOf(one.id) - LAST.indexOf(other.id));
  }, 180_000);
  afterAll(async () => {
    await admin?.end();
    await system?.close();
  });

  const entries = async (): Promise<{ operation: string; request_id: string; targets: string[]; request: string }[]> =>
    (await admin.query('SELECT operation, request_id, targets, request FROM platform.audit_entry WHERE studio_id = $1 ORDER BY sequence', [system.demo.studio_id])).rows;

  /** Makes what this operation needs and no other has left there; answers ids that replace those of the scene. */
  const staged = async (id: string): Promise<Record<string, string>> => {
    const fresh = randomUUID().slice(0, 8);
    const store = async () => (await scene.studio('POST', '/v1/stores', { name: fresh, description: fresh, type: 'special', key: `k-${fresh}` })).id as string;
    const item = async () => (await scene.studio('POST', '/v1/items', { name: fresh, sku: `sku-${fresh}`, type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: scene.ids['price_template_id'] })).id as string;
    const offer = async () => (await scene.studio('POST', `/v1/store_items/${scene.ids['store_id']}`, { item_id: await item(), position: 0 })).id as string;
    const category = async () => (await scene.studio('POST', '/v1/item_categories', { name: fresh, position: 9, slug: fresh })).id as string;
    if (id === 'refund_order_part') return { order_id: scene.paidOrderId };
    if (id === 'refund_order') {
      // The part of it, above, has gone back.
      await eventually(async () => (await scene.studio('GET', `/v1/orders/${scene.paidOrderId}`)).refunded_amount === 1, 20_000);
      return { order_id: scene.paidOrderId };
    }
    if (id === 'expire_order') return { order_id: (await scene.studio('POST', '/v1/orders', { player_id: scene.ids['player_id'], items: [{ sku: 'scene-lamp' }], country: 'DE' })).order_id };
    if (['approve_refund', 'dismiss_refund'].includes(id)) return { refund_id: await held() };
    if (['create_store_item', 'batch_create_store_item'].includes(id)) return { item_id: await item() };
    if (/delete_items?$/.test(id)) return { item_id: await item() };
    if (/delete_store_items?$/.test(id)) return { store_item_id: await offer() };
    if (/delete_item_categor/.test(id)) return { item_category_id: await category() };
    if (/delete_stores?$/.test(id)) return { store_id: await store() };
    if (id === 'delete_price_template') return { price_template_id: (await scene.studio('POST', '/v1/price_templates', { key: fresh, name: fresh, price: 499, category: 'none', customs: [] })).id };
    if (['update_member', 'remove_member'].includes(id)) return { member_id: (await scene.studio('POST', '/v1/members', { email: `${fresh}@studio.example`, name: fresh, role: 'viewer' })).id };
    if (['confirm_payout_account', 'remove_payout_account'].includes(id)) return { account_id: (await scene.studio('POST', '/v1/payout_accounts', PAYOUT_ACCOUNT)).id };
    if (id === 'remove_payment_account') return { payment_account_id: (await scene.studio('POST', '/v1/payment_accounts', paymentAccountOf(scene.ids))).id };
    if (id === 'delete_segment') return { segment_id: (await scene.studio('POST', '/v1/segments', { slug: fresh, name: fresh })).id };
    if (id === 'delete_segment_group') return { segment_group_id: (await scene.studio('POST', '/v1/segment_groups', { name: fresh, type: 'static', enabled: true, is_template: false })).id };
    if (id === 'forget_custom_attribute') return { attribute_name: (await scene.studio('PUT', `/v1/custom_attributes/${fresh}`, { type: 'number' })).name };
    if (id === 'close_clawback') return { clawback_id: await owed() };
    if (id === 'end_risk_list_entry') return { entry_id: await listed() };
    if (id === 'file_risk_appeal') return { payment_id: await stopped() };
    if (id === 'decide_risk_appeal') return { appeal_id: (await scene.studio('POST', '/v1/risk_appeals', { payment_id: await stopped(), text: 'Scene' })).id };
    if (id === 'decide_payment_review') return { payment_id: await waiting() };
    if (id === 'remove_identity_provider') return { provider_id: (await scene.studio('POST', '/v1/identity_providers', { name: fresh, issuer: `https://${fresh}.example`, client_id: fresh, client_secret: fresh, email_domains: ['studio.example'] })).id };
    return {};
  };
  /** A refund that waits for a person, of an order that was never paid: what becomes of it afterwards is not looked at. */
  const held = async (): Promise<string> => {
    const id = newId('ref');
    await admin.query(`INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, amount_minor, currency, reason, source, state, requested_at)
      SELECT game_id, $1, id, 'pmt_nobody', player_id, 499, 'USD', 'scene', 'automatic', 'held', now() FROM orders.order o WHERE id <> $2 AND NOT EXISTS (SELECT FROM refunds.refund r WHERE r.order_id = o.id) LIMIT 1`, [id, scene.paidOrderId]);
    return id;
  };

  /** Money that a player owes, of a refund that nobody has asked for. */
  const owed = async (): Promise<string> => {
    const id = newId('clw');
    await admin.query(`INSERT INTO refunds.clawback (game_id, id, refund_id, order_id, player_id, amount_minor, currency, items, recorded_at) VALUES ($1, $2, 'ref_nobody', 'ord_nobody', 'Scene-1', 499, 'USD', '[]', now())`, [scene.ids['game_id'], id]);
    return id;
  };

  const listed = async (): Promise<string> => (await scene.studio('POST', '/v1/risk_list_entries', { list: 'block', subject: 'player', value: randomUUID(), reason: 'scene' })).id;
  /** A payment that an entry has stopped. */
  const stopped = async (): Promise<string> => {
    const id = newId('pmt');
    await admin.query(`INSERT INTO risk.attempt (game_id, payment_id, order_id, player_id, amount_minor, currency, is_known, is_screened, decision, reason, entry_id, judged_at) VALUES ($1, $2, 'ord_nobody', 'Scene-1', 499, 'USD', false, false, 'deny', 'block_player', $3, now())`, [scene.ids['game_id'], id, await listed()]);
    return id;
  };
  /** A payment that waits for a person; payments know nothing of it. */
  const waiting = async (): Promise<string> => {
    const id = newId('pmt');
    await admin.query(`INSERT INTO risk.review (game_id, payment_id, order_id, player_id, amount_minor, currency, reason, is_of_operator, state, opened_at, due_at) VALUES ($1, $2, 'ord_nobody', 'Scene-1', 499, 'USD', 'amount', false, 'open', now(), now())`, [scene.ids['game_id'], id]);
    return id;
  };

  /** Bodies that make sense only once. */
  const bodyOf = async (operation: Operation, ids: Record<string, string>): Promise<unknown> => {
    if (operation.id === 'add_payout_account') return PAYOUT_ACCOUNT;
    if (operation.id === 'submit_company') return COMPANY;
    if (operation.id === 'create_risk_list_entry') return { list: 'block', subject: 'player', value: randomUUID(), reason: 'scene' };
    if (operation.id === 'tell_risk_signals') return [{ player_id: ids['player_id'], kind: 'cheating' }];
    if (operation.id === 'file_risk_appeal') return { payment_id: ids['payment_id'], text: 'It was my brother.' };
    if (operation.id === 'set_review_rules') return { review_above_usd_minor: null };
    if (operation.id === 'check_tax_id') return { country: 'DE', tax_id: 'DE136695976' };
    if (operation.id === 'create_game') return { name: 'Another Game', slug: `game-${randomUUID()}` };
    if (operation.id === 'refund_order_part') return { amount: 1, reason: 'other' };
    if (operation.id === 'authenticate_user') return { token: (await scene.studio('POST', '/store/v1/session/handoff', {}, scene.credentials.player)).token };
    if (operation.id === 'gdpr_data_removal') return { player_id: `Nobody-${randomUUID()}` };
    return operation.body ? goodBody(document, operation, { ...scene.target, own: ids, hints: (id) => ({ ...scene.target.hints(id), ...ids, id: ids[IDS_OF[id] ?? ''] ?? scene.target.hints(id)['id'] }) }) : undefined;
  };
  const call = async (operation: Operation, ids: Readonly<Record<string, string>>, body: unknown): Promise<{ status: number; text: string; requestId: string }> => {
    const query = operation.id === 'take_back_risk_signal' ? `?player_id=${encodeURIComponent(ids['player_id']!)}&kind=cheating` : '';
    const answer = await fetch(`${system.urls.api}${pathOf(operation, ids)}${query}`, {
      method: operation.method, headers: { authorization: ['accept_agreement', 'confirm_payout_account', 'decide_risk_appeal', 'decide_payment_review'].includes(operation.id) ? person : scene.target.authorization('studio')!, 'idempotency-key': randomUUID(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text(), requestId: answer.headers.get('x-request-id')! };
  };

  it('leaves one entry when it succeeds and none when it fails, but for a few that say why', async () => {
    const faults: string[] = [];
    const silent: string[] = [];
    for (const operation of writes) {
      const ids = { ...scene.ids, ...(await staged(operation.id)) };
      const body = await bodyOf(operation, ids);
      const before = (await entries()).length;
      const refused = operation.path.includes('{') && !NEVER_ABSENT.has(operation.id) ? await call(operation, Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id.replace(/.{3}$/, '000')])), body) : await call(operation, ids, { ...(body as object), nobody_knows: 1 });
      const left = (await entries()).slice(before);
      if (refused.status < 400 || left.length > 0) faults.push(`${operation.id} refused: ${refused.status} and ${left.length} entries`);
      const answer = await call(operation, ids, body);
      const made = (await entries()).slice(before + left.length);
      if (answer.status >= 300) faults.push(`${operation.id}: ${answer.status} ${answer.text.slice(0, 400)}`);
      if (made.length === 0) silent.push(operation.id);
      else if (made.length > 1 || made[0]!.operation !== operation.id || made[0]!.request_id !== answer.requestId) faults.push(`${operation.id} left ${JSON.stringify(made)}`);
    }
    expect(faults).toEqual([]);
    expect(silent.sort()).toEqual(EXCEPTIONS);
  }, 180_000);

  it('leaves an entry of a ban, though not of what else a game tells of its players', async () => {
    const before = (await entries()).length;
    for (const body of [{ banned: true, banned_reason: 'cheated' }, { country: 'DE' }]) await scene.studio('POST', `/v1/players/${scene.ids['player_id']}`, body);
    expect((await entries()).slice(before)).toEqual([{ operation: 'update_player', request_id: expect.any(String), targets: expect.arrayContaining([expect.stringMatching(/^[\w-]{43}$/)]), request: JSON.stringify({ body: { banned: true, banned_reason: '[hidden]' } }) }]);
  });

  it('has for each member of its requests a word whether the trail keeps the value', () => {
    const names = new Set(writes.flatMap(({ body, parameters }) => [...(body ? document.places(body).map(({ path }) => path.at(-1)) : []), ...parameters.filter((each) => each.in === 'query').map(({ name }) => name)]).filter((name) => typeof name === 'string'));
    expect([...names].filter((name) => KEPT.has(name) === HIDDEN.has(name))).toEqual([]);
    expect([...KEPT].filter((name) => /secret|token|password|email|phone|address|header|birth|comment|reason(?!_code$)/.test(name))).toEqual([]);
    // A code is one of few words: nobody can write of a person there.
    const codes = document.operations.flatMap(({ body }) => (body ? document.places(body) : [])).filter(({ path }) => path.at(-1) === 'reason_code');
    expect([codes.length > 0, codes.filter(({ schema }) => !schema.enum)]).toEqual([true, []]);
  });

  it('is whole for whoever looks', async () => {
    expect(await scene.studio('GET', '/v1/audit_log/verification')).toMatchObject({ checked: (await entries()).length, broken: null, has_more: false });
    expect(JSON.stringify(await entries())).not.toMatch(/hc_(sandbox|live)_|@player\.example/);
  });
});
