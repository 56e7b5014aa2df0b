import { Bool, Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';
import { ACCOUNT_CHECKS, ACCOUNT_PROVIDERS, type AccountProvider } from '../contracts/queries.js';

const METHODS_MAX = 60;

export class PaymentAccountKeys {
  @Str({ min: 8, max: 255, what: 'Secret key, or a restricted one that may read and write payments, refunds and disputes. Sealed, never shown again but for its last four characters' }) secret_key: string;
  @Str({ min: 8, max: 255, what: 'By which the provider signs what it sends to `webhook_url`. Sealed as the key is' }) webhook_secret: string;
  @Str({ optional: true, nullable: true, min: 8, max: 255, what: 'Of `stripe`: the key of the same mode that card fields are drawn with' }) publishable_key?: string | null;
  @Strs({ optional: true, nullable: true, min: 1, max: METHODS_MAX, length: 40, what: 'Methods that the account has switched on; `card` where it is left out' }) methods?: string[] | null;
}

export class PaymentAccountAdd extends PaymentAccountKeys {
  @OneOf(ACCOUNT_PROVIDERS, { name: 'PaymentAccountProvider', what: 'Where the account is' }) provider: AccountProvider;
}

export class PaymentAccountRead {
  @Str({ what: 'Id (`psa_…`)' }) id: string;
  @OneOf(ACCOUNT_PROVIDERS, { name: 'PaymentAccountProvider', what: 'Where the account is' }) provider: string;
  @OneOf(['in_use', 'retired', 'removed'], { name: 'PaymentAccountState', what: '`in_use`: new payments are made with it; `retired`: it keeps what was begun with it; `removed`: its keys are gone' }) state: string;
  @Str({ what: 'The last four characters' }) secret_key_ends: string;
  @Str({ what: 'The last four characters' }) webhook_secret_ends: string;
  @Str({ nullable: true }) publishable_key: string | null;
  @Strs({ max: METHODS_MAX }) methods: string[];
  @Bool() takes_real_money: boolean;
  @Str({ what: 'Where the provider is to send its notifications' }) webhook_url: string;
  @OneOf(ACCOUNT_CHECKS, { name: 'PaymentAccountCheck', what: 'What the last look said: the keys work, the provider has refused them, or it did not answer' }) check_outcome: string;
  @Instant() checked_at: number;
  @Str({ what: 'A member (`mem_…`) or a key (`key_…`)' }) added_by: string;
  @Instant() added_at: number;
  @Str() changed_by: string;
  @Instant() changed_at: number;
}

export class PaymentAccountList {
  @ListOf(() => PaymentAccountRead, { max: 100, what: 'The newest first' }) data: PaymentAccountRead[];
}
