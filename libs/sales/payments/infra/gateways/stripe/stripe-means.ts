import type Stripe from 'stripe';
import { isDeviceWallet, paymentMethod, TAKEN } from '../../../contracts/method-table.js';
import type { ChargeOrder } from '../../../domain/payment-gateway.js';

type Params = Stripe.PaymentIntentCreateParams;
export type StripeMeans = Pick<Params, 'customer' | 'payment_method' | 'payment_method_data' | 'payment_method_options' | 'allowed_payment_method_types'>;

/** For how long she may pay: told each time, since what Stripe does by itself differs by account. */
const VOUCHER_DAYS = 3;
const PIX_SECONDS = 4 * 3_600;

/** What Stripe needs beside the type: https://docs.stripe.com/payments/<method>/accept-a-payment, "Direct API". */
const OPTIONS: Readonly<Record<string, (told: Readonly<Record<string, string>>) => Params['payment_method_options']>> = {
  // Without its word where she pays, Stripe shows no code to scan.
  wechat_pay: () => ({ wechat_pay: { client: 'web' } }),
  blik: ({ code }) => ({ blik: { code: code! } }),
  boleto: () => ({ boleto: { expires_after_days: VOUCHER_DAYS } }),
  oxxo: () => ({ oxxo: { expires_after_days: VOUCHER_DAYS } }),
  pix: () => ({ pix: { expires_after_seconds: PIX_SECONDS } }),
};

function billingOf(type: string, { name, email, tax_id, street, city, region, postcode }: Readonly<Record<string, string>>): Stripe.PaymentIntentCreateParams.PaymentMethodData['billing_details'] | undefined {
  const address = street === undefined ? {} : { address: { line1: street, city: city!, state: region!, postal_code: postcode!, country: 'BR' } };
  // Of Boleto the tax id has a place of its own.
  const told = { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }), ...(tax_id === undefined || type === 'boleto' ? {} : { tax_id }), ...address };
  return Object.keys(told).length > 0 ? told : undefined;
}

/** With the bank's question to the cardholder, where it is wanted. */
export function askedOfBank(isChallengeWanted: boolean | undefined): Pick<StripeMeans, 'payment_method_options'> {
  return isChallengeWanted ? { payment_method_options: { card: { request_three_d_secure: 'challenge' } } } : {};
}

/** What the payment is made by, as Stripe calls it, but for wallets (`walletMeans`); null: not what it is asked for. An attempt of a method that has been switched off meanwhile is still carried through. */
export function stripeMeans({ method, token, is_challenge_wanted, saved, fields = {} }: ChargeOrder): StripeMeans | null {
  const type = TAKEN.stripe.includes(method) ? paymentMethod(method)?.names.stripe : undefined;
  if (!type || isDeviceWallet(method)) return null;
  if (method === 'card') {
    const asked = askedOfBank(is_challenge_wanted);
    if (saved) return { payment_method: saved.token, ...(saved.customer ? { customer: saved.customer } : {}), allowed_payment_method_types: [type], ...asked };
    return token === null || token.startsWith('wallet_') ? null : { payment_method: token, allowed_payment_method_types: [type], ...asked };
  }
  const billing_details = billingOf(type, fields);
  const payment_method_data = { type, ...(billing_details ? { billing_details } : {}), ...(type === 'boleto' ? { boleto: { tax_id: fields['tax_id']! } } : {}) } as Stripe.PaymentIntentCreateParams.PaymentMethodData;
  const payment_method_options = OPTIONS[type]?.(fields);
  return { payment_method_data, allowed_payment_method_types: [type], ...(payment_method_options ? { payment_method_options } : {}) };
}
