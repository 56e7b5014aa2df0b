import { Command } from '#platform/kernel/messages';

/** One line of a provider's settlement report, matched to a payment of the scope's game. Amounts are signed as the provider pays them out. */
export interface SettlementLine {
  /** The provider's own id of the line: settled once. */
  line_id: string;
  provider: string;
  kind: 'capture' | 'refund' | 'chargeback' | 'fee';
  payment_id: string;
  currency: string;
  gross_minor: number;
  fee_minor: number;
  net_minor: number;
  batch_id: string;
}

/** Books what a provider has paid out: clearing → bank. A line that was booked before is left alone. Answers how many were new. */
export class PostSettlementLines extends Command<{ posted: number }> {
  static readonly context = 'money/ledger';
  constructor(readonly input: { studio_id: string; lines: SettlementLine[] }) { super(); }
}
