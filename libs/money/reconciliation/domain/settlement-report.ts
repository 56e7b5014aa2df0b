import { parse } from 'csv-parse/sync';
import { isCurrency } from '#platform/kernel/currency';
import { LINE_KINDS, type Presentment, type ReportedLine } from '../contracts/commands.js';
import { ReportUnreadable } from '../contracts/errors.js';

/** A line as the report has it: whose payment it is, is not known yet. */
export type ParsedLine = Omit<ReportedLine, 'payment_id'>;

const TEXTS = ['line_id', 'type', 'psp_payment_id', 'reference', 'currency', 'batch_id'] as const;
const INTEGERS = ['gross_minor', 'fee_minor', 'net_minor', 'settled_at'] as const;

/** Reads a settlement report (CSV with a heading; columns by name, further ones are left alone). @throws ReportUnreadable: a report is read whole or not at all */
export function parseSettlementReport(csvText: string): ParsedLine[] {
  const seen = new Set<string>();
  return records(csvText).map((record, index) => {
    const where = `line ${index + 2}`;
    for (const name of TEXTS) if (!record[name]) throw new ReportUnreadable(`${where} has no ${name}.`);
    const [gross_minor, fee_minor, net_minor, settled_at] = INTEGERS.map((name) => integer(record[name], `${where}, ${name}`)) as [number, number, number, number];
    const kind = LINE_KINDS.find((known) => known === record['type']);
    if (!kind) throw new ReportUnreadable(`${where} is of the unknown type ${record['type']}.`);
    const line_id = record['line_id']!;
    if (seen.has(line_id)) throw new ReportUnreadable(`${where} repeats ${line_id}.`);
    seen.add(line_id);
    return {
      line_id, kind, batch_id: record['batch_id']!, reference: record['reference']!, provider_payment_id: record['psp_payment_id']!, currency: record['currency']!, gross_minor, fee_minor, net_minor, settled_at,
      ...presentmentOf(record, where),
    };
  });
}

/** What was paid, where a line says that it was settled in another currency. */
function presentmentOf(record: Record<string, string>, where: string): { presentment?: Presentment } {
  const [currency, rate] = [record['presentment_currency'], record['exchange_rate']];
  if (!currency) return {};
  if (!isCurrency(currency) || !isCurrency(record['currency']) || currency === record['currency']) throw new ReportUnreadable(`${where} exchanges ${currency} for ${record['currency']}.`);
  if (!/^\d{1,12}(?:\.\d{1,12})?$/.test(rate ?? '') || Number(rate) === 0) throw new ReportUnreadable(`${where}, exchange_rate: "${rate}" is not a rate.`);
  return { presentment: { currency, gross_minor: integer(record['presentment_minor'], `${where}, presentment_minor`), rate: rate! } };
}

function records(csvText: string): Record<string, string>[] {
  try {
    return parse(csvText, { columns: true, bom: true, skip_empty_lines: true }) as Record<string, string>[];
  } catch (cause) {
    throw new ReportUnreadable((cause as Error).message);
  }
}

function integer(text: string | undefined, where: string): number {
  const value = /^-?\d{1,16}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new ReportUnreadable(`${where}: "${text}" is not an integer.`);
  return value;
}
