import { PageOf } from '#platform/http/answers';
import { Instant, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { TAX_CHANGE_STATES, type TaxChangeState } from '../app/list-tax-rows.js';
import { CHANGE_KINDS, type ChangeKind, type Filer, FILERS, RATE_CATEGORIES, WHEN_SILENT, type WhenSilent } from '../contracts/tax-change-kinds.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const kind = { name: 'TaxChangeKind', what: '`registration`: that we may collect somewhere; `local_rate`: what a city or county adds to its state; `rate`: another figure in place of one of the shipped table; `engine`: that an outside engine computes the tax of what a legal entity sells in a territory; `ending`: the last day of one of these, or of a sale block' } as const;
const silent = { name: 'TaxEngineSilence', what: 'What becomes of a sale while the engine does not answer: it is refused, or bears our own rates, and says so' } as const;
const filer = { name: 'TaxEngineFiler', what: 'Who files the returns of what the engine was told' } as const;
const state = { name: 'TaxChangeState', what: '`expired`: thirty days went by' } as const;
const category = { name: 'TaxCategory', what: 'In the United States `in_game_content` unless told, elsewhere `digital_services_b2c`' } as const;

export class TaxChangePropose {
  @OneOf(CHANGE_KINDS, kind) kind: ChangeKind;
  @Str({ min: 1, max: 500, what: 'Why, for whoever approves it' }) reason: string;
  @Str({ optional: true, nullable: true, min: 8, max: 500, pattern: /^https:\/\/\S+$/, what: 'Where the office says so' }) source_url?: string | null;
  @Str({ optional: true, nullable: true, min: 1, max: 120, what: 'Legal entity that is registered (registration), or that sells, by its id in the books (engine)' }) entity?: string | null;
  @Str({ optional: true, nullable: true, min: 2, max: 2, what: 'ISO 3166-1 alpha-2 (registration, local_rate, rate, engine)', example: 'NZ' }) territory?: string | null;
  @Str({ optional: true, nullable: true, max: 60, what: 'ISO 3166-2; null for the whole territory', example: 'US-WA' }) region?: string | null;
  @Str({ optional: true, nullable: true, max: 40, what: 'Under which scheme (registration)', example: 'eu_oss_non_union' }) scheme?: string | null;
  @Str({ optional: true, nullable: true, max: 20, what: 'Of a local rate: the postcodes that begin with it; all of the region unless told' }) postcode_prefix?: string | null;
  @Str({ optional: true, nullable: true, max: 80, what: 'Of a local rate: whose tax it is. Of one name the longest matching postcode counts', example: 'Seattle' }) name?: string | null;
  @OneOf(RATE_CATEGORIES, { ...category, optional: true, nullable: true }) category?: (typeof RATE_CATEGORIES)[number] | null;
  @Str({ optional: true, nullable: true, max: 10, what: 'Percent, a decimal (local_rate, rate). `0` of a local rate says that there is none', example: '3.85' }) rate?: string | null;
  @Str({ optional: true, nullable: true, pattern: DAY, max: 10, format: 'date', what: 'First day; quotes of that day take it' }) valid_from?: string | null;
  @Str({ optional: true, nullable: true, pattern: DAY, max: 10, format: 'date', what: 'Last day; open unless told (registration, local_rate)' }) valid_to?: string | null;
  @OneOf(WHEN_SILENT, { ...silent, optional: true, nullable: true }) when_silent?: WhenSilent | null;
  @OneOf(FILERS, { ...filer, optional: true, nullable: true }) filed_by?: Filer | null;
  @Str({ optional: true, nullable: true, max: 40, what: 'What ends (`txr_…`, `txl_…`, `txs_…`, `txe_…`, `tsb_…`; ending)' }) row_id?: string | null;
  @Str({ optional: true, nullable: true, pattern: DAY, max: 10, format: 'date', what: 'Its last day (ending)' }) last_day?: string | null;
}

export class TaxChangeReject {
  @Str({ optional: true, nullable: true, min: 1, max: 500, what: 'Why' }) reason?: string | null;
}

export class TaxChangeTold {
  @Str({ nullable: true }) entity: string | null;
  @Str({ nullable: true }) territory: string | null;
  @Str({ nullable: true }) region: string | null;
  @Str({ nullable: true }) scheme: string | null;
  @Str({ nullable: true }) postcode_prefix: string | null;
  @Str({ nullable: true }) name: string | null;
  @OneOf(RATE_CATEGORIES, { ...category, nullable: true }) category: string | null;
  @Str({ nullable: true, what: 'Percent' }) rate: string | null;
  @Str({ nullable: true, what: 'First day' }) valid_from: string | null;
  @Str({ nullable: true, what: 'Last day' }) valid_to: string | null;
  @OneOf(WHEN_SILENT, { ...silent, nullable: true }) when_silent: string | null;
  @OneOf(FILERS, { ...filer, nullable: true }) filed_by: string | null;
  @Str({ nullable: true, what: 'What ends' }) row_id: string | null;
  @Str({ nullable: true, what: 'Its last day' }) last_day: string | null;
}

export class TaxChangeRead {
  @Str({ what: 'Id (`txc_…`)' }) id: string;
  @OneOf(CHANGE_KINDS, kind) kind: ChangeKind;
  @OneOf(TAX_CHANGE_STATES, state) state: TaxChangeState;
  @Obj(() => TaxChangeTold, { what: 'What was proposed, as it is stored when it is approved' }) told: TaxChangeTold;
  @Str() reason: string;
  @Str({ nullable: true }) source_url: string | null;
  @Str({ what: 'Who proposed it (`stf_…`)' }) proposed_by: string;
  @Instant({ what: 'Unix seconds' }) proposed_at: number;
  @Instant({ what: 'Unix seconds; from then on it cannot be approved' }) dies_at: number;
  @Str({ nullable: true, what: 'Who decided: never who proposed it, but to take it back' }) decided_by: string | null;
  @Instant({ nullable: true, what: 'Unix seconds' }) decided_at: number | null;
  @Str({ nullable: true }) decided_why: string | null;
  @Str({ nullable: true, what: 'The row that it made or ended' }) row_id: string | null;
}
export class TaxChangePage extends PageOf(TaxChangeRead, 'TaxChangePageOf') {}

export class TaxChangeQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('txc') starting_after?: string;
  @OneOf(TAX_CHANGE_STATES, { ...state, optional: true }) state?: TaxChangeState;
  @OneOf(CHANGE_KINDS, { ...kind, optional: true }) kind?: ChangeKind;
}

