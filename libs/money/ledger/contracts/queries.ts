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

/** What was sold on a day in one currency, before anything went back. Minor units. */
export interface GrossSales {
  currency: string;
  /** `YYYY-MM-DD` (UTC) of the sale. */
  day: string;
  sales: number;
  /** What the buyers paid, tax included. */
  gross_minor: bigint;
  /** Of it, what is owed to tax offices. */
  tax_minor: bigint;
}

/** The sales of the scope's game in the books of an entity from a day on until before another, by day and currency. As dear as there are entries since the first of them. */
export class ListGrossSales extends Query<GrossSales[]> {
  constructor(readonly legalEntity: string, readonly from: string, readonly until: string) { super(); }
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
  /** `engine`: the outside tax engine files the return of it. */
  filed_by: 'engine' | 'operator';
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

/** The first month (`YYYY-MM`, UTC) in which something of the scope's game is booked, whoever's books it is in; null where there is none. */
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

/** The months (`YYYY-MM`) from one to another, both included, that are not closed in the books of every legal entity. Any scope. */
export class ListOpenMonths extends Query<string[]> {
  constructor(readonly from: string, readonly until: string) { super(); }
}

/** Why a clearing account is not at zero at the end of a month, in the words of whoever closes it. `balance_minor` is what it explains: debits less credits, minor units. */
export interface ClearingExplanation {
  account: string;
  currency: string;
  balance_minor: number;
  explanation: string;
}

/** What an account of the books of a legal entity had come to, in minor units of the currency; a positive opening is a debit. */
export interface MonthBalance {
  account: string;
  currency: string;
  opening_minor: bigint;
  debits_minor: bigint;
  credits_minor: bigint;
}

/** A legal entity that keeps books. */
export interface EntityOfBooks {
  id: string;
  /** Sells to everybody whom no other one sells to, and pays the studios. */
  is_rest: boolean;
  /** `YYYY-MM`: nothing is booked before. */
  begins: string;
  /** `YYYY-MM`; null where no month is closed yet. */
  last_closed: string | null;
}

/** The legal entity that sells to buyers of a country: the one that is named for it, else whoever sells to everybody else. Null where nobody keeps books yet. Any scope. */
export class GetSellerTo extends Query<string | null> {
  constructor(readonly country: string) { super(); }
}

/** All of them, by id. Any scope. */
export class ListEntitiesOfBooks extends Query<EntityOfBooks[]> {}

export interface MonthView {
  legal_entity: string;
  month: string;
  state: 'open' | 'closing' | 'closed';
  asked_by: string | null;
  asked_at: Date | null;
  closed_by: string | null;
  closed_at: Date | null;
  explanations: ClearingExplanation[];
}

/** The months of an entity from one to another, newest first. */
export class ListMonths extends Query<MonthView[]> {
  constructor(readonly legalEntity: string, readonly from: string, readonly until: string) { super(); }
}

/** How many entries were booked in a month since somebody asked to close it, now or before. The operator's scope. */
export class CountBookedMeanwhile extends Query<number> {
  constructor(readonly legalEntity: string, readonly month: string) { super(); }
}

/** `is_clearing`: it returns to zero, and whoever closes a month says why where it has not. */
export type BookMovement = MonthBalance & { is_clearing: boolean };

/** The balances with which a month was closed, by account and currency; none where it is not closed, or was by an earlier build. The operator's scope. */
export class ListClosedBalances extends Query<BookMovement[]> {
  constructor(readonly legalEntity: string, readonly month: string) { super(); }
}

/** In which months, from the first on, the books of an entity have entries of the scope's game. */
export class ListBookedMonths extends Query<string[]> {
  constructor(readonly legalEntity: string) { super(); }
}

/**
 * What the accounts of the scope's game moved by in a month, in the books of an entity. `withOpening`: also what had been posted before, which reads all of it; else the openings are zero. As dear as there are entries in what is read.
 */
export class ListBookMovements extends Query<BookMovement[]> {
  constructor(readonly legalEntity: string, readonly month: string, readonly withOpening: boolean) { super(); }
}

/** An entry as a general ledger shows it. Days are `YYYY-MM-DD`. */
export interface BookedEntry {
  id: string;
  fact: string;
  kind: string;
  currency: string;
  booked_on: string;
  /** The day of the fact: of another month where it came late for its own. */
  occurred_on: string;
  /** Positive is a debit. */
  postings: { line: number; account: string; amount_minor: bigint }[];
}

/** Entries of the scope's game in the books of an entity that are booked on a day, behind `after`, by id, at most `max`. */
export class ListBookedEntries extends Query<BookedEntry[]> {
  constructor(readonly legalEntity: string, readonly day: string, readonly after: string, readonly max: number) { super(); }
}
