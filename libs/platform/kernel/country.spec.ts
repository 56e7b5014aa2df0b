import { isISO31661Alpha2 } from 'class-validator';
import { COUNTRIES, isCountry } from './country.js';

describe('countries', () => {
  test('are those of ISO 3166-1 and Kosovo, each once', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const official = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => isISO31661Alpha2(code));
    expect([...COUNTRIES].sort()).toEqual([...official, 'XK'].sort());
  });

  test('are known by their upper-case code alone', () => {
    for (const code of ['DE', 'US', 'VA', 'XK']) expect(isCountry(code)).toBe(true);
    for (const other of ['XX', 'ZZ', 'UK', 'EU', 'de', 'DEU', '', null, 276]) expect(isCountry(other)).toBe(false);
  });
});
