import { dayOf } from '#platform/kernel/calendar-date';
import { fromUnixSeconds } from '#platform/kernel/clock';
import { InvariantBroken } from '#platform/kernel/errors';
import type { SaleTold } from '../contracts/commands.js';
import type { TaxFacts } from '../domain/tax-lines.js';

export function factsOf({ country, region, paid_at, tax }: SaleTold): TaxFacts {
  const { outcome } = tax;
  if (outcome === 'studio_is_seller') throw new InvariantBroken('What a studio sells itself means nothing to our tax offices');
  return {
    country, region, outcome, jurisdiction: tax.jurisdiction, rate: tax.rate, components: tax.components, supplied_on: dayOf(fromUnixSeconds(paid_at)),
    // There where a business buys, whatever is known of its number.
    is_business: tax.tax_id_existence !== undefined, filed_by: tax.engine?.filed_by === 'engine' ? 'engine' : null,
  };
}
