import { createHash } from 'node:crypto';
import { signatureHeaders, signingKey } from '#platform/crypto/webhook-signature';
import type { SignatureScheme } from '#platform/kernel/signature-scheme';

interface VectorInput {
  name: string;
  signature: SignatureScheme;
  secrets: string[];
  webhook_id: string;
  timestamp: number;
  body: string;
}

/** The event of the reference platform's envelope, whose signature was computed with three other programs. */
const REFERENCE_BODY = '{"event_type":"player.verify","event_data":{"player_id":"2D2R-OP3C"},"event_time":1725534306,"event_id":"whevt_eBZXsUEITGeDcILaZFUvPthxkr","idempotency_key":null,"sandbox":false,"trigger":"hub.login","request_id":"d1593e9c-c291-4004-8846-6679c2e5810b","transaction_id":"whtx_eBZXsUEITGeDcILaZFUvPthxkr","context":null,"game_id":"gm_exTAyxPsVwh"}';
const STANDARD: SignatureScheme = { scheme: 'standard-webhooks' };
const TIMESTAMPED: SignatureScheme = { scheme: 'timestamped-hmac', signatureHeader: 'X-Game-Signature', timestampHeader: 'X-Game-Timestamp' };
const FIRST = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const SECOND = 'whsec_Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=';

/** Seed and public key of the first test of RFC 8032, section 7.1. */
const SIGNING = `whsk_${Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64')}`;

const INPUTS: VectorInput[] = [
  { name: 'the vector of the Standard Webhooks specification', signature: STANDARD, secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], webhook_id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
  { name: 'text beyond ASCII', signature: STANDARD, secrets: [FIRST], webhook_id: 'evt_01k9xamp000000000000000000', timestamp: 1_793_440_800, body: '{"name":"Grüße, 世界 🎮"}' },
  { name: 'an empty object', signature: STANDARD, secrets: [FIRST], webhook_id: 'evt_01k9xamp000000000000000000', timestamp: 1_793_440_800, body: '{}' },
  { name: 'two secrets while one is being rotated, the newest first', signature: STANDARD, secrets: [SECOND, FIRST], webhook_id: 'evt_01k9xamp000000000000000000', timestamp: 1_793_440_800, body: '{"name":"rotation"}' },
  { name: 'the reference envelope under a secret of another platform', signature: TIMESTAMPED, secrets: ['test_webhook_secret_0123456789abcdef'], webhook_id: 'whevt_eBZXsUEITGeDcILaZFUvPthxkr', timestamp: 1_725_534_306, body: REFERENCE_BODY },
  { name: 'a secret of ours: the whole of it is the key, whsec_ included', signature: TIMESTAMPED, secrets: [FIRST], webhook_id: 'evt_01k9xamp000000000000000000', timestamp: 1_793_440_800, body: '{"name":"Grüße, 世界 🎮"}' },
  { name: 'ed25519 beside a secret', signature: STANDARD, secrets: [FIRST, SIGNING], webhook_id: 'evt_01k9xamp000000000000000000', timestamp: 1_793_440_800, body: '{"name":"Grüße, 世界 🎮"}' },
  { name: 'ed25519 over an empty object', signature: STANDARD, secrets: [FIRST, SIGNING], webhook_id: 'evt_01k9xamp000000000000000000', timestamp: 1_793_440_800, body: '{}' },
];

const isSigningKey = (secret: string) => secret.startsWith('whsk_');

function vector({ name, signature, secrets, webhook_id, timestamp, body }: VectorInput): object {
  const bytes = Buffer.from(body);
  const hmac = secrets.filter((secret) => !isSigningKey(secret));
  const public_key = secrets.filter(isSigningKey).map((key) => `whpk_${Buffer.from(key.slice('whsk_'.length), 'base64').subarray(32).toString('base64')}`)[0];
  return {
    name, scheme: signature.scheme, secrets: hmac, ...(public_key ? { public_key } : {}), key_hex: hmac.map((secret) => signingKey(signature.scheme, secret).toString('hex')), webhook_id, timestamp, body, body_bytes: bytes.length,
    body_sha256: createHash('sha256').update(bytes).digest('hex'), headers: signatureHeaders(signature, secrets, webhook_id, timestamp, bytes),
  };
}

/** docs/reference/webhook-vectors.json */
export function signatureVectors(): object {
  return {
    about: 'Known signatures, to test a verifier with. Times lie in the past: switch the check of the age off, or set the clock. standard-webhooks: base64 of HMAC-SHA256 over `id.timestamp.body`, key: what follows whsec_, base64-decoded. timestamped-hmac: lowercase hex of HMAC-SHA256 over `timestamp.body`, key: the whole secret as UTF-8. Where there is a public_key (whpk_, base64 of 32 bytes), `v1a,` precedes base64 of an ed25519 signature over `id.timestamp.body`.',
    vectors: INPUTS.map(vector),
  };
}
