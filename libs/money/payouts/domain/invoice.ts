import { fill } from '#platform/kernel/fill-in';
import { allocateMinor, minorToNumber } from '#platform/kernel/money';
import type { Payee, PayingEntity } from '../contracts/queries.js';
import type { InvoiceKind, InvoiceLack, InvoiceLanguage } from '../contracts/words.js';
import { INVOICE_TEXTS, selfBillingIn } from './invoice-texts.js';
import { taxWithin, vatOf, type Vat, type VatTold } from './vat.js';

/** What an invoice says, as it was when it was issued: what its PDF is made of. Amounts in minor units of `currency`. Those of a credit note are what is taken back. */
export interface InvoiceData {
  version: 1;
  kind: InvoiceKind;
  number: string;
  language: InvoiceLanguage;
  title: string;
  /** Unix seconds. */
  issued_at: number;
  /** The day (UTC) up to which what is settled was supplied: that of the run. */
  supplied_until: string;
  is_test: boolean;
  payout_id: string;
  /** In whose name it is issued. */
  supplier: { name: string; address_lines: string[]; country: string | null; tax_id: string | null; registration_number: string | null };
  /** Who issues it. */
  customer: PayingEntity;
  agreement: { version: string; accepted_at: number } | null;
  /** What was supplied of which game. */
  lines: { game_id: string; name: string; net_minor: number }[];
  currency: string;
  net_minor: number;
  vat: Vat;
  tax_minor: number;
  total_minor: number;
  /** Platform fees of the studio's own sales that were taken off before it was paid, and what was paid; left out where there were none. They are the operator's supply to the studio, and no part of this one. */
  set_off?: { fees_minor: number; paid_minor: number };
  /** Where it was paid in another currency: what arrived, what was kept for the exchange, and at which rate. */
  exchange: { currency: string; amount_minor: number; spread_minor: number; rate: string; rate_date: string; rate_source: string } | null;
  /** Sentences that the law wants. */
  mentions: string[];
  /** Of a credit note. */
  original: { invoice_id: string; number: string; issued_at: number; reason: string } | null;
}

export interface PaidOut {
  id: string;
  environment: 'sandbox' | 'live';
  period: string;
  currency: string;
  amount_minor: bigint;
  /** What was set off in it; below zero where fees came back. */
  set_off_minor?: bigint;
  exchange: InvoiceData['exchange'];
  shares: readonly { game_id: string; name: string; amount_minor: bigint }[];
}

export type InvoiceDraft = Omit<InvoiceData, 'number' | 'issued_at'>;

/** Everything of an invoice but its number, or what is missing. A sandbox makes test documents of what there is. */
export function draftOf(
  payout: PaidOut, parties: { entity: PayingEntity | null; payee: Payee; studio_name: string }, terms: (VatTold & { language: InvoiceLanguage | null }) | null,
): InvoiceDraft | InvoiceLack {
  const { entity, payee: { company, self_billing }, studio_name } = parties;
  const isTest = payout.environment === 'sandbox';
  if (!entity) return 'legal_entity';
  if (!isTest && !company) return 'company';
  if (!isTest && !self_billing) return 'agreement';
  const found = company ? vatOf(company, entity, terms) : null;
  if (!found && !isTest) return 'vat';
  const vat = found ?? { treatment: 'none' as const, rate: null, law: null };
  const language = terms?.language ?? languageOf(company?.country ?? null);
  const setOff = payout.set_off_minor ?? 0n;
  const supplied = payout.amount_minor + setOff;
  const { net, tax } = taxWithin(supplied, vat.rate);
  const nets = allocateMinor(net, payout.shares.map(({ amount_minor }) => amount_minor));
  return {
    version: 1, kind: 'invoice', language, title: INVOICE_TEXTS[language].titles.invoice, supplied_until: payout.period, is_test: isTest, payout_id: payout.id,
    supplier: { name: company?.legal_name ?? studio_name, address_lines: company?.address_lines ?? [], country: company?.country ?? null, tax_id: company?.tax_id ?? null, registration_number: company?.registration_number ?? null },
    customer: entity, agreement: self_billing, lines: payout.shares.map(({ game_id, name }, n) => ({ game_id, name, net_minor: minorToNumber(nets[n]!) })),
    currency: payout.currency, net_minor: minorToNumber(net), vat, tax_minor: minorToNumber(tax), total_minor: minorToNumber(supplied), exchange: payout.exchange,
    ...(setOff === 0n ? {} : { set_off: { fees_minor: minorToNumber(setOff), paid_minor: minorToNumber(payout.amount_minor) } }),
    mentions: mentionsOf(language, company?.country ?? null, vat), original: null,
  };
}

/** What takes an invoice back whole: the same parties, lines and tax, as they stood there. */
export function creditOf(original: InvoiceData, invoiceId: string, reason: string): InvoiceDraft {
  const { number, issued_at, ...data } = original;
  return { ...data, kind: 'credit_note', title: INVOICE_TEXTS[data.language].titles.credit_note, original: { invoice_id: invoiceId, number, issued_at, reason } };
}

/** Of a payout in the studio's series: `HC-S7K2M9QXT-2026-00001`; of a sandbox `TEST-HC-…`. The end of the studio's id tells suppliers apart. */
export function invoiceNumber(prefix: string, studioId: string, environment: 'sandbox' | 'live', year: number, number: bigint): string {
  return `${environment === 'sandbox' ? 'TEST-' : ''}${prefix}-S${studioId.slice(-8).toUpperCase()}-${year}-${String(number).padStart(5, '0')}`;
}

function languageOf(country: string | null): InvoiceLanguage {
  return country === 'DE' || country === 'AT' ? 'de' : 'en';
}

/** "Self-billing" has to stand there (Directive 2006/112/EC, Art. 226(10a)), in the words of the studio's country too where they are known; then how it is taxed. */
function mentionsOf(language: InvoiceLanguage, country: string | null, vat: Vat): string[] {
  const words = INVOICE_TEXTS[language];
  const there = selfBillingIn(country);
  const taxed = fill(words.vat[vat.treatment], { rate: vat.rate ?? '' });
  return [there === null || there === words.self_billing ? words.self_billing : `${words.self_billing} / ${there}`, vat.law === null ? taxed : `${taxed} (${vat.law})`];
}
