import { StandingChanged } from '../contracts/events.js';
import type { StandingRow } from '../infra/rows.js';

/** What others hear of a studio when something of it has changed. */
export function standingTold(row: StandingRow): StandingChanged {
  return new StandingChanged('studio', row.studio_id, {
    studio_id: row.studio_id, version: row.version, kyb_status: row.kyb_status, is_listed: row.is_listed, has_self_billing: row.self_billing_agreement_id !== null, has_tax_form: row.tax_form !== null,
    tax_form_valid_until: row.tax_form_valid_until,
  });
}
