import { http, PspFixture, Receiver } from './psp-fixture.js';

let receiver: Receiver;
let psp: PspFixture;

beforeAll(async () => {
  receiver = await Receiver.start();
  psp = await new PspFixture(receiver).start();
  await psp.post('/control', { refund_delay_ms: 5, dispute_delay_ms: 5 });
});

afterAll(async () => {
  await psp.remove();
  expect(receiver.badSignatures).toEqual([]);
  await receiver.stop();
});

describe('3-D Secure', () => {
  const answerPage = (url: string, answer: string) => http('POST', url, `answer=${answer}`, { 'content-type': 'application/x-www-form-urlencoded' });

  test.each([
    ['approve', { status: 'captured', captured_minor: 1999, three_ds: { flow: 'challenge', result: 'authenticated' } }, 'payment.captured'],
    ['refuse', { status: 'failed', captured_minor: 0, three_ds: { flow: 'challenge', result: 'failed' }, decline: { response_code: 'authentication_failed' } }, 'payment.failed'],
  ])('the page answered %s leads back and settles the payment', async (answer, outcome, notification) => {
    const { json } = await psp.pay({ reference: `pmt_3ds_${answer}` }, '4224703082575813');
    expect(json).toMatchObject({ status: 'requires_action', three_ds: { flow: 'challenge', result: null } });
    const url = String(json['action'].url);
    expect(url).toBe(`${psp.url}/3ds/${json['id']}`);
    const page = await http('GET', url);
    expect(page.text).toContain('>Complete authentication</button>');
    expect(page.text).toContain('>Fail authentication</button>');
    expect(page.headers['content-security-policy']).toContain("form-action 'self' http://shop.localhost;");
    const back = await answerPage(url, answer);
    expect(back.status).toBe(303);
    expect(back.headers['location']).toBe(`http://shop.localhost/return?order=1&payment=pmt_3ds_${answer}`);
    await receiver.of(notification, String(json['id']));
    expect((await psp.get(`/payments/${json['id']}`)).json).toMatchObject({ ...outcome, action: null });
    // The back button and a second answer change nothing.
    expect((await http('GET', url)).status).toBe(303);
    await answerPage(url, answer === 'approve' ? 'refuse' : 'approve');
    expect((await psp.get(`/payments/${json['id']}`)).json).toMatchObject(outcome);
  });

  test('with capture: false the page only authorises', async () => {
    const { json } = await psp.pay({ capture: false }, '4224703082575813');
    await answerPage(String(json['action'].url), 'approve');
    expect((await psp.get(`/payments/${json['id']}`)).json['status']).toBe('authorised');
  });

  test('speaks German when the payment does', async () => {
    const { json } = await psp.pay({ locale: 'de', amount_minor: 123_456 }, '4224703082575813');
    const { text } = await http('GET', String(json['action'].url));
    expect(text).toContain('lang="de"');
    expect(text).toContain('Authentifizierung abschließen');
    expect(text).toContain('1.234,56 EUR');
  });

  test('needs a return_url', async () => {
    expect((await psp.pay({ return_url: null }, '4224703082575813')).json).toMatchObject({ code: 'invalid_request', errors: [{ field: 'return_url' }] });
  });
});

describe('other methods', () => {
  test.each([
    ['Pay', 'approve', 'captured'],
    ['Cancel', 'refuse', 'failed'],
  ])('the wallet page has %s', async (button, answer, status) => {
    const { json } = await psp.pay({ method: 'wallet' });
    const page = await http('GET', String(json['action'].url));
    expect(page.text).toContain(`>${button}</button>`);
    await http('POST', String(json['action'].url), `answer=${answer}`, { 'content-type': 'application/x-www-form-urlencoded' });
    expect((await psp.get(`/payments/${json['id']}`)).json).toMatchObject({ status, card: null, method: 'wallet' });
  });

  test('a bank transfer is paid by itself, a voucher expires by itself', async () => {
    await psp.post('/control', { async_delay_ms: 5 });
    const transfer = await psp.pay({ method: 'bank_transfer' });
    const voucher = await psp.pay({ method: 'voucher' });
    expect([transfer.json['status'], voucher.json['status']]).toEqual(['pending', 'pending']);
    await receiver.of('payment.captured', String(transfer.json['id']));
    await receiver.of('payment.expired', String(voucher.json['id']));
    await psp.post('/control', { async_delay_ms: 120_000 });
  });

  test('the control settles a pending payment at once, once', async () => {
    const paid = await psp.pay({ method: 'voucher' });
    const failed = await psp.pay({ method: 'bank_transfer' });
    await psp.post('/control', { settle_async: { payment_id: paid.json['id'], result: 'paid' } });
    await psp.post('/control', { settle_async: { payment_id: failed.json['id'], result: 'failed' } });
    expect((await psp.get(`/payments/${paid.json['id']}`)).json).toMatchObject({ status: 'captured', captured_minor: 1999 });
    expect((await psp.get(`/payments/${failed.json['id']}`)).json).toMatchObject({ status: 'failed', decline: { response_code: 'not_paid' } });
    expect((await psp.post('/control', { settle_async: { payment_id: paid.json['id'], result: 'failed' } })).status).toBe(409);
    // What was paid in cash has no way back.
    expect(await psp.post(`/payments/${paid.json['id']}/refunds`, { reference: 'ref_cash' })).toMatchObject({ status: 422, json: { code: 'method_not_refundable' } });
    expect((await psp.get(`/refunds?reference=ref_cash`)).json).toEqual({ data: [] });
  });
});

describe('disputes and fraud', () => {
  test.each([
    ['4000000000000267', 'dispute.lost', 'lost', 'fraudulent'],
    ['4000000000002685', 'dispute.won', 'won', 'product_not_received'],
  ])('%s ends in %s', async (number, notification, status, reason) => {
    const { json } = await psp.pay({}, number);
    const opened = await receiver.of('dispute.opened', String(json['id']));
    expect(opened['data'].dispute).toMatchObject({ status: 'open', reason, amount_minor: 1999 });
    const closed = await receiver.of(notification, String(json['id']));
    expect(closed['data'].dispute).toMatchObject({ id: opened['data'].dispute.id, status });
    expect((await psp.get(`/payments/${json['id']}`)).json['dispute']).toMatchObject({ status });
    const refund = await psp.post(`/payments/${json['id']}/refunds`, { reference: 'ref_disputed' });
    expect(refund.status).toBe(status === 'lost' ? 409 : 201);
  });

  test('what was refunded is not disputed any more', async () => {
    await psp.post('/control', { dispute_delay_ms: 60 });
    const { json } = await psp.pay({}, '4000000000000267');
    await psp.post(`/payments/${json['id']}/refunds`, { reference: 'ref_first' });
    await receiver.of('refund.succeeded', String(json['id']));
    // Due after the dispute would have been, so when this is told the dispute has been thought about.
    const later = await psp.pay({}, '4171680000000004');
    await psp.post('/control', { dispute_delay_ms: 5 });
    await receiver.of('fraud.reported', String(later.json['id']));
    expect((await psp.get(`/payments/${json['id']}`)).json).toMatchObject({ status: 'refunded', dispute: null });
  });

  test('a reported fraud leaves the money where it is', async () => {
    const { json } = await psp.pay({}, '4171680000000004');
    const told = await receiver.of('fraud.reported', String(json['id']));
    expect(told['data'].fraud).toMatchObject({ payment_id: json['id'], reference: json['reference'] });
    expect((await psp.get(`/payments/${json['id']}`)).json).toMatchObject({ status: 'captured', captured_minor: 1999 });
  });
});
