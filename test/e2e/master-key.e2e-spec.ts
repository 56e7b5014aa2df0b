import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Envelope } from '#platform/crypto/envelope';
import { Config } from '#platform/config/config';
import { offersOf, purchase } from '../chaos/purchases.js';
import { CARDS, secretOf, Storefront } from '../support/buyer.js';
import { COMPANY } from '../support/crime-scene.js';
import { eventually } from '../support/eventually.js';
import { operatorOf } from '../support/operator.js';
import { codeAt } from '../support/staff.js';
import { runCli, startSystem, type System } from '../support/system.js';

const PASSWORD = 'correct horse battery staple';

/** The steps of docs/runbooks/master-key.md, on the whole product, while players buy. */
describe('a change of the master key', () => {
  let system: System;
  let store: Storefront;
  let admin: InstanceType<typeof pg.Client>;
  let offers: string[];
  let a: string;
  let sku: string;
  let owner: string;
  const b = randomBytes(32).toString('base64');
  beforeAll(async () => {
    system = await startSystem();
    a = system.secrets.masterKey;
    store = new Storefront(system, 120_000);
    admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    offers = await offersOf(store, system);
  }, 180_000);
  afterAll(async () => {
    await store?.close();
    await admin?.end();
    await system?.close();
  });

  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<{ status: number; text: string; json: any }> => {
    const answer = await fetch(`${system.urls.api}${path}`, { method, headers: { authorization: `Bearer ${system.demo.api_key}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await answer.text();
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return { status: answer.status, text, json: JSON.parse(text) };
  };
  const cli = (command: string, what: string, current: string, read: string): Promise<string> =>
    runCli(command, { PATH: process.env.PATH ?? '', DATABASE_URL: system.db.appUrl, PUBLIC_URL: system.urls.api, MASTER_KEY: current, MASTER_KEYS_READ: read, SANDBOX_PSP_URL: system.urls.psp, SANDBOX_PSP_API_KEY: system.pspKey, SANDBOX_PSP_WEBHOOK_SECRET: 'unused' }, [what]);
  const keys = (what: 'status' | 'rotate', current: string, read: string): Promise<string> => cli('keys', what, current, read);
  const restart = async (current: string, read: string): Promise<void> => {
    for (const name of ['api', 'worker'] as const) {
      process.kill(system.pid(name)!, 'SIGTERM');
      await system.ended(name);
      await system.start(name, { MASTER_KEY: current, MASTER_KEYS_READ: read });
    }
  };
  /** Columns of the whole database in which something is sealed under a key, wherever and by whomever. */
  const sealedUnder = async (key: string): Promise<string[]> => {
    const prefix = Buffer.concat([Buffer.from([2]), Buffer.from(new Envelope(new Config({ MASTER_KEY: key })).keyId, 'hex')]);
    // Three bytes are four characters of base64: what five bytes share is six characters, behind a quote or a colon or at the beginning.
    const [hex, text] = [prefix.toString('hex'), prefix.toString('base64').slice(0, 6)];
    const { rows } = await admin.query<{ table: string; column: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS "table", a.attname AS "column" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND format_type(a.atttypid, NULL) IN ('bytea', 'text', 'jsonb')`);
    const found: string[] = [];
    for (const { table, column } of rows) {
      const { rows: [hit] } = await admin.query<{ is_there: boolean }>(`SELECT EXISTS (SELECT FROM ${table} WHERE strpos("${column}"::text, $1) > 0 OR "${column}"::text ~ $2) AS is_there`, [hex, `(^|[":])${text.replace('+', '[+]')}`]);
      if (hit!.is_there) found.push(`${table}.${column}`);
    }
    return found;
  };
  const counts = (output: string): Map<string, [number, number]> =>
    new Map([...output.matchAll(/^(\S+\.\S+\.\S+)\s+(\d+)\s+(\d+)$/gm)].map((match) => [match[1]!, [Number(match[2]), Number(match[3])]]));

  it('costs no sale and no secret, and leaves nothing under the old key', async () => {
    const made = await everythingSealed();
    const before = counts(await keys('status', a, ''));
    // Whatever a context seals stands in this test: a column that stays empty here would be rotated unseen.
    expect([...before].filter(([, [current]]) => current === 0)).toEqual([]);
    expect((await sealedUnder(a)).sort()).toEqual([...before.keys()].sort());

    let isOver = false;
    let bought = 0;
    const buyer = async (index: number): Promise<void> => {
      const session = await store.signIn(`Rotation-${index}`);
      for (let n = 0; !isOver; n++) {
        await purchase(store, session, offers[(index + n) % offers.length]!, `rotation-${index}-${n}`);
        bought++;
      }
    };
    const buying = Promise.all([buyer(1), buyer(2)]).finally(() => (isOver = true));
    try {
      await restart(a, b);
      await restart(b, a);
      const during = bought;
      expect(await keys('rotate', b, a)).toContain('Nothing is left under another key.');
      await eventually(() => bought > during, 60_000);
      await restart(b, '');
    } finally {
      isOver = true;
      await buying;
    }
    expect(bought).toBeGreaterThan(5);

    const after = await keys('status', b, '');
    expect(after).toContain('Nothing is left under another key.');
    expect(await cli('books', 'verify', b, '')).toContain('all are as they were sealed.');
    expect(await sealedUnder(a)).toEqual([]);
    expect((await sealedUnder(b)).sort()).toEqual([...before.keys()].sort());
    await stillWorks(made);
    expect(system.log('api') + system.log('worker')).not.toMatch(/master key|unable to authenticate/i);
  }, 400_000);

  it('is refused where the key fits to nothing', async () => {
    await expect(keys('status', randomBytes(32).toString('base64'), '')).rejects.toThrow('MASTER_KEY is not the key under which this database was sealed');
    await expect(keys('rotate', b, b)).rejects.toThrow('MASTER_KEYS_READ names MASTER_KEY itself');
  });

  /** Somebody of the operator's staff, whose second factor is sealed too. */
  async function joinOperator(): Promise<Made['staff']> {
    const email = 'rotation@operator.example';
    const invitation = (await system.cli('operator', ['invite', email, 'Rotation'])).trim().split('\n').at(-1)!;
    const { secret } = (await call('POST', '/operator/v1/invitation', { token: invitation }, { authorization: '' })).json;
    await call('POST', '/operator/v1/invitation/accept', { token: invitation, password: PASSWORD, code: codeAt(secret, new Date()) }, { authorization: '' });
    return { email, secret };
  }

  /** A bank is shown evidence, and takes its time. */
  async function answerDispute(session: string): Promise<void> {
    const told = await fetch(`${system.urls.psp}/control`, { method: 'POST', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ dispute_delay_ms: 2_000, dispute_close_ms: 86_400_000 }) });
    expect(told.status).toBe(200);
    await purchase(store, session, offers[0]!, 'rotation-disputed', CARDS.dispute_lost);
    const operator = await operatorOf(system, 'disputes@operator.example');
    const dispute = await eventually(async () => (await operator.send('GET', 'disputes')).data[0] as { id: string } | undefined, 60_000);
    await operator.send('POST', `disputes/${dispute!.id}/submit`, {});
    await eventually(async () => (await operator.send('GET', `disputes/${dispute!.id}`)).answer === 'sent', 60_000);
  }

  /** No payout leaves for a real bank within minutes: an order and its file are put there as they would stand there. */
  async function bankFile(): Promise<{ id: string; text: string }> {
    const envelope = new Envelope(new Config({ MASTER_KEY: a }));
    const [id, payout, text] = ['pyb_01k9xamp000000000000000000', 'pyo_01k9xamp000000000000000000', '"for the bank"'];
    await admin.query(`INSERT INTO payouts.bank_batch (id, legal_entity, debit_currency, debit_account, transactions, control_sum, file_sealed, sha256, made_by, made_at) VALUES ($1, 'main', 'EUR', 'IE29', 1, '1.00', $2, '', 'test', now())`, [id, envelope.seal(text, 'operator', `payouts.bank_batch|file_sealed|${id}`)]);
    await admin.query(`INSERT INTO payouts.bank_order (reference, legal_entity, debit_currency, currency, amount_minor, details_sealed, ordered_at, state, batch_id) VALUES ($1, 'main', 'EUR', 'EUR', 100, $2, now(), 'in_file', $3)`, [payout, envelope.seal('{}', 'operator', `payouts.bank_order|details_sealed|${payout}`), id]);
    await papers(envelope, payout);
    return { id, text };
  }

  /** Nor is one billed, and nobody files forms: their papers without the payout and the series that they are of. */
  async function papers(envelope: Envelope, payout: string): Promise<void> {
    const [studio, invoice, form] = [system.demo.studio_id, 'pin_01k9xamp000000000000000000', 'pfk_01k9xamp000000000000000000'];
    await admin.query(`SET session_replication_role = 'replica'`);
    await admin.query(`INSERT INTO payouts.invoice (studio_id, id, kind, environment, payout_id, runs_at, legal_entity_id, series_year, series_number, number, currency, net_minor, tax_minor, total_minor, data_sealed, issued_at)
      VALUES ($1, $2, 'invoice', 'sandbox', $3, 'gam_1', 'main', 2026, 1, 'TEST-1', 'EUR', 1, 0, 1, $4, now())`, [studio, invoice, payout, envelope.seal('{}', studio, `payouts.invoice|data_sealed|${invoice}`)]);
    await admin.query(`INSERT INTO payouts.invoice_file (studio_id, invoice_id, pdf_sealed, sha256, made_at) VALUES ($1, $2, $3, '', now())`, [studio, invoice, envelope.seal('', studio, `payouts.invoice_file|pdf_sealed|${invoice}`)]);
    await admin.query(`SET session_replication_role = 'origin'`);
    await admin.query(`INSERT INTO payouts.form_1099k (id, legal_entity, year, version, data_sealed, reportable, below_threshold, missing, changed, made_by, made_at) VALUES ($1, 'main', 2026, 1, $2, 0, 0, 0, 0, 'test', now())`, [form, envelope.seal('{}', 'operator', `payouts.form_1099k|data_sealed|${form}`)]);
    await admin.query(`INSERT INTO onboarding.taxpayer_number (studio_id, form, number_sealed, set_by, set_at) VALUES ($1, 'w9', $2, 'test', now())`, [studio, envelope.seal('123456789', studio, 'onboarding.taxpayer_number|number_sealed|w9')]);
  }

  type Made = { bankFile: { id: string; text: string }; staff: { email: string; secret: string }; order: { id: string; url: string }; answer: string; hook: { id: string; secret: string }; claimKeys: unknown; console: { token: string }; saved: { session: string; id: string }; voucher: { secret: string; instructions: unknown }; exported: string };
  const firstOrder = () => call('POST', '/v1/orders', { player_id: 'Rotation-0', items: [{ sku: sku }], email: 'rotation@player.example', country: 'DE' }, { 'idempotency-key': 'of-long-ago' });

  /** Of somebody who saves her card. */
  const openOrder = async (key: string): Promise<string> => secretOf((await call('POST', '/v1/orders', { player_id: 'Rotation-7', items: [{ sku }], email: 'saves@player.example', country: 'DE' }, { 'idempotency-key': key })).json.checkout_url as string);

  /** What is to be paid in a shop, and shown until it is. */
  async function payByVoucher(): Promise<Made['voucher']> {
    await fetch(`${system.urls.psp}/control`, { method: 'POST', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ async_delay_ms: 86_400_000 }) });
    const secret = await openOrder('by-voucher');
    const { total, currency } = (await store.checkout(secret)).amounts;
    await store.send('POST', '/store/v1/checkout/pay', { secret, key: 'by-voucher', body: { method: 'voucher', expected_total_minor: total.minor, expected_currency: currency, immediate_delivery_requested: true } });
    return { secret, instructions: (await store.checkout(secret)).payment.instructions };
  }

  /** Something in every sealed column, by the API alone but for the file and the papers. */
  async function everythingSealed(): Promise<Made> {
    sku = ((await call('GET', '/v1/items?limit=5&with_price=true')).json as { sku: string }[])[0]!.sku;
    const order = await firstOrder();
    owner = `Bearer ${(await call('POST', '/v1/api_keys', { name: 'rotation', scopes: ['studio:admin', 'webhooks:reveal', 'webhooks:write', 'webhooks:read', 'fulfillment:write', 'fulfillment:read', 'gdpr_requests:write', 'gdpr_requests:read'] })).json.key as string}`;
    const asOwner = { authorization: owner };
    const hook = (await call('POST', '/v1/webhooks', { url: `${system.urls.game}/elsewhere`, events: ['order.paid'], method: 'POST', ed25519_enabled: true, enabled: false }, asOwner)).json;
    await call('POST', '/v1/fulfillment/keys/rotate', undefined, asOwner);
    await call('POST', '/v1/identity_providers', { name: 'Rotation', issuer: 'https://accounts.rotation.example', client_id: 'rotation', client_secret: 'of the provider', email_domains: ['rotation.example'] }, asOwner);
    await call('POST', '/v1/payout_accounts', { currency: 'USD', holder_name: 'Rotation', country: 'DE', iban: 'DE89370400440532013000' }, { ...asOwner, 'idempotency-key': 'rotation-account' });
    await call('POST', '/v1/payment_accounts', { provider: 'sandbox', secret_key: system.pspKey, webhook_secret: system.secrets.pspWebhookSecret }, { ...asOwner, 'idempotency-key': 'rotation-psp' });
    await call('PUT', '/v1/verification/company', COMPANY, asOwner);
    const email = 'owner@studio.example';
    const { invitation_token } = (await call('POST', '/v1/members', { email, name: 'Owner', role: 'owner' }, asOwner)).json;
    await call('POST', '/v1/members/accept', { token: invitation_token, password: PASSWORD });
    const { token } = (await call('POST', '/v1/console/session', { studio_id: system.demo.studio_id, email, password: PASSWORD })).json;
    await call('POST', '/v1/console/second_factor', undefined, { authorization: `Bearer ${token}` });
    const session = await store.signIn('Rotation-9');
    await purchase(store, session, offers[0]!, 'rotation-first');
    await answerDispute(session);
    const arrived = await store.arrive((await call('POST', '/v1/users/authorize', { player_id: 'Rotation-7', player_info: { name: 'Rotation' } })).json.authorization_url as string);
    const saved = { session: arrived, id: await store.saveCard(await openOrder('of-her-who-saves'), arrived) };
    const voucher = await payByVoucher();
    const exported = (await call('POST', '/v1/gdpr_requests', { player_id: 'Rotation-9', type: 'export' }, asOwner)).json.id as string;
    await eventually(async () => (await call('GET', `/v1/gdpr_requests/${exported}`, undefined, asOwner)).json.status === 'completed', 60_000);
    // An erasure keeps whom it is about while a payment of hers is under way.
    const waiting = await store.send('POST', '/store/v1/orders', { session: await store.signIn('Rotation-8'), key: 'waiting', body: { items: [{ store_item_id: offers[0]!, quantity: 1 }] } });
    const secret = waiting.body.checkout_secret as string;
    const placed = await store.place(secret, { email: 'waits@player.example', country: 'DE', postcode: '10115' });
    await store.pay(secret, await store.cardToken(CARDS.three_ds), placed.body.amounts);
    const erasure = (await call('POST', '/v1/gdpr_requests', { player_id: 'Rotation-8' }, asOwner)).json.id as string;
    await eventually(async () => (await call('GET', `/v1/gdpr_requests/${erasure}`, undefined, asOwner)).json.status === 'waiting', 60_000);
    return {
      bankFile: await bankFile(), staff: await joinOperator(), saved, voucher,
      order: { id: order.json.order_id ?? order.json.id, url: order.json.checkout_url }, answer: order.text, hook: { id: hook.id, secret: (await call('POST', `/v1/webhooks/${hook.id}/reveal`, undefined, asOwner)).json.secret },
      claimKeys: (await call('GET', '/v1/fulfillment/keys', undefined, asOwner)).json, console: { token }, exported,
    };
  }
  async function stillWorks(made: Made): Promise<void> {
    const asOwner = { authorization: owner };
    expect((await firstOrder()).text).toBe(made.answer);
    expect((await fetch(made.order.url)).status).toBe(200);
    expect((await call('POST', `/v1/webhooks/${made.hook.id}/reveal`, undefined, asOwner)).json.secret).toBe(made.hook.secret);
    expect((await call('GET', '/v1/fulfillment/keys', undefined, asOwner)).json).toEqual(made.claimKeys);
    const [account] = (await call('GET', '/v1/payment_accounts', undefined, asOwner)).json.data;
    expect((await call('POST', `/v1/payment_accounts/${account.id}/check`, undefined, asOwner)).json).toMatchObject({ check_outcome: 'works' });
    expect((await store.payBySaved(await openOrder(randomUUID()), made.saved.session, made.saved.id)).body).toMatchObject({ state: 'paid' });
    expect(made.voucher.instructions).toMatchObject({ kind: 'voucher', reference: expect.any(String) });
    expect((await store.checkout(made.voucher.secret)).payment.instructions).toEqual(made.voucher.instructions);
    expect((await call('GET', `/v1/gdpr_requests/${made.exported}/export`, undefined, asOwner)).text).toContain('Rotation-9');
    const refused = await fetch(`${system.urls.api}/v1/console/second_factor/confirmation`, { method: 'POST', headers: { authorization: `Bearer ${made.console.token}`, 'content-type': 'application/json' }, body: '{"code":"000000"}' });
    // The secret was opened and the code compared.
    expect(((await refused.json()) as { code: string }).code).toBe('access.code_wrong');
    // Her next code: the one of joining is used up.
    const opened = await call('POST', '/operator/v1/session', { email: made.staff.email, password: PASSWORD, code: codeAt(made.staff.secret, new Date(Date.now() + 30_000)) }, { authorization: '' });
    expect(opened.json.token).toMatch(/./);
    expect((await call('GET', `/operator/v1/bank_batches/${made.bankFile.id}/file`, undefined, { authorization: `Bearer ${opened.json.token}` })).text).toBe(made.bankFile.text);
    const session = await store.signIn('Rotation-10');
    await purchase(store, session, offers[1]!, 'rotation-last');
    await eventually(async () => (await admin.query(`SELECT 1 FROM fulfillment.grant_entry WHERE state = 'requested'`)).rows.length === 0, 60_000);
  }
});
