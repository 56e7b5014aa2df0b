import { PageOf } from '#platform/http/answers';
import { Instant, Int, Json, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';

const OUTCOMES = ['answered', 'refused', 'unknown'] as const;
const KINDS = ['commit', 'reverse'] as const;
export const STEP_STATES = ['pending', 'answered', 'refused', 'voided'] as const;
const outcome = { name: 'TaxEngineOutcome', what: '`unknown`: there was no answer, or none that is believed' } as const;
const stepState = { name: 'TaxEngineStepState', what: '`pending`: it is told until the engine answers; `refused`: the engine does not take it, and a person has to look; `voided`: all of the sale had gone back before the engine knew of it, and it was told to forget it' } as const;

export class TaxEngineQuoteRead {
  @Str({ what: 'Id (`teq_…`)' }) id: string;
  @OneOf(OUTCOMES, outcome) outcome: string;
  @Str({ nullable: true, what: 'Why there is no answer, in a word; `unbelievable_…`: what was wrong with it' }) failure: string | null;
  @Str({ nullable: true, what: 'How the engine calls its quote' }) reference: string | null;
  @Json({ what: 'What was asked, as it was sent' }) asked: object;
  @Json({ nullable: true, what: 'What was answered, as it was believed' }) answer: object | null;
  @Instant({ what: 'Unix seconds' }) asked_at: number;
}
export class TaxEngineQuotePage extends PageOf(TaxEngineQuoteRead, 'TaxEngineQuotePageOf') {}

export class TaxEngineQuoteQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('teq') starting_after?: string;
  @OneOf(OUTCOMES, { ...outcome, optional: true }) outcome?: (typeof OUTCOMES)[number];
}

export class TaxEngineStepRead {
  @Str({ what: 'Id (`tes_…`)' }) id: string;
  @Str() order_id: string;
  @OneOf(KINDS, { name: 'TaxEngineStepKind', what: '`commit`: the sale; `reverse`: what of it went back' }) kind: string;
  @Str({ what: 'The payment, or the refund' }) ref: string;
  @OneOf(STEP_STATES, stepState) state: string;
  @Json({ what: 'The figures that it is told, in minor units' }) told: object;
  @Int({ what: 'How often it was told' }) attempts: number;
  @Str({ nullable: true, what: 'What the last attempt met, in a word' }) last_error: string | null;
  @Str({ nullable: true, what: 'How the engine calls it' }) reference: string | null;
  @Instant({ what: 'Unix seconds' }) noted_at: number;
  @Instant({ nullable: true, what: 'Unix seconds' }) answered_at: number | null;
}
export class TaxEngineStepPage extends PageOf(TaxEngineStepRead, 'TaxEngineStepPageOf') {}

export class TaxEngineStepQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('tes') starting_after?: string;
  @OneOf(STEP_STATES, { ...stepState, optional: true }) state?: (typeof STEP_STATES)[number];
  @Str({ optional: true, max: 40, what: 'Of this order' }) order_id?: string;
}
