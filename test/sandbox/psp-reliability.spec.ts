import { appendFileSync, copyFileSync, readFileSync, truncateSync, statSync } from 'node:fs';
import { PspFixture, Receiver, type Json } from './psp-fixture.js';

let receiver: Receiver;
let psp: PspFixture;

beforeEach(async () => {
  receiver = await Receiver.start();
  psp = await new PspFixture(receiver).start();
  await psp.post('/control', { refund_delay_ms: 1 });
});

afterEach(async () => {
  await psp.remove();
  expect(receiver.badSignatures).toEqual([]);
  await receiver.stop();
});

const body = (token: string, more: Json = {}): Json => ({ reference: 'pmt_key', amount_minor: 1999, currency: 'EUR', token, ...more });
const books = async (fixture: PspFixture): Promise<Json[]> => (await fixture.get('/books?limit=1000')).json['data'] as Json[];
const injected = async (mode: string): Promise<number> => (await psp.get('/control')).json['injected'][mode] as number;

describe('Idempotency-Key', () => {
  test('fifty equal calls charge once and answer the same bytes', async () => {
    const request = body(await psp.token('4242424242424242'));
    const answers = await Promise.all(Array.from({ length: 50 }, () => psp.post('/payments', request, 'key-1')));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.every((answer) => answer.status === 201)).toBe(true);
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(await books(psp)).toHaveLength(1);
  });

  test('the bytes stay the same when the payment has changed since, and after a restart', async () => {
    const request = body(await psp.token('4242424242424242'));
    const first = await psp.post('/payments', request, 'key-1');
    await psp.post(`/payments/${first.json['id']}/refunds`, { reference: 'ref_1' }, 'key-2');
    await receiver.of('refund.succeeded', String(first.json['id']));
    await psp.stop();
    await psp.start();
    expect((await psp.post('/payments', request, 'key-1')).text).toBe(first.text);
  });

  test('the order of the fields does not matter, their values and the path do', async () => {
    const token = await psp.token('4242424242424242');
    const first = await psp.post('/payments', body(token), 'key-1');
    const reordered = Object.fromEntries(Object.entries(body(token)).reverse());
    expect((await psp.post('/payments', reordered, 'key-1')).text).toBe(first.text);
    for (const [route, other] of [['/payments', body(token, { amount_minor: 2000 })], [`/payments/${first.json['id']}/void`, body(token)]] as const) {
      const answer = await psp.post(route, other, 'key-1');
      expect(answer.status).toBe(422);
      expect(answer.json['code']).toBe('idempotency_mismatch');
    }
    expect(await books(psp)).toHaveLength(1);
  });

  test('a refused request books nothing, so the key is still free', async () => {
    const token = await psp.token('4242424242424242');
    expect((await psp.post('/payments', body(token, { amount_minor: -1 }), 'key-1')).status).toBe(422);
    expect((await psp.post('/payments', body(token), 'key-1')).status).toBe(201);
  });
});

