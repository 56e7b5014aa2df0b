import { missingPapers } from './papers.js';

const ALL = { has_self_billing: true, has_tax_form: true, tax_form_valid_until: null, is_listed: false };

it.each<[Parameters<typeof missingPapers>[0], string[]]>([
  [undefined, ['self_billing_needed', 'tax_form_needed']],
  [ALL, []],
  [{ ...ALL, has_self_billing: false }, ['self_billing_needed']],
  [{ ...ALL, has_tax_form: false }, ['tax_form_needed']],
  [{ ...ALL, tax_form_valid_until: '2026-11-28' }, []],
  [{ ...ALL, tax_form_valid_until: '2026-11-27' }, ['tax_form_needed']],
  [{ ...ALL, is_listed: true }, ['account_review']],
])('of %j are missing %j', (papers, reasons) => {
  expect(missingPapers(papers, '2026-11-28').map(({ reason_code }) => reason_code)).toEqual(reasons);
});
