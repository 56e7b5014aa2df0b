import { headerFault, secretFault } from './signature-choice.js';

describe('a header of timestamped-hmac', () => {
  it.each(['X-Aghanim-Signature', 'X-Game-Timestamp', 'Signature'])('may be %s', (name) => expect(headerFault(name)).toBeNull());
  it.each(['Host', 'content-length', 'Content-Type', 'webhook-id', 'Webhook-Signature', 'Connection', 'Transfer-Encoding', 'Authorization', 'Cookie', 'X Bad', 'X-Bad\r\nEvil: 1', '', '-x', 'x'.repeat(65)])('may not be %j', (name) => {
    expect(headerFault(name)).not.toBeNull();
  });
});

describe('a secret that the studio brings', () => {
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
  it.each([24, 32, 64])('may hold %d bytes', (bytes) => expect(secretFault('standard-webhooks', of(bytes))).toBeNull());
  it.each([of(23), of(65), 'whsec_', 'whsec_!!!', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `${of(32)} `])('may not be %j', (secret) => expect(secretFault('standard-webhooks', secret)).not.toBeNull());
  it('is any long text for timestamped-hmac', () => {
    expect(secretFault('timestamped-hmac', 'test_webhook_secret_0123456789abcdef')).toBeNull();
    expect(secretFault('timestamped-hmac', 'short')).not.toBeNull();
  });
});