class TaxRowRead {
  @Str() id: string;
  @Str({ what: 'ISO 3166-1 alpha-2' }) territory: string;
  @Str({ nullable: true, what: 'Null for the whole territory' }) region: string | null;
  @Str({ nullable: true, what: 'First day; null: always' }) valid_from: string | null;
  @Str({ nullable: true, what: 'Last day, also where an ending made it; null while none is known' }) valid_to: string | null;
  @Str({ nullable: true, what: 'The change that made it; null: stored by the owner of the database' }) change_id: string | null;
}
export class TaxRegistrationRead extends TaxRowRead {
  @Str({ nullable: true, what: 'Legal entity; null of the demo' }) entity: string | null;
  @Str() scheme: string;
}
export class TaxLocalRateRead extends TaxRowRead {
  @Str({ what: 'Empty for the whole region' }) postcode_prefix: string;
  @Str() name: string;
  @Str({ what: 'Percent' }) rate: string;
}
export class TaxRateRead extends TaxRowRead {
  @OneOf(RATE_CATEGORIES, category) category: string;
  @Str({ what: 'Percent' }) rate: string;
}
export class TaxEngineUseRead extends TaxRowRead {
  @Str({ what: 'The legal entity that sells' }) entity: string;
  @OneOf(WHEN_SILENT, silent) when_silent: string;
  @OneOf(FILERS, filer) filed_by: string;
}
export class TaxEngineUsePage extends PageOf(TaxEngineUseRead, 'TaxEngineUsePageOf') {}
export class TaxRegistrationPage extends PageOf(TaxRegistrationRead, 'TaxRegistrationPageOf') {}
export class TaxLocalRatePage extends PageOf(TaxLocalRateRead, 'TaxLocalRatePageOf') {}
export class TaxRatePage extends PageOf(TaxRateRead, 'TaxRatePageOf') {}

class TaxRowQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Str({ optional: true, min: 2, max: 2, what: 'Of this territory' }) territory?: string;
  @Str({ optional: true, pattern: DAY, max: 10, format: 'date', what: 'Those that hold on this day; all without it, ended ones too' }) on?: string;
}
export class TaxRegistrationQuery extends TaxRowQuery {
  @Cursor('txr') starting_after?: string;
}
export class TaxLocalRateQuery extends TaxRowQuery {
  @Cursor('txl') starting_after?: string;
}
export class TaxEngineUseQuery extends TaxRowQuery {
  @Cursor('txe') starting_after?: string;
}
export class TaxRateQuery extends TaxRowQuery {
  @Cursor('txs') starting_after?: string;
}
