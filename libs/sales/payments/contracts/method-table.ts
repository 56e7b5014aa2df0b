/** What kind of thing a player pays with. */
export const METHOD_TYPES = ['card', 'wallet', 'bank_redirect', 'realtime', 'bank_transfer', 'bank_debit', 'bnpl', 'voucher', 'mobile_money'] as const;
export type MethodType = (typeof METHOD_TYPES)[number];

/** How much of what was paid by it can be sent back the same way; `depends`: on the provider, who is asked. */
export type MethodRefund = 'part' | 'whole' | 'none' | 'depends';
type Answer = 'yes' | 'no' | 'depends' | 'unknown';
export type MethodProvider = 'sandbox' | 'stripe' | 'checkout_com' | 'adyen' | 'paypal';

export interface PaymentMethod {
  id: string;
  /** Its own name, as its owner writes it: the same in every language. */
  name: string;
  type: MethodType;
  /** ISO 3166-1; null: everywhere. */
  territories: readonly string[] | null;
  /** ISO 4217; null: those of the provider. */
  currencies: readonly string[] | null;
  /** Whether the money may come after the player has done her part. `always`: she is shown how to pay, and pays elsewhere. */
  pending: 'never' | 'may' | 'always';
  refund: MethodRefund;
  /** For how many days after it was paid; null: not known, or without an end. */
  refund_days: number | null;
  recurring: Answer;
  chargebacks: Answer;
  /** Minor units of the currency, both ends included; null: none is known. */
  limits: readonly { currency: string; min_minor: number | null; max_minor: number | null }[];
  /** How much it matters where it is used, 1 the most. */
  wave: 1 | 2 | 3;
  /** What providers call it in their APIs, where what they publish says so. Who of them is asked for it stands in `TAKEN`. */
  names: Readonly<Partial<Record<MethodProvider, string>>>;
}

type Rest = Partial<Pick<PaymentMethod, 'pending' | 'refund' | 'refund_days' | 'recurring' | 'chargebacks' | 'names'>> & { limits?: [currency: string, min: number | null, max: number | null][] };

function row(id: string, name: string, type: MethodType, wave: PaymentMethod['wave'], territories: string | null, currencies: string | null, { limits = [], ...rest }: Rest): PaymentMethod {
  return {
    id, name, type, wave, territories: territories?.split(' ') ?? null, currencies: currencies?.split(' ') ?? null, pending: 'may', refund: 'part', refund_days: null, recurring: 'no', chargebacks: 'unknown', names: {}, ...rest,
    limits: limits.map(([currency, min_minor, max_minor]) => ({ currency, min_minor, max_minor })),
  };
}

