import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { ed25519, newSigningKey, signatureHeaders, signingKey } from './webhook-signature.js';

const standard = { scheme: 'standard-webhooks' } as const;

describe('Standard Webhooks', () => {
  it('gives the signature of the published vector of the specification', () => {
    const headers = signatureHeaders(standard, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, Buffer.from('{"test": 2432232314}'));
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('verifies with the standardwebhooks package, and with either secret while two are live', () => {
    const [fresh, old] = [`whsec_${randomBytes(24).toString('base64')}`, `whsec_${randomBytes(32).toString('base64')}`];
    const body = Buffer.from('{"größe":"XL","n":1}');
    const headers = signatureHeaders(standard, [fresh, old], 'evt_1', Math.floor(Date.now() / 1000), body);
    for (const secret of [fresh, old]) expect(new Webhook(secret).verify(body, headers)).toEqual({ größe: 'XL', n: 1 });
    expect(() => new Webhook(`whsec_${randomBytes(24).toString('base64')}`).verify(body, headers)).toThrow();
    expect(() => new Webhook(fresh).verify(Buffer.from('{"größe":"XL","n":2}'), headers)).toThrow();
    expect(() => new Webhook(fresh).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
  });
});

describe('ed25519', () => {
  /** Test 2 of RFC 8032, 7.1: seed, public key, message and signature. */
  const rfc = {
    key: `whsk_${Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex').toString('base64')}`,
    message: Buffer.from('72', 'hex'),
    signature: '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  };
  const publicKey = (whpk: string) => createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(whpk.slice('whpk_'.length), 'base64').toString('base64url') }, format: 'jwk' });

  it('gives the signature of the RFC', () => {
    expect(Buffer.from(ed25519(rfc.key, rfc.message), 'base64').toString('hex')).toBe(rfc.signature);
  });

  it('has keys in the form of the specification, the public one verifies what the private one signs', () => {
    const [one, two] = [newSigningKey(), newSigningKey()];
    expect(one.private).toMatch(/^whsk_[A-Za-z0-9+/]{86}==$/);
    expect(one.public).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    const message = Buffer.from('evt_1.1.{}');
    const signature = Buffer.from(ed25519(one.private, message), 'base64');
    expect(verify(null, message, publicKey(one.public), signature)).toBe(true);
    expect(verify(null, message, publicKey(two.public), signature)).toBe(false);
  });

  it('stands as v1a beside the v1 of other secrets, in their order, over id, time and body', () => {
    const { private: key, public: shown } = newSigningKey();
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const { 'webhook-signature': both } = signatureHeaders(standard, [key, secret], 'evt_1', 1_725_534_306, Buffer.from('{}'));
    const [first, second, ...more] = both!.split(' ');
    expect([first!.slice(0, 4), second!.slice(0, 3), more]).toEqual(['v1a,', 'v1,', []]);
    expect(verify(null, Buffer.from('evt_1.1725534306.{}'), publicKey(shown), Buffer.from(first!.slice(4), 'base64'))).toBe(true);
  });
});

describe('the bytes of a key', () => {
  it('are those after whsec_, decoded, and only there is it a prefix', () => {
    expect(signingKey('standard-webhooks', 'whsec_AAEC')).toEqual(Buffer.from([0, 1, 2]));
    expect(signingKey('standard-webhooks', 'AAEC')).toEqual(Buffer.from([0, 1, 2]));
    expect(signingKey('standard-webhooks', 'AAECwhsec_')).not.toEqual(Buffer.from([0, 1, 2]));
    expect(signingKey('timestamped-hmac', 'whsec_AAEC')).toEqual(Buffer.from('whsec_AAEC'));
  });
});

describe('timestamped HMAC', () => {
  const scheme = { scheme: 'timestamped-hmac', signatureHeader: 'X-Game-Signature', timestampHeader: 'X-Game-Timestamp' } as const;
  const secret = 'test_webhook_secret_0123456789abcdef';
  const body = Buffer.from(
    '{"event_type":"player.verify","event_data":{"player_id":"2D2R-OP3C"},"event_time":1725534306,"event_id":"whevt_eBZXsUEITGeDcILaZFUvPthxkr",' +
      '"idempotency_key":null,"sandbox":false,"trigger":"hub.login","request_id":"d1593e9c-c291-4004-8846-6679c2e5810b","transaction_id":"whtx_eBZXsUEITGeDcILaZFUvPthxkr",' +
      '"context":null,"game_id":"gm_exTAyxPsVwh"}',
  );

  it('gives the published vector, in the headers that the endpoint names', () => {
    expect(body).toHaveLength(345);
    expect(createHash('sha256').update(body).digest('hex')).toBe('a1fa0eb63335677bf643d4ad70f3c81f51c5080d1d4ae1f620598e2f75af9780');
    expect(signatureHeaders(scheme, [secret], 'evt_1', 1_725_534_306, body)).toEqual({
      'X-Game-Signature': '50f553f1e977070adb4345bee41baf874eccc55e018ac3d1c86569ec9318f415',
      'X-Game-Timestamp': '1725534306',
    });
  });

  it('signs with the newest secret only', () => {
    expect(signatureHeaders(scheme, [secret, 'older'], 'evt_1', 1_725_534_306, body)).toEqual(signatureHeaders(scheme, [secret], 'evt_1', 1_725_534_306, body));
  });
});
