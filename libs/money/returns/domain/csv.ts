import { csvLine } from '#platform/kernel/csv';
import type { ReturnRow } from './return-rows.js';

const COLUMNS = ['section', 'jurisdiction', 'member_state', 'of_period', 'tax', 'rate_percent', 'treatment', 'customer', 'currency', 'taxable_minor', 'tax_minor', 'sales', 'reversals', 'form_currency', 'filed_taxable_minor', 'filed_tax_minor', 'filed_by'] as const;

/** The rows of a return as CSV: entity, form and period stand in each, amounts are minor units. */
export function csvOf(head: { entity: string; form: string; period: string; currency: string }, rows: readonly ReturnRow[]): string {
  const lines = rows.map((row) => csvLine([
    head.entity, head.form, head.period, row.section, row.jurisdiction, row.member_state, row.of_period, row.name, row.rate, row.treatment, row.is_business ? 'business' : 'consumer', row.currency, row.taxable_minor, row.tax_minor, row.sales, row.reversals,
    head.currency, row.filed_taxable_minor, row.filed_tax_minor, row.filed_by ?? 'operator',
  ]));
  return [csvLine(['entity', 'form', 'period', ...COLUMNS]), ...lines].join('');
}
