import { type CalendarDate, isWithin } from '#platform/kernel/calendar-date';

/** One row of `data/tax-rates.json`: what is known of the tax on digital game items in a place during a period. */
export interface RateRow {
  id: string;
  territory: string;
  /** ISO 3166-2, or a word of ours for a place that has no code (`IT-LIV`), or null for the whole territory. */
  region: string | null;
  region_name?: string;
  /** Where a region is told by its postcodes. */
  postcode_regex?: string;
  name: string | null;
  type: string;
  category: 'digital_services_b2c' | 'in_game_content' | 'downloaded_games';
  status: RateStatus;
  /** Percent. Null is not zero: it means that nothing is charged only together with a status that says so. */
  rate: string | null;
  components?: RateRowComponent[];
  /** What the row says is not the whole tax: local ones may add, also where the state takes nothing. */
  is_partial?: boolean;
  /** A local tax: the row of this region comes first. */
  adds_to?: string;
  /** Other local taxes that this one lies within. */
  includes?: string[];
  /** Bolivia counts its rate on the price that contains it. */
  is_inside_price?: boolean;
  valid_from: CalendarDate | null;
  valid_to: CalendarDate | null;
  /** Since when a seller abroad has to collect, where a source says so. */
  foreign_sellers_from?: CalendarDate;
  business: BusinessTreatment;
  price_display: 'inclusive' | 'exclusive';
  v1_action: 'collect' | 'verify' | 'do_not_collect' | 'do_not_collect_psp_withholds' | 'not_sold';
  confidence: 'high' | 'medium' | 'low';
}

export type RateStatus =
  | 'taxed' | 'standard_rate_only' | 'no_tax' | 'not_taxable' | 'not_collected_from_nonresidents' | 'psp_withholding' | 'unknown' | 'not_sold';

/**
 * What a valid tax id changes: nothing is charged; Canada charges no GST or HST but keeps provincial sales tax; a US certificate
 * is not a tax id; or the business pays like anybody.
 */
export type BusinessTreatment = 'not_charged' | 'federal_not_charged' | 'certificate' | 'taxed' | 'unknown';

export interface RateRowComponent {
  name: string;
  rate: string;
  /** The part of the price that the rate applies to, `11/12` or `1.06`; the whole price when absent. */
  base?: string;
  jurisdiction?: string;
}

/** A rate that an operator loaded for a part of a state. `'0'` says that there is none, which is not the same as knowing none. */
export interface LocalRate {
  id: string;
  territory: string;
  region: string;
  /** Matches every postcode that begins with it; empty for the whole region. */
  postcode_prefix: string;
  name: string;
  rate: string;
  valid_from: CalendarDate | null;
  valid_to: CalendarDate | null;
}

/** A rate that two of the operator's staff put in place of a shipped one. */
export interface RateChange {
  id: string;
  territory: string;
  region: string | null;
  category: RateRow['category'];
  rate: string;
  valid_from: CalendarDate;
  valid_to: CalendarDate | null;
}

export interface RateFile {
  version: string;
  rows: RateRow[];
}

/** The rates of one version of the file, found by place, category and day. */
export class RateTable {
  readonly version: string;
  private readonly byTerritory = new Map<string, RateRow[]>();
  private readonly postcodeRules = new Map<string, { region: string; pattern: RegExp }[]>();

  constructor(file: RateFile) {
    this.version = file.version;
    for (const row of file.rows) {
      this.append(this.byTerritory, row.territory, row);
      if (row.postcode_regex && row.region) {
        this.append(this.postcodeRules, row.territory, { region: row.region, pattern: new RegExp(`^(?:${row.postcode_regex})$`) });
      }
    }
  }

  rowsOf(territory: string): readonly RateRow[] {
    return this.byTerritory.get(territory) ?? [];
  }

  rows(): RateRow[] {
    return [...this.byTerritory.values()].flat();
  }

  /** True when the territory has no rate of its own, so that a region has to be told (Canada, United States). */
  needsRegion(territory: string): boolean {
    const rows = this.rowsOf(territory);
    return rows.length > 0 && rows.every((row) => row.region !== null);
  }

