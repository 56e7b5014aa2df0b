import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import type { CardFacts } from '../../../contracts/commands.js';
import { isDeviceWallet, type DeviceWallet } from '../../../contracts/method-table.js';
import type { DisputeSeen, EvidenceToSend, WalletSheet } from '../../../contracts/queries.js';
import { WRONG_CODE } from '../../../domain/declines.js';
import { methodsOf } from '../../../domain/methods.js';
import type { Chargeable, ChargeKey, ChargeOrder, DisputeKey, GatewayAnswer, KeptMethod, NamedCharge, Notification, NotificationRequest, PaymentGateway, ProviderMethod, RefundKey, SavedToken, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { STRIPE_UNITS } from '../../../domain/stripe-units.js';
import { tokenOfWallet } from '../../../domain/wallet-token.js';
import { beforeTheCharge, notOffered, ownCardFrame, UNKNOWN_TOKEN } from '../own-methods.js';
import { gone } from '../provider-http.js';
import { about, Unreadable } from '../unreadable.js';
import { INVALID_PARAMETER, isDisputed, keptCard, PAYMENT_EXPANDED, seenDispute, seenPayment, seenRefund } from './stripe-answers.js';
import { STRIPE_API_VERSION, stripeClient, stripeFailure } from './stripe-client.js';
import { stripeMeans, type StripeMeans } from './stripe-means.js';
import { stripeNote, stripeNotification } from './stripe-notification.js';
import { walletMeans } from './stripe-wallets.js';
import { sheetOf, withSheets } from '../wallet-sheets.js';
import { stripeSettlement } from './stripe-settlement.js';

const DEADLINE_MS = 10_000;
/** It comes before the charge, whose own time is what is left of ten seconds. */
const DESCRIBE_DEADLINE_MS = 1_000;
const SETTLEMENT_DEADLINE_MS = 60_000;
/** What was created around a charge that was sent: clocks differ a little, and a charge whose process died is sent again half a minute later, under the same key. */
const BEFORE_SECONDS = 120;
const AFTER_SECONDS = 60;
const PAGE = 100;
const PAGES_MAX = 30;

/** Stripe over its PaymentIntents API. Our reference is the idempotency key and stands in the metadata, since Stripe knows no reference of a merchant's. */
@Injectable()
export class StripeGateway implements PaymentGateway {
  readonly provider = 'stripe';
  readonly tokenForm = /^(pm|wallet_stripe)_/;
  readonly keeps = ['card'];
  private client: Stripe | undefined;

  constructor(private readonly config: Config, private readonly egress: Egress) {}

  get isConfigured(): boolean {
    return ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'].every((name) => this.config.optional(name));
  }

  get takesRealMoney(): boolean {
    return /^(sk|rk)_live_/.test(this.config.optional('STRIPE_SECRET_KEY') ?? '');
  }

  takes({ currency, amount_minor }: Chargeable): boolean {
    return amount_minor > 0 && STRIPE_UNITS.toProvider(amount_minor, currency) !== null;
  }

  async charge(order: ChargeOrder, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    const amount = STRIPE_UNITS.toProvider(order.amount_minor, order.currency);
    if (amount === null) return { outcome: 'refused', code: 'amount_not_chargeable', message: `Stripe cannot be asked for ${order.amount_minor} minor units of ${order.currency}` };
    const until = performance.now() + deadline_ms;
    const found = isDeviceWallet(order.method) ? await this.meansOfWallet(order, deadline_ms) : ({ outcome: 'answered', value: stripeMeans(order) } as const);
    if (found.outcome !== 'answered') return found;
    const means = found.value;
    if (!means) return notOffered('Stripe', order.method);
    const wanted: Stripe.PaymentIntentCreateParams = {
      amount, currency: order.currency.toLowerCase(), ...means, confirm: true, capture_method: order.capture ? 'automatic' : 'manual',
      return_url: order.return_url, metadata: { ...order.metadata, reference: order.reference }, expand: PAYMENT_EXPANDED, ...(order.saves && !order.saved ? { setup_future_usage: order.saves } : {}),
      ...(order.saved?.by === 'merchant' ? { off_session: true } : {}),
    };
    const answer = await this.ask(async (stripe) => {
      try {
        // The same PaymentIntent: what it takes, it takes once.
        if (order.after) return about(seenPayment(await this.confirmAgain(stripe, order, order.after, means, this.within(until).timeout)), order.reference);
        return about(seenPayment(await stripe.paymentIntents.create(wanted, { idempotencyKey: order.reference, ...this.within(until) })), order.reference);
      } catch (error) {
        return this.declined(error, order.reference);
      }
    });
    return order.method === 'blik' && answer.outcome === 'refused' && answer.code === INVALID_PARAMETER ? { ...answer, code: WRONG_CODE } : answer;
  }

  private async meansOfWallet(order: ChargeOrder, timeout: number): Promise<GatewayAnswer<StripeMeans | null>> {
    const wallet = tokenOfWallet(this.provider, order);
    return wallet ? beforeTheCharge(await this.ask((stripe) => walletMeans(stripe, wallet, { reference: order.reference, timeout, is_challenge_wanted: order.is_challenge_wanted ?? false }))) : UNKNOWN_TOKEN;
  }

  private confirmAgain(stripe: Stripe, order: ChargeOrder, id: string, { payment_method, payment_method_options }: StripeMeans, timeout: number): Promise<Stripe.PaymentIntent> {
    const wanted = { payment_method, payment_method_options, return_url: order.return_url, expand: PAYMENT_EXPANDED } as Stripe.PaymentIntentConfirmParams;
    return stripe.paymentIntents.confirm(id, wanted, { idempotencyKey: `${order.reference}_challenge`, timeout });
  }

  /** One customer for what is kept of one payment: it knows nothing of her, and to remove it removes all. */
  keptOf({ provider_reference, reference }: NamedCharge): Promise<GatewayAnswer<KeptMethod | null>> {
    const within = { timeout: DEADLINE_MS };
    return this.ask(async (stripe) => {
      const intent = await stripe.paymentIntents.retrieve(provider_reference, { expand: PAYMENT_EXPANDED }, within);
      about(seenPayment(intent), reference);
      const id = typeof intent.payment_method === 'string' ? intent.payment_method : intent.payment_method?.id;
      if (!intent.setup_future_usage || !id) return null;
      const method = await stripe.paymentMethods.retrieve(id, {}, within);
      const owner = typeof method.customer === 'string' ? method.customer : method.customer?.id;
      const customer = owner ?? (await stripe.customers.create({ metadata: { reference } }, { idempotencyKey: `customer_${reference}`, ...within })).id;
      if (!owner) await stripe.paymentMethods.attach(id, { customer }, { idempotencyKey: `keep_${reference}`, ...within });
      return { token: id, customer, ...keptCard(method, intent) };
    });
  }

  async forget({ customer }: SavedToken): Promise<GatewayAnswer<null>> {
    if (!customer) return { outcome: 'answered', value: null };
    const answer = await this.ask(async (stripe) => {
      await stripe.customers.del(customer, {}, { timeout: DEADLINE_MS });
      return null;
    });
    return gone(answer, (code) => code === 'resource_missing');
  }

  /** Stripe tells no issuer's number. */
  describeCard(token: string): Promise<GatewayAnswer<CardFacts>> {
    return this.ask(async (stripe) => {
      const { card } = await stripe.paymentMethods.retrieve(token, {}, { timeout: DESCRIBE_DEADLINE_MS });
      return { country: card?.country ?? null, bin: null, fingerprint: card?.fingerprint ?? null };
    });
  }

  lookUp(charge: ChargeKey, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment | null>> {
    const until = performance.now() + deadline_ms;
    return this.ask(async (stripe) => {
      const intent = charge.provider_reference ? await this.byId(stripe, charge.provider_reference, until) : await this.byReference(stripe, charge, until);
      return intent && about(await this.withDisputes(stripe, intent, until), charge.reference);
    });
  }

  capture({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.ask(async (stripe) => seenPayment(await stripe.paymentIntents.capture(provider_reference, { expand: PAYMENT_EXPANDED }, { idempotencyKey: key, timeout: DEADLINE_MS })));
  }

  void({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.ask(async (stripe) => seenPayment(await stripe.paymentIntents.cancel(provider_reference, { expand: PAYMENT_EXPANDED }, { idempotencyKey: key, timeout: DEADLINE_MS })));
  }

  async refund({ provider_reference, reference, amount_minor, currency }: { provider_reference: string; reference: string; amount_minor: number; currency: string }): Promise<GatewayAnswer<SeenRefund>> {
    const amount = STRIPE_UNITS.toProvider(amount_minor, currency);
    if (amount === null) return { outcome: 'refused', code: 'amount_not_chargeable', message: `Stripe cannot give back ${amount_minor} minor units of ${currency}` };
    return this.ask(async (stripe) => about(seenRefund(await stripe.refunds.create({ payment_intent: provider_reference, amount, metadata: { reference } }, { idempotencyKey: reference, timeout: DEADLINE_MS })), reference));
  }

  lookUpRefund({ reference, payment_reference }: RefundKey): Promise<GatewayAnswer<SeenRefund | null>> {
    return this.ask(async (stripe) => {
      const { data, has_more } = await stripe.refunds.list({ payment_intent: payment_reference, limit: PAGE }, { timeout: DEADLINE_MS });
      if (has_more) throw new Unreadable('more refunds of one payment than are read');
      const found = data.filter((refund) => refund.metadata?.['reference'] === reference).map(seenRefund);
      return found.find(({ state }) => state !== 'failed') ?? found[0] ?? null;
    });
  }

  lookUpDispute({ dispute_id }: DisputeKey): Promise<GatewayAnswer<DisputeSeen | null>> {
    return this.ask(async (stripe) => ofStripe(await stripe.disputes.retrieve(dispute_id, {}, { timeout: DEADLINE_MS })));
  }

  /** `submit`: it goes to the bank at once, and no more can be added. */
  submitEvidence({ dispute_id }: DisputeKey, { fingerprint, text, fields }: EvidenceToSend): Promise<GatewayAnswer<DisputeSeen>> {
    const told = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Stripe.DisputeUpdateParams.Evidence;
    const wanted: Stripe.DisputeUpdateParams = { evidence: { ...told, uncategorized_text: text }, submit: true, metadata: { evidence_sha256: fingerprint } };
    return this.ask(async (stripe) => ofStripe(await stripe.disputes.update(dispute_id, wanted, { idempotencyKey: `evidence_${dispute_id}_${fingerprint}`, timeout: DEADLINE_MS })));
  }

  acceptDispute({ dispute_id }: DisputeKey, key: string): Promise<GatewayAnswer<DisputeSeen>> {
    return this.ask(async (stripe) => ofStripe(await stripe.disputes.close(dispute_id, {}, { idempotencyKey: key, timeout: DEADLINE_MS })));
  }

  verifyNotification(request: NotificationRequest): Notification | null {
    return stripeNotification(request, this.config.list('STRIPE_WEBHOOK_SECRET'));
  }

  noteOf(raw: Buffer): Buffer {
    return stripeNote(raw);
  }

  cardFrame(page: { parent_origin: string; locale: string }): { frame_url: string; origin: string } {
    return ownCardFrame(this.provider, page);
  }

  methods(): readonly ProviderMethod[] {
    return withSheets(methodsOf('stripe', this.config.list('STRIPE_PAYMENT_METHODS')), (method) => this.walletSheet(method));
  }

  /** Google encrypts for Stripe by these: docs.stripe.com/google-pay, https://developers.google.com/pay/api/web/guides/tutorial */
  walletSheet(method: DeviceWallet): WalletSheet | null {
    const gateway = { gateway: 'stripe', 'stripe:version': STRIPE_API_VERSION, 'stripe:publishableKey': this.config.optional('STRIPE_PUBLISHABLE_KEY') ?? '' };
    return sheetOf(this.config, { provider: 'stripe', takesRealMoney: this.takesRealMoney, gateway }, method);
  }

  fetchSettlement(from: number, to: number): Promise<GatewayAnswer<string>> {
    return this.ask((stripe) => stripeSettlement(stripe, from, to, SETTLEMENT_DEADLINE_MS));
  }

  private get stripe(): Stripe {
    return (this.client ??= stripeClient(this.egress, this.config.required('STRIPE_SECRET_KEY'), this.config.required('STRIPE_API_URL')));
  }

  private async ask<T>(question: (stripe: Stripe) => Promise<T>): Promise<GatewayAnswer<T>> {
    try {
      return { outcome: 'answered', value: await question(this.stripe) };
    } catch (error) {
      return error instanceof Unreadable ? { outcome: 'unknown', reason: `unreadable: ${error.message.slice(0, 200)}` } : stripeFailure(error);
    }
  }

  /** A charge that was declined, or whose code is not valid, is told as an error that holds the payment. One that was refused before anything was tried may hold it too: nothing of it is under way. */
  private declined(error: unknown, reference: string): SeenPayment {
    const { statusCode, payment_intent: intent } = error as { statusCode?: number; payment_intent?: Stripe.PaymentIntent };
    if ((statusCode !== 402 && statusCode !== 400) || !intent) throw error;
    if (statusCode === 400 && intent.status === 'requires_payment_method' && !intent.last_payment_error) throw error;
    return about(seenPayment(intent), reference);
  }

  private async byId(stripe: Stripe, id: string, until: number): Promise<Stripe.PaymentIntent> {
    try {
      return await stripe.paymentIntents.retrieve(id, { expand: PAYMENT_EXPANDED }, this.within(until));
    } catch (error) {
      // It told us of this payment: with another account's key it knows nothing, and nothing may be concluded from that.
      if ((error as { statusCode?: number }).statusCode === 404) throw new Unreadable('a payment that Stripe named is not there');
      throw error;
    }
  }

  /**
   * The search of Stripe lags behind by a minute, in bad times by more: it says where a payment is, never that there is none. Lists are exact, so what was created around the
   * charge is read through.
   */
  private async byReference(stripe: Stripe, { reference, charged_at }: ChargeKey, until: number): Promise<Stripe.PaymentIntent | null> {
    const isIt = (intent: Stripe.PaymentIntent): boolean => intent.metadata?.['reference'] === reference;
    if (!/^\w{1,128}$/.test(reference)) return null;
    const searched = (await stripe.paymentIntents.search({ query: `metadata["reference"]:"${reference}"`, limit: 10 }, this.within(until))).data?.filter(isIt);
    // An answer of somebody between us and Stripe: its SDK takes for an error only what is told as one.
    if (!searched) throw new Unreadable('not a list of payments');
    const [first] = searched;
    if (first) return this.byId(stripe, first.id, until);
    if (charged_at === null) return null;
    let after: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const { data, has_more } = await stripe.paymentIntents.list(
        { created: { gte: charged_at - BEFORE_SECONDS, lte: charged_at + AFTER_SECONDS }, limit: PAGE, ...(after ? { starting_after: after } : {}) }, this.within(until));
      if (!data) throw new Unreadable('not a list of payments');
      const found = data.find(isIt);
      if (found) return this.byId(stripe, found.id, until);
      if (!has_more) return null;
      after = data.at(-1)!.id;
    }
    throw new Unreadable('more payments in these minutes than are read');
  }

  /** What the bank and the card network have said of money that was taken. */
  private async withDisputes(stripe: Stripe, intent: Stripe.PaymentIntent, until: number): Promise<SeenPayment> {
    if (intent.status !== 'succeeded') return seenPayment(intent);
    const [disputes, warnings] = await Promise.all([
      isDisputed(intent) ? stripe.disputes.list({ payment_intent: intent.id, limit: PAGE }, this.within(until)).then(({ data }) => data) : [],
      stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id, limit: PAGE }, this.within(until)).then(({ data }) => data),
    ]);
    return seenPayment(intent, { disputes, fraud_reported_at: warnings.length > 0 ? Math.min(...warnings.map(({ created }) => created)) : null });
  }

  private within(until: number): { timeout: number } {
    return { timeout: Math.max(1, Math.round(until - performance.now())) };
  }
}

function ofStripe(dispute: Stripe.Dispute): DisputeSeen {
  const seen = seenDispute(dispute);
  if (!seen) throw new Unreadable(`status of a dispute is ${String(dispute.status)}`);
  return seen;
}
