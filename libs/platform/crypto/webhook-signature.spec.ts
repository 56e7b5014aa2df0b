import { createHash, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { signatureHeaders } from './webhook-signature.js';

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
