import { Command } from '#platform/kernel/messages';
import type { Seller } from '#sales/orders/queries';
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
  /** `studio`: it sells itself, and its own account is charged; left out: the operator's. As the order says that was locked for it. */
  seller?: Seller;
  circumstances?: Circumstances;
  /** What `sales/risk` has decided; what has to wait or is denied is never sent to the provider. */
  risk?: RiskVerdict | null;
  /** Whose card fields made the token that it is charged with; another provider could do nothing with it. */
  token_of?: string | null;
  /** Providers that this purchase was tried at before, none of which acted: they are not asked again for it. */
  not_by?: readonly string[];
  /** What of her the charge is told, by name alone: a provider that wants more is not asked. */
  has_fields?: readonly string[];
  /** Paid by what was kept of an earlier payment of the same player; then its provider charges, and no other. */
  saved_method_id?: string | null;
  /** She agrees to have the method kept: the words that she was shown. */
  save?: { version: string; locale: string } | null;
  /** `merchant`: she is not there, and nobody can ask her. Left out: she pays herself. */
  initiator?: 'buyer' | 'merchant';
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

/** Takes a saved method from its player: nobody can pay by it from now on, and a job removes it at the provider, until that has answered. Throws `payments.saved_method_not_found` (404). */
export class RemoveSavedMethod extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { player_id: string; saved_method_id: string }) { super(); }
}

/** Which of her saved methods is chosen beforehand. Throws `payments.saved_method_not_found` (404). */
export class SetDefaultSavedMethod extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { player_id: string; saved_method_id: string }) { super(); }
}

/** Ends an attempt that the player left or called off; a charge that arrives later is refunded by itself. */
export class AbandonPayment extends Command<{ changed: boolean }> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { payment_id: string; status: 'canceled' | 'abandoned' }) { super(); }
}
