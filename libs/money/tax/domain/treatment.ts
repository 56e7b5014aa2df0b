import { type TaxQuote } from '../contracts/queries.js';
import { type RateRow } from './rate-table.js';
import { type ReliedOn } from './tax-id-existence.js';
import { type TaxPart } from './tax-parts.js';

export type Treatment = NonNullable<TaxQuote['treatment']>;

export interface Treated {
  /** Null where nothing can be said. */
  treatment: Treatment | null;
  charged: (part: TaxPart) => boolean;
  notes: string[];
}

const everything = (): boolean => true;
const nothing = (): boolean => false;

/** What the row asks for: the zero of a place without tax only where that was verified, never where it is merely not known. */
export function treatmentOf(row: RateRow, taxId: ReliedOn): Treated {
  switch (row.status) {
    case 'no_tax':
    case 'not_taxable':
    case 'not_collected_from_nonresidents':
      return { treatment: row.v1_action === 'verify' ? null : 'no_tax', charged: nothing, notes: [] };
    case 'psp_withholding':
      return { treatment: 'psp_collects', charged: nothing, notes: [] };
    case 'unknown':
    case 'not_sold':
      return { treatment: null, charged: nothing, notes: [] };
    case 'taxed':
    case 'standard_rate_only':
      return row.rate === null ? { treatment: null, charged: nothing, notes: [] } : taxed(row, taxId);
  }
}

/**
 * What a row asks for once the local taxes at the place are known, or known to be missing: a state that takes nothing says nothing of its cities, so there the zero
 * stands only with a loaded rate, and a city that takes something is charged alone.
 */
export function withLocal(treated: Treated, isPartial: boolean, local: readonly TaxPart[]): Treated {
  if (treated.treatment !== 'no_tax') return treated;
  if (isPartial) return { ...treated, treatment: null };
  return local.some((part) => part.share.numerator !== 0n) ? { ...treated, treatment: 'charge', charged: everything } : treated;
}

function taxed(row: RateRow, { isValid, note }: ReliedOn): Treated {
  const onNumber = note !== null && (row.business === 'not_charged' || row.business === 'federal_not_charged') ? [note] : [];
  if (!isValid) return { treatment: 'charge', charged: everything, notes: onNumber };
  switch (row.business) {
    case 'not_charged':
      return { treatment: 'reverse_charge', charged: nothing, notes: onNumber };
    case 'federal_not_charged': {
      // A GST number frees from GST and HST alone; a province's own sales tax stays due.
      const provincial = (part: TaxPart): boolean => part.jurisdiction !== row.territory;
      const keepsSome = (row.components ?? []).some((each) => each.jurisdiction !== undefined && each.jurisdiction !== row.territory);
      return { treatment: keepsSome ? 'charge' : 'reverse_charge', charged: provincial, notes: onNumber };
    }
    case 'certificate':
      return { treatment: 'charge', charged: everything, notes: ['exemption_needs_certificate'] };
    case 'taxed':
      return { treatment: 'charge', charged: everything, notes: ['businesses_are_charged'] };
    case 'unknown':
      return { treatment: 'charge', charged: everything, notes: ['business_treatment_unknown'] };
  }
}
