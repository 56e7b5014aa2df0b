import type { OrderPaidFact } from './events.js';
import { sellerOf, type Seller } from './seller.js';

/** Whether the provider's fee of a sale is known: until its settlement report has told it, it is an estimate. */
export type FeesStatus = 'estimated' | 'final';

/** What a paid order leaves to whom, in minor units of its currency. `gross = tax + net`; what is the studio's is the net amount less the platform's fee, and less the provider's where the studio bears it. What has gone back is not taken off. */
export interface OrderFinance {
  /** `studio`: it has sold by its own account; the gross amount is with it, tax included, and the operator has a claim to the platform fee. */
  merchant_of_record: Seller;
  currency: string;
  gross_minor: number;
  tax_minor: number;
  net_minor: number;
  platform_fee_minor: number;
  psp_fee_minor: number;
  psp_fee_bearer: 'studio' | 'operator';
  studio_minor: number;
  fees_status: FeesStatus;
}

/** A sale of an earlier build does not say whether its provider had told its fee: none was told where it is nothing. */
export function financeOf(sale: Pick<OrderPaidFact, 'currency' | 'total_minor' | 'tax_minor' | 'net_minor' | 'platform_fee_minor' | 'psp_fee_minor' | 'psp_fee_bearer' | 'fees_status' | 'tax'>): OrderFinance {
  const { currency, total_minor, tax_minor, net_minor, platform_fee_minor, psp_fee_minor, psp_fee_bearer } = sale;
  return {
    merchant_of_record: sellerOf(sale.tax), currency, gross_minor: total_minor, tax_minor, net_minor, platform_fee_minor, psp_fee_minor, psp_fee_bearer, studio_minor: net_minor - platform_fee_minor - (psp_fee_bearer === 'studio' ? psp_fee_minor : 0),
    fees_status: sale.fees_status ?? (psp_fee_minor === 0 ? 'estimated' : 'final'),
  };
}

/** As clients are told of it, in answers and webhooks. */
export function financeTold({ merchant_of_record, currency, gross_minor, tax_minor, net_minor, platform_fee_minor, psp_fee_minor, psp_fee_bearer, studio_minor, fees_status }: OrderFinance) {
  return { merchant_of_record, currency, gross: gross_minor, tax: tax_minor, net: net_minor, platform_fee: platform_fee_minor, payment_system_fee: psp_fee_minor, payment_system_fee_bearer: psp_fee_bearer, studio_share: studio_minor, fees_status };
}
