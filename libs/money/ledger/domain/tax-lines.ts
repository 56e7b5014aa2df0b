import { invariant } from '#platform/kernel/errors';
import { allocateMinor } from '#platform/kernel/money';
import type { TaxTreatment } from '../contracts/queries.js';
import type { JournalEntry } from './entries.js';

/** What of a sale decides how it is told to a tax office. */
export interface TaxFacts {
  country: string;
  region: string | null;
  outcome: TaxTreatment;
  /** Where the sale belongs; of one without tax it is the only place that is known. */
  jurisdiction: string;
  /** Percent of all taxes together; null where there is none. */
  rate: string | null;
  is_business: boolean;
  /** Null: the operator files the return. */
  filed_by: 'engine' | null;
  /** `YYYY-MM-DD` (UTC). */
  supplied_on: string;
  /** The parts of the tax, of the sale or of what goes back: their amounts tell how parts of one jurisdiction share its posting. Minor units. */
  components: readonly { name: string; rate: string; jurisdiction: string; tax_minor: number }[];
}

/** One part of the tax of an entry, or the entry itself where none was charged. Minor units; what takes a sale back is negative. */
export interface TaxLine {
  jurisdiction: string;
  part: number;
  country: string;
  region: string | null;
  name: string | null;
  rate: string | null;
  treatment: TaxTreatment;
  is_business: boolean;
  filed_by: 'engine' | null;
  taxable_minor: bigint;
  tax_minor: bigint;
  supplied_on: string;
}

const PAYABLE = 'tax_payable:';

/**
 * The lines of a sale, a refund or a chargeback, out of its own postings: per jurisdiction they add up to what the entry posts to `tax_payable`, whatever the facts say. Each part of a tax is of the
 * whole net amount, so what was sold is that of the first part (`part` 1) of a jurisdiction.
 */
export function taxLinesOf(entry: Pick<JournalEntry, 'fact' | 'postings'>, facts: TaxFacts): TaxLine[] {
  const posted = new Map(entry.postings.filter(({ account }) => account.startsWith(PAYABLE)).map(({ account, amount_minor }) => [account.slice(PAYABLE.length), -amount_minor]));
  const taxable_minor = -entry.postings.filter(({ account }) => account === 'studio_payable' || account === 'platform_fee_revenue').reduce((sum, { amount_minor }) => sum + amount_minor, 0n);
  const about = { country: facts.country, region: facts.region, treatment: facts.outcome, is_business: facts.is_business, filed_by: facts.filed_by, taxable_minor, supplied_on: facts.supplied_on };
  const jurisdictions = [...new Set([...facts.components.map(({ jurisdiction }) => jurisdiction), ...posted.keys()])];
  if (jurisdictions.length === 0) return [{ ...about, jurisdiction: facts.jurisdiction, part: 1, name: null, rate: facts.rate, tax_minor: 0n }];
  const lines = jurisdictions.flatMap((jurisdiction): TaxLine[] => {
    const parts = facts.components.filter((each) => each.jurisdiction === jurisdiction);
    const tax = posted.get(jurisdiction) ?? 0n;
    if (parts.length === 0) return [{ ...about, jurisdiction, part: 1, name: null, rate: null, tax_minor: tax }];
    return shares(tax, parts.map(({ tax_minor }) => BigInt(tax_minor))).map((tax_minor, index) => ({ ...about, jurisdiction, part: index + 1, name: parts[index]!.name, rate: parts[index]!.rate, tax_minor }));
  });
  invariant(lines.reduce((sum, { tax_minor }) => sum + tax_minor, 0n) === [...posted.values()].reduce((sum, tax) => sum + tax, 0n), `The tax lines of ${entry.fact} are not what it posts`);
  return lines;
}

/** By what each part was; all to the first where no part was anything. */
function shares(tax: bigint, parts: readonly bigint[]): bigint[] {
  const weights = parts.map((each) => (each < 0n ? -each : each));
  return weights.some((each) => each > 0n) ? allocateMinor(tax, weights) : weights.map((_, index) => (index === 0 ? tax : 0n));
}
