import { TaxChangeInvalid } from '../contracts/errors.js';
import { FILERS, WHEN_SILENT, type ChangeKind, type Filer, type WhenSilent } from '../contracts/tax-change-kinds.js';
import { type CalendarDate, isCalendarDate } from '#platform/kernel/calendar-date';
import { type Places } from './places.js';
import { partsOf } from './tax-parts.js';
import { type RateRow, type RateTable } from './rate-table.js';

/** What can be proposed; which members belong to which kind, `readChange` says. Days are `YYYY-MM-DD`, rates percent. */
export interface ToldChange {
  kind: ChangeKind;
  entity?: string | null;
  territory?: string | null;
  region?: string | null;
  scheme?: string | null;
  postcode_prefix?: string | null;
  name?: string | null;
  category?: RateRow['category'] | null;
  rate?: string | null;
  valid_from?: CalendarDate | null;
  valid_to?: CalendarDate | null;
  row_id?: string | null;
  last_day?: CalendarDate | null;
  when_silent?: WhenSilent | null;
  filed_by?: Filer | null;
}

export type TaxChange =
  | { kind: 'registration'; entity: string; territory: string; region: string | null; scheme: string; valid_from: CalendarDate; valid_to: CalendarDate | null }
  | { kind: 'local_rate'; territory: string; region: string; postcode_prefix: string; name: string; rate: string; valid_from: CalendarDate; valid_to: CalendarDate | null }
  | { kind: 'rate'; territory: string; region: string | null; category: RateRow['category']; rate: string; valid_from: CalendarDate }
  | { kind: 'engine'; entity: string; territory: string; when_silent: WhenSilent; filed_by: Filer; valid_from: CalendarDate }
  | { kind: 'ending'; row_id: string; last_day: CalendarDate };

const MEMBERS: Readonly<Record<ChangeKind, readonly (keyof ToldChange)[]>> = {
  registration: ['entity', 'territory', 'region', 'scheme', 'valid_from', 'valid_to'],
  local_rate: ['territory', 'region', 'postcode_prefix', 'name', 'rate', 'valid_from', 'valid_to'],
  rate: ['territory', 'region', 'category', 'rate', 'valid_from'],
  engine: ['entity', 'territory', 'when_silent', 'filed_by', 'valid_from'],
  ending: ['row_id', 'last_day'],
};
const RATE = /^\d{1,2}(\.\d{1,6})?$/;
const SCHEME = /^[a-z][a-z0-9_]{2,39}$/;
const ROW_ID = /^(txr|txl|txs|tsb|txe)_[0-9a-z]{26}$/;

/** What was told, as it will be stored. @throws TaxChangeInvalid */
export function readChange(told: ToldChange, tables: { rates: RateTable; places: Places }): TaxChange {
  for (const [name, value] of Object.entries(told)) {
    if (name !== 'kind' && value != null && !MEMBERS[told.kind].includes(name as keyof ToldChange)) throw new TaxChangeInvalid(name, `A change of the kind ${told.kind} has no ${name}.`);
  }
  switch (told.kind) {
    case 'registration':
      return { kind: told.kind, entity: text(told, 'entity'), ...place(told, tables), scheme: matching(told, 'scheme', SCHEME), ...period(told) };
    case 'local_rate':
      return localRate(told, tables);
    case 'rate':
      return replacement(told, tables);
    case 'engine':
      return { kind: told.kind, entity: text(told, 'entity'), territory: place(told, tables).territory, when_silent: oneOf(told, 'when_silent', WHEN_SILENT), filed_by: oneOf(told, 'filed_by', FILERS), valid_from: day(told, 'valid_from') };
    case 'ending':
      return { kind: told.kind, row_id: matching(told, 'row_id', ROW_ID), last_day: day(told, 'last_day') };
  }
}

function localRate(told: ToldChange, tables: { rates: RateTable; places: Places }): TaxChange {
  const { territory, region } = place(told, tables);
  if (region === null || !tables.rates.rowsOf(territory).some((row) => row.region === region && row.is_partial)) throw new TaxChangeInvalid('region', 'A local rate adds to the rate of a region to which local ones may add.');
  const postcode_prefix = (told.postcode_prefix ?? '').replace(/\s/g, '').toUpperCase();
  return { kind: 'local_rate', territory, region, postcode_prefix, name: text(told, 'name'), rate: matching(told, 'rate', RATE), ...period(told) };
}

/** One figure takes the place of one figure: of a tax of several parts, or one that is not charged, a new table is published. */
function replacement(told: ToldChange, tables: { rates: RateTable; places: Places }): TaxChange {
  const { territory, region } = place(told, tables);
  const category = told.category ?? (territory === 'US' ? 'in_game_content' : 'digital_services_b2c');
  const valid_from = day(told, 'valid_from');
  const row = tables.rates.rowFor(territory, region, category, valid_from);
  const isCharged = row !== null && (row.status === 'taxed' || row.status === 'standard_rate_only') && row.rate !== null;
  if (!isCharged || row.components !== undefined || partsOf(row).length !== 1) throw new TaxChangeInvalid('territory', 'On that day the table has no single rate there that another could take the place of.');
  return { kind: 'rate', territory, region, category, rate: matching(told, 'rate', RATE), valid_from };
}

function place(told: ToldChange, { rates, places }: { rates: RateTable; places: Places }): { territory: string; region: string | null } {
  const territory = text(told, 'territory').toUpperCase();
  if (!places.has(territory)) throw new TaxChangeInvalid('territory', `${territory.slice(0, 8)} is not the code of a country or territory.`);
  const region = told.region?.trim().toUpperCase() || null;
  if (region !== null && !rates.hasRegion(territory, region)) throw new TaxChangeInvalid('region', 'The table knows no such region there.');
  return { territory, region };
}

function period(told: ToldChange): { valid_from: CalendarDate; valid_to: CalendarDate | null } {
  const valid_from = day(told, 'valid_from');
  const valid_to = told.valid_to == null ? null : day(told, 'valid_to');
  if (valid_to !== null && valid_to < valid_from) throw new TaxChangeInvalid('valid_to', 'The last day is not before the first.');
  return { valid_from, valid_to };
}

function day(told: ToldChange, field: 'valid_from' | 'valid_to' | 'last_day'): CalendarDate {
  const value = told[field];
  if (!value || !isCalendarDate(value)) throw new TaxChangeInvalid(field, 'A day of the calendar is needed, written YYYY-MM-DD.');
  return value;
}

function text(told: ToldChange, field: 'entity' | 'territory' | 'name'): string {
  const value = told[field]?.trim();
  if (!value) throw new TaxChangeInvalid(field, `A change of the kind ${told.kind} needs ${field}.`);
  return value;
}

function oneOf<T extends string>(told: ToldChange, field: 'when_silent' | 'filed_by', words: readonly T[]): T {
  const value = words.find((word) => word === told[field]);
  if (value === undefined) throw new TaxChangeInvalid(field, `A change of the kind ${told.kind} needs ${field}: ${words.join(' or ')}.`);
  return value;
}

function matching(told: ToldChange, field: 'scheme' | 'rate' | 'row_id', form: RegExp): string {
  const value = told[field]?.trim();
  if (!value || !form.test(value)) throw new TaxChangeInvalid(field, `A change of the kind ${told.kind} needs ${field}, and this is none.`);
  return value;
}
