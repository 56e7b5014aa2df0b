import PDFDocument from 'pdfkit';
import { asShown, fontOf, type Face } from './fonts.js';

const MARGIN = 56;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN - 24;
const INK = '#16181d';
export const QUIET = '#5b6270';
const LINE = '#d9dce3';
/** Where the columns of the lines begin, and how wide they are. */
const COLUMNS = [{ x: 0, width: WIDTH - 230 }, { x: WIDTH - 224, width: 54 }, { x: WIDTH - 164, width: 76 }, { x: WIDTH - 82, width: 82 }] as const;

/** What a file says of itself. */
export interface SheetFacts {
  title: string;
  author: string;
  /** BCP 47. */
  language: string;
  made_at: Date;
}

/** Draws one document from the top to the bottom, and on further pages where there are more lines than one takes. */
export class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  private y = MARGIN;

  /** Everything that a file says of itself comes from the document, so that the same document is the same file. */
  constructor({ title, author, language, made_at: at }: SheetFacts) {
    // Without a font of its own: the standard ones are not in the file, and not what is drawn with.
    this.pdf = new PDFDocument({
      size: 'A4', margin: MARGIN, bufferPages: true, lang: language, displayTitle: true, font: '',
      info: { Title: title, Author: asShown(author), Producer: 'Hubcraft', Creator: 'Hubcraft', CreationDate: at, ModDate: at },
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
