import { Config } from './config.js';

const config = (text: string) => new Config({ WEBHOOK_SOURCE_ADDRESSES: text });

describe('the addresses from which webhooks come', () => {
  it('are ranges, a single address one too, and none where nothing is said', () => {
    expect(config('203.0.113.0/28, 198.51.100.7,2001:DB8:0::/48').webhookSourceAddresses).toEqual(['203.0.113.0/28', '198.51.100.7/32', '2001:db8::/48']);
    expect(new Config({}).webhookSourceAddresses).toEqual([]);
    expect(() => config('203.0.113.0/28,2001:db8::1').check()).not.toThrow();
  });

  it.each(['203.0.113.0/28,', '203.0.113.7/24', '2001:db8::1/48', '0.0.0.0/0', '::/0', '203.0.113.0/33', 'nat.example.com', Array.from({ length: 51 }, (_, n) => `203.0.113.${n}`).join(',')])('are refused at boot: %s', (text) => {
    expect(() => config(text).check()).toThrow('WEBHOOK_SOURCE_ADDRESSES');
  });
});
