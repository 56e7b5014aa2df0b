import { CountryUnknown, PlaceContradictory, PostcodeMalformed, RegionUnknown } from '../contracts/errors.js';
import { type PlaceRequirements, type TaxPlace, type TerritoryView } from '../contracts/queries.js';
import { isCurrency } from '#platform/kernel/currency';
import { type CalendarDate, isWithin } from '#platform/kernel/calendar-date';
import { type RateTable } from './rate-table.js';

/** `data/places.json`: who may be sold to, and which addresses belong to a territory other than the one they are written under. */
export interface PlaceFile {
  version: string;
  territories: TerritoryFact[];
  embargoed_regions: { code: string; territory: string; name: string; since: CalendarDate; postcode_prefixes: string[] }[];
  reassigned: { territory: string; to: string; postcode_regex?: string; regions?: string[] }[];
  /** Provinces of a region that is taxed as one. */
  region_aliases: Record<string, string>;
}

export interface TerritoryFact {
  territory: string;
  name: string;
  sale: TerritoryView['sale'];
  reason?: string;
  default_currency: string | null;
  is_eu?: boolean;
  postcode_pattern?: string;
  /** Every ISO 3166-2 code of a territory of which some regions are embargoed: an invented one would rule them out. */
  regions?: string[];
}

/** A told place, brought to the territory and region whose tax applies. */
export interface ResolvedPlace {
  territory: TerritoryFact;
  region: string | null;
  /** A place below a state, as the table names it. */
  locality: string | null;
  /** Upper case, without spaces. */
  postcode: string | null;
  isEmbargoed: boolean;
  /** The region as it was told, also where no tax depends on it; null where none was, or the place was written under another territory. */
  told_region: string | null;
  missing: ('region' | 'postcode')[];
}

/** Resolves what a buyer tells of a place. A territory is not a tax jurisdiction: the key is territory, postcode and day together. */
export class Places {
  private readonly facts: Map<string, TerritoryFact>;

  constructor(
    private readonly file: PlaceFile,
    private readonly rates: RateTable,
  ) {
    this.facts = new Map(file.territories.map((fact) => [fact.territory, fact]));
  }

  has(country: string): boolean {
    return this.facts.has(country);
  }

  /** @throws CountryUnknown */
  fact(country: string): TerritoryFact {
    const fact = this.facts.get(country);
    if (!fact) throw new CountryUnknown(country);
    return fact;
  }

  /** @throws CountryUnknown, RegionUnknown, PostcodeMalformed, PlaceContradictory */
  resolve(told: TaxPlace): ResolvedPlace {
    const written = this.fact(told.country.trim().toUpperCase());
    const postcode = told.postcode?.replace(/\s/g, '').toUpperCase() || null;
    const code = this.regionCode(told.region, written);
    const territory = this.reassign(written, code, postcode);
    const isMoved = territory !== written;
    const [state, locality] = isMoved || !code ? [null, null] : this.splitLocality(code);
    const isEmbargoed = territory.sale === 'embargoed' || this.liesInEmbargoedRegion(written.territory, code, postcode);
    if (!isMoved && !isEmbargoed) this.refuseMalformed(territory, postcode);
    const region = this.regionFromPostcode(territory, state, postcode);
    return { territory, region, locality, postcode, isEmbargoed, told_region: isMoved ? null : code, missing: this.missing(territory, region ?? code, postcode) };
  }

  /** What has to be asked beside the country. @throws CountryUnknown */
  requirements(country: string, date: CalendarDate): PlaceRequirements {
    const fact = this.fact(country.trim().toUpperCase());
    const needsRegion = this.rates.needsRegion(fact.territory);
    const needsPostcode = fact.sale === 'open_except_regions' || this.rates.decidesByPostcode(fact.territory);
    const view = this.view(fact, date);
    return {
      country: fact.territory,
      name: fact.name,
      region: needsRegion ? 'required' : 'not_needed',
      postcode: needsPostcode ? 'required' : 'not_needed',
      regions: needsRegion ? this.rates.regionsOf(fact.territory) : [],
      postcode_pattern: needsPostcode ? (fact.postcode_pattern ?? null) : null,
      price_display: view.price_display,
      default_currency: view.default_currency,
    };
  }

