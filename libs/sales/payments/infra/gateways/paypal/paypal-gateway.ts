import type { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { Clock } from '#platform/kernel/clock';
import { methodsOf } from '../../../domain/methods.js';
import { PAYPAL_UNITS, paypalMoney } from '../../../domain/paypal-units.js';
import type { Chargeable, ChargeKey, ChargeOrder, GatewayAnswer, KeptMethod, NamedCharge, Notification, NotificationRequest, PaymentGateway, ProviderMethod, RefundKey, SavedToken, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { notOffered } from '../own-methods.js';
import { gone } from '../provider-http.js';
import { about, Unreadable } from '../unreadable.js';
import { certificatesIn } from './certificate-chain.js';
import { disputeAmong, disputeOf, orderOf, refundAmong, refundOf, vaultedOf, type PayPalOrder } from './paypal-answers.js';
import { PayPalCertificates } from './paypal-certificates.js';
import { PayPalClient } from './paypal-client.js';
import { eventOf, isSignedBy, transmissionOf } from './paypal-notification.js';
import { paypalSettlement } from './paypal-settlement.js';

const DEADLINE_MS = 10_000;
/** PayPal forgets an order that nobody approved, or whose money nobody took, after three hours. */
const FORGOTTEN_SECONDS = 6 * 3_600;
const NOT_THERE: readonly string[] = ['RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID'];
/** The buyer has to approve (again): nothing was taken, and nothing was refused. */
const TO_APPROVE: readonly string[] = ['ORDER_NOT_APPROVED', 'PAYER_ACTION_REQUIRED'];
const METHOD = 'paypal';

/**
 * PayPal over Orders v2 and Payments v2. Every payment begins with the buyer's approval on a page of PayPal's; money moves only when it is asked for after that, by whoever looks first: the page to which
 * she comes back, the notification, or the look-up. So an order that nobody captures costs nobody anything. Orders cannot be searched: one whose answer was lost is found by putting the same question again under
 * its key. Our payment is `custom_id` and `invoice_id`, our refund the `invoice_id` of PayPal's.
 */
@Injectable()
export class PayPalGateway implements PaymentGateway {
  readonly provider = 'paypal';
  /** It has no card fields, so no token is its own. */
  readonly tokenForm = /(?!)/;
  readonly keeps = [METHOD];
  private readonly client: PayPalClient;
  private readonly certificates: PayPalCertificates;
  private roots: X509Certificate[] | undefined;

  constructor(private readonly config: Config, egress: Egress, private readonly clock: Clock) {
    this.client = new PayPalClient(config, egress);
    this.certificates = new PayPalCertificates(egress);
  }

  get isConfigured(): boolean {
    return ['PAYPAL_API_URL', 'PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'].every((name) => this.config.optional(name));
  }

  get takesRealMoney(): boolean {
    const url = this.config.optional('PAYPAL_API_URL');
    return url !== undefined && /^api(-m)?\.paypal\.com$/.test(new URL(url).hostname);
  }

  takes({ currency, amount_minor }: Chargeable): boolean {
    return amount_minor > 0 && PAYPAL_UNITS.toProvider(amount_minor, currency) !== null;
  }

  async charge(order: ChargeOrder, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    if (order.method !== METHOD) return notOffered('PayPal', order.method);
    const created = await this.create(order, performance.now() + deadline_ms);
    return created.outcome === 'answered' ? { outcome: 'answered', value: created.value.seen } : created;
  }

  async lookUp(charge: ChargeKey, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment | null>> {
    const until = performance.now() + deadline_ms;
    if (charge.provider_reference) return this.look(charge as NamedCharge, until);
    const { reference, charged_at, known } = charge;
    // An order of which nobody has the id cannot be approved, and nobody can take its money.
    const asked = charged_at !== null && known?.captures ? await known.asked?.() : null;
    if (!known || !asked || !URL.canParse(asked.return_url)) return { outcome: 'answered', value: null };
    const created = await this.create({ reference, amount_minor: known.amount_minor, currency: known.currency, capture: true, ...asked }, until);
    if (created.outcome === 'refused') return { outcome: 'answered', value: null };
    return created.outcome === 'answered' ? this.look({ ...charge, provider_reference: created.value.id }, until) : created;
  }

  keptOf({ provider_reference }: NamedCharge): Promise<GatewayAnswer<KeptMethod | null>> {
    return this.client.ask({ method: 'GET', path: pathOf(provider_reference), until: performance.now() + DEADLINE_MS, read: vaultedOf });
  }

  async forget({ token }: SavedToken): Promise<GatewayAnswer<null>> {
    const answer = await this.client.ask({ method: 'DELETE', path: `/v3/vault/payment-tokens/${encodeURIComponent(token)}`, until: performance.now() + DEADLINE_MS, read: () => null });
    return gone(answer, (code) => [...NOT_THERE, 'TOKEN_NOT_FOUND', 'http_404'].includes(code));
  }

  /** `returned`: PayPal adds `token`, which is the order, and by `cancel_url` there is a word of ours. Who turned back there can still approve later; nobody asks for that money. */
  async complete(charge: ChargeKey, returned: Readonly<Record<string, string>>, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    const until = performance.now() + deadline_ms;
    const { provider_reference } = charge;
    if (!provider_reference || returned['token'] !== provider_reference) return { outcome: 'refused', code: 'nothing_returned', message: 'What the player brought back is not about this order' };
    const order = await this.read(provider_reference, until);
    if (order.outcome !== 'answered') return order;
    const { seen, intent, status } = order.value;
    if (seen.state === 'requires_action' && returned['paypal'] === 'canceled') return { outcome: 'answered', value: { ...seen, state: 'failed', action_url: null, fail_code: 'cancelled_by_payer' } };
    if (status === 'APPROVED' && intent === 'AUTHORIZE') return this.act(provider_reference, `/v2/checkout/orders/${provider_reference}/authorize`, `authorize_${provider_reference}`, {}, until);
    return this.follow(order.value, { ...charge, provider_reference }, until);
  }

  async capture({ provider_reference, reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    const until = performance.now() + DEADLINE_MS;
    const order = await this.read(provider_reference, until);
    if (order.outcome !== 'answered') return order;
    const { authorization_id } = order.value;
    if (!authorization_id) return { outcome: 'refused', code: 'not_held', message: 'PayPal holds nothing for this order' };
    return this.act(provider_reference, `/v2/payments/authorizations/${authorization_id}/capture`, key, { invoice_id: reference, final_capture: true }, until);
  }

  /** What was approved and not taken cannot be given up at PayPal; it ends by itself, since nobody asks for it. */
  async void({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    const until = performance.now() + DEADLINE_MS;
    const order = await this.read(provider_reference, until);
    if (order.outcome !== 'answered') return order;
    const { authorization_id } = order.value;
    if (!authorization_id) return { outcome: 'refused', code: 'not_held', message: 'PayPal has no way to give up an order' };
    return this.act(provider_reference, `/v2/payments/authorizations/${authorization_id}/void`, key, undefined, until);
  }

  async refund({ provider_reference, reference, amount_minor, currency }: { provider_reference: string; reference: string; amount_minor: number; currency: string }): Promise<GatewayAnswer<SeenRefund>> {
    const until = performance.now() + DEADLINE_MS;
    const amount = paypalMoney(amount_minor, currency);
    if (!amount) return { outcome: 'refused', code: 'amount_not_chargeable', message: `PayPal cannot give back ${amount_minor} minor units of ${currency}` };
    const order = await this.read(provider_reference, until);
    // To a question no answer is an end of the refund.
    if (order.outcome === 'refused') return { outcome: 'unknown', reason: order.code };
    if (order.outcome !== 'answered') return order;
    const { capture_id, seen } = order.value;
    if (!capture_id) return { outcome: 'refused', code: 'not_captured', message: 'Nothing was taken for this order' };
    const answer = await this.client.ask({ method: 'POST', path: `/v2/payments/captures/${capture_id}/refund`, key: reference, body: { amount, invoice_id: reference, custom_id: seen.reference }, until, read: (json) => refundOf(json, reference) });
    // It was asked for before, and that time may have been heard.
    return answer.outcome === 'refused' && answer.code === 'DUPLICATE_INVOICE_ID' ? { outcome: 'unknown', reason: answer.code } : answer;
  }

  async lookUpRefund({ reference, payment_reference }: RefundKey): Promise<GatewayAnswer<SeenRefund | null>> {
    return this.client.ask({ method: 'GET', path: pathOf(payment_reference), until: performance.now() + DEADLINE_MS, read: (json) => refundAmong(orderOf(json).refunds, reference) });
  }

  async verifyNotification(request: NotificationRequest): Promise<Notification | null> {
    const webhookIds = this.config.list('PAYPAL_WEBHOOK_ID');
    const transmission = webhookIds.length > 0 && this.isConfigured ? transmissionOf(request) : null;
    if (!transmission) return null;
    this.roots ??= certificatesIn(this.config.optional('PAYPAL_WEBHOOK_CA') ?? '');
    const certificate = await this.certificates.find(transmission.certificate_url, this.client.url, request.now, this.roots);
    return certificate && isSignedBy(certificate, transmission, request.raw, webhookIds) ? eventOf(request.raw) : null;
  }

  methods(): readonly ProviderMethod[] {
    return methodsOf('paypal', [METHOD]);
  }

  /** Its settlement comes as files that a person hands in: `readSettlement`. */
  async fetchSettlement(): Promise<GatewayAnswer<string>> {
    return { outcome: 'refused', code: 'settlement_not_offered', message: 'PayPal lays its settlement reports (STL) down by SFTP: hand in the file.' };
  }

  readSettlement(text: string): string {
    return paypalSettlement(text);
  }

  /** The same request for the same payment every time, so that under its key it is one order. */
  private async create({ reference, amount_minor, currency, return_url, capture, saves, saved }: Pick<ChargeOrder, 'reference' | 'amount_minor' | 'currency' | 'return_url' | 'capture' | 'saves' | 'saved'>, until: number): Promise<GatewayAnswer<PayPalOrder>> {
    const amount = paypalMoney(amount_minor, currency);
    if (!amount) return { outcome: 'refused', code: 'amount_not_chargeable', message: `PayPal cannot be asked for ${amount_minor} minor units of ${currency}` };
    const cancel_url = new URL(return_url);
    cancel_url.searchParams.set('paypal', 'canceled');
    const body = {
      intent: capture ? 'CAPTURE' : 'AUTHORIZE', purchase_units: [{ custom_id: reference, invoice_id: reference, amount }],
      payment_source: { paypal: { ...vaulting(saves, saved), experience_context: { return_url, cancel_url: cancel_url.toString(), user_action: 'PAY_NOW', shipping_preference: 'NO_SHIPPING', payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED' } } },
    };
    return this.client.ask({ method: 'POST', path: '/v2/checkout/orders', key: reference, body, until, read: (json) => {
      const order = orderOf(json);
      const { seen } = order;
      about(seen, reference);
      // Under a used key the first answer is given again, whatever is asked for.
      if (seen.asked_minor !== amount_minor || seen.currency !== currency) throw new Unreadable('the answer is about another amount');
      return order;
    } });
  }

  private read(id: string, until: number): Promise<GatewayAnswer<PayPalOrder>> {
    return this.client.ask({ method: 'GET', path: pathOf(id), until, read: orderOf });
  }

  private async look(charge: NamedCharge, until: number): Promise<GatewayAnswer<SeenPayment>> {
    const order = await this.read(charge.provider_reference, until);
    if (order.outcome === 'refused') return this.forgotten(charge, order.code);
    return order.outcome === 'answered' ? this.follow(order.value, charge, until) : order;
  }

  /** Goes on from what an order says: takes what was approved while it is wanted, and asks what has become of money that was taken before. */
  private async follow(order: PayPalOrder, charge: NamedCharge, until: number): Promise<GatewayAnswer<SeenPayment>> {
    const { seen, capture_id, intent, status } = order;
    if (seen.reference !== charge.reference) return { outcome: 'unknown', reason: 'the answer is about another reference' };
    if (status === 'APPROVED' && intent === 'CAPTURE' && charge.known?.captures) return this.take(order, charge, until);
    return seen.state === 'captured' && capture_id && !charge.known?.captures ? this.withDispute(seen, capture_id, until) : { outcome: 'answered', value: seen };
  }

  private async take({ id, seen }: PayPalOrder, { known }: NamedCharge, until: number): Promise<GatewayAnswer<SeenPayment>> {
    const taken = await this.act(id, `${pathOf(id)}/capture`, `capture_${id}`, {}, until);
    if (taken.outcome !== 'refused') return taken;
    const { code } = taken;
    // Another order of this payment was captured, or this one is gone: neither is an end that can be told.
    if (code === 'DUPLICATE_INVOICE_ID' || NOT_THERE.includes(code)) return { outcome: 'unknown', reason: code };
    if (code !== 'ORDER_ALREADY_CAPTURED' && !TO_APPROVE.includes(code)) return { outcome: 'answered', value: { ...seen, state: 'declined', fail_code: code, action_url: null } };
    const order = await this.read(id, until);
    if (order.outcome !== 'answered') return order.outcome === 'refused' ? { outcome: 'unknown', reason: order.code } : order;
    // It is called approved, and the buyer is wanted all the same: to the page where she was before.
    if (order.value.status !== 'APPROVED' || !known?.action_url) return { outcome: 'answered', value: order.value.seen };
    return { outcome: 'answered', value: { ...order.value.seen, state: 'requires_action', action_url: known.action_url } };
  }

  /** What is answered to an action differs by action and account; what the order says after it does not. */
  private async act(id: string, path: string, key: string, body: object | undefined, until: number): Promise<GatewayAnswer<SeenPayment>> {
    const done = await this.client.ask({ method: 'POST', path, key, ...(body ? { body } : {}), until, read: () => null });
    if (done.outcome !== 'answered') return done;
    const order = await this.read(id, until);
    if (order.outcome === 'refused') return { outcome: 'unknown', reason: order.code };
    return order.outcome === 'answered' ? { outcome: 'answered', value: order.value.seen } : order;
  }

  /** It told us of this order. Soon after, not to know it is strange, and nothing may be concluded from that; hours later it is how an order ends whose money nobody took. */
  private forgotten({ reference, provider_reference, charged_at, known }: NamedCharge, code: string): GatewayAnswer<SeenPayment> {
    const isLongAgo = charged_at !== null && this.clock.nowSeconds() - charged_at > FORGOTTEN_SECONDS;
    if (!NOT_THERE.includes(code) || !isLongAgo || !known) return { outcome: 'unknown', reason: code };
    return { outcome: 'answered', value: {
      provider_reference, reference, state: 'expired', asked_minor: known.amount_minor, captured_minor: 0, currency: known.currency, fee_minor: null, card: null, three_ds: null, action_url: null, fail_code: null, dispute: null, fraud_reported_at: null,
    } };
  }

  /** PayPal names disputes by the capture; their outcome stands in each alone. */
  private async withDispute(seen: SeenPayment, capture_id: string, until: number): Promise<GatewayAnswer<SeenPayment>> {
    const found = await this.client.ask({ method: 'GET', path: `/v1/customer/disputes?disputed_transaction_id=${encodeURIComponent(capture_id)}&page_size=50`, until, read: disputeAmong });
    if (found.outcome === 'refused') return { outcome: 'unknown', reason: found.code };
    if (found.outcome !== 'answered') return found;
    if (!found.value) return { outcome: 'answered', value: seen };
    const whole = await this.client.ask({ method: 'GET', path: `/v1/customer/disputes/${encodeURIComponent(found.value.id)}`, until, read: (json) => ({ ...seen, dispute: disputeOf(json, seen.currency) }) });
    return whole.outcome === 'refused' ? { outcome: 'unknown', reason: whole.code } : whole;
  }
}

/** Kept once it is paid, or paid by what was kept: then PayPal takes the money with the order, unless it wants the buyer after all. */
function vaulting(saves: ChargeOrder['saves'], saved: ChargeOrder['saved']): object {
  if (saved) return { vault_id: saved.token, stored_credential: { payment_initiator: saved.by === 'merchant' ? 'MERCHANT' : 'CUSTOMER', usage: 'SUBSEQUENT', usage_pattern: saved.by === 'merchant' ? 'UNSCHEDULED_POSTPAID' : 'IMMEDIATE' } };
  return saves ? { attributes: { vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT', usage_pattern: saves === 'off_session' ? 'UNSCHEDULED_POSTPAID' : 'IMMEDIATE' } } } : {};
}

const pathOf = (id: string): string => `/v2/checkout/orders/${encodeURIComponent(id)}`;