  hasRegion(territory: string, region: string): boolean {
    return this.rowsOf(territory).some((row) => row.region === region);
  }

  /** The regions of a territory that is taxed by region, in the order of their names. */
  regionsOf(territory: string): { code: string; name: string }[] {
    const names = new Map<string, string>();
    for (const row of this.rowsOf(territory)) if (row.region && !row.adds_to) names.set(row.region, row.region_name ?? names.get(row.region) ?? row.region);
    return [...names].map(([code, name]) => ({ code, name })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Whether some postcodes of the territory are taxed apart from the rest. */
  decidesByPostcode(territory: string): boolean {
    return this.postcodeRules.has(territory) || this.rowsOf(territory).some((row) => row.is_partial);
  }

  /** The region that a postcode (without spaces) lies in, where regions are told by postcodes. */
  regionOfPostcode(territory: string, postcode: string): string | null {
    return this.postcodeRules.get(territory)?.find((rule) => rule.pattern.test(postcode))?.region ?? null;
  }

  isToldByPostcode(territory: string, region: string): boolean {
    return this.postcodeRules.get(territory)?.some((rule) => rule.region === region) ?? false;
  }

  /**
   * The row in force on `date`, or null when none is known. A region never falls back to the rate of the whole territory: before the
   * first row of the Azores nothing is known of them. A region that the table does not know is told as null (see `Places`).
   */
  rowFor(territory: string, region: string | null, category: RateRow['category'], date: CalendarDate): RateRow | null {
    const rows = this.rowsOf(territory).filter((row) => row.region === region && row.category === category && isWithin(date, row.valid_from, row.valid_to));
    return rows.reduce<RateRow | null>((latest, row) => (latest && (latest.valid_from ?? '') >= (row.valid_from ?? '') ? latest : row), null);
  }

  /** The local taxes of the table itself that are due at a place named below the state, `US-WI:City of Milwaukee`. */
  localRowsFor(territory: string, place: string, date: CalendarDate): RateRow[] {
    const rows = this.rowsOf(territory).filter((row) => row.adds_to && isWithin(date, row.valid_from, row.valid_to));
    const named = rows.find((row) => row.region === place);
    if (!named) return [];
    return [...rows.filter((row) => named.includes?.includes(row.region ?? '')), named];
  }

  private append<V>(map: Map<string, V[]>, key: string, value: V): void {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  }
}

/** Every loaded local rate of a region that is in force. */
export function localRatesIn(rates: readonly LocalRate[], region: string | null, date: CalendarDate): LocalRate[] {
  return rates.filter((rate) => rate.region === region && isWithin(date, rate.valid_from, rate.valid_to));
}

/** The loaded local rates at a place: of each tax by name the one with the longest matching postcode. */
export function localRatesFor(rates: readonly LocalRate[], region: string, postcode: string | null, date: CalendarDate): LocalRate[] {
  const best = new Map<string, LocalRate>();
  for (const rate of localRatesIn(rates, region, date)) {
    if (rate.postcode_prefix !== '' && !postcode?.startsWith(rate.postcode_prefix)) continue;
    const other = best.get(rate.name);
    if (!other || other.postcode_prefix.length < rate.postcode_prefix.length) best.set(rate.name, rate);
  }
  return [...best.values()];
}

/** The row with the latest rate that was put in place of its own and holds on the day. A row of the table that begins later than the change counts again by itself. */
export function withChange(row: RateRow, changes: readonly RateChange[], date: CalendarDate): RateRow {
  const own = changes.filter(
    (each) => each.territory === row.territory && each.region === row.region && each.category === row.category && isWithin(date, each.valid_from, each.valid_to) && (row.valid_from === null || each.valid_from >= row.valid_from),
  );
  const latest = own.reduce<RateChange | null>((last, each) => (last && last.valid_from >= each.valid_from ? last : each), null);
  return latest ? { ...row, id: latest.id, rate: latest.rate, valid_from: latest.valid_from, valid_to: latest.valid_to } : row;
}
