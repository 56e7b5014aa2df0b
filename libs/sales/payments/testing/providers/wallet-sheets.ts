import { randomBytes } from 'node:crypto';
import type { DeviceWallet } from '../../contracts/method-table.js';

/** What a card in a wallet does; `asks`: one on file, whose bank wants to ask her. */
export type InWallet = 'pays' | 'declines' | 'asks';

const sealed = (does: InWallet): string => Buffer.from(JSON.stringify({ does, nonce: randomBytes(9).toString('base64url') })).toString('base64');

/** What the sheet of a wallet hands over, in the shape that its maker publishes: PassKit's payment token, Google's ECv2. Only a fake provider can read what is sealed in it. */
export function handedOver(wallet: DeviceWallet, does: InWallet): Record<string, unknown> | string {
  const signature = randomBytes(40).toString('base64');
  if (wallet === 'apple_pay') return { version: 'EC_v1', data: sealed(does), signature, header: { ephemeralPublicKey: 'MFkwEwYHKoZIzj0CAQ==', publicKeyHash: 'w6dN3X', transactionId: randomBytes(16).toString('hex') } };
  return JSON.stringify({ protocolVersion: 'ECv2', signature, intermediateSigningKey: { signedKey: '{}', signatures: ['MEUC'] }, signedMessage: JSON.stringify({ encryptedMessage: sealed(does), ephemeralPublicKey: 'BPhV', tag: 'TNwa' }) });
}

/** The wallets of one provider: each token is read once. */
export class OpenedSheets {
  private readonly used = new Set<string>();

  /** Null: not in the wallet's shape, or sealed for somebody else. `used`: it was handed in before. */
  open(wallet: DeviceWallet, value: unknown): InWallet | 'used' | null {
    try {
      const told = value as Record<string, any>;
      const text = wallet === 'apple_pay' ? (told['version'] === 'EC_v1' && told['signature'] && told['header'].publicKeyHash ? (told['data'] as string) : '') : told['protocolVersion'] === 'ECv2' ? (JSON.parse(told['signedMessage'] as string).encryptedMessage as string) : '';
      const { does, nonce } = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as { does: InWallet; nonce: string };
      if (this.used.has(nonce)) return 'used';
      this.used.add(nonce);
      return does;
    } catch {
      return null;
    }
  }
}

/** All that the sheets need to be set, with keys of tests. */
export const WALLET_SETTINGS = {
  WALLET_COUNTRY: 'IE', APPLE_PAY_MERCHANT_ID: 'merchant.test.hubcraft', APPLE_PAY_DOMAIN_ASSOCIATION: '7B227073704964223A22', GOOGLE_PAY_MERCHANT_ID: 'BCR2DN0000000000',
  APPLE_PAY_MERCHANT_CERTIFICATE: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', APPLE_PAY_MERCHANT_KEY: '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
};
