/** How the verification of a studio (KYB) stands. */
export const KYB_STATUSES = ['not_started', 'submitted', 'in_review', 'needs_information', 'approved', 'rejected', 'suspended'] as const;
export type KybStatus = (typeof KYB_STATUSES)[number];

/** What staff decide. `approve` takes two of them. */
export const DECISIONS = ['start_review', 'request_information', 'approve', 'reject', 'suspend'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** `outdated`: other company data were submitted, or something else was decided, before anybody approved. */
export const DECISION_STATES = ['open', 'applied', 'rejected', 'withdrawn', 'outdated'] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

/** `unavailable`: nobody has looked. */
export const SCREENINGS = ['pending', 'clear', 'hit', 'unavailable'] as const;
export type Screening = (typeof SCREENINGS)[number];

/** Texts that a studio agrees to: before it takes live money, and before it is paid. */
export const AGREEMENTS = ['acceptable_use', 'self_billing'] as const;
export type AgreementKind = (typeof AGREEMENTS)[number];

/** Forms of the United States about who is paid (W-9, W-8BEN, W-8BEN-E, W-8ECI); `not_needed`: the operator has no duty to hold one. */
export const TAX_FORMS = ['w9', 'w8ben', 'w8ben_e', 'w8eci', 'not_needed'] as const;
export type TaxForm = (typeof TAX_FORMS)[number];

/** What has to be there before a live game takes money. */
export const REQUIREMENTS = ['verification_approved', 'acceptable_use_accepted', 'webhooks_verified', 'sandbox_grant_acknowledged', 'payment_provider', 'tax_registration'] as const;
export type RequirementId = (typeof REQUIREMENTS)[number];
