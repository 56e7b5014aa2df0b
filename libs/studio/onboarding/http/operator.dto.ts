import { PageOf } from '#platform/http/answers';
import { Bool, Day, Instant, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { DECISIONS, DECISION_STATES, KYB_STATUSES, SCREENINGS, TAX_FORMS, type DecisionKind, type KybStatus, type TaxForm } from '../contracts/words.js';
import { VerificationRead } from './verification.dto.js';

export class ScreeningHit {
  @Str({ what: 'Which of the names: `company`, or `people[0]` and so on' }) who: string;
  @Str({ what: 'Id of the entry of the list' }) entry: string;
}

export class ScreeningRead {
  @OneOf(SCREENINGS, { name: 'Screening', what: '`hit`: a name might be one of the list; a person finds out. `unavailable`: nobody has looked' }) outcome: string;
  @Str({ nullable: true }) provider: string | null;
  @Str({ nullable: true, what: 'Which edition of the list' }) list: string | null;
  @ListOf(() => ScreeningHit, { max: 1_000 }) hits: ScreeningHit[];
  @Str({ nullable: true, what: 'Why nobody has looked' }) note: string | null;
  @Instant({ nullable: true }) screened_at: number | null;
}

export class DecisionRead {
  @Str({ what: 'Id (`kyd_…`)' }) id: string;
  @OneOf(DECISIONS, { name: 'VerificationDecision' }) kind: string;
  @Str({ nullable: true, what: 'The company data that were looked at' }) company_id: string | null;
  @Str() reason: string;
  @Str({ nullable: true }) screening_note: string | null;
  @OneOf(DECISION_STATES, { name: 'VerificationDecisionState', what: '`open`: waits for a second person. `outdated`: other data were submitted meanwhile, or something else was decided' }) state: string;
  @Str() proposed_by: string;
  @Instant() proposed_at: number;
  @Str({ nullable: true }) decided_by: string | null;
  @Instant({ nullable: true }) decided_at: number | null;
}

export class VerificationOfStudioRead extends VerificationRead {
  @Bool({ what: 'A name stands on a sanctions list, and nobody has said yet that it is somebody else: nothing is paid out' }) is_listed: boolean;
  @Obj(() => ScreeningRead, { nullable: true, what: 'What a list said of the data that were submitted last' }) screening: ScreeningRead | null;
  @ListOf(() => DecisionRead, { max: 200, what: 'Newest first' }) decisions: DecisionRead[];
}

export class VerificationListed {
  @Str() studio_id: string;
  @OneOf(KYB_STATUSES, { name: 'KybStatus' }) kyb_status: string;
  @Instant() changed_at: number;
  @Bool() is_listed: boolean;
  @Bool({ what: 'Data were submitted that nobody has approved' }) waits_for_approval: boolean;
}

export class VerificationPage extends PageOf(VerificationListed, 'VerificationPageOf') {}

export class VerificationsQuery {
  @OneOf(KYB_STATUSES, { name: 'KybStatus', optional: true, what: 'Those alone' }) status?: KybStatus;
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('stu') starting_after?: string;
}

export class DecisionMake {
  @OneOf(DECISIONS, { name: 'VerificationDecision', what: '`approve` is proposed and takes a second person; the others count at once. `suspend` and `reject` stop live money and payouts' }) kind: DecisionKind;
  @Str({ optional: true, nullable: true, max: 40, what: 'The company data that were looked at (`kyv_…`); needed to approve' }) company_id?: string | null;
  @Str({ min: 1, max: 2_000, what: 'Why; shown to the studio' }) reason: string;
  @Str({ optional: true, nullable: true, min: 1, max: 2_000, what: 'Where the names were looked up and what was found; needed to approve unless the screening is `clear`. Not shown to the studio' }) screening_note?: string | null;
}

export class TaxFormSet {
  @OneOf(TAX_FORMS, { name: 'TaxForm', what: '`not_needed`: the operator has no duty to hold one of this studio' }) kind: TaxForm;
  @Str({ min: 1, max: 500, what: 'Where the form is kept; of `not_needed` why' }) reference: string;
  @Day({ optional: true, nullable: true, what: 'When it was signed; needed but for `not_needed`. Forms W-8 count until the end of the third year after it' }) signed_on?: string | null;
  @Str({ optional: true, nullable: true, max: 11, pattern: /^\d{9}$|^\d{2}-\d{7}$|^\d{3}-\d{2}-\d{4}$/, what: 'Of a W-9: the number on it (EIN or SSN), nine digits. It is sealed and stands in the export of forms 1099-K alone; one that was told before stays when left out' }) tin?: string | null;
}
