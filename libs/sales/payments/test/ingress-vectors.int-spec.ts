import { createHmac } from 'node:crypto';
import { seeded } from '../../../../test/chaos/purchases.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { changesBetween, digestOf } from '../../../../test/support/database-digest.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** Another seed makes other vectors, `HUBCRAFT_VECTORS=10000` more of them. */
const SEED = Number(process.env['HUBCRAFT_SEED'] ?? 20_261_127);
const VECTORS = Number(process.env['HUBCRAFT_VECTORS'] ?? 2_000);

interface Vector {
  raw: Buffer;
  signature: string | undefined;
}

/** Notifications that the provider has not sent so: whatever is done to a good one, nothing of it is believed and nothing of it is kept. */
describe('forged notifications', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  const random = seeded(SEED);
  const upTo = (count: number): number => Math.floor(random() * count);
  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  const now = (): number => Math.floor(Date.now() / 1_000);
  const sign = (raw: Buffer | string, at: number | string = now(), secret = world.psp.secret): string => `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(raw).digest('hex')}`;
  const send = ({ raw, signature }: Vector) => world.app.app.inject({ method: 'POST', url: '/ingress/sandbox', headers: { 'content-type': 'application/json', ...(signature === undefined ? {} : { 'sandbox-signature': signature }) }, payload: raw });

  const flipped = (raw: Buffer): Buffer => {
    const copy = Buffer.from(raw);
    copy[upTo(copy.length)]! ^= 1 << upTo(8);
    return copy;
  };
  const otherDigit = (text: string): string => {
    const at = text.length - 1 - upTo(64);
    return text.slice(0, at) + '0123456789abcdef'.replace(text[at]!, '')[upTo(15)]! + text.slice(at + 1);
  };
  const moved = (raw: Buffer): Buffer => {
    const [from, to] = [upTo(raw.length), upTo(raw.length)];
    const copy = Buffer.from(raw);
    [copy[from], copy[to]] = [copy[to]!, copy[from]!];
    return copy.equals(raw) ? Buffer.concat([raw, Buffer.from(' ')]) : copy;
  };
  /** Beyond the five minutes, by a second and by years, both ways. */
  const stale = (): number => now() + (random() < 0.5 ? -1 : 1) * (310 + upTo(10 ** (1 + upTo(8))));

  /** Each makes one forgery of a good notification. */
  const FORGERIES: Record<string, (raw: Buffer, good: string) => Vector> = {
    'a flipped bit of the body': (raw, good) => ({ raw: flipped(raw), signature: good }),
    'another digit of the signature': (raw, good) => ({ raw, signature: otherDigit(good) }),
    'a body that is cut off': (raw, good) => ({ raw: raw.subarray(0, upTo(raw.length)), signature: good }),
    'a body that goes on': (raw, good) => ({ raw: Buffer.concat([raw, Buffer.from(' \n\t{}0'.slice(0, 1 + upTo(5)))]), signature: good }),
    'two bytes that changed places': (raw, good) => ({ raw: moved(raw), signature: good }),
    'the same JSON in other words': (raw, good) => ({ raw: Buffer.from(JSON.stringify(JSON.parse(raw.toString()), null, 1 + upTo(4))), signature: good }),
    'an old or a future one, rightly signed': (raw) => ({ raw, signature: sign(raw, stale()) }),
    'a fresh time before an old signature': (raw) => ({ raw, signature: sign(raw, stale()).replace(/t=\d+/, `t=${now()}`) }),
    'the secret of another account': (raw) => ({ raw, signature: sign(raw, now(), `${world.psp.secret.slice(0, -1)}${upTo(10)}x`) }),
    'our API key as the secret': (raw) => ({ raw, signature: sign(raw, now(), world.psp.apiKey) }),
    'an empty secret': (raw) => ({ raw, signature: sign(raw, now(), '') }),
    'the signature of another body': (raw) => ({ raw, signature: sign(flipped(raw)) }),
    'no signature': (raw) => ({ raw, signature: undefined }),
    'a part of the signature': (raw, good) => ({ raw, signature: good.slice(0, 1 + upTo(good.length - 1)) }),
    'a signature among ten thousand': (raw, good) => ({ raw, signature: `${good.split(',')[0]},${'v1=0,'.repeat(60 + upTo(1_500))}${good.split(',')[1]}` }),
    'another scheme': (raw, good) => ({ raw, signature: good.replace('v1=', ['v0=', 'V1=', 'v2=', 'v1:', 'v1= '][upTo(5)]!) }),
    'a signature in capitals': (raw, good) => ({ raw, signature: good.replace(/v1=.*/, (text) => `v1=${text.slice(3).toUpperCase()}A`.slice(0, 67)) }),
    'a time that is no number': (raw) => ({ raw, signature: sign(raw, ['1e9', '0x5f', '', ' ', `${now()}abc`, `-${now()}`, `${now()}.5`][upTo(7)]!) }),
  };

  it('are refused, every one of them, and change nothing', async () => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    await world.psp.answerAction(standing.action_url!, 'approve');
    const [captured] = (await world.psp.notifications(id)).filter(({ type }) => type === 'payment.captured');
    const raw = Buffer.from(captured!.raw);
    const before = await digestOf(world.app.db.adminUrl);
    const accepted: string[] = [];
    const kinds = Object.entries(FORGERIES);
    for (let n = 0; n < VECTORS; n++) {
      const [what, forge] = kinds[n % kinds.length]!;
      const vector = forge(raw, sign(raw));
      const answer = await send(vector);
      // What cannot be read as JSON, or holds what no text may, is refused before anybody looks at its signature.
      const isRefused = answer.statusCode === 400 || (answer.statusCode === 422 && /request\./.test(answer.payload));
      if (!isRefused) accepted.push(`${what}: ${answer.statusCode} ${vector.signature?.slice(0, 90)} ${answer.payload.slice(0, 120)}`);
    }
    expect({ accepted, changed: changesBetween(before, await digestOf(world.app.db.adminUrl)) }).toEqual({ accepted: [], changed: [] });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    // The one that was forged so often is a good one.
    expect((await send({ raw, signature: sign(raw) })).json()).toEqual({ received: true, state: 'stored' });
  }, 300_000);

  it('that are good ones once more are known, and change nothing however often they come', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    const body = { id: `psn_replay_${id}`, type: 'payment.captured', created_at: now(), data: { payment: { reference: id } } };
    const raw = Buffer.from(JSON.stringify(body));
    expect((await send({ raw, signature: sign(raw) })).json()).toEqual({ received: true, state: 'stored' });
    await world.app.settle();
    const before = await digestOf(world.app.db.adminUrl);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => send({ raw, signature: sign(raw, now() - (n % 200)) })));
    expect(new Set(answers.map((answer) => answer.payload))).toEqual(new Set(['{"received":true,"state":"duplicate"}']));
    await world.app.settle();
    expect(changesBetween(before, await digestOf(world.app.db.adminUrl))).toEqual([]);
  });

  it('in a flood are not even looked at after a hundred, and shut out nobody but the address that sends them', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    const raw = Buffer.from(JSON.stringify({ id: `psn_flood_${id}`, type: 'payment.captured', created_at: now(), data: { payment: { reference: id } } }));
    const from = (remoteAddress: string, signature: string) => world.app.app.inject({ method: 'POST', url: '/ingress/sandbox', remoteAddress, headers: { 'content-type': 'application/json', 'sandbox-signature': signature }, payload: raw });
    const before = await digestOf(world.app.db.adminUrl);
    const answers = [];
    for (let n = 0; n < 160; n++) answers.push(await from('93.184.216.34', sign(raw, now(), 'guess')));
    const refused = answers.filter(({ statusCode }) => statusCode === 400).length;
    expect(refused).toBeGreaterThanOrEqual(100);
    expect(refused).toBeLessThan(150);
    expect(answers.at(-1)!.json()).toMatchObject({ status: 429, code: 'payments.too_many_forgeries' });
    expect(Number(answers.at(-1)!.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('93.184.216.34', sign(raw))).statusCode).toBe(429);
    expect(changesBetween(before, await digestOf(world.app.db.adminUrl))).toEqual([]);
    expect((await from('93.184.216.35', sign(raw))).json()).toEqual({ received: true, state: 'stored' });
  });
});
