import { EU } from '#platform/kernel/country';
import { orderForTest, orderPaidForTest, orderTaxForTest } from '#sales/orders/testing';
import { ENTITY_FOR_TEST } from '../testing/index.js';
import { composeDocument, type Material } from './compose.js';
import { DOCUMENT_RULES, kindOfSale, retainUntil, sellerNumbers, titleOf } from './document-rules.js';
import { figuresOf } from './figures.js';
import { documentNumber, entityFor, ownNumbers, payingEntity, type LegalEntity } from './legal-entity.js';
import { documentLanguage, paymentInWords } from './texts.js';

const entity = { ...ENTITY_FOR_TEST, buyer_countries: null, is_demo: false } as LegalEntity;
const [gems] = orderForTest().lines;
const material = (told: Partial<Material> = {}): Material => {
  const sale = told.sale ?? orderPaidForTest();
  return {
    wanted: { series_kind: 'sale', order_id: sale.order_id }, kind: 'receipt', figures: figuresOf(sale.tax), sale, lines: [gems!], business: null, payment: { method: 'card', card: { brand: 'VISA', last4: '4242', country: 'DE', fingerprint: null } },
    game: { name: 'Star Game', is_test: true }, entity, language: 'en', number: 'TS-R2026-0000001', issued_at: 1_790_000_100, original: null, in_tax_currency: null, taxName: (name) => `${name}!`, ...told,
  };
};

