import { headerFault } from './signature-choice.js';

describe('a header of timestamped-hmac', () => {
  it.each(['X-Aghanim-Signature', 'X-Game-Timestamp', 'Signature'])('may be %s', (name) => expect(headerFault(name)).toBeNull());
  it.each(['Host', 'content-length', 'Content-Type', 'webhook-id', 'Webhook-Signature', 'Connection', 'Transfer-Encoding', 'Authorization', 'Cookie', 'X Bad', 'X-Bad\r\nEvil: 1', '', '-x', 'x'.repeat(65)])('may not be %j', (name) => {
    expect(headerFault(name)).not.toBeNull();
  });
});
