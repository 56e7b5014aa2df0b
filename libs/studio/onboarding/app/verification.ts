import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import type { KybStatus, Screening, TaxForm } from '../contracts/words.js';
import type { CompanyFacts } from '../domain/company.js';
import type { ListHit } from '../domain/sanctions-screening.js';
import { validUntil } from '../domain/tax-forms.js';
import { afterSubmission } from '../domain/verification.js';
import { DecisionsRepository } from '../infra/decisions.repository.js';
import type { StandingRow } from '../infra/rows.js';
import { StandingRepository } from '../infra/standing.repository.js';
import { TaxpayerNumbersRepository } from '../infra/taxpayer-numbers.repository.js';
import { scheduleScreening } from './screening.js';
import { standingTold } from './standing-told.js';

/** Company data of the scope's studio, in place of those of before. Its names are looked up afterwards. */
export class SubmitCompany extends Command<{ company_id: string }> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly data: CompanyFacts) { super(); }
}

@CommandHandler(SubmitCompany)
export class SubmitCompanyHandler implements ICommandHandler<SubmitCompany> {
  constructor(private readonly standings: StandingRepository, private readonly decisions: DecisionsRepository, private readonly jobs: Jobs, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ studioId, data }: SubmitCompany) {
    const now = this.clock.now();
    const by = currentScope().actor.id;
    const held = await this.standings.hold(studioId, by, now);
    const company_id = await this.standings.addCompany(studioId, data, by, now);
    await this.decisions.outdate(studioId, by, now);
    const kyb_status = afterSubmission(held.kyb_status);
    const changed = await this.standings.change(held, { submitted_company_id: company_id, ...(kyb_status === held.kyb_status ? {} : { kyb_status, reason: null, changed_by: by, changed_at: now }) });
    this.outbox.record(standingTold(changed));
    await scheduleScreening(this.jobs, studioId);
    return { company_id };
  }
}

/** That a form about who is paid is on file, and where. The form itself stays where the operator keeps it; the number on a W-9 is kept sealed, until another form takes its place. */
export class SetTaxForm extends Command<void> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly form: { kind: TaxForm; reference: string; signed_on: string | null; tin: string | null }) { super(); }
}

@CommandHandler(SetTaxForm)
export class SetTaxFormHandler implements ICommandHandler<SetTaxForm> {
  constructor(private readonly standings: StandingRepository, private readonly numbers: TaxpayerNumbersRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ studioId, form }: SetTaxForm): Promise<void> {
    const now = this.clock.now();
    const by = currentScope().actor.id;
    const held = await this.standings.hold(studioId, by, now);
    if (form.kind !== 'w9') await this.numbers.forget(studioId);
    else if (form.tin !== null) await this.numbers.set(studioId, form.tin, by, now);
    this.outbox.record(standingTold(await this.standings.change(held, {
      tax_form: form.kind, tax_form_reference: form.reference, tax_form_signed_on: form.signed_on, tax_form_valid_until: validUntil(form.kind, form.signed_on), tax_form_set_by: by, tax_form_set_at: now,
    })));
  }
}

export interface CompanyView {
  id: string;
  submitted_by: string;
  submitted_at: number;
  data: CompanyFacts;
  screening: { outcome: Screening; provider: string | null; list: string | null; hits: ListHit[]; note: string | null; screened_at: number | null };
}

export interface VerificationView {
  studio_id: string;
  kyb_status: KybStatus;
  reason: string | null;
  changed_at: number | null;
  is_listed: boolean;
  approved_company_id: string | null;
  /** The data that were submitted last. */
  company: CompanyView | null;
  has_self_billing: boolean;
  tax_form: { kind: TaxForm; reference: string; signed_on: string | null; valid_until: string | null; has_tin: boolean; set_at: number | null } | null;
}

/** How the verification of a studio stands. The scope is the studio's or the operator's. */
export class GetVerification extends Query<VerificationView> {
  constructor(readonly studioId: string) { super(); }
}

@QueryHandler(GetVerification)
export class GetVerificationHandler implements IQueryHandler<GetVerification> {
  constructor(private readonly standings: StandingRepository, private readonly numbers: TaxpayerNumbersRepository) {}

  async execute({ studioId }: GetVerification): Promise<VerificationView> {
    const row = await this.standings.find(studioId);
    return {
      studio_id: studioId, kyb_status: row?.kyb_status ?? 'not_started', reason: row?.reason ?? null, changed_at: row && row.version > 0 ? unixSeconds(row.changed_at) : null, is_listed: row?.is_listed ?? false,
      approved_company_id: row?.approved_company_id ?? null, company: await this.company(studioId, row?.submitted_company_id ?? null), has_self_billing: row ? row.self_billing_agreement_id !== null : false, tax_form: taxFormView(row, row?.tax_form === 'w9' && (await this.numbers.has(studioId))),
    };
  }

  private async company(studioId: string, id: string | null): Promise<CompanyView | null> {
    const row = id ? await this.standings.company(studioId, id) : undefined;
    if (!row) return null;
    return {
      id: row.id, submitted_by: row.submitted_by, submitted_at: unixSeconds(row.submitted_at), data: this.standings.dataOf(row),
      screening: { outcome: row.screening, provider: row.screening_provider, list: row.screening_list, hits: row.screening_hits, note: row.screening_note, screened_at: unixSecondsOrNull(row.screened_at) },
    };
  }
}

function taxFormView(row: StandingRow | undefined, has_tin: boolean): VerificationView['tax_form'] {
  return row?.tax_form ? { kind: row.tax_form, reference: row.tax_form_reference!, signed_on: row.tax_form_signed_on, valid_until: row.tax_form_valid_until, has_tin, set_at: unixSecondsOrNull(row.tax_form_set_at) } : null;
}

export interface VerificationListed { studio_id: string; kyb_status: KybStatus; changed_at: number; is_listed: boolean; waits_for_approval: boolean }

/** Studios, in the order of their ids. In the operator's scope. */
export class ListVerifications extends Query<{ data: VerificationListed[]; has_more: boolean }> {
  constructor(readonly filter: { status: KybStatus | null; starting_after: string | null; limit: number }) { super(); }
}

@QueryHandler(ListVerifications)
export class ListVerificationsHandler implements IQueryHandler<ListVerifications> {
  constructor(private readonly standings: StandingRepository) {}
  async execute({ filter: { status, starting_after, limit } }: ListVerifications) {
    const rows = await this.standings.list(status, starting_after, limit + 1);
    const data = rows.slice(0, limit).map((row) => ({
      studio_id: row.studio_id, kyb_status: row.kyb_status, changed_at: unixSeconds(row.changed_at), is_listed: row.is_listed, waits_for_approval: row.submitted_company_id !== null && row.submitted_company_id !== row.approved_company_id,
    }));
    return { data, has_more: rows.length > limit };
  }
}
