import { PageOf } from '#platform/http/answers';
import { Country, Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { PAYOUT_STATES } from '../contracts/words.js';

export class PayoutExchangeRead {
  @Str({ what: 'ISO 4217: what arrives is in this currency' }) currency: string;
  @Int({ what: 'What arrives, minor units of it' }) amount_minor: number;
  @Int({ what: 'What the operator kept of the payout for it by the terms, minor units of the currency of the payout' }) spread_minor: number;
  @Str({ what: 'Units of it for one of the currency of the payout, of what the spread leaves; a decimal', example: '1.0845' }) rate: string;
  @Str({ what: 'The day (UTC) whose rate it is' }) rate_date: string;
  @Str({ what: 'Who printed the rate' }) rate_source: string;
}

export class PayoutRead {
  @Str() id: string;
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment' }) environment: string;
  @Str() currency: string;
  @Int({ what: 'Minor units' }) amount_minor: number;
  @Obj(() => PayoutExchangeRead, { nullable: true, what: 'Where it arrives in another currency' }) exchange: PayoutExchangeRead | null;
  @OneOf(PAYOUT_STATES, { name: 'PayoutState', what: '`held`: a hold stopped it before it left; `in_transit`: the bank has it or is being asked; `failed`: it did not arrive, and is available again' }) state: string;
  @Str({ what: 'The day (UTC) of the run that made it' }) period: string;
  @Str({ what: 'Where it goes (`pac_…`)' }) account_id: string;
  @Str() provider: string;
  @Str({ nullable: true, what: 'The id of the transfer at the bank' }) provider_reference: string | null;
  @Str({ nullable: true, what: 'Why it failed, a word for programs' }) failure: string | null;
  @Instant() created_at: number;
  @Instant({ nullable: true, what: 'When the bank had it' }) sent_at: number | null;
  @Instant({ nullable: true }) ended_at: number | null;
  @Instant({ nullable: true, what: 'When it was paid and came back: it stays `succeeded`, is owed again, and a credit note takes its invoice back' }) returned_at: number | null;
}

export class PayoutShareRead {
  @Str() game_id: string;
  @Int({ what: 'Minor units' }) amount_minor: number;
}

export class PayoutDetailRead extends PayoutRead {
  @ListOf(() => PayoutShareRead, { max: 1_000, what: 'What of it came out of the books of which game; they add up to the amount' }) shares: PayoutShareRead[];
}

export class PayoutPage extends PageOf(PayoutRead, 'PayoutPageOf') {}

export class PayoutsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('pyo') starting_after?: string;
}

export class PayoutAccountAdd {
  @Str({ pattern: /^[A-Z]{3}$/, max: 3, what: 'ISO 4217: what is owed in this currency goes there' }) currency: string;
  @Str({ optional: true, nullable: true, pattern: /^[A-Z]{3}$/, max: 3, what: 'ISO 4217: what the account is held in, where that is another one; payouts are exchanged then' }) paid_in?: string | null;
  @Str({ min: 1, max: 140, what: 'Whose account it is, as the bank has it' }) holder_name: string;
  @Country({ what: 'Where the holder is (ISO 3166-1); of an IBAN, the country of the bank counts' }) country: string;
  @Str({ optional: true, nullable: true, max: 50, what: 'IBAN (ISO 13616); spaces do not matter' }) iban?: string | null;
  @Str({ optional: true, nullable: true, max: 34, pattern: /^[A-Za-z0-9]+$/, what: 'Where there is no IBAN: the number of the account …' }) account_number?: string | null;
  @Str({ optional: true, nullable: true, max: 35, pattern: /^[A-Za-z0-9]+$/, what: '… and of its bank (routing number, sort code)' }) bank_code?: string | null;
  @Str({ optional: true, nullable: true, max: 11, what: 'BIC (ISO 9362)' }) bic?: string | null;
}

export class PayoutAccountRead {
  @Str() id: string;
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment' }) environment: string;
  @Str({ what: 'What is owed in this currency goes there' }) currency: string;
  @Str({ what: 'The currency that it arrives in' }) paid_in: string;
  @Str() holder_name: string;
  @Str() country: string;
  @OneOf(['iban', 'local'], { name: 'PayoutAccountKind' }) kind: string;
  @Str({ what: 'The last four characters of its number; the rest is shown to nobody' }) ends_with: string;
  @OneOf(['unconfirmed', 'waiting', 'in_use', 'replaced', 'removed'], { name: 'PayoutAccountState', what: '`unconfirmed`: somebody else has to confirm it; `waiting`: until `usable_at`; `replaced`: a later account has taken its place' }) state: string;
  @Str({ what: 'A member or a key' }) asked_by: string;
  @Instant() asked_at: number;
  @Str({ nullable: true }) confirmed_by: string | null;
  @Instant({ nullable: true }) confirmed_at: number | null;
  @Instant({ nullable: true, what: 'From when on money goes there: 72 hours after it was confirmed' }) usable_at: number | null;
  @Instant({ nullable: true }) removed_at: number | null;
}

export class PayoutAccountList {
  @ListOf(() => PayoutAccountRead, { max: 200, what: 'Newest first' }) data: PayoutAccountRead[];
}
