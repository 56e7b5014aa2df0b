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

/** Why a sale bears tax or none, as its order was taxed. */
export type TaxTreatment = 'charge' | 'no_tax' | 'reverse_charge' | 'psp_collects';

/** What was sold and taxed alike, added up. Minor units of `currency`; what takes sales back is negative. */
export interface TaxTotal {
  jurisdiction: string;
  country: string;
  region: string | null;
  /** Name and percent as they were charged; null where no tax was. */
  name: string | null;
  rate: string | null;
  treatment: TaxTreatment;
  is_business: boolean;
  currency: string;
  /** `YYYY-MM` (UTC) of the sale, also of what takes it back: earlier than the months asked for, it corrects them. */
  supplied_month: string;
  /** Counted once for each jurisdiction of an entry, however many parts its tax has. */
  taxable_minor: bigint;
  tax_minor: bigint;
  sales: number;
  reversals: number;
}

/** The tax lines of the scope's game that are booked from one month to another (`YYYY-MM`, both included), by everything that tells them apart. As dear as there are entries in these months. */
export class ListTaxTotals extends Query<TaxTotal[]> {
  constructor(readonly from: string, readonly until: string) { super(); }
}

/** The month (`YYYY-MM`, UTC) in which the first entry of the scope's game was posted; null where there is none. */
export class GetFirstMonth extends Query<string | null> {}

/** What is not known yet of entries of the scope's game: how many they are whose tax lines the orders have to tell. */
export class CountUntoldEntries extends Query<number> {}

/** Orders whose entries lack their tax lines, at most `max`: those of an earlier build, and refunds whose announcement did not say. */
export class ListUntoldOrders extends Query<string[]> {
  constructor(readonly max: number) { super(); }
}

/** The games behind `after` that have such entries, in order. */
export class ListGamesWithUntoldEntries extends Query<string[]> {
  constructor(readonly after: string) { super(); }
}

/** The months (`YYYY-MM`) from one to another, both included, that are not closed. Any scope. */
export class ListOpenMonths extends Query<string[]> {
  constructor(readonly from: string, readonly until: string) { super(); }
}
