import { readFileSync } from 'node:fs';
import path from 'node:path';
import { API_KEY, http, PspFixture, Receiver, type Json } from './psp-fixture.js';

interface TestCard {
  number: string;
  brand?: string;
  country?: string;
  outcome: string;
  response_code?: string;
}
const cards = (JSON.parse(readFileSync(path.join(import.meta.dirname, '../../apps/sandbox/psp/test-cards.json'), 'utf8')) as { cards: TestCard[] }).cards;

let receiver: Receiver;
let psp: PspFixture;

beforeAll(async () => {
  receiver = await Receiver.start();
  psp = await new PspFixture(receiver).start();
  await psp.post('/control', { refund_delay_ms: 5, dispute_delay_ms: 5 });
});

afterAll(async () => {
  await psp.remove();
  await receiver.stop();
});

afterEach(async () => {
  await psp.post('/control', { mode: 'none' });
});

describe('cards', () => {
  test('there are 24 test cards, of every outcome', () => {
    expect(cards).toHaveLength(24);
    expect([...new Set(cards.map((card) => card.outcome))].sort()).toEqual(['declined', 'requires_3ds', 'soft_declined', 'succeeds', 'succeeds_then_disputed', 'succeeds_then_fraud_reported']);
  });

  test.each(cards)('$number does what its row says', async ({ number, brand, country, outcome, response_code }) => {
    const token = await psp.token(number, brand === 'American Express' ? '1234' : '123');
    const { status, json } = await psp.pay({ token });
    expect(status).toBe(201);
    expect(json['card']).toMatchObject({ last4: number.slice(-4), country: country ?? null, ...(brand ? { brand } : {}) });
    expect(json['status']).toBe(outcome === 'declined' || outcome === 'soft_declined' ? 'declined' : outcome === 'requires_3ds' ? 'requires_action' : 'captured');
    expect(json['decline']?.response_code).toBe(outcome === 'soft_declined' ? '65' : response_code);
    expect(json['captured_minor']).toBe(outcome.startsWith('succeeds') ? 1999 : 0);
    await receiver.of(`payment.${String(json['status'])}`, String(json['id']));
  });

  test('a number nobody knows is declined with 14', async () => {
    const { json } = await psp.pay({}, '4000000000000002');
    expect(json).toMatchObject({ status: 'declined', decline: { response_code: '14' }, captured_minor: 0, fee_minor: 0 });
  });

  test.each([['000', 'declined', 'N7'], ['123', 'captured', undefined]])('a card beside the list with the security code %s is %s', async (security_code, status, response_code) => {
    const { json } = await psp.pay({ token: await psp.token('4100000377000014', security_code) });
    expect([json['status'], json['decline']?.response_code]).toEqual([status, response_code]);
  });

  test.each([
    [{ number: '4242424242424241' }, 'number'],
    [{ number: 'four' }, 'number'],
    [{ exp_year: 2020 }, 'expiry'],
    [{ exp_month: 13 }, 'expiry'],
    [{ security_code: '12' }, 'security_code'],
    [{ number: '370000000000002', security_code: '123' }, 'security_code'],
  ])('%j is refused, naming the field', async (wrong, field) => {
    const good = { number: '4242424242424242', exp_month: 12, exp_year: new Date().getUTCFullYear() + 1, security_code: '123' };
    const { status, json } = await http('POST', `${psp.url}/tokens`, { ...good, ...wrong });
    expect(status).toBe(422);
    expect(json['code']).toBe('invalid_card');
    expect((json['errors'] as Json[]).map((error) => error['field'])).toEqual([field]);
  });

  test.each([[''], [null], [undefined], ['s-1']])('the session %j of a frame is taken', async (session) => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: new Date().getUTCFullYear() + 1, security_code: '123' };
    const { status, json } = await http('POST', `${psp.url}/tokens`, { ...card, session });
    expect({ status, errors: json['errors'] ?? null }).toEqual({ status: 201, errors: null });
    expect(readFileSync(psp.file, 'utf8')).toContain(`"token":"${String(json['token'])}","session":${session ? `"${session}"` : 'null'}`);
  });

  test('the number and the security code are on no line of the journal', async () => {
    await psp.pay({}, '4111111111111111');
    const journal = readFileSync(psp.file, 'utf8');
    expect(journal).toContain('"last4":"1111"');
    for (const { number } of cards) expect(journal).not.toContain(number);
    expect(journal).not.toContain('security_code');
  });

  test('equal numbers have equal fingerprints, other numbers others', async () => {
    const prints = await Promise.all(['4242424242424242', '4242424242424242', '4111111111111111'].map(async (number) => (await psp.pay({}, number)).json['card'].fingerprint as string));
    expect(prints[0]).toBe(prints[1]);
    expect(prints[0]).not.toBe(prints[2]);
  });
});

