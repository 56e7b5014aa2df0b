import { Call, Query } from '#platform/kernel/messages';
import type { DeviceWallet } from './method-table.js';

export const SHEET_KINDS = ['apple_pay', 'google_pay', 'frame'] as const;

/**
 * What a page needs to open the sheet of a wallet. `apple_pay`: an `ApplePaySession`, validated by `BeginWalletSession`. `google_pay`: a `PaymentRequest` for `https://google.com/pay`. `frame`: a page of the sandbox provider, in any
 * browser. The token that comes of it is this provider's alone.
 */
export interface WalletSheet {
  method: DeviceWallet;
  provider: string;
  kind: (typeof SHEET_KINDS)[number];
  /** ISO 3166-1, where the payment is taken: that of the operator. */
  country: string;
  /** Google's id of the merchant; null of the others, and in its test environment. */
  merchant_id: string | null;
  /** Card networks, as the wallet calls them. */
  networks: string[];
  /** `parameters` of Google's `tokenizationSpecification` (`PAYMENT_GATEWAY`): for whom the token is encrypted. */
  gateway: Record<string, string> | null;
  /** Google's environment. */
  is_test: boolean;
  /** The page of the sandbox's sheet, for embedding; with its origin. */
  frame_url: string | null;
  origin: string | null;
}

/** Of a sale by a wallet; null where none of its providers can show one now. */
export class GetWalletSheet extends Query<WalletSheet | null> {
  constructor(readonly input: { method: DeviceWallet; locale: string; what: { country: string | null; currency: string; amount_minor: number } }) { super(); }
}

/** Which sheets pages of the game of the scope may come to open, whatever the sale: each kind once. What a page lets its browser show. */
export class ListSheetKinds extends Query<WalletSheet['kind'][]> {}

/**
 * Apple's word that the page may show its sheet: an object that is handed to `completeMerchantValidation` as it is, good for one sheet and five minutes. `validation_url`: what the browser was told by Apple, of one of its gateways.
 * Throws `payments.not_apples_address` (422), `payments.no_gateway` (409), `payments.wallet_session_refused` (503).
 */
export class BeginWalletSession extends Call<Record<string, unknown>> {
  constructor(readonly input: { validation_url: string; what: { country: string | null; currency: string; amount_minor: number } }) { super(); }
}
