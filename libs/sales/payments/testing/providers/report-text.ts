/** What reports of the fakes are written with. */
export const csvText = (rows: readonly (readonly (string | number)[])[]): string => rows.map((row) => row.map((cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))).join(',')).map((row) => `${row}\r\n`).join('');

/** Ten-thousandths of the major unit as a decimal text; of whole minor units no more digits than they have. */
export function decimal(tenThousandths: number): string {
  const digits = String(Math.abs(tenThousandths)).padStart(5, '0');
  const text = `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/00$/, '');
  return tenThousandths < 0 ? `-${text}` : text;
}
