import type { Config } from '#platform/config/config';
import { isDeviceWallet, type DeviceWallet, type MethodProvider } from '../../contracts/method-table.js';
import type { WalletSheet } from '../../contracts/queries.js';
import type { ProviderMethod } from '../../domain/payment-gateway.js';

/** Whose sheet a page is told of: that of a provider with an API of its own, all of whose words for it are settings. */
export interface SheetOwner {
  provider: MethodProvider;
  takesRealMoney: boolean;
  /** `parameters` of Google's `tokenizationSpecification`. */
  gateway: Record<string, string>;
  /** Whether the provider itself vouches for the page to Apple, with a certificate of its own. */
  vouchesToApple?: boolean;
}

const APPLE_NETWORKS = ['visa', 'masterCard', 'amex', 'discover', 'jcb', 'maestro'];
const GOOGLE_NETWORKS = ['AMEX', 'DISCOVER', 'JCB', 'MASTERCARD', 'VISA'];

/** Whether we can vouch for the page to Apple ourselves: by the certificate of the merchant's identity. */
export function hasAppleIdentity(config: Config): boolean {
  return ['APPLE_PAY_MERCHANT_ID', 'APPLE_PAY_MERCHANT_CERTIFICATE', 'APPLE_PAY_MERCHANT_KEY'].every((name) => config.optional(name) !== undefined);
}

/** Null: not all is there that the sheet needs. Then the method is not offered. */
export function sheetOf(config: Config, owner: SheetOwner, method: DeviceWallet): WalletSheet | null {
  const country = config.optional('WALLET_COUNTRY');
  if (country === undefined) return null;
  const sheet = { method, provider: owner.provider, kind: method, country, merchant_id: null, gateway: null, is_test: !owner.takesRealMoney, frame_url: null, origin: null };
  if (method === 'apple_pay') {
    if (config.optional('APPLE_PAY_DOMAIN_ASSOCIATION') === undefined || !(owner.vouchesToApple || hasAppleIdentity(config))) return null;
    return { ...sheet, networks: APPLE_NETWORKS };
  }
  const merchant_id = config.optional('GOOGLE_PAY_MERCHANT_ID') ?? null;
  // Google's test environment knows no merchants.
  if (owner.takesRealMoney && merchant_id === null) return null;
  return { ...sheet, merchant_id: owner.takesRealMoney ? merchant_id : null, networks: GOOGLE_NETWORKS, gateway: owner.gateway };
}

/** What is switched on at the account, less the wallets whose sheet nobody could open. */
export function withSheets(methods: readonly ProviderMethod[], sheet: (method: DeviceWallet) => WalletSheet | null): readonly ProviderMethod[] {
  return methods.filter(({ method }) => !isDeviceWallet(method) || sheet(method) !== null);
}
