import { NotFound, TooMany } from '#platform/kernel/errors';

export class WithdrawalNotFound extends NotFound {
  constructor() { super('withdrawals.not_found', 'No such statement of withdrawal.'); }
}

export class TooManyWithdrawals extends TooMany {
  constructor(retryAfterSeconds: number) { super('withdrawals.too_many', 'Too many statements of withdrawal came from here. Wait a little.', { retryAfterSeconds }); }
}
