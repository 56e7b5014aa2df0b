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

/**
 * A provider has settled a payment in another currency than it was made in. Minor units: of `currency` what was paid; of `settlement_currency` what it was exchanged to, what the provider has kept, and what it pays out.
 * `provider_rate`: by which it exchanged; `rate`, `rate_date`, `rate_source`: of the day, by which the books took it. Rates are major units of the settlement's currency for one major unit of the payment's. Announced once per payment.
 * `order_id`: null where neither the payment nor a sale had been told of yet.
 */
export class PaymentExchanged extends DomainEvent<{
  payment_id: string; order_id: string | null; provider: string; line_id: string; currency: string; gross_minor: number; settlement_currency: string; settled_gross_minor: number; settled_fee_minor: number; settled_net_minor: number;
  provider_rate: string; rate: string; rate_date: string; rate_source: string;
}> {
  static readonly type = 'ledger.payment.exchanged.v1';
}
