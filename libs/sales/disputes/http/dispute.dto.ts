import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, Json, ListOf, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';
import { ANSWERS, DISPUTE_REASONS, DISPUTE_STATUSES, SCHEMES } from '../contracts/queries.js';

const ENVIRONMENTS = ['sandbox', 'live'] as const;

export class DisputeRead {
  @Str() id: string;
  @Str() game_id: string;
  @Str() studio_id: string;
  @OneOf(ENVIRONMENTS, { name: 'DisputeEnvironment' }) environment: string;
  @Str() payment_id: string;
  @Str() order_id: string;
  @Str() provider: string;
  @Str({ what: "The provider's own id of it: `dispute_id` of the webhooks" }) provider_dispute_id: string;
  @OneOf(DISPUTE_STATUSES, { name: 'DisputeStatus', what: '`warning_…`: the bank asks and has taken no money; `needs_response`: it has, and waits for an answer until `due_at`; `under_review`: it has the answer' }) status: string;
  @Bool({ what: 'A question of the bank that has taken no money' }) is_inquiry: boolean;
  @OneOf(DISPUTE_REASONS, { name: 'DisputeReason' }) reason: string;
  @Str({ nullable: true, what: "The provider's word" }) provider_reason: string | null;
  @Str({ nullable: true, what: "The card scheme's code" }) network_code: string | null;
  @OneOf(SCHEMES, { name: 'CardScheme', what: '`none`: not paid by card' }) scheme: string;
  @Int({ what: 'What the bank took or asks about, minor units' }) amount_minor: number;
  @Str() currency: string;
  @Instant() opened_at: number;
  @Instant({ nullable: true, what: "When the bank's time for an answer is over; null where the provider does not tell" }) due_at: number | null;
  @Instant({ nullable: true }) closed_at: number | null;
  @OneOf(ANSWERS, { name: 'DisputeAnswer', what: '`sending`, `accepting`: on its way; `by_hand`: the provider takes none by its API, the operator answers in its dashboard; `too_late`: it had an end before' }) answer: string;
  @Str({ nullable: true, what: "The provider's code of why it refused the answer" }) answer_failure: string | null;
  @Instant({ nullable: true }) answered_at: number | null;
  @Str({ nullable: true, what: 'Staff of the operator, the deadline (`disputes.answer`), or the provider where somebody answered in its dashboard' }) answered_by: string | null;
}

export class DisputePage extends PageOf(DisputeRead, 'DisputePageOf') {}

export class DisputesQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('dsp') starting_after?: string;
  @QueryList({ of: DISPUTE_STATUSES, max: 6, what: 'Comma-separated' }) status?: string[];
  @Str({ optional: true, max: 100, what: 'Those of this order' }) order_id?: string;
  @Str({ optional: true, max: 100, what: 'Those of this payment' }) payment_id?: string;
}

export class OpenDisputesQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('dsp') starting_after?: string;
  @QueryList({ of: DISPUTE_STATUSES, max: 6, what: 'Comma-separated' }) status?: string[];
  @QueryInt({ min: 0, max: 253_402_300_799, what: 'Unix seconds: those whose time is over before that' }) due_before?: number;
}

export class EvidenceRead {
  @Bool({ what: 'It was kept for the bank and never changes; else it is what would be sent now' }) is_frozen: boolean;
  @Str({ what: 'SHA-256, in hex, of `document` in the canonical form of JSON (RFC 8785)' }) sha256: string;
  @Instant() built_at: number;
  @Json({ what: 'Version 1: dispute, payment, order, place, documents, player, grants, refunds, earlier_purchases, compelling_evidence, statement; amounts in minor units, instants in Unix seconds' }) document: object;
  @Str({ max: 100_000, what: 'The same for a person to read' }) text: string;
}