/** The methods that are known here, each fact with a source: `SOURCES.md` of this context. What differs by contract with a provider stands with the provider; this is what holds unless it says otherwise. */
export const PAYMENT_METHODS: readonly PaymentMethod[] = [
  row('card', 'Card', 'card', 1, null, null, { recurring: 'yes', chargebacks: 'yes', names: { sandbox: 'card', stripe: 'card', checkout_com: 'token', adyen: 'scheme' } }),
  row('apple_pay', 'Apple Pay', 'wallet', 1, null, null, { pending: 'never', recurring: 'yes', chargebacks: 'yes', names: { sandbox: 'apple_pay', stripe: 'card', checkout_com: 'applepay', adyen: 'applepay' } }),
  row('google_pay', 'Google Pay', 'wallet', 1, null, null, { pending: 'never', refund_days: 330, recurring: 'yes', chargebacks: 'yes', names: { sandbox: 'google_pay', stripe: 'card', checkout_com: 'googlepay', adyen: 'googlepay' } }),
  row('paypal', 'PayPal', 'wallet', 1, null, 'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD', { refund_days: 180, recurring: 'yes', chargebacks: 'yes', names: { stripe: 'paypal', adyen: 'paypal', paypal: 'paypal' } }),
  row('klarna', 'Klarna', 'bnpl', 3, 'AU AT BE CA CZ DK FI FR DE GR IE IT NO PL PT RO ES SE CH NL GB US', null, { recurring: 'depends', chargebacks: 'yes', names: { stripe: 'klarna', adyen: 'klarna' } }),
  row('sepa_debit', 'SEPA Direct Debit', 'bank_debit', 3, 'AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM VA', 'EUR', { pending: 'always', recurring: 'yes', chargebacks: 'yes', names: { stripe: 'sepa_debit', adyen: 'sepadirectdebit' } }),
  row('ideal', 'iDEAL | Wero', 'bank_redirect', 1, 'NL', 'EUR', { refund_days: 180, recurring: 'depends', chargebacks: 'no', names: { stripe: 'ideal', checkout_com: 'ideal', adyen: 'ideal' } }),
  row('bancontact', 'Bancontact', 'bank_redirect', 1, 'BE', 'EUR', { refund_days: 365, recurring: 'depends', chargebacks: 'no', limits: [['EUR', 100, null]], names: { stripe: 'bancontact', adyen: 'bcmc' } }),
  row('blik', 'BLIK', 'realtime', 1, 'PL', 'PLN', { refund_days: 180, recurring: 'depends', chargebacks: 'no', names: { stripe: 'blik', adyen: 'blik' } }),
  row('przelewy24', 'Przelewy24', 'bank_redirect', 2, 'PL', 'PLN EUR', { refund_days: 365, chargebacks: 'no', limits: [['PLN', 100, 5_500_000], ['EUR', 100, null]], names: { stripe: 'p24' } }),
  row('eps', 'EPS', 'bank_redirect', 2, 'AT', 'EUR', { refund_days: 365, chargebacks: 'no', limits: [['EUR', 100, null]], names: { stripe: 'eps', adyen: 'eps' } }),
  row('mb_way', 'MB WAY', 'realtime', 2, 'PT', 'EUR', { names: { stripe: 'mb_way', adyen: 'mbway' } }),
  row('twint', 'TWINT', 'wallet', 2, 'CH', 'CHF', { recurring: 'yes', limits: [['CHF', null, 500_000]], names: { stripe: 'twint', adyen: 'twint' } }),
  row('swish', 'Swish', 'realtime', 2, 'SE', 'SEK', { names: { stripe: 'swish', checkout_com: 'swish', adyen: 'swish' } }),
  row('vipps', 'Vipps', 'wallet', 2, 'NO', 'NOK', { recurring: 'yes', names: { adyen: 'vipps' } }),
  row('mobile_pay', 'MobilePay', 'wallet', 2, 'DK FI', 'DKK EUR', { names: { stripe: 'mobilepay', checkout_com: 'mobilepay', adyen: 'mobilepay' } }),
  row('cashapp', 'Cash App Pay', 'wallet', 2, 'US', 'USD', { recurring: 'yes', chargebacks: 'yes', names: { stripe: 'cashapp', adyen: 'cashapp' } }),
  row('pix', 'Pix', 'realtime', 1, 'BR', 'BRL', { pending: 'always', refund: 'whole', refund_days: 90, recurring: 'depends', chargebacks: 'depends', limits: [['BRL', 100, null]], names: { stripe: 'pix', adyen: 'pix' } }),
  row('boleto', 'Boleto', 'voucher', 2, 'BR', 'BRL', { pending: 'always', refund: 'none', recurring: 'yes', chargebacks: 'no', names: { stripe: 'boleto', adyen: 'boletobancario' } }),
  row('mercado_pago', 'Mercado Pago', 'wallet', 2, 'BR PE CL MX', 'BRL PEN CLP MXN', { refund_days: 180, recurring: 'unknown', chargebacks: 'depends', limits: [['CLP', 10, 70_000_000], ['PEN', 100, 3_000_000], ['BRL', 500, 6_000_000], ['MXN', 500, 20_000_000]] }),
  row('oxxo', 'OXXO', 'voucher', 1, 'MX', 'MXN', { pending: 'always', refund: 'none', chargebacks: 'no', names: { stripe: 'oxxo', adyen: 'oxxo' } }),
  row('upi', 'UPI', 'realtime', 1, 'IN', 'INR', { pending: 'always', recurring: 'yes', chargebacks: 'depends', names: { stripe: 'upi', adyen: 'upi_collect' } }),
  row('konbini', 'Konbini', 'voucher', 2, 'JP', 'JPY', { pending: 'always', refund: 'depends', chargebacks: 'no', limits: [['JPY', 120, 300_000]], names: { stripe: 'konbini', adyen: 'econtext_stores' } }),
  row('paypay', 'PayPay', 'wallet', 2, 'JP', 'JPY', { refund: 'whole', recurring: 'unknown', limits: [['JPY', 1, null]], names: { stripe: 'paypay', adyen: 'paypay' } }),
  row('kakao_pay', 'KakaoPay', 'wallet', 1, 'KR', 'KRW', { recurring: 'yes', chargebacks: 'no', limits: [['KRW', 100, null]], names: { stripe: 'kakao_pay', adyen: 'kakaopay' } }),
  row('alipay_cn', 'Alipay', 'wallet', 3, 'CN', 'CNY USD EUR GBP HKD SGD JPY AUD NZD CAD', { refund_days: 365, recurring: 'depends', chargebacks: 'no', limits: [['CNY', 10, null]], names: { stripe: 'alipay', adyen: 'alipay' } }),
  row('alipay_hk', 'AlipayHK', 'wallet', 2, 'HK', 'HKD', { recurring: 'unknown', chargebacks: 'no', limits: [['HKD', 1, 5_000_000]], names: { adyen: 'alipay_hk' } }),
  row('wechat_pay', 'WeChat Pay', 'wallet', 3, 'CN', null, { refund: 'depends', chargebacks: 'no', names: { stripe: 'wechat_pay', adyen: 'wechatpayWeb' } }),
  row('grabpay', 'GrabPay', 'wallet', 2, 'SG MY', 'SGD MYR PHP', { chargebacks: 'no', limits: [['SGD', 1, null], ['MYR', 1, null], ['PHP', 100, null]], names: { stripe: 'grabpay' } }),
  row('gcash', 'GCash', 'wallet', 1, 'PH', 'PHP', { recurring: 'yes', chargebacks: 'yes', names: { checkout_com: 'gcash', adyen: 'gcash' } }),
  row('momo', 'MoMo', 'wallet', 2, 'VN', 'VND', { recurring: 'yes', names: { adyen: 'momo_wallet' } }),
  row('gopay', 'GoPay', 'wallet', 2, 'ID', 'IDR', { refund: 'none', recurring: 'depends', chargebacks: 'no', limits: [['IDR', null, 2_000_000_000]], names: { adyen: 'gopay_wallet' } }),
  row('ovo', 'OVO', 'wallet', 3, 'ID', 'IDR', { refund: 'none', recurring: 'unknown', chargebacks: 'no', limits: [['IDR', null, 2_000_000_000]] }),
  row('linkaja', 'LinkAja', 'wallet', 3, 'ID', 'IDR', { refund: 'none', recurring: 'unknown', chargebacks: 'no', limits: [['IDR', null, 2_000_000_000]] }),
  row('dana', 'DANA', 'wallet', 2, 'ID', 'IDR', { refund: 'depends', recurring: 'yes', names: { adyen: 'dana' } }),
  row('m_pesa', 'M-Pesa', 'mobile_money', 3, 'KE', 'KES', { pending: 'always', refund: 'depends', chargebacks: 'no' }),
  // Of the sandbox provider alone: they stand for the kinds that there are in the world.
  row('wallet', 'Wallet', 'wallet', 3, null, null, { pending: 'never', names: { sandbox: 'wallet' } }),
  row('bank_transfer', 'Bank transfer', 'bank_transfer', 3, null, null, { pending: 'always', names: { sandbox: 'bank_transfer' } }),
  row('voucher', 'Voucher', 'voucher', 3, null, null, { pending: 'always', refund: 'none', names: { sandbox: 'voucher' } }),
  row('code', 'Code of an app', 'realtime', 3, null, null, { names: { sandbox: 'code' } }),
];

