import type { VerificationView } from '../app/verification.js';
import type { VerificationRead } from './verification.dto.js';

/** As a studio sees its own: not what a list says of its names. */
export function verificationRead({ company, is_listed: _hidden, ...view }: VerificationView): VerificationRead {
  return { ...view, company: company && { id: company.id, submitted_by: company.submitted_by, submitted_at: company.submitted_at, ...company.data } };
}