export class EvidenceSubmit {
  @Str({ optional: true, nullable: true, max: 5_000, what: 'What you add in your own words' }) statement?: string | null;
  @Bool({ optional: true, default: false, what: "You have answered in the provider's dashboard: it is noted as sent, and nothing leaves" }) by_hand?: boolean;
}

export class ProgrammeRead {
  @Str({ what: '`VAMP`, `ECM`, `HECM`, `EFM`' }) programme: string;
  @Int() cases: number;
  @Int({ what: 'Among how many sales: of the month (VAMP), or of the one before (Mastercard)' }) base: number;
  @Int({ nullable: true, what: 'Hundredths of a percent, rounded down; null among no sales' }) ratio_bp: number | null;
  @Int({ what: 'Of the programme, in hundredths of a percent' }) threshold_bp: number;
  @Int({ nullable: true, what: '50, 75 or 100 percent of the threshold, numbers of cases included; null below' }) step: number | null;
}

export class SchemeRatiosRead {
  @OneOf(SCHEMES, { name: 'CardScheme' }) scheme: string;
  @Int() sales: number;
  @Int({ what: 'Of the month before' }) sales_before: number;
  @Int({ what: 'Of the sales, those with 3-D Secure' }) authenticated_sales: number;
  @Int({ what: 'Opened in the month, inquiries left out' }) disputes: number;
  @Int() fraud_disputes: number;
  @Int({ what: 'What those are worth in US cents, as far as rates are known' }) fraud_disputes_usd_minor: number;
  @Int({ what: "Issuers' reports of fraud" }) fraud_reports: number;
  @Int({ nullable: true, what: 'Disputes among sales, in hundredths of a percent' }) ratio_bp: number | null;
  @ListOf(() => ProgrammeRead, { max: 10 }) programmes: ProgrammeRead[];
}

export class StudioRatiosRead {
  @Str() studio_id: string;
  @OneOf(SCHEMES, { name: 'CardScheme' }) scheme: string;
  @Int() sales: number;
  @Int() disputes: number;
  @Int() fraud_reports: number;
  @Int({ nullable: true, what: 'Disputes among sales, in hundredths of a percent' }) ratio_bp: number | null;
  @OneOf(['fine', 'warn', 'stop'], { name: 'DisputeStanding', what: '`warn` from 0.40 %, `stop` from 0.70 %, each from five disputes on; a stop asks staff to hold the payouts of the studio (`disputes_high`)' }) standing: string;
}

export class DisputeRatiosRead {
  @Str({ what: 'YYYY-MM (UTC)' }) month: string;
  @OneOf(ENVIRONMENTS, { name: 'DisputeEnvironment' }) environment: string;
  @ListOf(() => SchemeRatiosRead, { max: 20, what: 'Over all studios: what the card schemes measure the operator by' }) schemes: SchemeRatiosRead[];
  @ListOf(() => StudioRatiosRead, { max: 500, what: 'With at least one dispute, those with most first' }) studios: StudioRatiosRead[];
}

export class DisputeRatiosQuery {
  @Str({ optional: true, max: 7, pattern: /^20\d\d-(0[1-9]|1[0-2])$/, what: 'YYYY-MM; this month when left out' }) month?: string;
  @OneOf(ENVIRONMENTS, { optional: true, default: 'live', what: 'Of which kind of environments' }) environment?: string;
}

export class FraudWarningRuleRead {
  @Int({ nullable: true, what: 'US cents: a charge of at most so much goes back by itself when its issuer reports it as fraud; null: none does' }) refund_up_to_usd_minor: number | null;
  @Int({ what: 'Hours after the report; later ones stay' }) within_hours: number;
  @Str({ nullable: true, what: 'Null where the game has said nothing: the rule is that of the installation' }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}

export class FraudWarningRuleSet {
  @Int({ nullable: true, min: 1, max: 100_000_000, what: 'US cents; null switches it off' }) refund_up_to_usd_minor: number | null;
  @Int({ optional: true, min: 1, max: 720, default: 24, what: 'Hours after the report' }) within_hours?: number;
}
