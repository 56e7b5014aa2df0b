import { parse } from 'csv-parse/sync';
import { isCurrency } from '#platform/kernel/currency';
import type { NewRateDay } from './record-day.js';

/** An answer that does not say what the manual promises: nothing is recorded of it. */
export class UnreadableRates extends Error {}

const DECIMAL = /^\d{1,12}(\.\d{1,10})?$/;

/**
 * The newest day of an answer of the ECB's data service in its form `csvdata` (SDMX 2.1, data flow EXR; https://data.ecb.europa.eu/help/api/data): units of CURRENCY for one CURRENCY_DENOM. Series that ended long ago
 * come with the last day that they have and are left out.
 */
export function readRates(csv: string): Omit<NewRateDay, 'source'> {
  let rows: Record<string, string>[];
  try {
    rows = parse(csv, { columns: true, skip_empty_lines: true, bom: true });
  } catch (error) {
    throw new UnreadableRates(`not CSV: ${String(error).slice(0, 200)}`);
  }
  const days = rows.map((row) => row['TIME_PERIOD'] ?? '').filter((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)).sort();
  const day = days.at(-1);
  const of = rows.filter((row) => row['TIME_PERIOD'] === day && DECIMAL.test(row['OBS_VALUE'] ?? '') && isCurrency(row['CURRENCY'] ?? ''));
  const bases = new Set(of.map((row) => row['CURRENCY_DENOM']));
  const [base] = bases;
  if (!day || !base || bases.size !== 1 || !isCurrency(base)) throw new UnreadableRates('no rates of one day against one currency');
  return { day, base, units: of.map((row) => ({ currency: row['CURRENCY']!, units: row['OBS_VALUE']! })) };
}
