import { mailbox } from './mailbox.js';

describe('the sender', () => {
  it.each([
    ['Hubcraft Store <store@shop.example>', { name: 'Hubcraft Store', address: 'store@shop.example' }],
    ['"Aurora, Inc." <a@b.example>', { name: 'Aurora, Inc.', address: 'a@b.example' }],
    ['a@b.example', { name: 'a@b.example', address: 'a@b.example' }],
  ])('is read from %s', (text, sender) => expect(mailbox(text)).toEqual(sender));

  it('is refused when it has no address', () => expect(() => mailbox('Hubcraft Store')).toThrow('MAIL_FROM'));
});
