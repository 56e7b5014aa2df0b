import { randomBytes } from 'node:crypto';
import { Config } from '../config/config.js';
import { Envelope, sameSecret } from './envelope.js';

const envelope = (key = randomBytes(32)): Envelope => new Envelope(new Config({ MASTER_KEY: key.toString('base64') }));
const GAME = 'gam_01jd0000000000000000000001';
const PLACE = 'game_servers.endpoint|secret|whk_1';

describe('a sealed secret', () => {
  it('opens in its place, and no two seals of it are equal', () => {
    const e = envelope();
    const [one, two] = [e.seal('whsec_grüße', GAME, PLACE), e.seal('whsec_grüße', GAME, PLACE)];
    expect(e.open(one, GAME, PLACE)).toBe('whsec_grüße');
    expect(e.open(two, GAME, PLACE)).toBe('whsec_grüße');
    expect(one.equals(two)).toBe(false);
    expect(one.includes('whsec_')).toBe(false);
  });

  it('does not open in another row, column, table or game, or under another master key', () => {
    const key = randomBytes(32);
    const sealed = envelope(key).seal('secret', GAME, PLACE);
    expect(envelope(key).open(sealed, GAME, PLACE)).toBe('secret');
    for (const place of ['game_servers.endpoint|secret|whk_2', 'game_servers.endpoint|other|whk_1', 'access.key|secret|whk_1', '']) {
      expect(() => envelope(key).open(sealed, GAME, place)).toThrow();
    }
    expect(() => envelope(key).open(sealed, 'gam_01jd0000000000000000000002', PLACE)).toThrow();
    expect(() => envelope().open(sealed, GAME, PLACE)).toThrow();
  });

  it('does not open when any byte of it was changed or cut off', () => {
    const e = envelope();
    const sealed = e.seal('secret', GAME, PLACE);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i]! ^= 1;
      expect(() => e.open(changed, GAME, PLACE)).toThrow();
      expect(() => e.open(sealed.subarray(0, i), GAME, PLACE)).toThrow();
    }
  });
});

describe('sameSecret', () => {
  it('compares secrets of any lengths', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    expect(sameSecret('abc', Buffer.from('abc'))).toBe(true);
    expect(sameSecret('abc', 'abcd')).toBe(false);
    expect(sameSecret('', 'a')).toBe(false);
  });
});