describe('a document', () => {
  it('says who sold what to where at which tax, and nothing of a person', () => {
    const data = composeDocument(material());
    expect(data).toMatchObject({
      kind: 'receipt', title: 'Receipt', number: 'TS-R2026-0000001', issued_at: 1_790_000_100, supplied_at: 1_790_000_000, buyer: { country: 'DE', region: null }, payment: 'VISA card', game: 'Star Game', is_test: true,
      currency: 'EUR', exponent: 2, net_minor: 1_680, tax_minor: 319, total_minor: 1_999, prices_contain_tax: true, taxes: [{ name: 'VAT', label: 'VAT!', rate: '19', jurisdiction: 'DE', tax_minor: 319 }],
      lines: [{ sku: 'gems.500', name: '500 Gems', quantity: 1, unit_minor: 1_999, total_minor: 1_999, net_minor: 1_680 }], receipt_number: '0000000000000042', original: null, cause: null,
    });
    expect(data.seller.tax_ids.map(({ number }) => number)).toEqual(['EU372000001']);
    expect(JSON.stringify(data)).not.toMatch(/P-1|aria@|4242|DE-digital/);
  });

  it('shares the net amount among its lines to the cent', () => {
    const lines = [1_000, 999, 1].map((total_minor, n) => ({ ...gems!, sku: `s${n}`, total_minor }));
    const tax = orderTaxForTest({ net_minor: 1_681, tax_minor: 319, total_minor: 2_000 });
    expect(composeDocument(material({ lines, sale: orderPaidForTest({ tax }), figures: figuresOf(tax) })).lines.map(({ net_minor }) => net_minor)).toEqual([840, 840, 1]);
  });

  it('names the lines of a part, and what they come to', () => {
    const part = { net_minor: 840, tax_minor: 160, total_minor: 1_000, taxes: [{ name: 'VAT', rate: '19', jurisdiction: 'DE', tax_minor: 160 }], lines: [{ sku: 'gems.500', quantity: 1, amount_minor: 1_000, tax_minor: 160 }] };
    const original = { document_id: 'inv_1', number: 'TS-R2026-0000001', issued_at: 1_790_000_100 };
    const data = composeDocument(material({ wanted: { series_kind: 'credit', order_id: 'ord_1', cause: 'refund', cause_id: 'ref_1', part }, kind: 'credit_note', figures: part, original }));
    expect(data).toMatchObject({ title: 'Credit note', total_minor: 1_000, original, cause: 'refund', lines: [{ sku: 'gems.500', name: '500 Gems', total_minor: 1_000, net_minor: 840, unit_minor: 1_999 }] });
  });

  describe('of a business that owes the tax', () => {
    const business = { tax_id: 'DE136695976', name: 'Spielhaus GmbH', address_lines: ['Turmstr. 1', '10559 Berlin'] };
    const tax = orderTaxForTest({ outcome: 'reverse_charge', net_minor: 1_680, tax_minor: 0, total_minor: 1_680, components: [] });
    const freed = (told: Partial<Material> = {}) => composeDocument(material({ kind: kindOfSale('reverse_charge', true), sale: orderPaidForTest({ tax }), figures: figuresOf(tax), business, ...told }));

    it('is an invoice that names it, with the words of the law', () => {
      expect(freed()).toMatchObject({
        kind: 'invoice', title: 'Invoice', buyer: { country: 'DE', region: null, business }, taxes: [], tax_minor: 0, net_minor: 1_680, total_minor: 1_680,
        mentions: ['Reverse charge: the recipient of this supply owes the tax. (Directive 2006/112/EC Art. 196)', 'Test Seller Ltd sold this as the Merchant of Record for Star Game and took the payment.'],
      });
      expect(freed({ language: 'de' }).mentions[0]).toBe('Steuerschuldnerschaft des Leistungsempfängers (reverse charge). (Directive 2006/112/EC Art. 196)');
    });

    it('says prices without the tax that is not paid', () => {
      const two = { ...gems!, quantity: 2, unit_minor: 1_000, total_minor: 1_999 };
      expect(freed({ lines: [two] })).toMatchObject({ prices_contain_tax: false, lines: [{ quantity: 2, unit_minor: 840, total_minor: 1_680, net_minor: 1_680 }] });
      const part = { net_minor: 500, tax_minor: 0, total_minor: 500, taxes: [], lines: [{ sku: 'gems.500', quantity: 1, amount_minor: 500, tax_minor: 0 }] };
      const credit = freed({ wanted: { series_kind: 'credit', order_id: 'ord_1', cause: 'refund', cause_id: 'ref_1', part }, kind: 'credit_note', figures: part, lines: [two] });
      expect(credit).toMatchObject({ title: 'Credit note', buyer: { business }, lines: [{ quantity: 1, unit_minor: 500, total_minor: 500 }], mentions: [expect.stringContaining('Reverse charge'), expect.anything()] });
    });

    it.each([['GB', 'Value Added Tax Act 1994 s 8'], ['CH', 'SR 641.20 Art. 45'], ['NO', 'Merverdiavgiftsloven § 3-30'], ['AU', 's 9-25(5), Div 84'], ['NZ', 's 8(4D)'], ['SG', 's 14']])('names the law of %s', (country, law) => {
      expect(freed({ sale: orderPaidForTest({ tax, country }) }).mentions[0]).toContain(law);
    });

    it('and names no law of a place of which none is written down', () => expect(freed({ sale: orderPaidForTest({ tax, country: 'IS' }) }).mentions[0]).toBe('Reverse charge: the recipient of this supply owes the tax.'));
  });

  it('of a business that is charged is an invoice with the tax', () => {
    const data = composeDocument(material({ kind: kindOfSale('charge', true), business: { tax_id: 'T1', name: 'KK', address_lines: ['1'] } }));
    expect(data).toMatchObject({ kind: 'invoice', tax_minor: 319, prices_contain_tax: true, buyer: { business: { tax_id: 'T1' } }, lines: [{ unit_minor: 1_999 }] });
  });
});

