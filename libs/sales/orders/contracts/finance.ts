import type { OrderPaidFact } from './events.js';
import { sellerOf, type Seller } from './seller.js';

/** Whether the provider's fee of a sale is known: until its settlement report has told it, it is an estimate. */
export type FeesStatus = 'estimated' | 'final';

/** How the provider settled a sale in another currency than it was made in; minor units of `currency`. Rates are major units of it for one major unit of the order's currency: the provider's own, and that of the day by which the books took it, with who printed it. */
export interface SaleSettlement {
  currency: string;
  gross_minor: number;
  fee_minor: number;
  net_minor: number;
  provider_rate: string;
  rate: string;
  /** `YYYY-MM-DD` */
  rate_date: string;
  rate_source: string;
}

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
  /** Null where it was settled in the order's own currency, or is not settled yet. */
  settlement: SaleSettlement | null;
}

/** A sale of an earlier build does not say whether its provider had told its fee: none was told where it is nothing. */
export function financeOf(sale: Pick<OrderPaidFact, 'currency' | 'total_minor' | 'tax_minor' | 'net_minor' | 'platform_fee_minor' | 'psp_fee_minor' | 'psp_fee_bearer' | 'fees_status' | 'tax' | 'settlement'>): OrderFinance {
  const { currency, total_minor, tax_minor, net_minor, platform_fee_minor, psp_fee_minor, psp_fee_bearer } = sale;
  return {
    merchant_of_record: sellerOf(sale.tax), currency, gross_minor: total_minor, tax_minor, net_minor, platform_fee_minor, psp_fee_minor, psp_fee_bearer, studio_minor: net_minor - platform_fee_minor - (psp_fee_bearer === 'studio' ? psp_fee_minor : 0),
    fees_status: sale.fees_status ?? (psp_fee_minor === 0 ? 'estimated' : 'final'), settlement: sale.settlement ?? null,
  };
}

/** As clients are told of it, in answers and webhooks. */
export function financeTold({ merchant_of_record, currency, gross_minor, tax_minor, net_minor, platform_fee_minor, psp_fee_minor, psp_fee_bearer, studio_minor, fees_status, settlement }: OrderFinance) {
  return { merchant_of_record, currency, gross: gross_minor, tax: tax_minor, net: net_minor, platform_fee: platform_fee_minor, payment_system_fee: psp_fee_minor, payment_system_fee_bearer: psp_fee_bearer, studio_share: studio_minor, fees_status, settlement: settlement && settlementTold(settlement) };
}

function settlementTold({ currency, gross_minor, fee_minor, net_minor, provider_rate, rate, rate_date, rate_source }: SaleSettlement) {
  return { currency, gross: gross_minor, payment_system_fee: fee_minor, net: net_minor, provider_rate, fx: { rate, date: rate_date, source: rate_source } };
}
