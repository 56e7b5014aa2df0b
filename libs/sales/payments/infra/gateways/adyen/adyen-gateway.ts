import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { isByCard, isDeviceWallet, paymentMethod, type DeviceWallet } from '../../../contracts/method-table.js';
import type { WalletSheet } from '../../../contracts/queries.js';
import { ADYEN_UNITS } from '../../../domain/adyen-units.js';
import { methodsOf } from '../../../domain/methods.js';
import type { Chargeable, ChargeKey, ChargeOrder, GatewayAnswer, KeptMethod, NamedCharge, Notification, NotificationRequest, PaymentGateway, ProviderMethod, RefundKey, SavedToken, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { tokenOfWallet } from '../../../domain/wallet-token.js';
import { notOffered, ownCardFrame, UNKNOWN_TOKEN } from '../own-methods.js';
import { askProvider, gone, isObject, objectOf, textOf, type Json } from '../provider-http.js';
import { answered, inOrder, keptAmong, refundSeenBy, seenBy, takesAtOnce } from './adyen-answers.js';
import { adyenItem, adyenNotification, type AdyenItem } from './adyen-notification.js';
import { sheetOf, withSheets } from '../wallet-sheets.js';
import { adyenSettlement } from './adyen-settlement.js';

const DEADLINE_MS = 10_000;
const API_VERSION = 'v72';
/** Web Components' `state.data.paymentMethod`, encrypted by Adyen's own fields, as our page of card fields writes it. */
const TOKEN = /^ady_[\w-]+$/;

/**
 * Adyen over its Checkout API. It cannot be asked how a payment stands: look-ups read what it has notified, which was verified when it came and is kept, and before that what it answered. Money is
 * taken in a second step, so that it is told for certain (CAPTURE). Its SDK brings an HTTP client for a function of two parameters, so the requests are ours.
 */
@Injectable()
export class AdyenGateway implements PaymentGateway {
  readonly provider = 'adyen';
  readonly tokenForm = /^(ady|wallet_adyen)_[\w-]+$/;
  readonly keeps = ['card'];

  constructor(private readonly config: Config, private readonly egress: Egress) {}

  get isConfigured(): boolean {
    return ['ADYEN_API_URL', 'ADYEN_API_KEY', 'ADYEN_MERCHANT_ACCOUNT', 'ADYEN_CLIENT_KEY', 'ADYEN_HMAC_KEY'].every((name) => this.config.optional(name));
  }

  get takesRealMoney(): boolean {
    const key = this.config.optional('ADYEN_CLIENT_KEY');
    return key !== undefined && !key.startsWith('test_');
  }

  takes({ currency, amount_minor }: Chargeable): boolean {
    return amount_minor > 0 && ADYEN_UNITS.toProvider(amount_minor, currency) !== null;
  }

  async charge(order: ChargeOrder, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    const { reference, currency } = order;
    const value = ADYEN_UNITS.toProvider(order.amount_minor, currency);
    if (value === null) return { outcome: 'refused', code: 'amount_not_chargeable', message: `Adyen cannot be asked for ${order.amount_minor} minor units of ${currency}` };
    const takesItself = takesAtOnce(order.method);
    if (!isByCard(order.method) && !takesItself) return notOffered('Adyen', order.method);
    const means = isDeviceWallet(order.method) ? walletOf(order) : takesItself ? methodOf(order) : order.saved ? { type: 'scheme', storedPaymentMethodId: order.saved.token } : order.token === null ? null : paymentMethodOf(order.token);
    if (!means && isDeviceWallet(order.method)) return UNKNOWN_TOKEN;
    if (!means) return { outcome: 'refused', code: 'unknown_token', message: 'Adyen is asked for cards of its own fields alone' };
    const until = performance.now() + deadline_ms;
    const body = {
      merchantAccount: this.account, amount: { value, currency }, reference, paymentMethod: means, returnUrl: order.return_url, channel: 'Web', ...recurring(order), metadata: order.metadata,
      ...(takesItself ? {} : { additionalData: { manualCapture: 'true', ...(order.exemption ? { scaExemption: EXEMPTIONS[order.exemption] } : {}) } }), ...(order.is_challenge_wanted ? { authenticationData: { attemptAuthentication: 'always' } } : {}), ...(order.locale ? { shopperLocale: order.locale } : {}),
    };
    const answer = await this.post('/payments', order.after ? `${reference}_challenge` : reference, body, (json) => answered(json, order), deadline_ms);
    return order.capture && !takesItself ? this.taking(answer, until) : answer;
  }

  /** What is stored stands under our reference of the payment, as its shopper: nothing but that is told of her. */
  keptOf({ reference }: NamedCharge): Promise<GatewayAnswer<KeptMethod | null>> {
    return this.stored('GET', '', reference, (json) => keptAmong(json, reference));
  }

  async forget({ token, reference }: SavedToken): Promise<GatewayAnswer<null>> {
    return gone(await this.stored('DELETE', `/${encodeURIComponent(token)}`, reference, () => null), (code) => code === 'http_404' || code === 'adyen_800');
  }

  private stored<T>(method: 'GET' | 'DELETE', path: string, shopper: string, read: (json: unknown) => T): Promise<GatewayAnswer<T>> {
    const query = new URLSearchParams({ merchantAccount: this.account, shopperReference: shopper });
    return askProvider(this.egress, { method, url: `${this.urlOf('/storedPaymentMethods')}${path}?${query}`, headers: { 'x-api-key': this.config.required('ADYEN_API_KEY') }, deadline_ms: DEADLINE_MS }, read, refusalOf);
  }

  async complete({ reference, known }: ChargeKey, returned: Readonly<Record<string, string>>, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    const redirectResult = returned['redirectResult'];
    if (!known || !redirectResult) return { outcome: 'refused', code: 'nothing_returned', message: 'The player brought nothing back' };
    const until = performance.now() + deadline_ms;
    const answer = await this.post('/payments/details', `details_${reference}`, { details: { redirectResult } }, (json) => answered(json, { reference, ...known }), deadline_ms);
    return known.captures && !takesAtOnce(known.method) ? this.taking(answer, until) : answer;
  }

  async lookUp(charge: ChargeKey, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment | null>> {
    const items = await this.heardOf(charge.known?.heard);
    const seen = seenBy(items, charge);
    if (!seen) return { outcome: 'answered', value: null };
    // Whoever was to ask for the money may have died: asked again under the same key, it is taken once.
    const isAsked = items.some(({ eventCode }) => eventCode === 'CAPTURE' || eventCode === 'CAPTURE_FAILED');
    return charge.known?.captures && !takesAtOnce(charge.known.method) && !isAsked ? this.taking({ outcome: 'answered', value: seen }, performance.now() + deadline_ms) : { outcome: 'answered', value: seen };
  }

  capture(charge: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.act(charge, 'captures', key);
  }

  void(charge: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.act(charge, 'cancels', key);
  }

  async refund({ provider_reference, reference, amount_minor, currency }: { provider_reference: string; reference: string; amount_minor: number; currency: string }): Promise<GatewayAnswer<SeenRefund>> {
    const value = ADYEN_UNITS.toProvider(amount_minor, currency);
    if (value === null) return { outcome: 'refused', code: 'amount_not_chargeable', message: `Adyen cannot give back ${amount_minor} minor units of ${currency}` };
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/refunds`, reference, { merchantAccount: this.account, amount: { value, currency }, reference },
      (json) => ({ provider_reference: textOf(objectOf(json, 'the refund'), 'pspReference'), reference, state: 'pending', amount_minor, currency, failure: null }));
  }

  async lookUpRefund({ reference, heard }: RefundKey): Promise<GatewayAnswer<SeenRefund | null>> {
    return { outcome: 'answered', value: refundSeenBy(await this.heardOf(heard), reference) };
  }

  verifyNotification(request: NotificationRequest): Notification | null {
    return adyenNotification(request, this.hmacKeys, this.config.optional('ADYEN_MERCHANT_ACCOUNT') ?? '');
  }

  cardFrame(page: { parent_origin: string; locale: string }): { frame_url: string; origin: string } {
    return ownCardFrame(this.provider, page);
  }

  methods(): readonly ProviderMethod[] {
    return withSheets(methodsOf('adyen', this.config.list('ADYEN_PAYMENT_METHODS')), (method) => this.walletSheet(method));
  }

  walletSheet(method: DeviceWallet): WalletSheet | null {
    const gateway = { gateway: 'adyen', gatewayMerchantId: this.config.optional('ADYEN_MERCHANT_ACCOUNT') ?? '' };
    return sheetOf(this.config, { provider: 'adyen', takesRealMoney: this.takesRealMoney, gateway, vouchesToApple: this.config.optional('ADYEN_APPLE_PAY_MERCHANT_ID') !== undefined }, method);
  }

  /** Under Adyen's own certificate: `data` is Apple's session, in base64. https://docs.adyen.com/api-explorer/Checkout/72/post/applePay/sessions */
  beginAppleSession({ display_name, domain }: { display_name: string; domain: string }): Promise<GatewayAnswer<Json>> | null {
    const merchantIdentifier = this.config.optional('ADYEN_APPLE_PAY_MERCHANT_ID');
    if (merchantIdentifier === undefined) return null;
    return this.post('/applePay/sessions', `apple_${randomUUID()}`, { displayName: display_name, domainName: domain, merchantIdentifier }, (json) => objectOf(JSON.parse(Buffer.from(textOf(objectOf(json, 'the session'), 'data', 60_000), 'base64').toString('utf8')), 'the session'), 8_000);
  }

  async fetchSettlement(): Promise<GatewayAnswer<string>> {
    return { outcome: 'refused', code: 'settlement_not_offered', message: 'Adyen offers its settlement details reports for download: hand in the file.' };
  }

  readSettlement(text: string): string {
    return adyenSettlement(text);
  }

  /** Asks for the money of what was authorised. What comes of that is told later, so a loss of this answer changes nothing: the look-up asks again. */
  private async taking<T extends SeenPayment | null>(answer: GatewayAnswer<T>, until: number): Promise<GatewayAnswer<T>> {
    if (answer.outcome !== 'answered' || answer.value?.state !== 'authorised') return answer;
    const { provider_reference, reference, asked_minor, currency } = answer.value;
    const amount = { value: ADYEN_UNITS.toProvider(asked_minor, currency), currency };
    await this.post(`/payments/${encodeURIComponent(provider_reference)}/captures`, `capture_${reference}`, { merchantAccount: this.account, amount, reference }, () => null, Math.max(1_000, until - performance.now()));
    return answer;
  }

  /** Captures and cancellations are only received; how the payment stands is told later. */
  private async act(charge: NamedCharge, what: 'captures' | 'cancels', key: string): Promise<GatewayAnswer<SeenPayment>> {
    const seen = seenBy(await this.heardOf(charge.known?.heard), charge);
    if (!seen) return { outcome: 'refused', code: 'unknown_payment', message: 'Nothing is known of this payment' };
    const amount = what === 'captures' ? { amount: { value: ADYEN_UNITS.toProvider(seen.asked_minor, seen.currency), currency: seen.currency } } : {};
    return this.post(`/payments/${encodeURIComponent(charge.provider_reference)}/${what}`, key, { merchantAccount: this.account, reference: charge.reference, ...amount }, () => seen);
  }

  /** What was kept is verified once more: a row of ours is no signature of theirs. */
  private async heardOf(heard: (() => Promise<readonly Buffer[]>) | undefined): Promise<AdyenItem[]> {
    const bodies = heard ? await heard() : [];
    return inOrder(bodies.flatMap((raw) => adyenItem(raw, this.hmacKeys, this.account) ?? []));
  }

  private post<T>(path: string, key: string, body: object, read: (json: unknown) => T, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<T>> {
    return askProvider(this.egress, { method: 'POST', url: this.urlOf(path), headers: { 'x-api-key': this.config.required('ADYEN_API_KEY'), 'idempotency-key': key }, body, deadline_ms }, read, refusalOf);
  }

  private urlOf(path: string): string {
    return `${this.config.required('ADYEN_API_URL').replace(/\/+$/, '')}/${API_VERSION}${path}`;
  }

  private get account(): string {
    return this.config.required('ADYEN_MERCHANT_ACCOUNT');
  }

  private get hmacKeys(): string[] {
    return this.config.list('ADYEN_HMAC_KEY');
  }
}

/** https://docs.adyen.com/online-payments/3d-secure/sca-exemptions */
const EXEMPTIONS = { low_value: 'lowValue', tra: 'transactionRiskAnalysis' } as const;

/** Who acts, and what is stored: https://docs.adyen.com/online-payments/tokenization/make-token-payments */
function recurring({ saved, saves, reference }: ChargeOrder): Json {
  if (saved) return { shopperInteraction: 'ContAuth', shopperReference: saved.reference, recurringProcessingModel: saved.by === 'merchant' ? 'UnscheduledCardOnFile' : 'CardOnFile' };
  return { shopperInteraction: 'Ecommerce', ...(saves ? { storePaymentMethod: true, shopperReference: reference, recurringProcessingModel: saves === 'off_session' ? 'UnscheduledCardOnFile' : 'CardOnFile' } : {}) };
}

/** A request under this key is still under way, or went wrong on Adyen's side: it may have been booked. */
const AMBIGUOUS = ['704'];

/** `{ status, errorCode, message, errorType }` */
function refusalOf(status: number, json: unknown): { code: string; message: string } | null {
  const code = isObject(json) && typeof json['errorCode'] === 'string' ? json['errorCode'] : `http_${status}`;
  return AMBIGUOUS.includes(code) ? null : { code: `adyen_${code}`, message: isObject(json) ? String(json['message'] ?? '') : '' };
}

/** A method other than a card, with what it wants to be told of her: https://docs.adyen.com/payment-methods/blik/api-only, `MbwayDetails` of the Checkout API. */
function methodOf({ method, fields = {} }: ChargeOrder): Json {
  const type = paymentMethod(method)!.names.adyen!;
  return { type, ...(method === 'blik' ? { blikCode: fields['code'] } : method === 'mb_way' ? { telephoneNumber: fields['phone'] } : {}) };
}

/** What a wallet has handed over, as https://docs.adyen.com/payment-methods/apple-pay/api-only and …/google-pay/api-only have it. */
function walletOf(order: ChargeOrder): Json | null {
  const wallet = tokenOfWallet('adyen', order);
  if (!wallet) return null;
  const type = paymentMethod(wallet.wallet)!.names.adyen!;
  return typeof wallet.data === 'string' ? { type, googlePayToken: wallet.data } : { type, applePayToken: Buffer.from(JSON.stringify(wallet.data)).toString('base64') };
}

/** Only what Adyen's own fields encrypt; a number in clear has no way through here. */
function paymentMethodOf(token: string): Json | null {
  if (!TOKEN.test(token)) return null;
  try {
    const method: unknown = JSON.parse(Buffer.from(token.slice(4), 'base64url').toString('utf8'));
    if (!isObject(method) || method['type'] !== 'scheme' || typeof method['encryptedCardNumber'] !== 'string') return null;
    const known = ['type', 'encryptedCardNumber', 'encryptedExpiryMonth', 'encryptedExpiryYear', 'encryptedSecurityCode', 'brand', 'checkoutAttemptId'];
    return Object.fromEntries(Object.entries(method).filter(([name, value]) => known.includes(name) && typeof value === 'string'));
  } catch {
    return null;
  }
}
