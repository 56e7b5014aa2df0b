import { newId, type Books, type Work } from './books.js';

const COLUMNS = [
  'line_id',
  'type',
  'psp_payment_id',
  'psp_refund_id',
  'reference',
  'currency',
  'gross_minor',
  'fee_minor',
  'net_minor',
  'settled_at',
  'batch_id',
] as const;

/** Puts every unsettled line into one batch, so that a line is settled once. */
export function closeBatch(work: Work): { batch_id: string | null; lines: number } {
  const line_ids = [...work.books.unsettled];
  if (line_ids.length === 0) return { batch_id: null, lines: 0 };
  const batch_id = newId('psb');
  work.record({ t: 'batch', row: { batch_id, settled_at: work.now, line_ids } });
  return { batch_id, lines: line_ids.length };
}

/** Lines settled in `[from, to)`, Unix seconds, as RFC 4180 CSV with a heading. */
export function settlementReport(books: Books, from: number, to: number): string {
  const rows: string[] = [COLUMNS.join(',')];
  for (const { batch_id, settled_at, line_ids } of books.batches) {
    if (settled_at < from || settled_at >= to) continue;
    for (const id of line_ids) {
      const line = books.lines.get(id);
      if (line === undefined) throw new Error(`Batch ${batch_id} names the line ${id}, which the books do not have.`);
      const row = { ...line, settled_at, batch_id };
      rows.push(COLUMNS.map((column) => quoted(String(row[column]))).join(','));
    }
  }
  return rows.map((row) => `${row}\r\n`).join('');
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
