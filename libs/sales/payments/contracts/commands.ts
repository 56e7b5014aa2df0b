import { Command } from '#platform/kernel/messages';
import type { CardFacts, RiskDecision, RiskVerdict } from '#sales/risk/queries';

export type { CardFacts, RiskDecision, RiskVerdict };

/** By what `sales/risk` judges an attempt, beside the attempt itself. */
export interface Circumstances {
  card: CardFacts | null;
  /** Where the request comes from. */
  ip_country: string | null;
  email: string | null;
}

export interface NewPayment {
  payment_id: string;
  order_id: string;
  player_id: string;
  method: string;
  amount_minor: number;
  currency: string;
  country: string | null;
  ip_address: string | null;
  user_agent: string | null;
  return_url: string;
  platform: string | null;
  circumstances?: Circumstances;
  /** What `sales/risk` has decided; what has to wait or is denied is never sent to the provider. */
  risk?: RiskVerdict | null;
  /** Whose card fields made the token that it is charged with; another provider could do nothing with it. */
  token_of?: string | null;
  /** Providers that this purchase was tried at before, none of which acted: they are not asked again for it. */
  not_by?: readonly string[];
}

/**
 * Commits the intent of an attempt before the provider is called: row, `payments.payment.created`, and a look-up job that outlives us. Repeating it
 * changes nothing. An attempt that may not be made (too many of one order or address, no gateway) is recorded as ended at once, so that whoever
 * waits for it is freed; `ChargePayment` then says why.
 */
export class StartPayment extends Command<{ payment_id: string }> {
  static readonly context = 'sales/payments';
  constructor(readonly input: NewPayment) { super(); }
}

/**
 * Commits that this much of a payment has to go back, all of it or a part, beside others of its refunds; a job does it at the provider under `refund_id`. Repeating it changes nothing.
 * Throws `payments.not_found`, `payments.not_refundable` (409).
 */
export class RefundPayment extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { payment_id: string; refund_id: string; amount_minor: number; reason: string; purpose?: 'order' | 'overpaid' }) { super(); }
}

/** Ends an attempt that the player left or called off; a charge that arrives later is refunded by itself. */
export class AbandonPayment extends Command<{ changed: boolean }> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { payment_id: string; status: 'canceled' | 'abandoned' }) { super(); }
}
