import type { TaxForm } from '../contracts/words.js';

/** Forms of foreigners count until the last day of the third calendar year after the one in which they were signed (26 CFR § 1.1441-1(e)(4)(ii)(A)); a W-9 until something in it changes. */
export function validUntil(form: TaxForm, signedOn: string | null): string | null {
  if (signedOn === null || form === 'w9' || form === 'not_needed') return null;
  return `${Number(signedOn.slice(0, 4)) + 3}-12-31`;
}
