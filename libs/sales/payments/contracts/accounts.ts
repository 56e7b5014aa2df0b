/** Whose accounts studios can have here. */
export const ACCOUNT_PROVIDERS = ['sandbox', 'stripe'] as const;
export type AccountProvider = (typeof ACCOUNT_PROVIDERS)[number];
/** What became of the last look whether the keys of an account work: its provider has answered, has refused them, or said nothing. */
export const ACCOUNT_CHECKS = ['works', 'refused', 'no_answer'] as const;
export type AccountCheck = (typeof ACCOUNT_CHECKS)[number];
