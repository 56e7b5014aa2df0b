import { newRecoveryCodes, newTotp, totpStep } from './totp.js';

/** The secret of RFC 6238, appendix B (SHA-1), and the last six digits of its codes. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('a code of an authenticator app', () => {
  it.each([[59, '287082', 1], [1_111_111_109, '081804', 37_037_036], [1_111_111_111, '050471', 37_037_037], [1_234_567_890, '005924', 41_152_263], [2_000_000_000, '279037', 66_666_666], [20_000_000_000, '353130', 666_666_666]])('of the RFC at %i is %s, of step %i', (seconds, code, step) => {
    expect(totpStep(SECRET, code, at(seconds))).toBe(step);
  });

  it('counts in its own step and in those beside it, always as its own', () => {
    // Of step 37037037, which begins at 1111111110.
    const seen = [1_111_111_079, 1_111_111_080, 1_111_111_109, 1_111_111_110, 1_111_111_139, 1_111_111_140, 1_111_111_169, 1_111_111_170].map((seconds) => totpStep(SECRET, '050471', at(seconds)));
    expect(seen).toEqual([null, 37_037_037, 37_037_037, 37_037_037, 37_037_037, 37_037_037, 37_037_037, null]);
  });

  it.each(['050472', '50471', '0050471', '050471 ', ' 050471', '05047a', '', '٠٥٠٤٧١', 'é50471', '05047é'])('is not %j', (code) => {
    expect(totpStep(SECRET, code, at(1_111_111_111))).toBeNull();
  });
});

describe('a second factor', () => {
  it('begins with a secret of 160 bits that no other has, as the address that apps read', () => {
    const [one, two] = [newTotp('a@studio.example'), newTotp('a@studio.example')];
    expect(one.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(one.secret).not.toBe(two.secret);
    const uri = new URL(one.uri);
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual(['otpauth:', 'totp', '/Hubcraft:a@studio.example']);
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ issuer: 'Hubcraft', secret: one.secret, period: '30', digits: '6', algorithm: 'SHA1' });
  });

  it('comes with ten codes for whoever loses her app, each of 80 random bits', () => {
    const codes = [...newRecoveryCodes(), ...newRecoveryCodes()];
    expect(codes).toHaveLength(20);
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(/^([0-9a-f]{5}-){3}[0-9a-f]{5}$/);
  });
});