/**
 * What our gateways ask each provider for: what she pays on a page, in her app or later. What a provider wants to be told of her with it stands in `method-fields.ts`. Not taken yet, whatever the provider could do: what is paid in
 * instalments (Klarna), MB WAY of Stripe (its app is told of a payment only where the browser has confirmed it) and Bancontact of Adyen (a card to it).
 */
export const TAKEN: Readonly<Record<MethodProvider, readonly string[]>> = {
  sandbox: ['card', 'apple_pay', 'google_pay', 'wallet', 'bank_transfer', 'voucher', 'code'],
  stripe: ['card', 'apple_pay', 'google_pay', 'ideal', 'twint', 'swish', 'mobile_pay', 'cashapp', 'kakao_pay', 'alipay_cn', 'wechat_pay', 'grabpay', 'bancontact', 'blik', 'przelewy24', 'eps', 'pix', 'boleto', 'oxxo'],
  checkout_com: ['card', 'apple_pay', 'google_pay', 'ideal'],
  adyen: ['card', 'apple_pay', 'google_pay', 'ideal', 'blik', 'mb_way'],
  paypal: ['paypal'],
};

const BY_ID = new Map(PAYMENT_METHODS.map((method) => [method.id, method]));

export function paymentMethod(id: string): PaymentMethod | undefined {
  return BY_ID.get(id);
}

/** Wallets whose sheet her device or browser shows: a card underneath, handed over as one token, encrypted for one provider and for one payment. */
export const DEVICE_WALLETS = ['apple_pay', 'google_pay'] as const;
export type DeviceWallet = (typeof DEVICE_WALLETS)[number];

export function isDeviceWallet(method: string): method is DeviceWallet {
  return (DEVICE_WALLETS as readonly string[]).includes(method);
}

/** What a card pays in the end: it comes with a token of one provider, and is judged, refunded and disputed as a card. */
export function isByCard(method: string): boolean {
  return method === 'card' || isDeviceWallet(method);
}
