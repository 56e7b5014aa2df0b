import { DomainEvent } from '#platform/kernel/messages';

/**
 * The provider has settled a payment whose fee it had not told before: from now on it is known. `estimated_minor` is what stood in the books until now; where the two differ, the difference is booked with this.
 * `is_of_sale`: the payment paid the order; else the money was no sale's, and the operator bears its fee. Minor units of `currency`, that of the payment. Announced once per payment.
 */
export class PspFeeSettled extends DomainEvent<{
  payment_id: string; order_id: string | null; provider: string; currency: string; psp_fee_minor: number; estimated_minor: number; psp_fee_bearer: 'studio' | 'operator'; is_of_sale: boolean; line_id: string;
}> {
  static readonly type = 'ledger.psp_fee.settled.v1';
}
