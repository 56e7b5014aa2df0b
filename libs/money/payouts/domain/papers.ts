import type { HoldReason } from '../contracts/words.js';

export interface Papers {
  has_self_billing: boolean;
  has_tax_form: boolean;
  /** The last day on which it counts, `YYYY-MM-DD`; null where it has none. */
  tax_form_valid_until: string | null;
  is_listed: boolean;
}

export interface MissingPaper {
  reason_code: HoldReason;
  /** For the studio. */
  explanation: string;
  evidence_asked: string[];
}

/** Why nothing of a studio's live money goes out on a day, as far as its papers say. Of a studio that nobody has said anything of, all of them are missing. */
export function missingPapers(papers: Papers | undefined, today: string): MissingPaper[] {
  const missing: MissingPaper[] = [];
  if (!papers?.has_self_billing) missing.push({ reason_code: 'self_billing_needed', explanation: 'Nothing is paid out before the studio has agreed to the self-billing agreement.', evidence_asked: ['POST /v1/agreements/self_billing/acceptance, by an owner who is signed in'] });
  const isOver = papers?.tax_form_valid_until != null && papers.tax_form_valid_until < today;
  if (!papers?.has_tax_form || isOver) {
    missing.push({ reason_code: 'tax_form_needed', explanation: isOver ? `The tax form on file counted until ${papers.tax_form_valid_until}.` : 'Nothing is paid out before a form W-8 or W-9 is on file, or the operator has said that none is needed.', evidence_asked: ['A signed form W-9, W-8BEN, W-8BEN-E or W-8ECI'] });
  }
  // The studio reads it: nobody is told that a name of theirs stands on a list.
  if (papers?.is_listed) missing.push({ reason_code: 'account_review', explanation: 'The operator has to look at the data of the company.', evidence_asked: [] });
  return missing;
}
