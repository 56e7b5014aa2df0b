/** What a provider says of one charge. Plain values: it travels through commands. Amounts in minor units of their currency. */
export interface SeenPayment {
  /** The provider's own id. */
  provider_reference: string;
  /** Ours: the payment id. */
  reference: string;
  state: 'authorised' | 'captured' | 'requires_action' | 'pending' | 'declined' | 'failed' | 'voided' | 'expired';
  asked_minor: number;
  /** What was taken; 0 before. */
  captured_minor: number;
  currency: string;
  fee_minor: number;
  card: { brand: string; last4: string; country: string | null; fingerprint: string | null } | null;
  three_ds: { flow: 'none' | 'challenge' | 'frictionless'; result: 'not_attempted' | 'authenticated' | 'failed' } | null;
  action_url: string | null;
  /** The provider's code of why it was declined or failed. */
  fail_code: string | null;
  /** `amount_minor`: what the bank took; left out where the provider does not tell, which is the whole payment. */
  dispute: { id: string; stage: 'opened' | 'won' | 'lost'; reason: string | null; amount_minor?: number } | null;
  /** Unix seconds; null while the issuer says nothing of fraud. */
  fraud_reported_at: number | null;
}

export interface SeenRefund {
  provider_reference: string;
  /** Ours: the refund id. */
  reference: string;
  state: 'pending' | 'succeeded' | 'failed';
  amount_minor: number;
  currency: string;
  failure: string | null;
}

export interface ChargeOrder {
  /** Our payment id: also the provider's idempotency key. */
  reference: string;
  amount_minor: number;
  currency: string;
  /** A card token of the provider's own frame, or null for the other methods. */
  token: string | null;
  method: string;
  return_url: string;
  /** Language of the pages that the provider shows the player (3-D Secure, wallet). */
  locale?: string | null;
  /** False: authorise only. */
  capture: boolean;
  metadata: Record<string, string>;
}

/**
 * The answer of every question to a provider; a gateway never throws for what a provider does.
 * `refused` (business): it understood and will not, now or later. `unavailable` (transient): it surely did not act. `unknown` (ambiguous): it may have
 * acted; whoever gets this looks up, and never takes it for a failure.
 */
export type GatewayAnswer<T> =
  | { outcome: 'answered'; value: T }
  | { outcome: 'refused'; code: string; message: string }
  | { outcome: 'unavailable'; reason: string }
  | { outcome: 'unknown'; reason: string };

/** A notification whose signature was verified: a hint to look up, never a fact. */
export interface Notification {
  event_id: string;
  /** The provider's word, e.g. `payment.captured`. */
  kind: string;
  /** Our payment id, as far as the notification names one. */
  reference: string | null;
  refund_reference: string | null;
}

export interface NotificationRequest {
  raw: Buffer;
  headers: Record<string, string | string[] | undefined>;
  /** Unix seconds; signatures more than 300 s away from it are refused. */
  now: number;
}

/** A payment provider. Implementations pass `testing/payment-gateway.conformance.ts`. Every call ends within `deadline_ms` (10 s unless told). */
export interface PaymentGateway {
  readonly provider: string;
  charge(order: ChargeOrder, deadline_ms?: number): Promise<GatewayAnswer<SeenPayment>>;
  /** By our reference; null when the provider does not know it. */
  lookUp(reference: string, deadline_ms?: number): Promise<GatewayAnswer<SeenPayment | null>>;
  capture(provider_reference: string, key: string, amount_minor?: number): Promise<GatewayAnswer<SeenPayment>>;
  void(provider_reference: string, key: string): Promise<GatewayAnswer<SeenPayment>>;
  /** `reference` is our refund id and the provider's idempotency key. */
  refund(refund: { provider_reference: string; reference: string; amount_minor: number }): Promise<GatewayAnswer<SeenRefund>>;
  lookUpRefund(reference: string): Promise<GatewayAnswer<SeenRefund | null>>;
  /** Null: not signed as agreed. */
  verifyNotification(request: NotificationRequest): Notification | null;
  /** The address of the provider's card fields, for embedding in a page of `parent_origin`. */
  cardFrame(page: { parent_origin: string; locale: string }): { frame_url: string; origin: string };
  methods(): readonly { method: string; label: string; kind: 'card' | 'redirect' | 'async' }[];
  /** The settlement report as CSV, `from <= settled_at < to` in Unix seconds. */
  fetchSettlement(from: number, to: number): Promise<GatewayAnswer<string>>;
}
