import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { RefundPayment } from '#sales/payments/commands';
import { DescribeCard, GetCardFrame, GetSavingOffer, ListPaymentMethods, SubmitDisputeEvidence } from '#sales/payments/queries';
import { CreateApiKey } from '#studio/access/commands';
import { HasPaymentProvider } from '#studio/onboarding/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** One address for several accounts of Stripe, as Stripe has it: the key says whose books are meant. */
async function allOf(accounts: FakeStripe[]): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => void (async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const account = accounts.find(({ secretKey }) => request.headers.authorization === `Bearer ${secretKey}`) ?? accounts[0]!;
    const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
    const answer = await fetch(`${account.url}${request.url}`, { method: request.method!, headers: headers as Record<string, string>, ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer()));
    // An answer that the account has lost is lost to whoever asked.
  })().catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('payments by an account of the studio', () => {
  const [first, second, strangers] = [new FakeStripe('First'), new FakeStripe('Second'), new FakeStripe('Strangers')];
  let gate: { url: string; server: Server };
  let world: PaymentsApp;
  let tenant: Tenant;
  let key: string;
  beforeAll(async () => {
    for (const stripe of [first, second, strangers]) await stripe.start();
    gate = await allOf([first, second, strangers]);
    // The operator has the sandbox alone: whatever is charged at Stripe is charged for a studio.
    world = await bootPayments({ env: { STRIPE_API_URL: gate.url, STUDIO_ACCOUNTS: 'yes' } });
  });
  beforeEach(async () => {
    tenant = await world.app.tenant();
    key = await keyOf(tenant);
  });
  afterAll(async () => {
    await world.close();
    gate.server.closeAllConnections();
    await new Promise((resolve) => gate.server.close(resolve));
    for (const stripe of [first, second, strangers]) await stripe.close();
  });

  const keyOf = async (of: Tenant): Promise<string> => (await world.app.commands.execute(new CreateApiKey({ name: newId('key'), environment: 'sandbox', scopes: ['payouts:*', 'stores:*'], studio_id: of.studioId }), of.scope)).key;
  const keysOf = (stripe: FakeStripe) => ({ secret_key: stripe.secretKey, publishable_key: stripe.publishableKey, webhook_secret: stripe.webhookSecret });
  const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, apiKey = key) => world.app.inject({ method, url, apiKey, headers: { 'idempotency-key': newId('req') }, ...(body ? { body } : {}) });
  const add = async (stripe: FakeStripe, apiKey = key): Promise<any> => {
    const { status, json } = await send('POST', '/v1/payment_accounts', { provider: 'stripe', ...keysOf(stripe) }, apiKey);
    expect([status, json.code]).toEqual([201, undefined]);
    return json;
  };
  const pay = async (of = tenant, token = 'pm_card_visa') => {
    const id = await world.start(of, { seller: 'studio' });
    return { id, standing: await world.charge(of, id, token) };
  };
  const notify = (account: { id: string }, { raw, headers }: { raw: string; headers: Record<string, string> }) => world.app.inject({ method: 'POST', url: `/ingress/accounts/${account.id}`, headers, body: raw });
  const what = { country: 'DE', currency: 'EUR', amount_minor: 1_999 };

  it('are made with it once it was entered and tried: shown by its end, charged, looked up and given back there', async () => {
    await expect(pay()).rejects.toMatchObject({ code: 'payments.no_gateway' });
    const account = await add(first);
    expect(account).toMatchObject({ id: expect.stringMatching(/^psa_/), provider: 'stripe', state: 'in_use', secret_key_ends: '0000', takes_real_money: false, check_outcome: 'works', methods: ['card'], webhook_url: `http://127.0.0.1:4400/ingress/accounts/${account.id}` });
    expect(JSON.stringify(account)).not.toContain(first.secretKey);
    expect(JSON.stringify(account)).not.toContain(first.webhookSecret);
    const [row] = await world.app.look('SELECT a.*, encode(credentials_sealed, $2) AS bytes FROM payments.account a WHERE id = $1', [account.id, 'escape']);
    expect(JSON.stringify(row)).not.toContain(first.secretKey);
    first.loseNextAnswer('cut');
    const { id, standing } = await pay();
    expect(standing).toMatchObject({ state: 'paid' });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', provider: `stripe:${account.id}`, card: { last4: '4242' } });
    expect([first.booked(id), second.booked(id), (await world.psp.booked(id)).length]).toEqual([1, 0, 0]);
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 999, reason: 'a part' }), tenant.scope);
    await world.app.settle();
    first.books.settleRefunds();
    await world.ring('payments.refund');
    expect(first.booked(refund_id)).toBe(1);
    expect(await world.facts(id, 'payments.payment.refunded.v1')).toMatchObject([{ refunded_minor: 999, provider: `stripe:${account.id}` }]);
    // What the operator sells meanwhile is charged by the operator.
    expect(await world.view(tenant, (await world.pay(tenant)).id)).toMatchObject({ provider: 'sandbox', status: 'done' });
  });

  it('are offered by what the account can, with its own card fields, and nothing is kept by it', async () => {
    const account = await add(first);
    const ask = <R>(query: Parameters<typeof world.app.queries.ask>[0]) => world.app.queries.ask(query, tenant.scope) as Promise<R>;
    expect(await ask(new ListPaymentMethods({ ...what, seller: 'studio' }))).toMatchObject([{ method: 'card', kind: 'card' }]);
    expect(await ask(new GetCardFrame({ locale: 'de', what: { ...what, seller: 'studio' } }))).toMatchObject({ provider: 'stripe', frame_url: expect.stringContaining(`/card-fields/stripe:${account.id}?`) });
    expect(await ask(new GetSavingOffer({ player_id: 'P-1', ...what, seller: 'studio' }))).toEqual({ saved: [], can_save: [] });
    expect(await world.app.calls.ask(new DescribeCard('pm_card_visa', 'studio'), tenant.scope)).toMatchObject({ country: 'US' });
    const page = (of: string) => world.app.inject({ method: 'GET', url: `/card-fields/${of}?locale=en` });
    const fields = await page(`stripe:${account.id}`);
    expect([fields.status, fields.text.includes(first.publishableKey), fields.text.includes(first.secretKey)]).toEqual([200, true, false]);
    expect([(await page('stripe')).status, (await page(`stripe:${newId('psa')}`)).status, (await page('stripe:psa_nonsense')).status]).toEqual([409, 409, 409]);
  });

  it('keep the account that they were made with when another takes its place', async () => {
    const before = await add(first);
    const { id } = await pay();
    const after = await add(second);
    const later = await pay();
    expect((await send('GET', '/v1/payment_accounts')).json.data.map((each: any) => [each.id, each.state])).toEqual([[after.id, 'in_use'], [before.id, 'retired']]);
    expect([first.booked(later.id), second.booked(later.id)]).toEqual([0, 1]);
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 1_999, reason: 'all' }), tenant.scope);
    await world.app.settle();
    expect([first.booked(refund_id), second.booked(refund_id)]).toEqual([1, 0]);
  });

  it('hear of their own account alone: the address, its secret and its payments belong together', async () => {
    const other = await world.app.tenant();
    const [mine, theirs] = [await add(first), await add(second, await keyOf(other))];
    const [own, foreign] = [await pay(), await pay(other)];
    const told = first.notifications(own.id)[0]!;
    expect((await notify(theirs, told)).json.code).toBe('payments.notification_refused');
    expect((await notify({ id: newId('psa') }, told)).json.code).toBe('payments.notification_refused');
    expect((await notify({ id: 'psa_nonsense' }, told)).json.code).toBe('payments.notification_refused');
    expect((await world.app.inject({ method: 'POST', url: '/ingress/stripe', headers: told.headers, body: told.raw })).json.code).toBe('payments.notification_refused');
    // Signed by an owner of one account, about payments and refunds of another.
    const refund_id = newId('ref');
    const operators = (await world.pay(tenant)).id;
    // Of the same game, paid to the operator.
    await world.app.commands.execute(new RefundPayment({ payment_id: operators, refund_id, amount_minor: 1_999, reason: 'all' }), tenant.scope);
    for (const [n, reference] of [foreign.id, operators].entries()) {
      const event = { ...JSON.parse(told.raw), id: `evt_forged_${n}` };
      event.data.object = { ...event.data.object, id: 'pi_nobodys', metadata: { reference } };
      expect((await notify(mine, first.signed(JSON.stringify(event)))).json).toMatchObject({ state: 'ignored' });
    }
    // Whatever was told truly before is looked up first.
    await world.app.settle();
    await world.ring('payments.notification');
    const refunded = { ...JSON.parse(told.raw), id: 'evt_forged_refund', type: 'refund.updated' };
    refunded.data.object = { object: 'refund', id: 're_1', status: 'succeeded', payment_intent: JSON.parse(told.raw).data.object.id, metadata: { reference: refund_id } };
    expect((await notify(mine, first.signed(JSON.stringify(refunded)))).status).toBe(200);
    const asked = first.asked.length;
    await world.ring('payments.notification');
    expect((await world.app.look(`SELECT refund_id, state FROM payments.psp_notification WHERE event_id = 'evt_forged_refund'`))[0]).toEqual({ refund_id, state: 'processed' });
    // Nobody there was asked about it.
    expect(first.asked.slice(asked)).toEqual([]);
    expect(await world.view(other, foreign.id)).toMatchObject({ provider: `stripe:${theirs.id}` });
    expect((await notify(mine, told)).json).toMatchObject({ state: 'processed' });
    expect((await notify(mine, told)).json).toMatchObject({ state: 'duplicate' });
  });

  it('are disputed there: followed by its notifications, and never answered by us', async () => {
    const account = await add(first);
    const { id } = await pay(tenant, 'pm_card_createDispute');
    for (const { raw, headers } of first.notifications(id)) await notify(account, { raw, headers });
    first.books.dispute(first.intentOf(id), 'opened');
    for (const { raw, headers } of first.notifications(id)) await notify(account, { raw, headers });
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'dispute', provider: `stripe:${account.id}` });
    const evidence = { fingerprint: 'f'.repeat(64), text: 'ours', fields: {} as never };
    const [{ disputes }] = (await world.facts(id, 'payments.payment.disputes_seen.v1')) as [{ disputes: { id: string }[] }];
    expect(await world.app.calls.ask(new SubmitDisputeEvidence({ payment_id: id, dispute_id: disputes[0]!.id, evidence }), tenant.scope)).toEqual({ outcome: 'not_supported' });
  });

  it('need keys that work: others are refused, and nothing of them is kept or told', async () => {
    const tried = async (body: object, apiKey = key) => {
      const { status, json, text } = await send('POST', '/v1/payment_accounts', { provider: 'stripe', ...keysOf(first), ...body }, apiKey);
      expect(text).not.toContain(first.webhookSecret);
      return [status, json.code];
    };
    expect(await tried({ secret_key: 'sk_test_51Nobodys0000000000' })).toEqual([422, 'payments.account_refused']);
    expect(await tried({ secret_key: 'sk_live_51Nobodys0000000000', publishable_key: 'pk_live_51Nobodys0000000000' })).toEqual([422, 'payments.account_of_other_mode']);
    expect(await tried({ publishable_key: 'pk_live_51Nobodys0000000000' })).toEqual([422, 'payments.account_keys_malformed']);
    expect(await tried({}, tenant.apiKey)).toEqual([403, 'auth.scope_missing']);
    expect((await send('GET', '/v1/payment_accounts')).json.data).toEqual([]);
  });

  it('go on with other keys of the same account, and only with those', async () => {
    const account = await add(first);
    const { id } = await pay();
    const rotate = async (stripe: FakeStripe, more: object = {}) => send('PUT', `/v1/payment_accounts/${account.id}/keys`, { ...keysOf(stripe), ...more });
    expect((await rotate(second)).json.code).toBe('payments.account_is_another');
    const old = first.secretKey;
    try {
      first.secretKey = 'sk_test_51Rotated0000001234';
      expect((await send('POST', `/v1/payment_accounts/${account.id}/check`)).json).toMatchObject({ check_outcome: 'refused' });
      expect((await rotate(first)).json).toMatchObject({ secret_key_ends: '1234', check_outcome: 'works', state: 'in_use' });
      const refund_id = newId('ref');
      await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 1, reason: 'by the new key' }), tenant.scope);
      await world.app.settle();
      expect(first.booked(refund_id)).toBe(1);
      expect((await rotate(first, { webhook_secret: 'whsec_another_0000' })).status).toBe(200);
      expect((await notify(account, first.notifications(id)[0]!)).json.code).toBe('payments.notification_refused');
    } finally {
      first.secretKey = old;
    }
  });

  it('keep their account until nothing needs it: then its keys are gone, and so is its address', async () => {
    const account = await add(first);
    expect((await send('PUT', '/v1/game/countries/CH', { mode: 'own_psp' }, key)).json).toEqual({ country: 'CH', mode: 'own_psp' });
    const remove = async () => send('DELETE', `/v1/payment_accounts/${account.id}`);
    expect((await remove()).json).toMatchObject({ code: 'payments.account_is_needed', countries: ['CH'], payments: 0 });
    await send('PUT', '/v1/game/countries/CH', { mode: 'operator' });
    const { id } = await pay();
    expect((await remove()).json).toMatchObject({ code: 'payments.account_is_needed', countries: [], payments: 1 });
    await world.app.look(`UPDATE payments.payment SET captured_at = captured_at - interval '181 days' WHERE id = $1`, [id]);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(204);
    const [row] = await world.app.look('SELECT state, credentials_sealed FROM payments.account WHERE id = $1', [account.id]);
    expect(row).toEqual({ state: 'removed', credentials_sealed: null });
    expect((await notify(account, first.notifications(id)[0]!)).json.code).toBe('payments.notification_refused');
    // Whoever asks for that money now hears that there is no way back.
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 1, reason: 'too late' }), tenant.scope);
    await world.app.settle();
    expect((await world.app.look('SELECT state, failure FROM payments.refund WHERE id = $1', [refund_id]))[0]).toEqual({ state: 'failed', failure: 'account_removed' });
    expect((await send('PUT', '/v1/game/countries/CH', { mode: 'own_psp' })).json.code).toBe('games.no_own_account');
  });

  it('race with its removal: what was begun has its account, and what has not is not begun', async () => {
    for (let n = 0; n < 3; n++) {
      const account = await add(first);
      const [attempts, removed] = await Promise.all([Promise.all([1, 2, 3, 4].map(() => world.start(tenant, { seller: 'studio' }))), send('DELETE', `/v1/payment_accounts/${account.id}`)]);
      const begun = (await Promise.all(attempts.map((id) => world.view(tenant, id)))).filter(({ status }) => status === 'created');
      const [row] = await world.app.look<{ state: string }>('SELECT state FROM payments.account WHERE id = $1', [account.id]);
      expect([204, 409]).toContain(removed.status);
      expect(row!.state === 'removed').toBe(removed.status === 204);
      if (removed.status === 204) expect(begun).toEqual([]);
      for (const { provider } of begun) expect(provider).toBe(`stripe:${account.id}`);
    }
  });

  it('hold it while they begin: a removal waits for them, and finds them', async () => {
    const account = await add(first);
    const outside = AsyncLocalStorage.snapshot();
    const outbox = world.app.app.get(Outbox);
    let removal: ReturnType<typeof send> | undefined;
    await world.app.database.transaction(tenant.scope, { context: 'sales/payments' }, async () => {
      await world.start(tenant, { seller: 'studio' });
      removal = outside(() => send('DELETE', `/v1/payment_accounts/${account.id}`));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }, (open) => outbox.written(open));
    expect((await removal!).json).toMatchObject({ code: 'payments.account_is_needed', payments: 1 });
  });

  it('are part of what a game has to have before it sells: where the studio sells itself, an account that may charge it', async () => {
    const has = () => world.app.queries.ask(new HasPaymentProvider(), tenant.scope);
    expect(await has()).toBe(true);
    await add(first);
    await send('PUT', '/v1/game/countries/CH', { mode: 'own_psp' });
    expect(await has()).toBe(true);
    await world.app.look(`UPDATE payments.account SET takes_real_money = takes_real_money, state = 'retired' WHERE game_id = $1`, [tenant.gameId]);
    expect(await has()).toBe(false);
  });

  it('are another studio\'s business for nobody', async () => {
    const account = await add(first);
    const theirs = await keyOf(await world.app.tenant());
    expect((await send('GET', '/v1/payment_accounts', undefined, theirs)).json.data).toEqual([]);
    for (const [method, url, body] of [['PUT', `/v1/payment_accounts/${account.id}/keys`, keysOf(first)], ['POST', `/v1/payment_accounts/${account.id}/check`, undefined], ['DELETE', `/v1/payment_accounts/${account.id}`, undefined]] as const) {
      expect((await send(method, url, body, theirs)).json).toMatchObject({ status: 404, code: 'payments.account_not_found' });
    }
  });
});
