import { Conflict, Invalid } from '#platform/kernel/errors';

/** A clearing account that is not at zero at the end of the month, and that nobody has explained with this balance. Minor units, debits less credits. */
export interface Unexplained {
  account: string;
  currency: string;
  balance: number;
}

/** 409: clearing accounts are not at zero, and nobody said why, or they have come to something else since. `accounts` has at most 100 of them. */
export class ClearingUnexplained extends Conflict {
  constructor(accounts: readonly Unexplained[]) {
    super('books.clearing_unexplained', `${accounts.length} clearing accounts are not at zero at the end of the month: each needs an explanation of this balance.`, { members: { accounts: accounts.slice(0, 100) } });
  }
}

/** 409: tax returns of the month have not been opened; the worker does so every hour (`returns.open`). `forms` are those. */
export class ReturnsNotDrafted extends Conflict {
  constructor(forms: readonly string[]) { super('books.returns_not_drafted', `No return stands for the month on ${forms.join(', ')}.`, { members: { forms: [...forms] } }); }
}

/** 409: debits and credits of the month differ. That is a fault of the books: see the runbook of the ledger. */
export class BooksOutOfBalance extends Conflict {
  constructor(currencies: readonly string[]) { super('books.out_of_balance', `Debits and credits differ in ${currencies.join(', ')}.`, { members: { currencies: [...currencies] } }); }
}

/** 422: an account stands twice in the mapping, or is none of the chart. */
export class MappingInvalid extends Invalid {
  constructor(at: number, what: string) { super('books.mapping_invalid', what, { errors: [{ loc: ['body', 'accounts', String(at), 'account'], msg: what, type: 'account' }] }); }
}