describe('fees', () => {
  test.each([
    [1999, 'EUR', 88], // 57.971 + 30 = 87.971
    [50, 'USD', 31], // 1.45 + 30 = 31.45
    [500, 'USD', 45], // 14.5 + 30 = 44.5: half away from zero
    [1000, 'JPY', 29], // 29 + 0.3 = 29.3
    [10_000, 'KWD', 590], // 290 + 300
    [9_007_199_254_740_991, 'USD', 261_208_778_387_519], // 261208778387488.739 + 30 = …518.739
  ])('%i %s costs %i', async (amount_minor, currency, fee) => {
    expect((await psp.pay({ amount_minor, currency })).json['fee_minor']).toBe(fee);
  });
});

describe('requests', () => {
  test('need the key', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${API_KEY}`]) {
      expect((await http('GET', `${psp.url}/books`, undefined, { authorization })).status).toBe(401);
    }
  });

  test.each([
    [{ amount_minor: 0 }, 'amount_minor'],
    [{ amount_minor: 1.5 }, 'amount_minor'],
    [{ amount_minor: '100' }, 'amount_minor'],
    [{ amount_minor: 9_007_199_254_740_992 }, 'amount_minor'],
    [{ currency: 'euro' }, 'currency'],
    [{ reference: '' }, 'reference'],
    [{ return_url: 'javascript:alert(1)' }, 'return_url'],
    [{ method: 'cheque' }, 'token'],
    [{ capture: 'yes' }, 'capture'],
    [{ metadata: { a: 1 } }, 'metadata'],
  ])('%j is refused and books nothing', async (wrong, field) => {
    const before = (await psp.get('/books?limit=1000')).json['data'].length as number;
    const { status, json } = await psp.pay({ token: await psp.token('4242424242424242'), ...wrong });
    expect(status).toBe(422);
    expect((json['errors'] as Json[]).map((error) => error['field'])).toContain(field);
    expect((await psp.get('/books?limit=1000')).json['data']).toHaveLength(before);
  });

  test('a body that is not JSON answers 400, a strange token 422, a strange id 404', async () => {
    expect((await psp.post('/payments', '{"a":')).json).toMatchObject({ status: 400, code: 'invalid_json' });
    expect((await psp.pay({ token: 'ptk_none' })).json['code']).toBe('unknown_token');
    expect((await psp.get('/payments/psp_none')).json['code']).toBe('not_found');
    expect((await psp.post('/payments/psp_none/void')).json['code']).toBe('not_found');
  });

  test('the books are read page by page', async () => {
    const all = (await psp.get('/books?limit=1000')).json['data'] as Json[];
    const paged: Json[] = [];
    let after = '0';
    for (;;) {
      const { json } = await psp.get(`/books?limit=7&after=${after}`);
      paged.push(...(json['data'] as Json[]));
      if (json['has_more'] !== true) break;
      after = String(json['next_cursor']);
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(7);
  });
});

describe('authorise, capture, void', () => {
  test('an authorised payment is captured once, in part, and keeps its fee on what was captured', async () => {
    const { json } = await psp.pay({ capture: false });
    expect(json).toMatchObject({ status: 'authorised', captured_minor: 0, fee_minor: 0 });
    expect((await psp.post(`/payments/${json['id']}/capture`, { amount_minor: 2000 })).json['code']).toBe('amount_exceeds_authorised');
    expect((await psp.post(`/payments/${json['id']}/capture`, { amount_minor: 500 })).json).toMatchObject({ status: 'captured', captured_minor: 500, fee_minor: 45 });
    expect((await psp.post(`/payments/${json['id']}/capture`)).json).toMatchObject({ code: 'invalid_state', payment: { status: 'captured' } });
  });

  test('a voided payment cannot be captured, a captured one not voided', async () => {
    const { json } = await psp.pay({ capture: false });
    expect((await psp.post(`/payments/${json['id']}/void`)).json['status']).toBe('voided');
    expect((await psp.post(`/payments/${json['id']}/capture`)).status).toBe(409);
    await receiver.of('payment.voided', String(json['id']));
    const captured = await psp.pay();
    expect((await psp.post(`/payments/${captured.json['id']}/void`)).status).toBe(409);
  });
});

describe('refunds', () => {
  test('are pending, then succeed, in parts, never beyond what was captured', async () => {
    const { json: payment } = await psp.pay();
    const route = `/payments/${String(payment['id'])}/refunds`;
    const first = await psp.post(route, { reference: 'ref_a', amount_minor: 999 });
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({ status: 'pending', amount_minor: 999, payment_id: payment['id'] });
    expect((await psp.post(route, { reference: 'ref_b', amount_minor: 1001 })).json['code']).toBe('refund_exceeds_captured');
    const told = await receiver.until((one) => one['type'] === 'refund.succeeded' && one['data'].refund.id === first.json['id']);
    expect(told['data'].payment).toMatchObject({ status: 'partially_refunded', refunded_minor: 999 });
    const rest = await psp.post(route, { reference: 'ref_c' });
    expect(rest.json['amount_minor']).toBe(1000);
    await receiver.until((one) => one['type'] === 'refund.succeeded' && one['data'].refund.id === rest.json['id']);
    expect((await psp.get(`/payments/${payment['id']}`)).json).toMatchObject({ status: 'refunded', refunded_minor: 1999, fee_minor: 88 });
    expect((await psp.post(route, { reference: 'ref_d' })).status).toBe(409);
    expect((await psp.get('/refunds?reference=ref_a')).json['data']).toMatchObject([{ id: first.json['id'], status: 'succeeded' }]);
    expect((await psp.get(`/refunds/${rest.json['id']}`)).json['status']).toBe('succeeded');
  });

  test('fail when told to, and leave the payment whole', async () => {
    const { json: payment } = await psp.pay();
    await psp.post('/control', { mode: 'fail_refunds', count: 1 });
    const { json: refund } = await psp.post(`/payments/${payment['id']}/refunds`, { reference: 'ref_fail' });
    await receiver.of('refund.failed', String(payment['id']));
    expect((await psp.get(`/refunds/${refund['id']}`)).json).toMatchObject({ status: 'failed', failure: { code: 'refund_refused' } });
    expect((await psp.get(`/payments/${payment['id']}`)).json).toMatchObject({ status: 'captured', refunded_minor: 0 });
    const again = await psp.post(`/payments/${payment['id']}/refunds`, { reference: 'ref_fail' });
    await receiver.until((one) => one['type'] === 'refund.succeeded' && one['data'].refund.id === again.json['id']);
  });

  test('thirty at once give back no more than was paid', async () => {
    const { json: payment } = await psp.pay({ amount_minor: 1000 });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => psp.post(`/payments/${payment['id']}/refunds`, { reference: `ref_${n}`, amount_minor: 100 })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status !== 201).every((answer) => answer.status === 422 || answer.status === 409)).toBe(true);
  });
});
