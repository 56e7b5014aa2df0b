import { randomBytes } from 'node:crypto';
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

describe('master keys', () => {
  const [a, b] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const keys = (read: string, current = a) => new Config({ MASTER_KEY: current, MASTER_KEYS_READ: read });

  it('are one that seals, and up to eight that open', () => {
    expect(keys('').masterKeys.others).toEqual([]);
    expect(keys(` ${b} , ${randomBytes(32).toString('base64')}`).masterKeys.others.map((key) => key.length)).toEqual([32, 32]);
    expect(() => keys(b).check()).not.toThrow();
  });

  it.each([
    [`${b},${randomBytes(16).toString('base64')}`, 'MASTER_KEYS_READ: a comma list of at most 8 keys of 32 bytes in base64 is wanted.'],
    [Array.from({ length: 9 }, () => randomBytes(32).toString('base64')).join(','), 'MASTER_KEYS_READ: a comma list of at most 8 keys of 32 bytes in base64 is wanted.'],
    [a, 'MASTER_KEYS_READ names MASTER_KEY itself: the two have to be different keys'],
    [`${b},${b}`, 'MASTER_KEYS_READ names one key twice'],
  ])('are refused at boot by one sentence that tells no key', (read, sentence) => {
    const refusal = ((): string => { try { keys(read).check(); return ''; } catch (error) { return (error as Error).message; } })();
    expect(refusal).toBe(sentence);
    for (const key of read.split(',')) expect(refusal).not.toContain(key);
  });
});
