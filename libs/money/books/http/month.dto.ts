import { Bool, Instant, Int, ListOf, OneOf, Str } from '#platform/http/fields';

const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;
const ENTITY = /^[a-z0-9][a-z0-9-]{0,31}$/;

export class ClearingExplanationTell {
  @Str({ max: 120, what: 'Code of the account, `psp_clearing:stripe`' }) account: string;
  @Str({ min: 3, max: 3, what: 'ISO 4217' }) currency: string;
  @Int({ what: 'The balance that is explained: debits less credits at the end of the month, minor units' }) balance: number;
  @Str({ min: 1, max: 500, what: 'Why it is not at zero' }) explanation: string;
}

export class MonthClosingAsk {
  @ListOf(() => ClearingExplanationTell, { optional: true, max: 1_000, what: 'One for each clearing account that is not at zero at the end of the month; the refusal without them lists these' }) explanations?: ClearingExplanationTell[];
}

export class MonthRead {
  @Str({ what: 'Whose books' }) legal_entity: string;
  @Str({ what: '`YYYY-MM` (UTC)' }) month: string;
  @OneOf(['open', 'closing', 'closed'], { name: 'MonthState', what: '`closing`: somebody has asked for it, and entries are still booked in it; `closed`: what comes late is booked on the first day of the month after the closed ones' }) state: string;
  @Str({ nullable: true, what: 'The member of staff who asked to close it' }) asked_by: string | null;
  @Instant({ nullable: true }) asked_at: number | null;
  @Str({ nullable: true, what: 'The other one who closed it' }) closed_by: string | null;
  @Instant({ nullable: true }) closed_at: number | null;
  @ListOf(() => ClearingExplanationTell, { max: 1_000, what: 'Why clearing accounts were not at zero' }) explanations: ClearingExplanationTell[];
}

export class MonthsRead {
  @ListOf(() => MonthRead, { max: 120, what: 'Newest first' }) data: MonthRead[];
}

export class EntityQuery {
  @Str({ optional: true, pattern: ENTITY, what: 'Whose books; those of the entity that sells to everybody whom no other one names when left out' }) legal_entity?: string;
}

export class MonthsQuery extends EntityQuery {
  @Str({ optional: true, pattern: MONTH, what: 'The first month, `YYYY-MM`; eleven months before the last when left out' }) from?: string;
  @Str({ optional: true, pattern: MONTH, what: 'The last month; this one when left out' }) until?: string;
}

export class EntityOfBooksRead {
  @Str() id: string;
  @Bool({ what: 'Sells to everybody whom no other one names, and pays the studios' }) is_rest: boolean;
  @Str({ what: '`YYYY-MM`: nothing is booked before' }) begins: string;
  @Str({ nullable: true, what: '`YYYY-MM`' }) last_closed: string | null;
}

export class EntitiesOfBooksRead {
  @ListOf(() => EntityOfBooksRead, { max: 1_000 }) data: EntityOfBooksRead[];
}

export class MonthBalanceRead {
  @Str() account: string;
  @Str() currency: string;
  @Int({ what: 'Before the month, debits less credits, minor units' }) opening: number;
  @Int() debits: number;
  @Int() credits: number;
  @Int({ what: 'After it' }) closing: number;
}

export class MonthTrialBalanceRead {
  @Str() legal_entity: string;
  @Str() month: string;
  @OneOf(['open', 'closing', 'closed'], { name: 'MonthState' }) state: string;
  @ListOf(() => MonthBalanceRead, { max: 100_000, what: 'Of all live games, by account and currency: as the month was closed, or as the books stand' }) data: MonthBalanceRead[];
}

export class MappedAccountTell {
  @Str({ max: 120, pattern: /^[a-z_]{1,60}(:[A-Za-z0-9_-]{1,60})?$/, what: 'A code of the chart of accounts (`psp_clearing:stripe`), or a class of it (`psp_clearing`) for all codes that stand nowhere by themselves' }) account: string;
  @Str({ min: 1, max: 40, what: "Its number in the operator's own chart" }) number: string;
  @Str({ max: 200, what: 'Its name there' }) name: string;
}

export class AccountMappingTell {
  @ListOf(() => MappedAccountTell, { max: 2_000, what: 'All of them: what stands here no more has its code for a number' }) accounts: MappedAccountTell[];
}

export class AccountMappingRead {
  @Int({ what: 'Counted up with each change; 0 where nobody has said anything' }) version: number;
  @ListOf(() => MappedAccountTell, { max: 2_000 }) accounts: MappedAccountTell[];
  @Str({ nullable: true }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}
