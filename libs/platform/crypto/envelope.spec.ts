import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Config } from '../config/config.js';
import { Envelope, randomToken, sameSecret, tokenHash } from './envelope.js';

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

describe('a master key that changes', () => {
  const [a, b, c] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const of = (current: Buffer, ...others: Buffer[]) => new Envelope(new Config({ MASTER_KEY: current.toString('base64'), MASTER_KEYS_READ: others.map((key) => key.toString('base64')).join(',') }));
  /** As builds did that knew one key. */
  const sealedOnce = (key: Buffer, plain: string): Buffer => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(hkdfSync('sha256', key, Buffer.from(GAME), Buffer.from('hubcraft sealed secrets'), 32)), nonce).setAAD(Buffer.from(`1|${GAME}|${PLACE}`));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), sealed]);
  };

  it('opens what the other ones have sealed, and seals by itself alone', () => {
    const sealed = of(a).seal('secret', GAME, PLACE);
    expect(of(b, c, a).open(sealed, GAME, PLACE)).toBe('secret');
    expect(() => of(b, c).open(sealed, GAME, PLACE)).toThrow(`A sealed secret of ${PLACE} was sealed under the master key ${of(a).keyId}, which this process does not have`);
    const again = of(b, a).seal('secret', GAME, PLACE);
    expect(of(b).open(again, GAME, PLACE)).toBe('secret');
    expect([of(b).isCurrent(again), of(b, a).isCurrent(sealed), of(a).isCurrent(sealed.subarray(0, 6))]).toEqual([true, false, true]);
  });

  it('opens what builds of one key have sealed, under whichever it was', () => {
    const old = sealedOnce(a, 'of long ago');
    for (const envelope of [of(a), of(b, a), of(b, c, a)]) expect(envelope.open(old, GAME, PLACE)).toBe('of long ago');
    expect(() => of(b).open(old, GAME, PLACE)).toThrow(/unable to authenticate/);
    expect(() => of(a).open(old, GAME, `${PLACE}x`)).toThrow(/unable to authenticate/);
    expect(of(a).isCurrent(old)).toBe(false);
  });

  it('is bound to what it has sealed: the name of another key opens nothing', () => {
    const sealed = of(a).seal('secret', GAME, PLACE);
    const renamed = Buffer.concat([Buffer.from([2]), Buffer.from(of(b).keyId, 'hex'), sealed.subarray(5)]);
    expect(() => of(b, a).open(renamed, GAME, PLACE)).toThrow();
    expect(() => of(a).open(Buffer.concat([Buffer.from([1]), sealed.subarray(5)]), GAME, PLACE)).toThrow();
  });
});

describe('two master keys', () => {
  /** One in four thousand millions has the name of another. */
  const numbered = (n: number): Buffer => {
    const key = Buffer.alloc(32);
    key.writeUInt32BE(n, 28);
    return key;
  };
  const both = (one: Buffer, two: Buffer) => new Envelope(new Config({ MASTER_KEY: one.toString('base64'), MASTER_KEYS_READ: two.toString('base64') }));

  it('of one name are refused: nobody could tell by which of them a secret opens', () => {
    expect(() => both(numbered(15_900), numbered(17_659))).toThrow('Two master keys have the same name by chance: make another one');
    expect(both(numbered(15_900), numbered(17_660)).keyId).toBe('bf51fd9e');
  });

  it('derive for older builds what those have derived, each by its name', () => {
    const derived = both(Buffer.alloc(32, 7), Buffer.alloc(32, 8)).derivedFromEach(GAME, 'hubcraft keyed hashes');
    expect(derived.map((each) => ({ ...each, derived: each.derived.toString('hex') }))).toEqual([
      { id: '513ceeda', isCurrent: true, derived: '1ce910cd9b6804508fe99303fdbe20675eea21dff204f37e6427300817838a9a' },
      { id: '41b81205', isCurrent: false, derived: '4aff6b9385c20d0d10b79453e5b1f0e24ebbf963492684096dd09598e0f7964d' },
    ]);
  });
});

describe('what an earlier build has stored', () => {
  const earlier = (): Envelope => envelope(Buffer.alloc(32, 7));

  it('opens, when it was sealed', () => {
    const sealed = Buffer.from('AS7S/MTyekdu7cvKXBdvMRrUk45FY/kvJ2D/QZ9PYiU4vRRoGvWHD9xE', 'base64');
    expect(earlier().open(sealed, GAME, PLACE)).toBe('whsec_grüße');
    // Since master keys have names.
    expect(earlier().open(Buffer.from('AlE87toAAQIDBAUGBwgJCgtzPIiNMKXIULZSVwH4KmI5Q584wH42YrliqvzfVQ==', 'base64'), GAME, PLACE)).toBe('whsec_grüße');
  });

  it('is known again by the hash of its token', () => {
    expect(tokenHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('says which version it does not know', () => {
    expect(() => earlier().open(Buffer.from([9, 1, 2, 3]), GAME, PLACE)).toThrow(`A sealed secret of ${PLACE} has the unknown version 9`);
  });
});

describe('a random token', () => {
  it('has 256 bits unless another length is asked for, can stand in a URL, and never comes twice', () => {
    const tokens = Array.from({ length: 200 }, () => randomToken());
    expect(new Set(tokens).size).toBe(200);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    expect(randomToken(9)).toMatch(/^[\w-]{12}$/);
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
