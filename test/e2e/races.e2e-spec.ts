import { randomUUID } from 'node:crypto';
import { CARDS, Storefront, getJson, secretOf } from '../support/buyer.js';
import { requestBytes, sendTogether, type RawAnswer } from '../support/raw-http.js';
import { startSystem, type System } from '../support/system.js';

const HANDS = 30;
const TWINS = 50;
const ROUNDS = [1, 2, 3] as const;

interface BooksRow { type: 'payment' | 'refund'; id: string; reference: string; payment_id?: string; metadata?: Record<string, string>; captured_minor?: number; refunded_minor?: number; amount_minor: number; status: string }
interface OpenOrder { orderId: string; secret: string; total: number; currency: string }

/** Many at once, as exactly at once as a client can be: every request but its last byte is there before the first of them may run. */
describe('races', () => {
  let system: System;
  let store: Storefront;
  let sku: string;
  let storeItemId: string;
  const sessions: string[] = [];

  beforeAll(async () => {
    system = await startSystem({ without: ['mailbox'] });
    store = new Storefront(system);
    const hub = await store.send('GET', '/store/v1/storefront?country=DE', { headers: { 'x-hubcraft-hub': system.demo.hub_slug } });
    const offer = (hub.body.stores as { items: { store_item_id: string; sku: string; price: object | null }[] }[]).flatMap((each) => each.items).find((item) => item.price && !item.sku.startsWith('decline'))!;
    [sku, storeItemId] = [offer.sku, offer.store_item_id];
    for (const round of ROUNDS) sessions[round] = await store.signIn(`Race-${round}`);
  }, 180_000);
  afterAll(async () => {
    await store?.close();
    await system?.close();
  });

  const studio = (): string => `Bearer ${system.demo.api_key}`;
  const request = (method: string, path: string, authorization: string, body?: object, key?: string): Buffer =>
    requestBytes(method, path, { authorization, 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) }, body ? JSON.stringify(body) : '{}');
  const together = (requests: Buffer[]): Promise<RawAnswer[]> => sendTogether(system.urls.api, requests);
  const isWaiting = (answer: RawAnswer): boolean => answer.status === 409 && json(answer).code === 'request_in_progress';
  const json = (answer: RawAnswer): any => JSON.parse(answer.body.toString());
  const statuses = (answers: RawAnswer[]): number[] => [...new Set(answers.map(({ status }) => status))].sort();

  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: any }> => {
    const answer = await fetch(`${system.urls.api}${path}`, { method, headers: { authorization: studio(), ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: answer.status, body: await answer.json() };
  };
  const orderBody = (player: string): object => ({ player_id: player, items: [{ sku }], email: 'race@player.example', country: 'DE' });
  const openOrder = async (player = 'Race-0'): Promise<OpenOrder> => {
    const made = await call('POST', '/v1/orders', orderBody(player));
    if (made.status !== 201) throw new Error(`The order answered ${made.status}: ${JSON.stringify(made.body)}`);
    const secret = secretOf(made.body.checkout_url);
    const view = await store.checkout(secret);
    return { orderId: made.body.order_id, secret, total: view.amounts.total.minor, currency: view.amounts.currency };
  };
  const payBody = (token: string, { total, currency }: OpenOrder): object => ({ method: 'card', token, expected_total_minor: total, expected_currency: currency, immediate_delivery_requested: true });
  const paidOrder = async (): Promise<OpenOrder> => {
    const order = await openOrder();
    await store.pay(order.secret, await store.cardToken(CARDS.succeeds), { currency: order.currency, total: { minor: order.total } });
    await store.until(order.secret, ['paid_waiting', 'granted']);
    return order;
  };

  /** What the provider has booked of one order: its books are not ours and know nothing of our rules. */
  const booked = async (orderId: string): Promise<{ payments: BooksRow[]; refunds: BooksRow[] }> => {
    const rows: BooksRow[] = [];
    for (let after: string | null = '0'; after !== null; ) {
      const page: { data: BooksRow[]; next_cursor: string | null } = await getJson(`${system.urls.psp}/books?limit=1000&after=${after}`, { authorization: `Bearer ${system.pspKey}` });
      rows.push(...page.data);
      after = page.next_cursor;
    }
    const payments = rows.filter(({ type, metadata }) => type === 'payment' && Object.values(metadata ?? {}).includes(orderId));
    const charged = new Set(payments.map(({ id }) => id));
    return { payments, refunds: rows.filter(({ type, payment_id }) => type === 'refund' && charged.has(payment_id ?? '')) };
  };
  const chargedOnce = async ({ orderId, secret, total }: OpenOrder): Promise<void> => {
    await store.until(secret, ['granted']);
    expect((await call('GET', `/v1/orders/${orderId}`)).body).toMatchObject({ status: 'paid', amount: total });
    const { payments, refunds } = await booked(orderId);
    const money = payments.filter(({ captured_minor }) => (captured_minor ?? 0) > 0);
    expect({ captured: money.map(({ captured_minor }) => captured_minor), refunds }).toEqual({ captured: [total], refunds: [] });
  };

  describe.each(ROUNDS)('round %i', (round) => {
    it('charges once for 30 simultaneous payments with one token', async () => {
      const order = await openOrder();
      const token = await store.cardToken(CARDS.succeeds);
      const answers = await together(Array.from({ length: HANDS }, () => request('POST', '/store/v1/checkout/pay', `Bearer ${order.secret}`, payBody(token, order), randomUUID())));
      expect(statuses(answers)).toEqual([200]);
      expect(new Set(answers.map((answer) => json(answer).payment_id)).size).toBe(1);
      await chargedOnce(order);
    }, 60_000);

    it('charges once for 30 simultaneous payments with 30 cards and keys', async () => {
      const order = await openOrder();
      const tokens = await Promise.all(Array.from({ length: HANDS }, () => store.cardToken(CARDS.succeeds)));
      const answers = await together(tokens.map((token) => request('POST', '/store/v1/checkout/pay', `Bearer ${order.secret}`, payBody(token, order), randomUUID())));
      expect(statuses(answers)).toEqual([200]);
      await chargedOnce(order);
    }, 60_000);

    it('answers 50 twins of a payment with one key with the same bytes, and charges once', async () => {
      const order = await openOrder();
      const body = payBody(await store.cardToken(CARDS.succeeds), order);
      await sameBytes('/store/v1/checkout/pay', `Bearer ${order.secret}`, body, 200);
      await chargedOnce(order);
    }, 60_000);

    it('makes one order for 50 twins of the Studio API', async () => {
      const player = `Twin-${round}`;
      const first = await sameBytes('/v1/orders', studio(), orderBody(player), 201);
      expect((await call('GET', `/v1/orders?player_id=${player}`)).body.data.map(({ id }: { id: string }) => id)).toEqual([json(first).order_id]);
    }, 60_000);

    it('makes one order for 50 twins of the Store API', async () => {
      const first = await sameBytes('/store/v1/orders', `Bearer ${sessions[round]}`, { items: [{ store_item_id: storeItemId }], country: 'DE' }, 201);
      expect((await call('GET', `/v1/orders?player_id=Race-${round}`)).body.data.map(({ id }: { id: string }) => id)).toEqual([json(first).order_id]);
    }, 60_000);

    it('refunds once for 50 twins, and again once for 30 without a key', async () => {
      const twins = await paidOrder();
      const first = await sameBytes(`/v1/orders/${twins.orderId}/refund`, studio(), { reason: 'race' }, 200);
      await refundedOnce(twins, [json(first).id]);
      const many = await paidOrder();
      const answers = await together(Array.from({ length: HANDS }, (_, at) => request('POST', `/v1/orders/${many.orderId}/refund`, studio(), { reason: `race ${at}` })));
      expect(statuses(answers)).toEqual([200]);
      await refundedOnce(many, answers.map((answer) => json(answer).id));
    }, 60_000);

    it('lets an order that is expired and paid at once become one of both, never both', async () => {
      const orders = await Promise.all(Array.from({ length: 6 }, () => openOrder()));
      const token = await store.cardToken(CARDS.succeeds);
      for (const order of orders) {
        const answers = await together([
          ...Array.from({ length: 5 }, () => request('POST', '/store/v1/checkout/pay', `Bearer ${order.secret}`, payBody(token, order), randomUUID())),
          ...Array.from({ length: 3 }, () => request('PATCH', `/v1/orders/${order.orderId}/expire`, studio())),
        ]);
        const [paid, expired] = [answers.slice(0, 5), answers.slice(5)].map((group) => group.some(({ status }) => status === 200));
        expect({ paid, expired, failures: answers.filter(({ status }) => status >= 500).length }).toEqual({ paid: !expired, expired: !paid, failures: 0 });
        if (paid) await chargedOnce(order);
        else {
          expect((await store.checkout(order.secret)).state).toBe('expired');
          expect((await booked(order.orderId)).payments).toEqual([]);
        }
      }
    }, 60_000);
  });

  /** 50 at once with one key, one more afterwards, and the key with another body. */
  const sameBytes = async (path: string, authorization: string, body: object, status: number): Promise<RawAnswer> => {
    const key = randomUUID();
    const twins = Array.from({ length: TWINS }, () => request('POST', path, authorization, body, key));
    let answers = await together(twins);
    // On a slow machine the first may take longer than its twins wait: they are told so, and come again.
    for (let waits = 0; waits < 10 && answers.some(isWaiting); waits++) {
      const again = await together(answers.filter(isWaiting).map(() => twins[0]!));
      answers = [...answers.filter((answer) => !isWaiting(answer)), ...again];
    }
    const late = (await together([twins[0]!]))[0]!;
    expect(statuses([...answers, late])).toEqual([status]);
    expect(new Set([...answers, late].map((answer) => answer.body.toString('hex'))).size).toBe(1);
    expect(new Set([...answers, late].map((answer) => answer.headers['content-type'])).size).toBe(1);
    const other = (await together([request('POST', path, authorization, { ...body, unlike: 1 }, key)]))[0]!;
    expect([other.status, json(other).code]).toEqual([422, 'idempotency.key_reused']);
    return late;
  };

  const refundedOnce = async ({ orderId, secret, total }: OpenOrder, refundIds: string[]): Promise<void> => {
    await store.until(secret, ['refunded']);
    expect(new Set(refundIds).size).toBe(1);
    expect((await call('GET', `/v1/refunds?order_id=${orderId}`)).body.data).toEqual([expect.objectContaining({ id: refundIds[0], state: 'succeeded', amount_minor: total })]);
    const { payments, refunds } = await booked(orderId);
    expect(payments.map(({ captured_minor, refunded_minor }) => ({ captured_minor, refunded_minor }))).toEqual([{ captured_minor: total, refunded_minor: total }]);
    expect(refunds.map(({ amount_minor }) => amount_minor)).toEqual([total]);
  };

  // After the rounds: a describe, because Jest runs the plain tests of a block before its blocks.
  describe('after all rounds', () => {
    it('leaves books that balance', async () => {
      const { body } = await call('GET', '/v1/ledger/trial-balance');
      expect(body.balanced).toBe(true);
      // No charge of any round stands at the provider that no order here knows of.
      const books = await getJson<{ data: BooksRow[] }>(`${system.urls.psp}/books?limit=1000`, { authorization: `Bearer ${system.pspKey}` });
      const paid = books.data.filter(({ type, captured_minor }) => type === 'payment' && (captured_minor ?? 0) > 0);
      const orders = (await call('GET', '/v1/orders?limit=1000&status=paid,refunded')).body.data as unknown[];
      expect(paid.length).toBe(orders.length);
    });
  });
});
