import fc from 'fast-check';
import type { Payee, PayingEntity } from '../contracts/queries.js';
import { creditOf, draftOf, invoiceNumber, type InvoiceData, type InvoiceDraft, type PaidOut } from './invoice.js';

const ENTITY: PayingEntity = { id: 'main', name: 'Operator Ltd', address_lines: ['1 Street'], country: 'IE', contact: null, tax_ids: [{ label: 'VAT ID', number: 'IE1' }], number_prefix: 'HC' };
const COMPANY: NonNullable<Payee['company']> = { legal_name: 'Spiele GmbH', address_lines: ['Weg 1'], country: 'DE', tax_id: 'DE1', registration_number: 'HRB 1' };
const AGREED = { version: '1', accepted_at: 1 };
const paid = (more: Partial<PaidOut> = {}): PaidOut => ({ id: 'pyo_1', environment: 'live', period: '2026-03-02', currency: 'EUR', amount_minor: 300n, exchange: null, shares: [{ game_id: 'gam_a', name: 'Alpha', amount_minor: 200n }, { game_id: 'gam_b', name: 'Beta', amount_minor: 100n }], ...more });
const draft = (payout: PaidOut, payee: Payee = { company: COMPANY, self_billing: AGREED }, terms: Parameters<typeof draftOf>[2] = null, entity: PayingEntity | null = ENTITY) => draftOf(payout, { entity, payee, studio_name: 'Studio' }, terms);
const issued = (of: ReturnType<typeof draft>): InvoiceDraft => {
  if (typeof of === 'string') throw new Error(of);
  return of;
};

describe('a self-billed invoice', () => {
  it('says what was paid, by game, between whom, and on what it rests', () => {
    expect(draft(paid())).toEqual({
      version: 1, kind: 'invoice', language: 'de', title: 'Gutschrift (Abrechnung durch den Leistungsempfänger)', supplied_until: '2026-03-02', is_test: false, payout_id: 'pyo_1',
      supplier: { name: 'Spiele GmbH', address_lines: ['Weg 1'], country: 'DE', tax_id: 'DE1', registration_number: 'HRB 1' }, customer: ENTITY, agreement: AGREED,
      lines: [{ game_id: 'gam_a', name: 'Alpha', net_minor: 200 }, { game_id: 'gam_b', name: 'Beta', net_minor: 100 }], currency: 'EUR', net_minor: 300, tax_minor: 0, total_minor: 300, exchange: null,
      vat: { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' },
      mentions: ['Gutschrift', 'Steuerschuldnerschaft des Leistungsempfängers (reverse charge). (Directive 2006/112/EC, Art. 44, 196)'], original: null,
    });
  });

  it.each([['DE', null, 'Gutschrift'], ['DE', 'en', 'Self-billing / Gutschrift'], ['FR', null, 'Self-billing / Autofacturation'], ['ES', null, 'Self-billing'], ['ES', 'de', 'Gutschrift']] as const)('of a studio in %s, in %s, bears the words "%s"', (country, language, words) => {
    expect(issued(draft(paid(), { company: { ...COMPANY, country, tax_id: `${country}1` }, self_billing: AGREED }, { language, vat: 'derived', rate: null, law: null })).mentions[0]).toBe(words);
  });

  it('waits for what is missing, and of a sandbox for nothing but who pays', () => {
    const nobody: Payee = { company: null, self_billing: null };
    expect([draft(paid(), undefined, null, null), draft(paid(), nobody), draft(paid(), { company: COMPANY, self_billing: null }), draft(paid(), { company: { ...COMPANY, country: 'IE' }, self_billing: AGREED })]).toEqual(['legal_entity', 'company', 'agreement', 'vat']);
    const sandbox = paid({ environment: 'sandbox' });
    expect(draft(sandbox, nobody, null, null)).toBe('legal_entity');
    expect(draft(sandbox, nobody)).toMatchObject({ is_test: true, supplier: { name: 'Studio', country: null }, agreement: null, vat: { treatment: 'none' }, total_minor: 300 });
    expect(draft(sandbox, { company: { ...COMPANY, country: 'IE' }, self_billing: AGREED })).toMatchObject({ is_test: true, vat: { treatment: 'none' } });
  });

  it('adds up whatever was paid out of however many games, with tax and without', () => {
    const shares = fc.array(fc.bigInt(1n, 10n ** 9n), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(shares, fc.constantFrom(null, '0', '7', '19', '8.1'), (amounts, rate) => {
      const total = amounts.reduce((sum, minor) => sum + minor, 0n);
      const payout = paid({ amount_minor: total, shares: amounts.map((amount_minor, n) => ({ game_id: `gam_${n}`, name: `${n}`, amount_minor })) });
      const data = issued(draft(payout, undefined, rate === null ? null : { language: null, vat: 'charged', rate, law: null }));
      expect([data.total_minor, data.net_minor + data.tax_minor, data.lines.reduce((sum, line) => sum + line.net_minor, 0)]).toEqual([Number(total), Number(total), data.net_minor]);
      expect(data.tax_minor > 0 || rate === null || rate === '0' || total < 10n).toBe(true);
    }));
  });

  it('is of what the studio supplied, whatever fees of its own sales were set off before it was paid', () => {
    const data = issued(draft(paid({ set_off_minor: 90n }), undefined, { language: 'en', vat: 'charged', rate: '19', law: null }));
    expect(data).toMatchObject({ total_minor: 390, net_minor: 328, tax_minor: 62, set_off: { fees_minor: 90, paid_minor: 300 } });
    expect(data.lines.reduce((sum, { net_minor }) => sum + net_minor, 0)).toBe(328);
    expect(issued(draft(paid({ set_off_minor: -50n })))).toMatchObject({ total_minor: 250, set_off: { fees_minor: -50, paid_minor: 300 } });
    expect(issued(draft(paid({ set_off_minor: 0n })))).not.toHaveProperty('set_off');
  });

  it('is taken back whole, as it stood there', () => {
    const data: InvoiceData = { ...issued(draft(paid({ amount_minor: 301n }), undefined, { language: 'en', vat: 'charged', rate: '19', law: null })), number: 'HC-1', issued_at: 7 };
    const { number, issued_at, ...rest } = data;
    expect(creditOf(data, 'pin_1', 'Account closed')).toEqual({ ...rest, kind: 'credit_note', title: 'Self-billing credit note', original: { invoice_id: 'pin_1', number, issued_at, reason: 'Account closed' } });
  });

  it('has a number that tells entity, studio, year and test apart', () => {
    expect(invoiceNumber('HC', 'stu_01k9xamp00000000007k2m9qxt', 'live', 2026, 1n)).toBe('HC-S7K2M9QXT-2026-00001');
    expect(invoiceNumber('HC', 'stu_01k9xamp00000000007k2m9qxt', 'sandbox', 2026, 123_456n)).toBe('TEST-HC-S7K2M9QXT-2026-123456');
  });
});
