import { exponentOf, parseCurrency } from '#platform/kernel/currency';
import { allocateMinor, minorToNumber, numberToMinor } from '#platform/kernel/money';
import { divideRounded } from '#platform/kernel/rational';
import { fill } from '#platform/kernel/fill-in';
import type { BusinessBuyer, OrderLine, OrderTax } from '#sales/orders/queries';
import type { PaymentView } from '#sales/payments/queries';
import type { DocumentData, DocumentKind, DocumentLanguage } from '../contracts/queries.js';
import { mentionsOf, ruleOf, sellerNumbers, titleOf } from './document-rules.js';
import type { Figures } from './figures.js';
import type { LegalEntity } from './legal-entity.js';
import { TEXTS, paymentInWords } from './texts.js';
import type { Wanted } from './wanted.js';

/** What is told of a sale when it is paid, as far as its documents say it. */
export interface Sale {
  order_id: string;
  tax: OrderTax;
  currency: string;
  country: string;
  region: string | null;
  receipt_number: string;
  /** Unix seconds. */
  paid_at: number;
}

/** Everything that a document is written from. */
export interface Material {
  wanted: Wanted;
  kind: DocumentKind;
  figures: Figures;
  sale: Sale;
  lines: readonly OrderLine[];
  /** Who buys, where it is a business. */
  business: BusinessBuyer | null;
  payment: (Pick<PaymentView, 'method' | 'card'> & { method_name?: string | undefined }) | undefined;
  game: { name: string; is_test: boolean };
  entity: LegalEntity;
  language: DocumentLanguage;
  number: string;
  issued_at: number;
  original: DocumentData['original'];
  in_tax_currency: DocumentData['in_tax_currency'];
  /** The name of a tax as people call it in the language. */
  taxName: (name: string) => string;
}

/** The listed lines with their share of the net amount, which adds up to it. */
function linesOf({ wanted, figures, lines, sale }: Material): DocumentData['lines'] {
  const part = wanted.series_kind === 'credit' ? (wanted.part?.lines ?? null) : null;
  const told = part ? part.map(({ sku, quantity, amount_minor, tax_minor }) => {
    const total_minor = sale.tax.price_display === 'inclusive' ? amount_minor : amount_minor - tax_minor;
    const sold = lines.find((line) => line.sku === sku);
    return { sku, name: sold?.name ?? sku, quantity, unit_minor: sold?.unit_minor ?? total_minor, total_minor };
  }) : lines;
  const weights = told.map(({ total_minor }) => numberToMinor(total_minor));
  if (!weights.some((weight) => weight > 0n)) return [];
  // Of what is left after a partial refund the lines are those of the sale: the amounts say how much of them went back.
  const isWhole = figures.total_minor === sale.tax.total_minor || part !== null;
  const shares = allocateMinor(numberToMinor(isWhole ? figures.net_minor : sale.tax.net_minor), weights);
  const isFreed = sale.tax.outcome === 'reverse_charge' && sale.tax.price_display === 'inclusive';
  return told.map(({ sku, name, quantity, unit_minor, total_minor }, index) => {
    const net_minor = minorToNumber(shares[index]!);
    // A listed price holds a tax that this buyer does not pay: an invoice says prices without it (Directive 2006/112/EC, Art. 226(8)).
    const prices = isFreed ? { unit_minor: minorToNumber(divideRounded(shares[index]!, BigInt(Math.max(1, quantity)), 'half_away_from_zero')), total_minor: net_minor } : { unit_minor, total_minor };
    return { sku, name, quantity, ...prices, net_minor };
  });
}

/** The sentences of the law; "reverse charge" (Directive 2006/112/EC, Art. 226(11a)) with the law of the place that it rests on. */
function sentencesOf({ sale, figures, entity, language, game }: Material, pricesContainTax: boolean): string[] {
  const words = TEXTS[language];
  const basis = ruleOf(sale.country).reverseCharge;
  const values = { seller: entity.name, game: game.name };
  return mentionsOf(sale.tax.outcome, pricesContainTax, figures.tax_minor > 0).map((mention) => fill(words.mentions[mention], values) + (mention === 'reverse_charge' && basis ? ` (${basis})` : ''));
}

export function composeDocument(material: Material): DocumentData {
  const { wanted, kind, figures, sale, entity, language, game, business } = material;
  const words = TEXTS[language];
  const pricesContainTax = sale.tax.price_display === 'inclusive' && sale.tax.outcome !== 'reverse_charge';
  return {
    version: 1, kind, number: material.number, language, title: words.titles[titleOf(kind, sale.country, entity.tax_ids)], issued_at: material.issued_at, supplied_at: sale.paid_at, is_test: game.is_test,
    order_id: sale.order_id, receipt_number: sale.receipt_number,
    seller: {
      legal_entity_id: entity.id, name: entity.name, address_lines: entity.address_lines, country: entity.country, contact: entity.contact, tax_ids: sellerNumbers(entity.tax_ids, sale.country, entity.country),
    },
    buyer: { country: sale.country, region: sale.region, ...(business ? { business } : {}) }, game: game.name, payment: paymentInWords(material.payment, language),
    lines: linesOf(material), prices_contain_tax: pricesContainTax, currency: sale.currency, exponent: exponentOf(parseCurrency(sale.currency)),
    net_minor: figures.net_minor, taxes: figures.taxes.map((part) => ({ ...part, label: material.taxName(part.name) })), tax_minor: figures.tax_minor, total_minor: figures.total_minor,
    in_tax_currency: material.in_tax_currency, mentions: sentencesOf(material, pricesContainTax),
    original: material.original, cause: wanted.series_kind === 'credit' ? wanted.cause : null,
  };
}
