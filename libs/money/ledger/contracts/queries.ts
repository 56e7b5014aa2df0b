import { Query } from '#platform/kernel/messages';

export interface TrialBalance {
  balanced: boolean;
  data: { currency: string; debits: number; credits: number }[];
  accounts: { code: string; currency: string; debits: number; credits: number; balance: number }[];
}

/** The sums of the scope's game, per currency and per account, in minor units; a positive balance is a debit. As cheap after a million sales as after ten. */
export class GetTrialBalance extends Query<TrialBalance> {}

/** What the entries of one kind on one day (UTC) have added to what the scope's game owes to its studio. Minor units; what it is owed more of is positive. */
export interface StudioDay {
  currency: string;
  /** `YYYY-MM-DD` of the posting. */
  day: string;
  kind: string;
  entries: number;
  /** On `studio_payable`. */
  payable_minor: bigint;
  /** On `studio_reserve`. */
  reserve_minor: bigint;
}

/** All that was posted to `studio_payable` and `studio_reserve` from a day on (UTC, `YYYY-MM-DD`), by currency, day and kind. As dear as there are entries since that day. */
export class ListStudioDays extends Query<StudioDay[]> {
  constructor(readonly from: string) { super(); }
}

/** The games behind `after` that have books, in order, at most 1,000. Over all games: for schedules of the operator, who asks with no game of her own. */
export class ListGamesWithBooks extends Query<string[]> {
  constructor(readonly after: string) { super(); }
}
