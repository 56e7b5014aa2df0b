import { createHmac, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { signatureVectors } from './signature-vectors.js';

interface Vector {
  name: string;
  scheme: string;
  secrets: string[];
  public_key?: string;
  webhook_id: string;
  timestamp: number;
  body: string;
  body_sha256: string;
  body_bytes: number;
  headers: Record<string, string>;
}

const file = path.resolve(import.meta.dirname, '../../../../docs/reference/webhook-vectors.json');
const text = `${JSON.stringify(signatureVectors(), null, 2)}\n`;
if (process.env.UPDATE_DOCS) writeFileSync(file, text);
const { vectors } = JSON.parse(existsSync(file) ? readFileSync(file, 'utf8') : '{"vectors":[]}') as { vectors: Vector[] };
const named = (name: RegExp) => vectors.find((each) => name.test(each.name))!;

describe('the published signatures', () => {
  afterEach(() => void jest.useRealTimers());

  it('are those of the code: run this test with UPDATE_DOCS=1 after a change', () => expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text));

  it('hold the one of the Standard Webhooks specification', () => {
    expect(named(/specification/).headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('hold the one of the reference envelope', () => {
    expect(named(/reference envelope/)).toMatchObject({
      body_bytes: 345, body_sha256: 'a1fa0eb63335677bf643d4ad70f3c81f51c5080d1d4ae1f620598e2f75af9780', timestamp: 1_725_534_306,
      headers: { 'X-Game-Signature': '50f553f1e977070adb4345bee41baf874eccc55e018ac3d1c86569ec9318f415', 'X-Game-Timestamp': '1725534306' },
    });
  });

  it('are taken by the standardwebhooks package under each of their secrets', () => {
    const standard = vectors.filter((each) => each.scheme === 'standard-webhooks');
    expect(standard.length).toBeGreaterThanOrEqual(4);
    for (const each of standard) {
      jest.useFakeTimers({ now: each.timestamp * 1_000 });
      for (const secret of each.secrets) expect(new Webhook(secret).verify(each.body, each.headers)).toEqual(JSON.parse(each.body));
      expect(() => new Webhook(each.secrets[0]!).verify(`${each.body} `, each.headers)).toThrow();
    }
  });

  it('are taken by an independent verification of ed25519, under the public key alone', () => {
    const asymmetric = vectors.filter((each) => each.public_key);
    expect(asymmetric).toHaveLength(2);
    for (const { public_key, webhook_id, timestamp, body, headers } of asymmetric) {
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(public_key!.replace('whpk_', ''), 'base64').toString('base64url') }, format: 'jwk' });
      const signature = Buffer.from(/(?:^| )v1a,(\S+)/.exec(headers['webhook-signature']!)![1]!, 'base64');
      expect(verify(null, Buffer.from(`${webhook_id}.${timestamp}.${body}`), key, signature)).toBe(true);
      expect(verify(null, Buffer.from(`${webhook_id}.${timestamp}.${body} `), key, signature)).toBe(false);
      expect(verify(null, Buffer.from(`${webhook_id}.${timestamp + 1}.${body}`), key, signature)).toBe(false);
    }
  });

  it('are taken by whoever follows the recipe of timestamped-hmac', () => {
    for (const each of vectors.filter((one) => one.scheme === 'timestamped-hmac')) {
      expect(each.headers['X-Game-Signature']).toBe(createHmac('sha256', each.secrets[0]!).update(`${each.timestamp}.${each.body}`, 'utf8').digest('hex'));
    }
  });
});