describe('by the law of the place', () => {
  it.each([
    ['receipt', 'DE', 'receipt'], ['receipt', 'AU', 'tax_invoice'], ['credit_note', 'AU', 'adjustment_note'], ['receipt', 'NZ', 'receipt'], ['receipt', 'SG', 'receipt'], ['receipt', 'JP', 'receipt'], ['invoice', 'DE', 'invoice'], ['credit_note', 'GB', 'credit_note'],
  ] as const)('a %s for %s is called %s: the name is for those who are fully registered there', (kind, country, title) => expect(titleOf(kind, country, entity.tax_ids)).toBe(title));

  it('the numbers of the place stand on it', () => {
    const numbers = (country: string) => sellerNumbers(entity.tax_ids, country, 'IE').map(({ number }) => number);
    expect([numbers('FR'), numbers('JP'), numbers('GB'), numbers('US')]).toEqual([['EU372000001'], ['T1234567890123'], ['GB123456789'], []]);
  });

  it('every rule says where it stands, and no country has two', () => {
    expect(EU).toHaveLength(27);
    for (const { source, countries } of DOCUMENT_RULES) expect([countries, source.length > 20]).toEqual([countries, true]);
    const all = DOCUMENT_RULES.flatMap(({ countries }) => countries);
    expect(new Set(all).size).toBe(all.length);
  });

  it('it is kept until the end of the tenth year', () => expect(retainUntil('DE', new Date('2026-03-01T00:00:00Z'))).toBe('2036-12-31'));
});

describe('who sells', () => {
  const all = { ...entity, id: 'rest' };
  const us = { ...entity, id: 'us', buyer_countries: ['US', 'CA'] };
  const demo = { ...entity, id: 'demo', is_demo: true };
  it('is whoever names the country, else the rest, else nobody; the demo is nobody in production', () => {
    expect(entityFor([all, us], 'CA', true)?.id).toBe('us');
    expect(entityFor([all, us], 'DE', true)?.id).toBe('rest');
    expect(entityFor([us], 'DE', true)).toBeNull();
    expect(entityFor([demo], 'DE', false)?.id).toBe('demo');
    expect(entityFor([demo], 'DE', true)).toBeNull();
  });
  it('pays the studios where it sells to everybody else, under the numbers of its own country', () => {
    expect([payingEntity([us, all], true)?.id, payingEntity([us], true), payingEntity([demo], false)?.id, payingEntity([demo], true)]).toEqual(['rest', null, 'demo', null]);
    const numbers = [{ territory: 'IE', label: 'VAT', number: 'IE1', scheme: 'standard' }, { territory: 'EU', label: 'VAT', number: 'EU1', scheme: 'oss_non_union' }, { territory: 'EU', label: 'VAT', number: 'EU2', scheme: 'standard' }, { territory: 'GB', label: 'VAT', number: 'GB1', scheme: 'standard' }] as LegalEntity['tax_ids'];
    expect(ownNumbers({ country: 'IE', tax_ids: numbers }).map(({ number }) => number)).toEqual(['IE1', 'EU2']);
  });
});

describe('the words', () => {
  it('have numbers that say whose, what and when', () => {
    expect(documentNumber('HC', 'live', 'sale', 2026, 42n)).toBe('HC-R2026-0000042');
    expect(documentNumber('HC', 'sandbox', 'credit', 2026, 12_345_678n)).toBe('TEST-HC-C2026-12345678');
  });
  it('are in the language of the order, else of the game, else English', () => {
    expect([documentLanguage('de-AT', 'en'), documentLanguage('fr', 'de'), documentLanguage(null, 'ja'), documentLanguage('EN-us')]).toEqual(['de', 'de', 'en', 'en']);
  });
  it('say how somebody paid without saying with which card', () => {
    expect([paymentInWords({ method: 'wallet', card: null }, 'de'), paymentInWords({ method: 'paypal', card: null }, 'en'), paymentInWords({ method: 'toString', card: null }, 'en'), paymentInWords({ method: 'ideal', method_name: 'iDEAL | Wero', card: null }, 'de'), paymentInWords(undefined, 'en')]).toEqual(['Wallet', 'PayPal', 'toString', 'iDEAL | Wero', '']);
  });
});
