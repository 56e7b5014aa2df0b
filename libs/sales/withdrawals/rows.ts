import type { WithdrawalBasis, WithdrawalOutcome, WithdrawalReason, WithdrawalView } from './contracts/queries.js';

export interface WithdrawalRow {
  game_id: string;
  id: string;
  order_id: string | null;
  locale: WithdrawalView['locale'];
  stated_at: Date;
  outcome: WithdrawalOutcome;
  because: WithdrawalReason;
  basis: WithdrawalBasis;
  /** Of the declarant; null where she is gone. */
  name: string | null;
  email: string | null;
  order_told: string | null;
}