  all(date: CalendarDate): TerritoryView[] {
    return this.file.territories.map((fact) => this.view(fact, date));
  }

  private view(fact: TerritoryFact, date: CalendarDate): TerritoryView {
    const rows = this.rates.rowsOf(fact.territory);
    const row = rows.find((each) => each.region === null && isWithin(date, each.valid_from, each.valid_to)) ?? rows[0];
    return {
      territory: fact.territory,
      name: fact.name,
      sale: fact.sale,
      default_currency: isCurrency(fact.default_currency) ? fact.default_currency : null,
      price_display: row?.price_display ?? null,
    };
  }

  /** `CT`, `us-ct` and `US-CT` are the same; a region of another country is refused, and one that is not there where embargoes go by region. */
  private regionCode(region: string | null | undefined, { territory: country, regions }: TerritoryFact): string | null {
    const trimmed = region?.trim();
    if (!trimmed) return null;
    const [head, ...rest] = trimmed.split(':');
    const upper = head!.toUpperCase();
    const full = /^[A-Z0-9]{1,3}$/.test(upper) && !upper.startsWith(`${country}-`) ? `${country}-${upper}` : upper;
    if (!full.startsWith(`${country}-`) || (regions && !regions.includes(full))) throw new RegionUnknown(trimmed, country);
    const code = this.file.region_aliases[full] ?? full;
    return rest.length > 0 ? `${code}:${rest.join(':')}` : code;
  }

  private splitLocality(code: string): [string, string | null] {
    return code.includes(':') ? [code.slice(0, code.indexOf(':')), code] : [code, null];
  }

  private reassign(written: TerritoryFact, code: string | null, postcode: string | null): TerritoryFact {
    const rule = this.file.reassigned.find(
      (each) =>
        each.territory === written.territory &&
        ((code !== null && each.regions?.includes(code)) || (postcode !== null && each.postcode_regex !== undefined && new RegExp(`^(?:${each.postcode_regex})$`).test(postcode))),
    );
    return rule ? this.fact(rule.to) : written;
  }

  private liesInEmbargoedRegion(country: string, code: string | null, postcode: string | null): boolean {
    return this.file.embargoed_regions.some(
      (each) => each.code === code || (each.territory === country && postcode !== null && each.postcode_prefixes.some((prefix) => postcode.startsWith(prefix))),
    );
  }

  private refuseMalformed(territory: TerritoryFact, postcode: string | null): void {
    if (postcode === null || territory.postcode_pattern === undefined) return;
    if (!new RegExp(`^(?:${territory.postcode_pattern})$`).test(postcode)) throw new PostcodeMalformed(territory.territory);
  }

  private regionFromPostcode(territory: TerritoryFact, state: string | null, postcode: string | null): string | null {
    const code = territory.territory;
    if (this.rates.needsRegion(code)) {
      if (state !== null && !this.rates.hasRegion(code, state)) throw new RegionUnknown(state, code);
      return state;
    }
    const byPostcode = postcode === null ? null : this.rates.regionOfPostcode(code, postcode);
    const special = state !== null && this.rates.isToldByPostcode(code, state) ? state : null;
    if (special !== null && postcode !== null && byPostcode !== special) throw new PlaceContradictory();
    return byPostcode ?? special;
  }

  private missing(territory: TerritoryFact, region: string | null, postcode: string | null): ('region' | 'postcode')[] {
    if (this.rates.needsRegion(territory.territory) && region === null) return ['region'];
    if (territory.sale === 'open_except_regions' && region === null && postcode === null) return ['postcode'];
    return [];
  }
}
