import type { CheckoutView, WalletOffer } from '#sales/checkout/queries';
import type { SeenTotal } from './session.js';

/** A sheet that is open. `token`: what `pay` takes; null where she has closed it, `failed` where it could not be shown. */
export interface OpenSheet {
  token: Promise<string | null | 'failed'>;
  /** Tells the sheet how it ended, and closes it. Safe to repeat. */
  done(isPaid: boolean): void;
}

/** What a sheet shows: the total that stands on the page, and whose shop it is. */
export interface SheetTotal {
  currency: string;
  /** As sheets write it, `19.99`. */
  amount: string;
  label: string;
  display: string;
}

/** Minor units as a decimal text, digit by digit. */
export function decimal(minor: number, exponent: number): string {
  const digits = String(minor).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export function sheetTotal({ amounts, game }: CheckoutView, { minor, currency, display }: SeenTotal): SheetTotal {
  return { currency, amount: decimal(minor, amounts!.exponent), label: game.name, display };
}

/** How `pay` is told what a sheet has handed over. */
function written(provider: string, token: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(token));
  return `wallet_${provider}_${btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

interface AppleToken { paymentData: object; paymentMethod?: { network?: string; displayName?: string }; transactionIdentifier?: string }
interface AppleSession {
  onvalidatemerchant: ((event: { validationURL: string }) => void) | null;
  onpaymentauthorized: ((event: { payment: { token: AppleToken } }) => void) | null;
  oncancel: (() => void) | null;
  begin(): void;
  abort(): void;
  completeMerchantValidation(session: object): void;
  completePayment(result: { status: number }): void;
}
interface AppleSessions { new (version: number, request: object): AppleSession; canMakePayments(): boolean; STATUS_SUCCESS: number; STATUS_FAILURE: number }

const appleSessions = (): AppleSessions | undefined => (globalThis as { ApplePaySession?: AppleSessions }).ApplePaySession;

/** By https://developer.apple.com/documentation/applepayontheweb: version 3 is in every Safari that is still in use. */
function openApple(wallet: WalletOffer, total: SheetTotal, validated: (url: string) => Promise<object | null>): OpenSheet {
  const Session = appleSessions()!;
  const session = new Session(3, {
    countryCode: wallet.country, currencyCode: total.currency, supportedNetworks: wallet.networks, merchantCapabilities: ['supports3DS'], total: { label: total.label, amount: total.amount, type: 'final' },
  });
  let [isOver, isAuthorized] = [false, false];
  const token = new Promise<string | null | 'failed'>((resolve) => {
    session.onvalidatemerchant = (event) => void validated(event.validationURL).then((vouched) => {
      if (vouched) return session.completeMerchantValidation(vouched);
      resolve('failed');
      done(false);
    });
    session.onpaymentauthorized = ({ payment: { token: { paymentData, paymentMethod = {}, transactionIdentifier } } }) => {
      isAuthorized = true;
      resolve(written(wallet.provider, { wallet: 'apple_pay', data: paymentData, network: paymentMethod.network, label: paymentMethod.displayName, transaction: transactionIdentifier }));
    };
    session.oncancel = () => {
      isOver = true;
      resolve(null);
    };
  });
  const done = (isPaid: boolean): void => {
    if (isOver) return;
    isOver = true;
    if (isAuthorized) session.completePayment({ status: isPaid ? Session.STATUS_SUCCESS : Session.STATUS_FAILURE });
    else session.abort();
  };
  session.begin();
  return { token, done };
}

interface GoogleCard { tokenizationData: { token: string } }

/** Google Pay over the browser's own Payment Request: no script of Google's runs in this page. By https://developers.google.com/pay/api/web/reference/request-objects */
function googleRequest(wallet: WalletOffer, total: SheetTotal): PaymentRequest {
  const card = { type: 'CARD', parameters: { allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'], allowedCardNetworks: wallet.networks }, tokenizationSpecification: { type: 'PAYMENT_GATEWAY', parameters: wallet.gateway } };
  const data = {
    environment: wallet.is_test ? 'TEST' : 'PRODUCTION', apiVersion: 2, apiVersionMinor: 0, merchantInfo: { merchantName: total.label, ...(wallet.merchant_id ? { merchantId: wallet.merchant_id } : {}) }, allowedPaymentMethods: [card],
    transactionInfo: { totalPriceStatus: 'FINAL', totalPrice: total.amount, currencyCode: total.currency, countryCode: wallet.country },
  };
  return new PaymentRequest([{ supportedMethods: 'https://google.com/pay', data }], { total: { label: total.label, amount: { currency: total.currency, value: total.amount } } });
}

function openGoogle(wallet: WalletOffer, total: SheetTotal): OpenSheet {
  const request = googleRequest(wallet, total);
  let answered: PaymentResponse | null = null;
  let isOver = false;
  const token = request.show().then((response) => {
    answered = response;
    const { tokenizationData } = (response.details as { paymentMethodData: GoogleCard }).paymentMethodData;
    return written(wallet.provider, { wallet: 'google_pay', data: tokenizationData.token });
  }).catch((error: unknown) => ((error as { name?: string }).name === 'AbortError' ? null : ('failed' as const)));
  return {
    token,
    done: (isPaid) => {
      if (isOver) return;
      isOver = true;
      void (answered ? answered.complete(isPaid ? 'success' : 'fail') : request.abort()).catch(() => undefined);
    },
  };
}

/** Whether her device, and this browser, can show the sheet. */
export async function isUsable(wallet: WalletOffer): Promise<boolean> {
  try {
    if (wallet.kind === 'frame') return true;
    if (wallet.kind === 'apple_pay') return appleSessions()?.canMakePayments() ?? false;
    return 'PaymentRequest' in globalThis && (await googleRequest(wallet, { currency: 'EUR', amount: '1.00', label: '-', display: '' }).canMakePayment());
  } catch {
    return false;
  }
}

/** Opens the sheet of a device, within her press: browsers show it for that alone. */
export function openDevice(wallet: WalletOffer, total: SheetTotal, validated: (url: string) => Promise<object | null>): OpenSheet {
  try {
    return wallet.kind === 'apple_pay' ? openApple(wallet, total, validated) : openGoogle(wallet, total);
  } catch {
    return { token: Promise.resolve('failed' as const), done: () => undefined };
  }
}
