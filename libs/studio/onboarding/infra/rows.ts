import { EntitySchema } from 'typeorm';
import type { AgreementKind, DecisionKind, DecisionState, KybStatus, Screening, TaxForm } from '../contracts/words.js';
import type { RequirementState } from '../domain/readiness.js';
import type { ListHit } from '../domain/sanctions-screening.js';

export interface StandingRow {
  studio_id: string; version: number; kyb_status: KybStatus; reason: string | null; changed_by: string; changed_at: Date; approved_company_id: string | null; submitted_company_id: string | null; is_listed: boolean;
  self_billing_agreement_id: string | null; tax_form: TaxForm | null; tax_form_reference: string | null; tax_form_signed_on: string | null; tax_form_valid_until: string | null; tax_form_set_by: string | null; tax_form_set_at: Date | null;
}
export const StandingRows = new EntitySchema<StandingRow>({
  name: 'OnboardingStandingRow', schema: 'onboarding', tableName: 'standing',
  columns: {
    studio_id: { type: 'text', primary: true }, version: { type: 'int' }, kyb_status: { type: 'text' }, reason: { type: 'text', nullable: true }, changed_by: { type: 'text' }, changed_at: { type: 'timestamptz' },
    approved_company_id: { type: 'text', nullable: true }, submitted_company_id: { type: 'text', nullable: true }, is_listed: { type: 'boolean', default: false }, self_billing_agreement_id: { type: 'text', nullable: true },
    tax_form: { type: 'text', nullable: true }, tax_form_reference: { type: 'text', nullable: true }, tax_form_signed_on: { type: 'date', nullable: true }, tax_form_valid_until: { type: 'date', nullable: true },
    tax_form_set_by: { type: 'text', nullable: true }, tax_form_set_at: { type: 'timestamptz', nullable: true },
  },
});

export interface CompanyRow {
  studio_id: string; id: string; data_sealed: Buffer; submitted_by: string; submitted_at: Date; screening: Screening; screening_provider: string | null; screening_list: string | null; screening_hits: ListHit[];
  screening_note: string | null; screened_at: Date | null;
  /** Of which an approval has said that it is somebody else. */
  cleared_hits: ListHit[];
}
export const CompanyRows = new EntitySchema<CompanyRow>({
  name: 'OnboardingCompanyRow', schema: 'onboarding', tableName: 'company',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, data_sealed: { type: 'bytea' }, submitted_by: { type: 'text' }, submitted_at: { type: 'timestamptz' }, screening: { type: 'text' },
    screening_provider: { type: 'text', nullable: true }, screening_list: { type: 'text', nullable: true }, screening_hits: { type: 'jsonb', default: [] }, screening_note: { type: 'text', nullable: true }, screened_at: { type: 'timestamptz', nullable: true },
    cleared_hits: { type: 'jsonb', default: [] },
  },
});

export interface DecisionRow {
  studio_id: string; id: string; kind: DecisionKind; company_id: string | null; reason: string; screening_note: string | null; state: DecisionState; proposed_by: string; proposed_at: Date; decided_by: string | null; decided_at: Date | null;
}
export const DecisionRows = new EntitySchema<DecisionRow>({
  name: 'OnboardingDecisionRow', schema: 'onboarding', tableName: 'decision',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, kind: { type: 'text' }, company_id: { type: 'text', nullable: true }, reason: { type: 'text' }, screening_note: { type: 'text', nullable: true },
    state: { type: 'text' }, proposed_by: { type: 'text' }, proposed_at: { type: 'timestamptz' }, decided_by: { type: 'text', nullable: true }, decided_at: { type: 'timestamptz', nullable: true },
  },
});

export interface AgreementRow { id: string; kind: AgreementKind; version: string; body: string; required_from: Date; published_by: string; published_at: Date }
export const AgreementRows = new EntitySchema<AgreementRow>({
  name: 'OnboardingAgreementRow', schema: 'onboarding', tableName: 'agreement',
  columns: { id: { type: 'text', primary: true }, kind: { type: 'text' }, version: { type: 'text' }, body: { type: 'text' }, required_from: { type: 'timestamptz' }, published_by: { type: 'text' }, published_at: { type: 'timestamptz' } },
});

export interface AcceptanceRow { studio_id: string; agreement_id: string; kind: AgreementKind; accepted_by: string; accepted_at: Date }
export const AcceptanceRows = new EntitySchema<AcceptanceRow>({
  name: 'OnboardingAcceptanceRow', schema: 'onboarding', tableName: 'acceptance',
  columns: { studio_id: { type: 'text', primary: true }, agreement_id: { type: 'text', primary: true }, kind: { type: 'text' }, accepted_by: { type: 'text' }, accepted_at: { type: 'timestamptz' } },
});

export interface GateRow { game_id: string; studio_id: string; is_open: boolean; changed_at: Date; requirements: RequirementState[]; looked_at: Date | null }
export const GateRows = new EntitySchema<GateRow>({
  name: 'OnboardingGateRow', schema: 'onboarding', tableName: 'gate',
  columns: { game_id: { type: 'text', primary: true }, studio_id: { type: 'text' }, is_open: { type: 'boolean' }, changed_at: { type: 'timestamptz' }, requirements: { type: 'jsonb', default: [] }, looked_at: { type: 'timestamptz', nullable: true } },
});

export interface WaiverRow { game_id: string; studio_id: string; reason: string; placed_by: string; placed_at: Date; end_reason: string | null; ended_by: string | null; ended_at: Date | null }
export const WaiverRows = new EntitySchema<WaiverRow>({
  name: 'OnboardingWaiverRow', schema: 'onboarding', tableName: 'waiver',
  columns: {
    game_id: { type: 'text', primary: true }, studio_id: { type: 'text' }, reason: { type: 'text' }, placed_by: { type: 'text' }, placed_at: { type: 'timestamptz' }, end_reason: { type: 'text', nullable: true },
    ended_by: { type: 'text', nullable: true }, ended_at: { type: 'timestamptz', nullable: true },
  },
});
