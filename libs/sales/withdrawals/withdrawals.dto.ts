import { PageOf } from '#platform/http/answers';
import { Instant, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';
import { WAIVER_LOCALES, WITHDRAWAL_OUTCOMES, WITHDRAWAL_REASONS, type WithdrawalOutcome } from './contracts/queries.js';

const LOCALE = { name: 'WithdrawalLocale' } as const;

export class WithdrawalStatement {
  @Str({ min: 1, max: 100, what: '`gam_…`: the game that it was bought for' }) game_id: string;
  @Str({ min: 1, max: 200, what: 'Who withdraws' }) name: string;
  @Str({ min: 1, max: 100, what: 'The order that is withdrawn from: its id, its receipt number, or the number of its receipt or invoice' }) order: string;
  @Str({ email: true, max: 320, what: 'Where the confirmation goes: the address that it was bought with, else a person has to look for the order' }) email: string;
  @OneOf(WAIVER_LOCALES, { ...LOCALE, optional: true, default: 'en', what: 'The language of the confirmation' }) locale?: 'en' | 'de';
}

export class WithdrawalReceived {
  @Str() name: string;
  @Str() order: string;
  @Str() email: string;
  @Instant({ what: 'When it was received, Unix seconds' }) received_at: number;
}

export class DeclarantRead {
  @Str() name: string;
  @Str() email: string;
  @Str({ what: 'The order, as it was told' }) order: string;
}

export class WithdrawalWaiverRead {
  @Strs({ what: 'Lines of the order' }) line_ids: string[];
  @Str() version: string;
  @Str() locale: string;
  @Str({ max: 2_000, what: 'The words as she saw them' }) words: string;
  @Instant() given_at: number;
}

export class WithdrawalBasisRead {
  @Str({ nullable: true }) country: string | null;
  @OneOf(['eu_crd', 'uk_ccr'], { nullable: true, name: 'WithdrawalRule', what: '`eu_crd`: Directive 2011/83/EU; `uk_ccr`: the regulations of 2013 of Great Britain; null where the country knows no such right' }) rule: string | null;
  @Instant({ nullable: true, what: 'When the contract was concluded' }) concluded_at: number | null;
  @Instant({ nullable: true, what: 'The first second after the time to withdraw' }) ends_at: number | null;
  @Obj(() => WithdrawalWaiverRead, { nullable: true, what: 'What she agreed to when she paid; null where she did not' }) waiver: WithdrawalWaiverRead | null;
  @Instant({ nullable: true, what: 'When the game, or the client of the player, had the items' }) granted_at: number | null;
  @Instant({ nullable: true, what: 'When the mail server took the receipt, which repeats the waiver' }) confirmed_at: number | null;
}

export class WithdrawalRead {
  @Str() id: string;
  @Str({ nullable: true, what: 'Null where no order is known by what was told' }) order_id: string | null;
  @OneOf(WAIVER_LOCALES, LOCALE) locale: string;
  @Instant({ what: 'When the statement was received, Unix seconds' }) stated_at: number;
  @OneOf(WITHDRAWAL_OUTCOMES, { name: 'WithdrawalOutcome', what: '`refund`: the right stands, and the money goes back by itself; `unmatched`: no order is known by it, a person has to look' }) outcome: string;
  @OneOf(WITHDRAWAL_REASONS, { name: 'WithdrawalReason', what: 'Of `refund`, what the loss of the right lacks: `no_waiver`, `not_granted`, `not_confirmed`' }) because: string;
  @Obj(() => WithdrawalBasisRead, { what: 'What the answer rests on, as it was then' }) basis: WithdrawalBasisRead;
  @Obj(() => DeclarantRead, { nullable: true, what: 'Who it was; null once the player is erased, and after three years' }) declarant: DeclarantRead | null;
}

export class WithdrawalPage extends PageOf(WithdrawalRead, 'WithdrawalPageOf') {}

export class WithdrawalsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('wdr') starting_after?: string;
  @Str({ optional: true, max: 100 }) order_id?: string;
  @QueryList({ of: WITHDRAWAL_OUTCOMES, max: 4, what: 'Comma-separated' }) outcome?: WithdrawalOutcome[];
}
