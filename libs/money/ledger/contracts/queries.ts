import { Query } from '#platform/kernel/messages';

export interface TrialBalance {
  balanced: boolean;
  data: { currency: string; debits: number; credits: number }[];
  accounts: { code: string; currency: string; debits: number; credits: number; balance: number }[];
}

/** The sums of the scope's game, per currency and per account, in minor units; a positive balance is a debit. As cheap after a million sales as after ten. */
export class GetTrialBalance extends Query<TrialBalance> {}