describe('misbehaving', () => {
  test('a lost answer was booked: the look-up finds it, and the same key answers it', async () => {
    const request = body(await psp.token('4242424242424242'));
    await psp.post('/control', { mode: 'lose_answer', count: 1 });
    await expect(psp.post('/payments', request, 'key-1')).rejects.toThrow();
    const found = (await psp.get('/payments?reference=pmt_key')).json['data'] as Json[];
    expect(found).toMatchObject([{ status: 'captured', captured_minor: 1999 }]);
    const again = await psp.post('/payments', request, 'key-1');
    expect(again.json).toEqual(found[0]);
    expect(await books(psp)).toHaveLength(1);
    expect(await injected('lose_answer')).toBe(1);
  });

  test('charged but unknown: 500 for ever under the key, and only the look-up knows', async () => {
    const request = body(await psp.token('4242424242424242'));
    await psp.post('/control', { mode: 'charged_but_unknown', count: 1 });
    const first = await psp.post('/payments', request, 'key-1');
    expect(first.json).toMatchObject({ status: 500, code: 'internal_error' });
    expect((await psp.post('/payments', request, 'key-1')).text).toBe(first.text);
    expect((await psp.get('/payments?reference=pmt_key')).json['data']).toMatchObject([{ status: 'captured' }]);
    expect(await injected('charged_but_unknown')).toBe(1);
  });

  test('a delayed answer comes late and right', async () => {
    await psp.post('/control', { mode: 'delay', delay_ms: 80, count: 1 });
    const token = await psp.token('4242424242424242');
    const start = performance.now();
    expect((await psp.post('/payments', body(token))).json['status']).toBe('captured');
    expect(performance.now() - start).toBeGreaterThan(75);
  });

  test('a duplicated notification arrives twice, the same bytes', async () => {
    await psp.post('/control', { mode: 'duplicate', count: 1 });
    await psp.pay();
    await receiver.until(() => receiver.received.length === 2);
    expect(receiver.received[0]).toEqual(receiver.received[1]);
  });

  test('a reordered notification comes after a later one', async () => {
    await psp.post('/control', { mode: 'reorder', count: 1, delay_ms: 60_000 });
    const { json: first } = await psp.pay();
    const { json: second } = await psp.pay();
    await receiver.of('payment.captured', String(first['id']));
    expect(receiver.received.map((one) => one['data'].payment.id as string)).toEqual([second['id'], first['id']]);
  });

  test('a wrong amount is reported everywhere but in the books and the settlement', async () => {
    await psp.post('/control', { mode: 'wrong_amount', count: 1 });
    const { json } = await psp.pay();
    expect(json['captured_minor']).toBe(2000);
    expect((await receiver.of('payment.captured', String(json['id'])))['data'].payment.captured_minor).toBe(2000);
    expect((await psp.get(`/payments/${json['id']}`)).json['captured_minor']).toBe(2000);
    expect((await books(psp))[0]).toMatchObject({ captured_minor: 1999 });
    await psp.post('/settlements/close');
    expect((await psp.get('/settlements/report.csv')).text).toContain(',1999,88,1911,');
  });

  test('the same seed strikes the same calls, another seed others', async () => {
    const token = await psp.token('4242424242424242');
    const fates = async (seed: number): Promise<number[]> => {
      await psp.post('/control', { mode: 'charged_but_unknown', probability: 0.5, seed });
      const statuses: number[] = [];
      for (let n = 0; n < 24; n += 1) statuses.push((await psp.post('/payments', body(token))).status);
      return statuses;
    };
    const first = await fates(7);
    expect(await fates(7)).toEqual(first);
    expect(await fates(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([201, 500]));
  });

  test('a wish that makes no sense changes nothing', async () => {
    const before = (await psp.get('/control')).json;
    for (const wish of [{ mode: 'explode' }, { probability: 2 }, { count: -1 }, { settle_async: { payment_id: 'x' } }]) {
      expect((await psp.post('/control', wish)).status).toBe(422);
    }
    expect((await psp.get('/control')).json).toEqual(before);
  });
});

describe('notifications', () => {
  test('are sent again until somebody says 2xx, signed anew each time', async () => {
    receiver.failures.push(500, 404);
    const { json } = await psp.pay();
    const told = await receiver.of('payment.captured', String(json['id']));
    await receiver.until(() => receiver.received.length === 1);
    const listed = (await psp.get('/notifications')).json['data'] as Json[];
    expect(listed).toMatchObject([{ id: told['id'], type: 'payment.captured', attempts: 3 }]);
  });

  test('that nobody took before a restart are sent after it', async () => {
    const away = await new PspFixture(receiver, { notifyUrl: '' }).start();
    const { json } = await away.pay();
    await away.stop();
    copyFileSync(away.file, `${psp.file}.moved`);
    await psp.stop();
    copyFileSync(`${psp.file}.moved`, psp.file);
    await psp.start();
    await receiver.of('payment.captured', String(json['id']));
    await away.remove();
  });
});

describe('the journal', () => {
  test('holds everything that was answered: the file as it stood at the answer makes the same books', async () => {
    await psp.pay({ capture: false });
    await psp.pay({ method: 'voucher' });
    await psp.pay({}, '4832285061609015');
    const { json } = await psp.pay();
    await psp.post(`/payments/${json['id']}/refunds`, { reference: 'ref_1', amount_minor: 100 });
    await receiver.of('refund.succeeded', String(json['id']));
    // What a kill -9 at this moment would leave behind.
    const other = new PspFixture(receiver, { notifyUrl: '' });
    const before = await books(psp);
    copyFileSync(psp.file, other.file);
    await other.start();
    const withoutUrl = (rows: Json[]): string => JSON.stringify(rows).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '');
    expect(withoutUrl(await books(other))).toBe(withoutUrl(before));
    expect(before.map((row) => row['status'])).toEqual(['authorised', 'pending', 'declined', 'partially_refunded', 'succeeded']);
    await other.remove();
  });

  test('a refund that was under way goes on after a restart, and a line torn by a kill is cut off', async () => {
    await psp.post('/control', { refund_delay_ms: 300 });
    const { json } = await psp.pay();
    await psp.post(`/payments/${json['id']}/refunds`, { reference: 'ref_1' });
    await psp.stop();
    const whole = statSync(psp.file).size;
    appendFileSync(psp.file, '[{"t":"payment","row":{"id":"psp_torn');
    await psp.start();
    expect(statSync(psp.file).size).toBeGreaterThanOrEqual(whole);
    await receiver.of('refund.succeeded', String(json['id']));
    expect(readFileSync(psp.file, 'utf8')).not.toContain('psp_torn');
    expect((await psp.get(`/payments/${json['id']}`)).json['status']).toBe('refunded');
  });

  test('damage in the middle is refused, and the file stays as it is', async () => {
    await psp.pay();
    await psp.stop();
    const good = readFileSync(psp.file);
    const damaged = Buffer.from(good);
    damaged.write('#', 5);
    truncateSync(psp.file, 0);
    appendFileSync(psp.file, damaged);
    await expect(psp.start()).rejects.toThrow(/damaged at byte 0/);
    expect(readFileSync(psp.file).equals(damaged)).toBe(true);
  });
});

