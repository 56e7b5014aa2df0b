import { CURRENCIES, CurrencyUnknown, decimalString, endedOn, exponentOf, formatMoney, isCurrency, parseCurrency } from './currency.js';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('currencies', () => {
  test('are the 158 money currencies of the contract, each once', () => {
    expect(CURRENCIES).toHaveLength(158);
    expect(new Set(CURRENCIES).size).toBe(158);
    for (const code of CURRENCIES) expect(code).toMatch(/^[A-Z]{3}$/);
    expect(isCurrency('XCG')).toBe(true);
    for (const other of ['RP', 'VC', 'usd', 'XXX', '', null, 840]) expect(isCurrency(other)).toBe(false);
    expect(parseCurrency('EUR')).toBe('EUR');
    expect(() => parseCurrency('VC')).toThrow(CurrencyUnknown);
  });

  test('that are unknown are named in the refusal, cut where somebody sends a novel', () => {
    const { code, detail } = new CurrencyUnknown('VC');
    expect({ code, detail }).toEqual({ code: 'money.currency_unknown', detail: 'VC is not a currency that is known here.' });
    expect(new CurrencyUnknown('ABCDEFGHIJKLMNOP').detail).toBe('ABCDEFGHIJKL is not a currency that is known here.');
  });

  test('have the exponents of ISO 4217, also where Intl shows other digits', () => {
    const expected = { USD: 2, EUR: 2, JPY: 0, KRW: 0, CLP: 0, VND: 0, ISK: 0, UGX: 0, XOF: 0, KWD: 3, TND: 3, IQD: 3, HUF: 2, IDR: 2, COP: 2, MGA: 2, MRU: 2, TWD: 2, RSD: 2 } as const;
    for (const [code, exponent] of Object.entries(expected)) expect([code, exponentOf(parseCurrency(code))]).toEqual([code, exponent]);
  });

  test('know which of them ended', () => {
    expect([endedOn('BGN'), endedOn('ANG'), endedOn('ZWL')]).toEqual(['2026-01-31', '2025-06-30', '2024-08-31']);
    expect(endedOn('EUR')).toBeNull();
  });
});

describe('amounts for people', () => {
  test('are exact decimals', () => {
    expect(decimalString(1999n, 'USD')).toBe('19.99');
    expect(decimalString(-5n, 'USD')).toBe('-0.05');
    expect(decimalString(1999n, 'JPY')).toBe('1999');
    expect(decimalString(1999n, 'KWD')).toBe('1.999');
  });

  test('are divided by our exponent and shown by the custom of the locale', () => {
    expect(plain(formatMoney(1999n, 'USD', 'en-US'))).toBe('$19.99');
    expect(plain(formatMoney(123456n, 'EUR', 'de-DE'))).toBe('1.234,56 €');
    expect(plain(formatMoney(1200n, 'JPY', 'en-US'))).toBe('¥1,200');
    expect(plain(formatMoney(1500n, 'KWD', 'en-US'))).toBe('KWD 1.500');
  });

  test('keep broken forint, and show whole ones whole', () => {
    expect(plain(formatMoney(199000n, 'HUF', 'en-US'))).toBe('HUF 1,990');
    expect(plain(formatMoney(199050n, 'HUF', 'en-US'))).toBe('HUF 1,990.50');
    expect(plain(formatMoney(2000n, 'USD', 'en-US'))).toBe('$20.00');
  });

  test('do not lose a cent far beyond what a float holds', () => {
    expect(plain(formatMoney(900719925474099301n, 'USD', 'en-US'))).toBe('$9,007,199,254,740,993.01');
  });
});
