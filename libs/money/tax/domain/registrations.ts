import { type CalendarDate, isWithin } from '#platform/kernel/calendar-date';
import { type RateTable } from './rate-table.js';

/** That the operator is registered with a tax office. Without one nothing may be collected, whatever the rate. */
export interface Registration {
  territory: string;
  /** Null for the whole territory. */
  region: string | null;
  scheme: string;
  valid_from: CalendarDate | null;
  valid_to: CalendarDate | null;
}

export function isRegistered(registrations: readonly Registration[], territory: string, region: string | null, date: CalendarDate): boolean {
  return registrations.some(
    (each) => each.territory === territory && (each.region === null || each.region === region) && isWithin(date, each.valid_from, each.valid_to),
  );
}

/** The registrations of an operator who is registered wherever the table says collect: the demo's, whose papers nobody asks for. */
export function registrationsWhereverCollected(rates: RateTable, isEu: (territory: string) => boolean): Registration[] {
  const found = new Map<string, Registration>();
  for (const row of rates.rows()) {
    if (row.v1_action !== 'collect' || row.adds_to) continue;
    const key = `${row.territory}|${row.region ?? ''}`;
    const from = row.valid_from;
    const known = found.get(key);
    if (!known) {
      found.set(key, { territory: row.territory, region: row.region, scheme: schemeOf(row.territory, row.type, isEu), valid_from: from, valid_to: null });
    } else if (known.valid_from !== null && (from === null || from < known.valid_from)) {
      known.valid_from = from;
    }
  }
  return [...found.values()];
}

function schemeOf(territory: string, taxType: string, isEu: (territory: string) => boolean): string {
  if (isEu(territory) || territory === 'MC') return 'eu_oss_non_union';
  if (territory === 'IM') return 'gb_vat';
  return `${territory.toLowerCase()}_${taxType.replace(/[^a-z]+/g, '_')}`;
}
