import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { isDeviceWallet, paymentMethod, type DeviceWallet } from '../../../contracts/method-table.js';
import type { WalletSheet } from '../../../contracts/queries.js';
import { CHECKOUT_COM_UNITS } from '../../../domain/checkout-com-units.js';
import { methodsOf } from '../../../domain/methods.js';
import type { Chargeable, ChargeKey, ChargeOrder, GatewayAnswer, KeptMethod, NamedCharge, Notification, NotificationRequest, PaymentGateway, ProviderMethod, RefundKey, SavedToken, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { tokenOfWallet } from '../../../domain/wallet-token.js';
import { beforeTheCharge, notOffered, ownCardFrame, UNKNOWN_TOKEN } from '../own-methods.js';
import { askProvider, gone, isObject, objectOf, textOf, type Json } from '../provider-http.js';
import { about, Unreadable } from '../unreadable.js';
import { actionsOf, disputeOf, WALLET_CRYPTOGRAM, keptOf, refundAmong, seenPayment } from './checkout-com-answers.js';
import { checkoutComNotification } from './checkout-com-notification.js';
import { sheetOf, withSheets } from '../wallet-sheets.js';
import { checkoutComSettlement } from './checkout-com-settlement.js';

const DEADLINE_MS = 10_000;
/** Payments of one reference that are read: one key, one charge. */
const LIST_MAX = 100;
/** Of what Checkout.com passes on to the bank. */
const IDEAL_DESCRIPTION_MAX = 27;

/**
 * Checkout.com over its payments API. Our reference is the reference and the idempotency key. Captures, voids and refunds are taken at once and done in its own time: what came of them
 * is told by notifications and look-ups. Its SDK sends by clients of its own, so the requests are ours.
 */
@Injectable()
export class CheckoutComGateway implements PaymentGateway {
  readonly provider = 'checkout_com';
  readonly tokenForm = /^(tok|wallet_checkout_com)_/;
  readonly keeps = ['card'];

  constructor(private readonly config: Config, private readonly egress: Egress) {}

  get isConfigured(): boolean {
    return ['CHECKOUT_COM_API_URL', 'CHECKOUT_COM_SECRET_KEY', 'CHECKOUT_COM_PUBLIC_KEY', 'CHECKOUT_COM_PROCESSING_CHANNEL_ID', 'CHECKOUT_COM_WEBHOOK_SECRET'].every((name) => this.config.optional(name));
  }

  get takesRealMoney(): boolean {
    const key = this.config.optional('CHECKOUT_COM_SECRET_KEY');
    return key !== undefined && !key.startsWith('sk_sbox_');
  }

  takes({ currency, amount_minor }: Chargeable): boolean {
    return amount_minor > 0 && CHECKOUT_COM_UNITS.toProvider(amount_minor, currency) !== null;
  }

  async charge(order: ChargeOrder, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    const { reference, currency, return_url } = order;
    const amount = CHECKOUT_COM_UNITS.toProvider(order.amount_minor, currency);
    if (amount === null) return { outcome: 'refused', code: 'amount_not_chargeable', message: `Checkout.com cannot be asked for ${order.amount_minor} minor units of ${currency}` };
    const until = performance.now() + deadline_ms;
    const found = isDeviceWallet(order.method) ? await this.meansOfWallet(order, until) : ({ outcome: 'answered', value: meansOf(order) } as const);
    if (found.outcome !== 'answered') return found;
    if (!found.value) return notOffered('Checkout.com', order.method);
    const { metadata, ...means } = { metadata: {}, ...found.value };
    const isByDevice = 'wallet' in metadata && metadata['wallet'] === WALLET_CRYPTOGRAM;
    const body = {
      ...means, amount, currency, reference, capture: order.capture, processing_channel_id: this.config.required('CHECKOUT_COM_PROCESSING_CHANNEL_ID'), ...initiatedBy(order),
      success_url: return_url, failure_url: return_url, metadata: { ...order.metadata, ...metadata },
    };
    return this.post('/payments', order.after ? `${reference}_challenge` : reference, body, (json) => {
      const seen = about(seenPayment(json, { asked: { amount, currency, reference }, isByDevice }), reference);
      // Under a used key the first answer is given again, whatever is asked for.
      if (seen.asked_minor !== order.amount_minor || seen.currency !== currency) throw new Unreadable('the answer is about another amount');
      return seen;
    }, until - performance.now());
  }

  /**
   * What a wallet has handed over is exchanged for a token first, which books nothing, and says whether the device has asked her: https://www.checkout.com/docs/payments/payment-methods/wallets/google-pay/google-pay-with-3d-secure.
   * It stands in the metadata, for look-ups.
   */
  private async meansOfWallet(order: ChargeOrder, until: number): Promise<GatewayAnswer<Json & { metadata: Json }>> {
    const wallet = tokenOfWallet(this.provider, order);
    const token_data = typeof wallet?.data === 'string' ? jsonOf(wallet.data) : wallet?.data;
    if (!wallet || !isObject(token_data)) return UNKNOWN_TOKEN;
    const call = { method: 'POST', url: this.urlOf('/tokens'), headers: { authorization: `Bearer ${this.config.required('CHECKOUT_COM_PUBLIC_KEY')}` }, body: { type: paymentMethod(wallet.wallet)!.names.checkout_com, token_data }, deadline_ms: until - performance.now() } as const;
    return beforeTheCharge(await askProvider(this.egress, call, (json) => {
      const told = objectOf(json, 'the token');
      const isByDevice = wallet.wallet === 'apple_pay' || told['token_format'] === WALLET_CRYPTOGRAM;
      return { source: { type: 'token', token: textOf(told, 'token') }, '3ds': isByDevice ? { enabled: false } : secured(order), metadata: { wallet: isByDevice ? WALLET_CRYPTOGRAM : 'pan_only' } };
    }, refusalOf));
  }

  /** Every payment names its source; whether that is kept is known by asking for it. */
  async keptOf({ provider_reference, reference }: NamedCharge): Promise<GatewayAnswer<KeptMethod | null>> {
    const until = performance.now() + DEADLINE_MS;
    const told = await this.get(`/payments/${encodeURIComponent(provider_reference)}`, (json) => {
      about(seenPayment(json), reference);
      return keptOf(json);
    }, until);
    if (told.outcome !== 'answered' || !told.value) return told;
    const { value } = told;
    const kept = await this.get(`/instruments/${encodeURIComponent(value.token)}`, () => value, until);
    return kept.outcome === 'refused' && kept.code === 'http_404' ? { outcome: 'answered', value: null } : kept;
  }

  async forget({ token }: SavedToken): Promise<GatewayAnswer<null>> {
    const answer = await askProvider(this.egress, { method: 'DELETE', url: this.urlOf(`/instruments/${encodeURIComponent(token)}`), headers: this.headers(), deadline_ms: DEADLINE_MS }, () => null, refusalOf);
    return gone(answer, (code) => code === 'http_404');
  }

  async lookUp({ reference, provider_reference }: ChargeKey, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment | null>> {
    const until = performance.now() + deadline_ms;
    let id = provider_reference;
    if (!id) {
      const listed = await this.get(`/payments?reference=${encodeURIComponent(reference)}&limit=${LIST_MAX}&skip=0`, (json) => this.foundAmong(json, reference), until);
      if (listed.outcome !== 'answered' || listed.value === null) return listed as GatewayAnswer<null>;
      id = listed.value;
    }
    return this.whole(id, reference, until);
  }

  capture({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.act(provider_reference, 'captures', key);
  }

  void({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.act(provider_reference, 'voids', key);
  }

  async refund({ provider_reference, reference, amount_minor, currency }: { provider_reference: string; reference: string; amount_minor: number; currency: string }): Promise<GatewayAnswer<SeenRefund>> {
    const amount = CHECKOUT_COM_UNITS.toProvider(amount_minor, currency);
    if (amount === null) return { outcome: 'refused', code: 'amount_not_chargeable', message: `Checkout.com cannot give back ${amount_minor} minor units of ${currency}` };
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/refunds`, reference, { amount, reference },
      (json) => ({ provider_reference: textOf(objectOf(json, 'the refund'), 'action_id'), reference, state: 'pending', amount_minor, currency, failure: null }));
  }

  async lookUpRefund({ reference, payment_reference }: RefundKey): Promise<GatewayAnswer<SeenRefund | null>> {
    const until = performance.now() + DEADLINE_MS;
    const path = `/payments/${encodeURIComponent(payment_reference)}`;
    const payment = await this.get(path, (json) => textOf(objectOf(json, 'the payment'), 'currency', 3), until);
    if (payment.outcome !== 'answered') return payment;
    return this.get(`${path}/actions`, (json) => refundAmong(actionsOf(json), reference, payment.value), until);
  }

  verifyNotification(request: NotificationRequest): Notification | null {
    return checkoutComNotification(request, this.config.list('CHECKOUT_COM_WEBHOOK_SECRET'));
  }

  cardFrame(page: { parent_origin: string; locale: string }): { frame_url: string; origin: string } {
    return ownCardFrame(this.provider, page);
  }

  methods(): readonly ProviderMethod[] {
    return withSheets(methodsOf('checkout_com', this.config.list('CHECKOUT_COM_PAYMENT_METHODS')), (method) => this.walletSheet(method));
  }

  walletSheet(method: DeviceWallet): WalletSheet | null {
    const gateway = { gateway: 'checkoutltd', gatewayMerchantId: this.config.optional('CHECKOUT_COM_PUBLIC_KEY') ?? '' };
    return sheetOf(this.config, { provider: 'checkout_com', takesRealMoney: this.takesRealMoney, gateway }, method);
  }

  /** Its settlement comes as files that a person hands in: `readSettlement`. */
  async fetchSettlement(): Promise<GatewayAnswer<string>> {
    return { outcome: 'refused', code: 'settlement_not_offered', message: 'Checkout.com offers the financial actions of a payout for download: hand in the file.' };
  }

  readSettlement(text: string): string {
    return checkoutComSettlement(text);
  }

  /** A payment with what stands beside it: why it was declined, and what the bank has said of money that was taken. */
  private async whole(id: string, reference: string, until: number): Promise<GatewayAnswer<SeenPayment>> {
    const path = `/payments/${encodeURIComponent(id)}`;
    const payment = await this.get(path, (json) => ({ json: objectOf(json, 'the payment'), seen: about(seenPayment(json), reference) }), until);
    // It told us of this payment: with another account's key it knows nothing, and nothing may be concluded from that.
    if (payment.outcome === 'refused') return { outcome: 'unknown', reason: payment.code };
    if (payment.outcome !== 'answered') return payment;
    const { json, seen } = payment.value;
    if (seen.state === 'captured') return this.get(`/disputes?payment_id=${encodeURIComponent(id)}&limit=${LIST_MAX}`, (disputes) => seenPayment(json, { dispute: disputeOf(disputes) }), until);
    if (seen.state !== 'declined') return { outcome: 'answered', value: seen };
    return this.get(`${path}/actions`, (actions) => seenPayment(json, { response_code: this.declineAmong(actionsOf(actions)) }), until);
  }

  private declineAmong(actions: readonly Json[]): string | null {
    const code = actions.find((action) => action['type'] === 'Authorization')?.['response_code'];
    return typeof code === 'string' ? code : null;
  }

  /** Captures and voids are only taken; how the payment stands after that is asked at once, and may still be as before. */
  private async act(id: string, what: 'captures' | 'voids', key: string): Promise<GatewayAnswer<SeenPayment>> {
    const path = `/payments/${encodeURIComponent(id)}`;
    const taken = await this.post(`${path}/${what}`, key, {}, (json) => textOf(objectOf(json, what), 'action_id'));
    return taken.outcome === 'answered' ? this.get(path, (json) => seenPayment(json), performance.now() + DEADLINE_MS) : taken;
  }

  /** One key, one charge; were there more, the one that took money is the one to know of. */
  private foundAmong(json: unknown, reference: string): string | null {
    const list = objectOf(json, 'the payments')['data'];
    if (!Array.isArray(list)) throw new Unreadable('not a list of payments');
    const found = list.map((each) => objectOf(each, 'a payment')).filter((each) => each['reference'] === reference);
    const one = found.find((each) => each['status'] !== 'Declined') ?? found[0];
    return one ? textOf(one, 'id') : null;
  }

  private get<T>(path: string, read: (json: unknown) => T, until: number): Promise<GatewayAnswer<T>> {
    return askProvider(this.egress, { method: 'GET', url: this.urlOf(path), headers: this.headers(), deadline_ms: until - performance.now() }, read, refusalOf);
  }

  private post<T>(path: string, key: string, body: object, read: (json: unknown) => T, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<T>> {
    // 403 of an action: it is not allowed in the payment's state. 429: too many, or another one runs under this key.
    const unavailable = path === '/payments' ? [401, 403] : [401];
    return askProvider(this.egress, { method: 'POST', url: this.urlOf(path), headers: { ...this.headers(), 'cko-idempotency-key': key }, body, deadline_ms, unavailable }, read, (status, json) => (status === 429 ? null : refusalOf(status, json)));
  }

  private urlOf(path: string): string {
    return `${this.config.required('CHECKOUT_COM_API_URL').replace(/\/+$/, '')}${path}`;
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.config.required('CHECKOUT_COM_SECRET_KEY')}` };
  }
}

/** Who began it. One that the merchant begins names the payment that its cardholder authenticated, as the card scheme calls it. */
function initiatedBy({ saved, saves }: ChargeOrder): Json {
  if (saved?.by === 'merchant') return { payment_type: 'Unscheduled', merchant_initiated: true, ...(saved.network_reference ? { previous_payment_id: saved.network_reference } : {}) };
  return { payment_type: saves === 'off_session' && !saved ? 'Unscheduled' : 'Regular' };
}

const EXEMPTIONS = { low_value: 'low_value', tra: 'transaction_risk_assessment' } as const;

/** A card whose issuer knows no 3-D Secure is charged without. */
function secured({ is_challenge_wanted, exemption }: ChargeOrder): Json {
  return is_challenge_wanted ? { enabled: true, attempt_n3d: false, challenge_indicator: 'challenge_requested_mandate' } : { enabled: true, attempt_n3d: true, ...(exemption ? { exemption: EXEMPTIONS[exemption] } : {}) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the payment is made by, but for wallets; null: not what it is asked for. */
function meansOf(order: ChargeOrder): Json | null {
  const { method, token, reference, saved, saves } = order;
  const secure = secured(order);
  // Nobody is there whom the bank could ask.
  if (method === 'card' && saved) return { source: { type: 'id', id: saved.token }, '3ds': saved.by === 'merchant' ? { enabled: false } : secure };
  if (method === 'card') return token === null || token.startsWith('wallet_') ? null : { source: { type: 'token', token, store_for_future_use: Boolean(saves) }, '3ds': secure };
  // Shown on the statement of her bank, which takes letters and digits.
  return method === 'ideal' ? { source: { type: 'ideal', description: reference.replaceAll(/[^A-Za-z0-9]/g, '').slice(-IDEAL_DESCRIPTION_MAX) } } : null;
}

/** `{ request_id, error_type, error_codes: ['…'] }` */
function refusalOf(status: number, json: unknown): { code: string; message: string } {
  const codes = isObject(json) && Array.isArray(json['error_codes']) ? json['error_codes'].filter((each): each is string => typeof each === 'string') : [];
  return { code: codes[0] ?? `http_${status}`, message: codes.join(', ') };
}
