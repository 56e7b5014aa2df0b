import { readWalletToken, tokenOfWallet, writeWalletToken, type WalletToken } from './wallet-token.js';

const DATA = { version: 'EC_v1', data: 'c2VhbGVk', signature: 'MIAGCSqGSIb3', header: { ephemeralPublicKey: 'MFkw', publicKeyHash: 'w6dN', transactionId: 'a1' } };
const APPLE: WalletToken = { wallet: 'apple_pay', data: DATA, network: 'visa', label: 'Visa 4242', transaction: 'a1' };
const GOOGLE: WalletToken = { wallet: 'google_pay', data: '{"protocolVersion":"ECv2"}', network: null, label: null, transaction: null };
const raw = (provider: string, told: unknown): string => `wallet_${provider}_${Buffer.from(JSON.stringify(told)).toString('base64url')}`;

describe('what the sheet of a wallet has handed over', () => {
  it('is read as it was written, by the provider that it is for, of the wallet that is paid by, and by nobody else', () => {
    for (const token of [APPLE, GOOGLE]) expect(readWalletToken('stripe', writeWalletToken('stripe', token))).toEqual(token);
    expect(readWalletToken('checkout_com', writeWalletToken('checkout_com', GOOGLE))).toEqual(GOOGLE);
    expect([readWalletToken('adyen', writeWalletToken('stripe', APPLE)), readWalletToken('checkout', writeWalletToken('checkout_com', APPLE)), readWalletToken('stripe', 'pm_1'), readWalletToken('stripe', '')]).toEqual([null, null, null, null]);
    const token = writeWalletToken('adyen', APPLE);
    expect([tokenOfWallet('adyen', { method: 'apple_pay', token }), tokenOfWallet('adyen', { method: 'google_pay', token }), tokenOfWallet('adyen', { method: 'card', token }), tokenOfWallet('adyen', { method: 'apple_pay', token: null })]).toEqual([APPLE, null, null, null]);
  });

  it('holds what a provider needs and nothing that was slipped in, and is bounded', () => {
    expect(readWalletToken('adyen', raw('adyen', { ...APPLE, more: 1, billing_country: 'DE', data: { ...DATA, more: 'x', header: { ...DATA.header, more: 'x' } } }))).toEqual(APPLE);
    const refused = [
      { ...APPLE, wallet: 'card' }, { ...APPLE, wallet: 'toString' }, { ...APPLE, data: 'text' }, { ...APPLE, data: { ...DATA, signature: 7 } }, { ...APPLE, data: { ...DATA, header: null } }, { ...APPLE, data: { ...DATA, data: 'x'.repeat(10_001) } }, { ...GOOGLE, data: DATA }, { ...GOOGLE, data: 'x'.repeat(10_001) },
      { ...GOOGLE, data: '' }, null, 7, [],
    ];
    expect(refused.map((told) => readWalletToken('adyen', raw('adyen', told)))).toEqual(refused.map(() => null));
    expect(readWalletToken('adyen', `wallet_adyen_${Buffer.from('{').toString('base64url')}`)).toBeNull();
    for (const name of ['network', 'label', 'transaction']) expect(readWalletToken('adyen', raw('adyen', { ...APPLE, [name]: 'x'.repeat(201) }))).toEqual({ ...APPLE, [name]: null });
  });
});
