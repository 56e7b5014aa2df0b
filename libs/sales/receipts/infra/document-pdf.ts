import { fromUnixSeconds } from '#platform/kernel/clock';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { fill } from '#platform/kernel/fill-in';
import { numberToMinor } from '#platform/kernel/money';
import { asShown, canBeShown } from '#platform/pdf/fonts';
import { QUIET, Sheet } from '#platform/pdf/sheet';
import type { DocumentData } from '../contracts/queries.js';
import { FORMAT_LOCALE, TEXTS } from '../domain/texts.js';

interface Speech {
  money: (minor: number, currency?: string) => string;
  day: (seconds: number) => string;
  rate: (decimal: string) => string;
  country: (code: string) => string;
  place: string;
}

function speechOf(data: DocumentData): Speech {
  const locale = FORMAT_LOCALE[data.language];
  const named = new Intl.DisplayNames(locale, { type: 'region' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const rates = new Intl.NumberFormat(locale, { maximumFractionDigits: 12 });
  const country = (code: string): string => named.of(code) ?? code;
  return {
    money: (minor, currency = data.currency) => asShown(formatMoney(numberToMinor(minor), parseCurrency(currency), locale)),
    day: (seconds) => days.format(fromUnixSeconds(seconds)), rate: (decimal) => rates.format(decimal as Intl.StringNumericLiteral),
    country, place: data.buyer.region ? `${country(data.buyer.country)} (${data.buyer.region})` : country(data.buyer.country),
  };
}

function heading(sheet: Sheet, data: DocumentData, { day, country, place }: Speech): void {
  const words = TEXTS[data.language];
  if (data.is_test) sheet.text(words.test, { colour: '#a33a00', face: 'bold' });
  sheet.text(data.title, { face: 'bold', size: 22 });
  sheet.space(4);
  for (const [label, value] of [[words.number, data.number], [words.issued_on, day(data.issued_at)], [words.supplied_on, day(data.supplied_at)]] as const) sheet.text(`${label}: ${value}`);
  if (data.original) sheet.text(fill(words.corrects, { number: data.original.number, date: day(data.original.issued_at) }), { face: 'bold' });
  if (data.cause) sheet.text(words[`cause_${data.cause}`]);
  sheet.space(12);
  const { seller, buyer: { business } } = data;
  const buyer = business ? [business.name, ...business.address_lines, place, `${words.tax_id}: ${business.tax_id}`] : [fill(words.sold_to, { place })];
  sheet.blocks(
    [words.seller, seller.name, ...seller.address_lines, country(seller.country), ...(seller.contact ? [seller.contact] : []), ...seller.tax_ids.map(({ label, number }) => `${label}: ${number}`)].map(asShown),
    [words.buyer, ...buyer, '', `${words.order}: ${data.order_id}`, `${words.receipt_number}: ${data.receipt_number}`, ...(data.payment ? [`${words.paid_by}: ${data.payment}`] : [])].map(asShown));
}

function sums(sheet: Sheet, data: DocumentData, { money, day, rate }: Speech): void {
  const words = TEXTS[data.language];
  sheet.space(6);
  sheet.sum(words.net, money(data.net_minor));
  for (const part of data.taxes) sheet.sum(fill(words.tax_part, { name: asShown(part.label), rate: rate(part.rate), jurisdiction: part.jurisdiction }), money(part.tax_minor));
  if (data.taxes.length === 0) sheet.sum(words.tax, money(data.tax_minor));
  sheet.sum(data.kind === 'credit_note' ? words.total_credited : words.total_paid, money(data.total_minor), 'bold');
  const own = data.in_tax_currency;
  if (!own) return;
  sheet.space(8);
  const label = (what: string): string => `${what} (${fill(words.in_tax_currency, { currency: own.currency })})`;
  for (const [what, minor] of [[words.net, own.net_minor], [words.tax, own.tax_minor], [data.kind === 'credit_note' ? words.total_credited : words.total_paid, own.total_minor]] as const) sheet.sum(label(what), money(minor, own.currency));
  sheet.space(4);
  const date = day(new Date(`${own.rate_date}T00:00:00Z`).getTime() / 1_000);
  sheet.text(asShown(fill(words.rate_used, { from: data.currency, to: own.currency, rate: rate(own.rate), date, source: own.source })), { size: 8, colour: QUIET });
}

/** The PDF of a document. The same document gives the same bytes in the same build; what was given out once is kept. */
export function documentPdf(data: DocumentData): Promise<Buffer> {
  const words = TEXTS[data.language];
  const speech = speechOf(data);
  const sheet = new Sheet({ title: `${data.title} ${data.number}`, author: data.seller.name, language: data.language, made_at: fromUnixSeconds(data.issued_at) });
  heading(sheet, data, speech);
  sheet.row([words.item, words.quantity, words.unit, words.amount], { colour: QUIET });
  // A name in a script that the font has no shapes for would be boxes: the studio's own handle of the item stands in its place.
  for (const line of data.lines) sheet.row([canBeShown(line.name) ? line.name : line.sku, String(line.quantity), speech.money(line.unit_minor), speech.money(line.total_minor)]);
  sums(sheet, data, speech);
  sheet.space(18);
  for (const mention of data.mentions) sheet.text(asShown(mention), { size: 8.5, colour: QUIET });
  return sheet.end((page, pages) => `${data.number} · ${fill(words.page, { page, pages })}`);
}