describe('settlement', () => {
  test('the report adds up to the books, each line settled once', async () => {
    await psp.post('/control', { dispute_delay_ms: 1 });
    await psp.pay({ amount_minor: 12_345, reference: 'pmt_"odd", one' });
    const { json: refunded } = await psp.pay({ amount_minor: 5000, currency: 'USD' });
    await psp.post(`/payments/${refunded['id']}/refunds`, { reference: 'ref_1', amount_minor: 1234 });
    const { json: lost } = await psp.pay({ amount_minor: 700 }, '4000000000000267');
    const { json: won } = await psp.pay({}, '4000000000002685');
    await psp.pay({}, '4832285061609015');
    await psp.pay({ capture: false });
    await receiver.of('refund.succeeded', String(refunded['id']));
    await receiver.of('dispute.lost', String(lost['id']));
    await receiver.of('dispute.won', String(won['id']));
    const closed = await psp.post('/settlements/close', undefined, 'close-1');
    expect(closed.json).toMatchObject({ lines: 4 + 1 + 2 + 1 + 2 });
    expect((await psp.post('/settlements/close', undefined, 'close-1')).text).toBe(closed.text);
    expect((await psp.post('/settlements/close')).json).toEqual({ batch_id: null, lines: 0 });

    const { text, headers } = await psp.get('/settlements/report.csv');
    expect(headers['content-type']).toContain('text/csv');
    expect(text).toContain('"pmt_""odd"", one"');
    const [heading, ...lines] = text.split('\r\n').filter((line) => line !== '');
    expect(heading).toBe('line_id,type,psp_payment_id,psp_refund_id,reference,currency,gross_minor,fee_minor,net_minor,settled_at,batch_id');
    const rows = lines.map((line) => line.replace(/"(?:[^"]|"")*"/, 'quoted').split(','));
    expect(new Set(rows.map((row) => row[0])).size).toBe(10);
    const sum = (type: string, column: number): number => rows.filter((row) => row[1] === type).reduce((total, row) => total + Number(row[column]), 0);
    const truth = await books(psp);
    const total = (kind: string, field: string): number => truth.filter((row) => row['type'] === kind).reduce((all, row) => all + Number(row[field]), 0);
    expect(sum('capture', 6)).toBe(total('payment', 'captured_minor'));
    expect(sum('capture', 7)).toBe(total('payment', 'fee_minor'));
    expect(sum('refund', 6)).toBe(-total('payment', 'refunded_minor'));
    expect(sum('refund', 6)).toBe(-total('refund', 'amount_minor'));
    expect(sum('chargeback', 6)).toBe(-700);
    expect(sum('fee', 7)).toBe(2 * 1500);
    for (const row of rows) expect(Number(row[8])).toBe(Number(row[6]) - Number(row[7]));
  });

  test('the report takes a range of time, the end excluded', async () => {
    let now = 1_800_000_000_000;
    await psp.stop();
    await psp.start(() => now);
    await psp.pay();
    await psp.post('/settlements/close');
    now += 86_400_000;
    await psp.pay();
    await psp.post('/settlements/close');
    const count = async (query: string): Promise<number> => (await psp.get(`/settlements/report.csv${query}`)).text.split('\r\n').length - 2;
    expect(await count('')).toBe(2);
    expect(await count('?from=1800000000&to=1800086400')).toBe(1);
    expect(await count('?from=1800086400')).toBe(1);
    expect(await count('?to=1800000000')).toBe(0);
    expect((await psp.get('/settlements/report.csv?from=yesterday')).status).toBe(400);
  });
});
