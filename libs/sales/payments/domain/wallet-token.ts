import { isDeviceWallet, type DeviceWallet } from '../contracts/method-table.js';

/**
 * What the sheet of a wallet has handed over. `data`: the encrypted card, as the wallet answered it: Apple's `paymentData`, Google's `tokenizationData.token` as text. It is as secret as a card: it goes to its provider once, and stands
 * nowhere.
 */
export interface WalletToken {
  wallet: DeviceWallet;
  data: Readonly<Record<string, unknown>> | string;
  /** Apple's words: `visa`, `Visa 1234`, its id of the sheet; null where they are not told. */
  network: string | null;
  label: string | null;
  transaction: string | null;
}

const FORM = /^wallet_([a-z_]{1,20})_([A-Za-z0-9-_]+)$/;
/** The longest that there are: an Apple Pay token with its signature is some 5 kB. */
const DATA_MAX = 10_000;

const textOr = (value: unknown, max: number): string | null => (typeof value === 'string' && value !== '' && value.length <= max ? value : null);

/** Apple's encrypted card: these members and no others. */
function appleData(value: unknown): WalletToken['data'] | null {
  if (typeof value !== 'object' || value === null) return null;
  const { version, data, signature, header } = value as Record<string, unknown>;
  if (typeof header !== 'object' || header === null) return null;
  const { ephemeralPublicKey, publicKeyHash, transactionId } = header as Record<string, unknown>;
  const told = { version, data, signature, header: { ephemeralPublicKey, publicKeyHash, transactionId } };
  return [version, data, signature, ephemeralPublicKey, publicKeyHash, transactionId].every((each) => textOr(each, DATA_MAX)) ? told : null;
}

/** How a wallet's token is written for `pay`: for which provider, and what its sheet answered. */
export function writeWalletToken(provider: string, token: WalletToken): string {
  return `wallet_${provider}_${Buffer.from(JSON.stringify(token)).toString('base64url')}`;
}

/** Null: it is none, or not of this provider. */
export function readWalletToken(provider: string, token: string): WalletToken | null {
  const [, of, text] = FORM.exec(token) ?? [];
  if (of !== provider || text === undefined) return null;
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (typeof told !== 'object' || told === null) return null;
  const { wallet, data: raw, network, label, transaction } = told as Record<string, unknown>;
  if (typeof wallet !== 'string' || !isDeviceWallet(wallet)) return null;
  const data = wallet === 'apple_pay' ? appleData(raw) : textOr(raw, DATA_MAX);
  if (data === null) return null;
  return { wallet, data, network: textOr(network, 40), label: textOr(label, 100), transaction: textOr(transaction, 200) };
}

/** As `readWalletToken`, of the wallet that is paid by; a token of another wallet is none. */
export function tokenOfWallet(provider: string, { method, token }: { method: string; token: string | null }): WalletToken | null {
  const read = token === null ? null : readWalletToken(provider, token);
  return read?.wallet === method ? read : null;
}
