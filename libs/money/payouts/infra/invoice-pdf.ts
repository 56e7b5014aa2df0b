import { fromUnixSeconds } from '#platform/kernel/clock';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { fill } from '#platform/kernel/fill-in';
import { numberToMinor } from '#platform/kernel/money';
import { asShown } from '#platform/pdf/fonts';
import { QUIET, Sheet } from '#platform/pdf/sheet';
import type { InvoiceData } from '../domain/invoice.js';
import { INVOICE_LOCALE, INVOICE_TEXTS } from '../domain/invoice-texts.js';

interface Speech {
  money: (minor: number, currency?: string) => string;
  day: (at: Date) => string;
  number: (decimal: string) => string;
  country: (code: string | null) => string[];
}

function speechOf({ language, currency: own }: InvoiceData): Speech {
  const locale = INVOICE_LOCALE[language];
  const named = new Intl.DisplayNames(locale, { type: 'region' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 12 });
  return {
    money: (minor, currency = own) => asShown(formatMoney(numberToMinor(minor), parseCurrency(currency), locale)),
    day: (at) => days.format(at), number: (decimal) => numbers.format(decimal as Intl.StringNumericLiteral), country: (code) => (code === null ? [] : [named.of(code) ?? code]),
  };
}

function heading(sheet: Sheet, data: InvoiceData, { day, country }: Speech): void {
  const words = INVOICE_TEXTS[data.language];
  const { supplier, customer, original } = data;
  if (data.is_test) sheet.text(words.test, { colour: '#a33a00', face: 'bold' });
  sheet.text(data.title, { face: 'bold', size: 18 });
  sheet.space(4);
  const facts = [[words.number, data.number], [words.issued_on, day(fromUnixSeconds(data.issued_at))], [words.supplied_until, day(new Date(`${data.supplied_until}T00:00:00Z`))], [words.payout, data.payout_id]] as const;
  for (const [label, value] of facts) sheet.text(`${label}: ${value}`);
  if (original) sheet.text(asShown(fill(words.corrects, { number: original.number, date: day(fromUnixSeconds(original.issued_at)), reason: original.reason })), { face: 'bold' });
  sheet.space(12);
  sheet.blocks(
    [words.supplier, supplier.name, ...supplier.address_lines, ...country(supplier.country), ...(supplier.tax_id ? [`${words.tax_id}: ${supplier.tax_id}`] : []), ...(supplier.registration_number ? [`${words.registration}: ${supplier.registration_number}`] : [])].map(asShown),
    [words.customer, customer.name, ...customer.address_lines, ...country(customer.country), ...(customer.contact ? [customer.contact] : []), ...customer.tax_ids.map(({ label, number }) => `${label}: ${number}`)].map(asShown));
}

function sums(sheet: Sheet, data: InvoiceData, { money, day, number }: Speech): void {
  const words = INVOICE_TEXTS[data.language];
  const { exchange, vat } = data;
  sheet.space(6);
  sheet.sum(words.net, money(data.net_minor));
  if (vat.rate !== null) sheet.sum(fill(words.tax, { rate: number(vat.rate) }), money(data.tax_minor));
  sheet.sum(data.kind === 'invoice' ? words.total : words.total_credited, money(data.total_minor), 'bold');
  if (data.set_off) {
    sheet.sum(words.set_off, money(-data.set_off.fees_minor));
    sheet.sum(words.left, money(data.set_off.paid_minor), 'bold');
  }
  if (!exchange) return;
  sheet.space(8);
  if (exchange.spread_minor > 0) sheet.sum(words.kept, money(exchange.spread_minor));
  sheet.sum(fill(words.paid, { currency: exchange.currency }), money(exchange.amount_minor, exchange.currency));
  sheet.space(4);
  const values = { from: data.currency, to: exchange.currency, rate: number(exchange.rate), date: day(new Date(`${exchange.rate_date}T00:00:00Z`)), source: exchange.rate_source };
  sheet.text(asShown(fill(words.rate_used, values)), { size: 8, colour: QUIET });
}

/** The PDF of a self-billed invoice. The same document gives the same bytes in the same build; what was given out once is kept. */
export function invoicePdf(data: InvoiceData): Promise<Buffer> {
  const words = INVOICE_TEXTS[data.language];
  const speech = speechOf(data);
  const sheet = new Sheet({ title: `${data.title} ${data.number}`, author: data.customer.name, language: data.language, made_at: fromUnixSeconds(data.issued_at) });
  heading(sheet, data, speech);
  sheet.row([words.item, '', '', words.amount], { colour: QUIET });
  for (const { name, net_minor } of data.lines) sheet.row([asShown(fill(words.supplied, { game: name })), '', '', speech.money(net_minor)]);
  sums(sheet, data, speech);
  sheet.space(18);
  const [selfBilling, ...taxed] = data.mentions;
  if (selfBilling) sheet.text(asShown(selfBilling), { face: 'bold' });
  for (const mention of taxed) sheet.text(asShown(mention));
  if (data.agreement) sheet.text(asShown(fill(words.agreement, { version: data.agreement.version, date: speech.day(fromUnixSeconds(data.agreement.accepted_at)) })), { size: 8.5, colour: QUIET });
  return sheet.end((page, pages) => `${data.number} · ${fill(words.page, { page, pages })}`);
}
