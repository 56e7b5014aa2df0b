import type Stripe from 'stripe';
import type { WalletToken } from '../../../domain/wallet-token.js';
import { Unreadable } from '../unreadable.js';
import { askedOfBank, type StripeMeans } from './stripe-means.js';

/** As Stripe's SDK for iOS sends what Apple Pay has handed over to `POST /v1/tokens`; the types of this SDK do not name it. */
function appleParameters({ data, network, label, transaction }: WalletToken): Stripe.TokenCreateParams {
  return {
    pk_token: JSON.stringify(data), ...(label === null ? {} : { pk_token_instrument_name: label }), ...(network === null ? {} : { pk_token_payment_network: network }), ...(transaction === null ? {} : { pk_token_transaction_id: transaction }),
  } as unknown as Stripe.TokenCreateParams;
}

/** Google Pay's token for the gateway `stripe` is a token of Stripe's, as JSON. */
function tokenIn(text: string): string | null {
  try {
    const id = (JSON.parse(text) as { id?: unknown } | null)?.id;
    return typeof id === 'string' && /^tok_\w{1,200}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}

/** What a payment by a wallet is made by: Apple's card is exchanged for a token first, which books nothing. Null: not what Stripe can be asked for. */
export async function walletMeans(stripe: Stripe, wallet: WalletToken, within: { reference: string; timeout: number; is_challenge_wanted: boolean }): Promise<StripeMeans | null> {
  const token = typeof wallet.data === 'string' ? tokenIn(wallet.data) : (await stripe.tokens.create(appleParameters(wallet), { idempotencyKey: `wallet_${within.reference}`, timeout: within.timeout })).id;
  if (token === null) return null;
  if (!token?.startsWith('tok_')) throw new Unreadable('not a token');
  return { payment_method_data: { type: 'card', card: { token } } as Stripe.PaymentIntentCreateParams.PaymentMethodData, allowed_payment_method_types: ['card'], ...askedOfBank(within.is_challenge_wanted) };
}
