import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { environmentOfKey, keyOf, newApiKey } from './key-format.js';

/** Completed by its checksum, as scanners compute it. */
const complete = (head: string): string => head + crc32(head).toString(36).padStart(7, '0');
const RANDOM = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfGhIj';

describe('the form of an API key', () => {
  it('names its environment, has 288 random bits and a checksum that fits', () => {
    const keys = (['sandbox', 'live'] as const).flatMap((environment) => Array.from({ length: 100 }, () => [environment, newApiKey(environment)] as const));
    expect(new Set(keys.map(([, key]) => key)).size).toBe(200);
    for (const [environment, key] of keys) {
      expect(key).toMatch(new RegExp(`^hc_${environment}_[\\w-]{48}[0-9a-z]{7}$`));
      expect(environmentOfKey(key)).toBe(environment);
      expect(complete(key.slice(0, -7))).toBe(key);
    }
  });

  it('is known of keys that were given out before, a short checksum filled up with zeros', () => {
    expect(environmentOfKey('hc_sandbox_Earlier1_-9zA_-9zA_-9zA_-9zA_-9zA_-9zA_-9zA_-9zA08z2wlx')).toBe('sandbox');
    expect(environmentOfKey('hc_live_Earlier0_-9zA_-9zA_-9zA_-9zA_-9zA_-9zA_-9zA_-9zA0c83kb4')).toBe('live');
  });

  it('is lost by any other character anywhere', () => {
    const key = newApiKey('sandbox');
    fc.assert(fc.property(fc.nat(key.length - 1), fc.constantFrom('A', 'z', '0', '_', '-', ' ', 'é', '\n'), (at, other) => {
      const changed = key.slice(0, at) + other + key.slice(at + 1);
      expect(environmentOfKey(changed)).toBe(changed === key ? 'sandbox' : null);
    }), { numRuns: 500 });
  });

  it.each([
    ['another environment', complete(`hc_staging_${RANDOM}`)], ['another beginning', complete(`sk_live_${RANDOM}`)], ['something before it', complete(` hc_live_${RANDOM}`)], ['something before a whole one', `x${complete(`hc_live_${RANDOM}`)}`], ['something behind it', `${complete(`hc_live_${RANDOM}`)}x`], ['a line more', `${complete(`hc_live_${RANDOM}`)}\n`],
    ['less that is random', complete(`hc_live_${RANDOM.slice(1)}`)], ['more that is random', complete(`hc_live_${RANDOM}A`)], ['what base64url has not', complete(`hc_live_${RANDOM.slice(1)}+`)], ['nothing', ''],
  ])('with %s is none', (_what, text) => {
    expect(environmentOfKey(complete(`hc_live_${RANDOM}`))).toBe('live');
    expect(environmentOfKey(text)).toBeNull();
  });
});

describe('the key in a header', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  it.each<[string, string | undefined, string | null]>([
    ['Bearer', 'Bearer abc', 'abc'], ['bearer in any case', 'bEARER abc', 'abc'], ['more words than two', 'Bearer abc def', 'abc'],
    ['Basic as a user without a password', basic('abc:'), 'abc'], ['Basic without a colon', basic('abc'), 'abc'], ['basic in any case', basic('abc:').replace('Basic', 'BASIC'), 'abc'], ['Basic of nobody', basic(':'), ''],
    ['Basic with a password', basic('abc:secret'), null], ['no header', undefined, null], ['an empty one', '', null], ['a scheme alone', 'Bearer', null], ['a scheme and a blank', 'Bearer ', null],
    ['another scheme', 'Digest abc', null], ['the key alone', 'abc', null], ['a scheme that begins alike', 'Bearers abc', null],
  ])('%s', (_what, header, key) => {
    expect(keyOf(header)).toBe(key);
  });
});
