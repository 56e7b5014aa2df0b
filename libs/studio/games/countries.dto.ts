import { Instant, ListOf, OneOf, Str } from '#platform/http/fields';
import type { CountryMode } from './contracts/queries.js';

const mode = { name: 'CountryMode', what: '`operator`: the operator sells as Merchant of Record, unless it may not itself; `own_psp`: you sell by your own payment account, and tax, receipts and chargebacks are yours; `blocked`: nobody does' } as const;
const MODES = ['operator', 'own_psp', 'blocked'] as const satisfies readonly CountryMode[];

export class CountryModeSet {
  @OneOf(MODES, mode) mode: CountryMode;
  @Str({ optional: true, nullable: true, min: 1, max: 500, what: 'Why, for your colleagues; players do not see it' }) note?: string | null;
}

export class CountryModeRead {
  @Str({ what: 'ISO 3166-1' }) country: string;
  @OneOf(MODES, mode) mode: CountryMode;
}

export class CountryModeEntry extends CountryModeRead {
  @Str({ nullable: true }) note: string | null;
  @Str({ what: 'Who said so, a member (`mem_…`) or a key (`key_…`)' }) set_by: string;
  @Instant({ what: 'Unix seconds' }) set_at: number;
}

export class CountryModeList {
  @ListOf(() => CountryModeEntry, { max: 300, what: 'By code' }) data: CountryModeEntry[];
}
