import PDFDocument from 'pdfkit';
import { fromUnixSeconds } from '#platform/kernel/clock';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { numberToMinor } from '#platform/kernel/money';
import type { DocumentData } from '../contracts/queries.js';
import { FORMAT_LOCALE, TEXTS, fill } from '../domain/texts.js';
import { asShown, canBeShown, fontOf, type Face } from './fonts.js';

const MARGIN = 56;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN - 24;
const INK = '#16181d';
const QUIET = '#5b6270';
const LINE = '#d9dce3';
/** Where the columns of the lines begin, and how wide they are. */
const COLUMNS = [{ x: 0, width: WIDTH - 230 }, { x: WIDTH - 224, width: 54 }, { x: WIDTH - 164, width: 76 }, { x: WIDTH - 82, width: 82 }] as const;

/** Draws one document from the top to the bottom, and on further pages where there are more lines than one takes. */
class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  private y = MARGIN;

  constructor(data: DocumentData) {
    // Everything that a file says of itself comes from the document, so that the same document is the same file.
    const at = fromUnixSeconds(data.issued_at);
    // Without a font of its own: the standard ones are not in the file, and not what is drawn with.
    this.pdf = new PDFDocument({
      size: 'A4', margin: MARGIN, bufferPages: true, lang: data.language, displayTitle: true, font: '',
      info: { Title: `${data.title} ${data.number}`, Author: asShown(data.seller.name), Producer: 'Hubcraft', Creator: 'Hubcraft', CreationDate: at, ModDate: at },
    });
    for (const face of ['regular', 'bold'] as const) this.pdf.registerFont(face, fontOf(face) as never);
  }

  private face(face: Face, size: number, colour = INK): this {
    this.pdf.font(face).fontSize(size).fillColor(colour);
    return this;
  }

  private room(height: number): void {
    if (this.y + height <= BOTTOM) return;
    this.pdf.addPage();
    this.y = MARGIN;
  }

  space(height: number): void {
    this.y += height;
  }

  text(text: string, o: { face?: Face; size?: number; colour?: string } = {}): void {
    this.face(o.face ?? 'regular', o.size ?? 9.5, o.colour);
    const height = this.pdf.heightOfString(text, { width: WIDTH });
    this.room(height);
    this.pdf.text(text, MARGIN, this.y, { width: WIDTH });
    this.y += height + 2;
  }

  /** Two blocks beside each other, each with a quiet heading. */
  blocks(left: string[], right: string[]): void {
    this.room(90);
    const half = WIDTH / 2 - 12;
    const ends = [left, right].map(([heading, ...lines], at) => {
      const x = MARGIN + at * (half + 24);
      this.face('regular', 8.5, QUIET).pdf.text(heading!, x, this.y, { width: half });
      this.face('regular', 9.5).pdf.text(lines.join('\n'), x, this.pdf.y + 1, { width: half, lineGap: 1 });
      return this.pdf.y;
    });
    this.y = Math.max(...ends) + 14;
  }

  /** One row of the table; figures stand at the right. */
  row(cells: string[], o: { face?: Face; colour?: string } = {}): void {
    this.face(o.face ?? 'regular', 9.5, o.colour);
    const height = this.pdf.heightOfString(cells[0]!, { width: COLUMNS[0].width }) + 8;
    this.room(height);
    cells.forEach((cell, at) => this.pdf.text(cell, MARGIN + COLUMNS[at]!.x, this.y + 4, { width: COLUMNS[at]!.width, align: at === 0 ? 'left' : 'right' }));
    this.y += height;
    this.pdf.moveTo(MARGIN, this.y).lineTo(MARGIN + WIDTH, this.y).lineWidth(0.5).strokeColor(LINE).stroke();
  }

  sum(label: string, amount: string, face: Face = 'regular'): void {
    this.face(face, face === 'bold' ? 11 : 9.5);
    const height = this.pdf.heightOfString(label, { width: WIDTH - 110 }) + 4;
    this.room(height);
    this.pdf.text(label, MARGIN, this.y + 2, { width: WIDTH - 110, align: 'right' });
    this.pdf.text(amount, MARGIN + WIDTH - 100, this.y + 2, { width: 100, align: 'right' });
    this.y += height;
  }

  end(page: (page: string, pages: string) => string): Promise<Buffer> {
    const { start, count } = this.pdf.bufferedPageRange();
    for (let at = start; at < start + count; at++) {
      this.pdf.switchToPage(at);
      // Below the margin a text would begin a page of its own.
      this.pdf.page.margins.bottom = 0;
      this.face('regular', 8, QUIET).pdf.text(page(String(at + 1), String(count)), MARGIN, 841.89 - MARGIN, { width: WIDTH, align: 'right', lineBreak: false });
    }
    const parts: Buffer[] = [];
    return new Promise((resolve, reject) => {
      this.pdf.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts))).on('error', reject);
      this.pdf.end();
    });
  }
}

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
  const sheet = new Sheet(data);
  heading(sheet, data, speech);
  sheet.row([words.item, words.quantity, words.unit, words.amount], { colour: QUIET });
  // A name in a script that the font has no shapes for would be boxes: the studio's own handle of the item stands in its place.
  for (const line of data.lines) sheet.row([canBeShown(line.name) ? line.name : line.sku, String(line.quantity), speech.money(line.unit_minor), speech.money(line.total_minor)]);
  sums(sheet, data, speech);
  sheet.space(18);
  for (const mention of data.mentions) sheet.text(asShown(mention), { size: 8.5, colour: QUIET });
  return sheet.end((page, pages) => `${data.number} · ${fill(words.page, { page, pages })}`);
}
