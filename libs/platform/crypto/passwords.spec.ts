import { hashPassword, passwordMatches } from './passwords.js';

describe('a password', () => {
  it('is kept with its salt and what it cost, never twice the same, and matches itself alone', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    for (const hash of [one, two]) expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(one.split('$')[4]).not.toBe(two.split('$')[4]);
    expect(await passwordMatches('correct horse', one)).toBe(true);
    for (const other of ['correct horsf', 'Correct horse', 'correct horse ', '']) expect(await passwordMatches(other, one)).toBe(false);
  });

  it('is the same however its letters were typed', async () => {
    const hash = await hashPassword('Gr\u00fc\u00dfe \ufb01ne');
    expect(await passwordMatches('Gru\u0308\u00dfe fine', hash)).toBe(true);
  });

  it('is known again by a hash of other figures, so that they can be raised', async () => {
    // scrypt of RFC 7914, 12, the vector of N 16384, cut to 32 bytes.
    const hash = `scrypt$16384$8$1$${Buffer.from('SodiumChloride').toString('base64url')}$${Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString('base64url')}`;
    expect(await passwordMatches('pleaseletmein', hash)).toBe(true);
    expect(await passwordMatches('pleaseletmeout', hash)).toBe(false);
  });

  it('matches nothing where there is nobody, and takes as long', async () => {
    const hash = await hashPassword('correct horse');
    // The fastest of three: what else the machine does makes only slower.
    const fastest = async (against: string | null): Promise<number> => {
      const times = [];
      for (let n = 0; n < 3; n++) {
        const began = performance.now();
        expect(await passwordMatches('wrong horse', against)).toBe(false);
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const [somebody, nobody] = [await fastest(hash), await fastest(null)];
    expect(nobody).toBeGreaterThan(somebody / 3);
    expect(await passwordMatches('', null)).toBe(false);
  });
});
