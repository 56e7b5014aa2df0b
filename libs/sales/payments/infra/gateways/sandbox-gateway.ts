import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { sameSecret } from '#platform/crypto/envelope';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import { isCurrency } from '#platform/kernel/currency';
import type { CardFacts } from '../../contracts/commands.js';
import { isDeviceWallet, TAKEN, type DeviceWallet } from '../../contracts/method-table.js';
import type { DisputeSeen, EvidenceToSend, WalletSheet } from '../../contracts/queries.js';
import type { Chargeable, ChargeKey, ChargeOrder, DisputeKey, GatewayAnswer, KeptMethod, NamedCharge, Notification, NotificationRequest, PaymentGateway, ProviderMethod, RefundKey, SavedToken, SeenPayment, SeenRefund } from '../../domain/payment-gateway.js';
import { methodsOf } from '../../domain/methods.js';
import { notOffered, UNKNOWN_TOKEN } from './own-methods.js';
import { gone, isObject } from './provider-http.js';
import { describedCard, keptMethod, seenDispute, seenPayment, seenRefund } from './sandbox-answers.js';
import { about, Unreadable } from './unreadable.js';

const DEADLINE_MS = 10_000;
const DESCRIBE_DEADLINE_MS = 1_000;
const SETTLEMENT_DEADLINE_MS = 60_000;
const SETTLEMENT_MAX_BYTES = 256 * 1_048_576;
const TOLERANCE_SECONDS = 300;
const SANDBOX_METHODS = methodsOf('sandbox', TAKEN.sandbox);

/** Refusals that say nothing of whether an earlier call under the same key was booked. */
const AMBIGUOUS_REFUSALS = ['idempotency_mismatch'];

/** The sandbox PSP over its HTTP API (apps/sandbox/psp/README.md). */
@Injectable()
export class SandboxGateway implements PaymentGateway {
  readonly provider = 'sandbox';
  readonly takesRealMoney = false;
  readonly tokenForm = /^ptk_/;
  readonly keeps = ['card'];

  constructor(private readonly config: Config, private readonly egress: Egress) {}

  get isConfigured(): boolean {
    return this.config.optional('SANDBOX_PSP_URL') !== undefined;
  }

  /** The sandbox takes every method in every country; nothing is paid with nothing. */
  takes({ currency, amount_minor }: Chargeable): boolean {
    return amount_minor > 0 && isCurrency(currency);
  }

  charge(order: ChargeOrder, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment>> {
    const { reference, amount_minor, currency, method, return_url, locale, capture, metadata, is_challenge_wanted, saved, saves, after, exemption, fields = {} } = order;
    if (!SANDBOX_METHODS.some((each) => each.method === method)) return Promise.resolve(notOffered('The sandbox', method));
    if (isDeviceWallet(method) && !this.tokenForm.test(order.token ?? '')) return Promise.resolve(UNKNOWN_TOKEN);
    const body = { reference, amount_minor, currency, ...meansOf(order), ...(saves && !saved ? { store: true } : {}), return_url, locale: spoken(locale ?? 'en'), capture, metadata, ...(is_challenge_wanted ? { is_challenge_wanted } : {}), ...(exemption ? { exemption } : {}), ...(Object.keys(fields).length > 0 ? { payer: fields } : {}) };
    return this.post('/payments', after ? `${reference}_challenge` : reference, body, (json) => about(seenPayment(json), reference), deadline_ms);
  }

  keptOf({ provider_reference }: NamedCharge): Promise<GatewayAnswer<KeptMethod | null>> {
    return this.ask(`/payments/${encodeURIComponent(provider_reference)}`, DEADLINE_MS, keptMethod);
  }

  async forget({ token }: SavedToken): Promise<GatewayAnswer<null>> {
    const answer = await this.exchange({ method: 'DELETE', path: `/stored-methods/${encodeURIComponent(token)}`, deadline_ms: DEADLINE_MS, maxBytes: 262_144 }, () => null);
    return gone(answer, (code) => code === 'not_found');
  }

  /** The countries of its cards are made up: no evidence of where anybody is. Of a wallet she has said herself where she lives. */
  describeCard(token: string): Promise<GatewayAnswer<CardFacts>> {
    return this.ask(`/tokens/${encodeURIComponent(token)}`, DESCRIBE_DEADLINE_MS, describedCard);
  }

  lookUp({ reference }: ChargeKey, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<SeenPayment | null>> {
    return this.ask(`/payments?reference=${encodeURIComponent(reference)}`, deadline_ms, (json) => {
      const found = list(json).map((each) => about(seenPayment(each), reference));
      // One key, one charge; were there more, the one that took money is the one to know of.
      return found.find((payment) => payment.state === 'captured') ?? found.at(-1) ?? null;
    });
  }

  capture({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/capture`, key, {}, seenPayment);
  }

  void({ provider_reference }: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>> {
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/void`, key, {}, seenPayment);
  }

  refund({ provider_reference, reference, amount_minor }: { provider_reference: string; reference: string; amount_minor: number }): Promise<GatewayAnswer<SeenRefund>> {
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/refunds`, reference, { reference, amount_minor }, (json) => about(seenRefund(json), reference));
  }

  lookUpRefund({ reference }: RefundKey): Promise<GatewayAnswer<SeenRefund | null>> {
    return this.ask(`/refunds?reference=${encodeURIComponent(reference)}`, DEADLINE_MS, (json) => {
      const found = list(json).map((each) => about(seenRefund(each), reference));
      return found.find((refund) => refund.state !== 'failed') ?? found.at(-1) ?? null;
    });
  }

  lookUpDispute({ provider_reference, dispute_id }: DisputeKey): Promise<GatewayAnswer<DisputeSeen | null>> {
    return this.ask(`/payments/${encodeURIComponent(provider_reference)}`, DEADLINE_MS, (json) => {
      const found = isObject(json) && isObject(json['dispute']) ? seenDispute(json['dispute']) : null;
      return found?.id === dispute_id ? found : null;
    });
  }

  submitEvidence({ provider_reference, dispute_id }: DisputeKey, { fingerprint, text }: EvidenceToSend): Promise<GatewayAnswer<DisputeSeen>> {
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/dispute/evidence`, `evidence_${dispute_id}_${fingerprint}`, { fingerprint, text }, seenDispute);
  }

  acceptDispute({ provider_reference }: DisputeKey, key: string): Promise<GatewayAnswer<DisputeSeen>> {
    return this.post(`/payments/${encodeURIComponent(provider_reference)}/dispute/accept`, key, {}, seenDispute);
  }

  verifyNotification({ raw, headers, now }: NotificationRequest): Notification | null {
    const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(headers['sandbox-signature'] ?? ''));
    if (!match) return null;
    const secret = this.config.optional('SANDBOX_PSP_WEBHOOK_SECRET');
    if (!secret) return null;
    const expected = createHmac('sha256', secret).update(`${match[1]}.`).update(raw).digest('hex');
    if (!sameSecret(expected, match[2]!) || Math.abs(now - Number(match[1])) > TOLERANCE_SECONDS) return null;
    return notificationOf(raw);
  }

  cardFrame({ parent_origin, locale }: { parent_origin: string; locale: string }): { frame_url: string; origin: string } {
    const url = new URL('/frame', this.config.required('SANDBOX_PSP_URL'));
    url.searchParams.set('origin', parent_origin);
    url.searchParams.set('locale', spoken(locale));
    return { frame_url: url.toString(), origin: url.origin };
  }

  /** A page of its own, in any browser: there is no device behind it. */
  walletSheet(method: DeviceWallet, { parent_origin, locale }: { parent_origin: string; locale: string }): WalletSheet | null {
    const url = new URL('/wallet-sheet', this.config.required('SANDBOX_PSP_URL'));
    for (const [name, value] of Object.entries({ origin: parent_origin, locale: spoken(locale), wallet: method })) url.searchParams.set(name, value);
    return { method, provider: this.provider, kind: 'frame', country: this.config.optional('WALLET_COUNTRY') ?? 'US', merchant_id: null, networks: [], gateway: null, is_test: true, frame_url: url.toString(), origin: url.origin };
  }

  methods(): readonly ProviderMethod[] {
    return SANDBOX_METHODS;
  }

  fetchSettlement(from: number, to: number): Promise<GatewayAnswer<string>> {
    return this.exchange({ method: 'GET', path: `/settlements/report.csv?from=${from}&to=${to}`, deadline_ms: SETTLEMENT_DEADLINE_MS, maxBytes: SETTLEMENT_MAX_BYTES }, (answer) => answer.body.toString('utf8'));
  }

  private ask<T>(path: string, deadline_ms: number, read: (json: unknown) => T): Promise<GatewayAnswer<T>> {
    return this.exchange({ method: 'GET', path, deadline_ms, maxBytes: 1_048_576 }, (answer) => read(json(answer)));
  }

  private post<T>(path: string, key: string, body: object, read: (json: unknown) => T, deadline_ms = DEADLINE_MS): Promise<GatewayAnswer<T>> {
    return this.exchange({ method: 'POST', path, deadline_ms, maxBytes: 262_144, key, body }, (answer) => read(json(answer)));
  }

  private async exchange<T>(
    call: { method: 'GET' | 'POST' | 'DELETE'; path: string; deadline_ms: number; maxBytes: number; key?: string; body?: object },
    read: (answer: EgressAnswer) => T,
  ): Promise<GatewayAnswer<T>> {
    let answer: EgressAnswer;
    try {
      answer = await this.egress.send({
        method: call.method,
        url: new URL(call.path, this.config.required('SANDBOX_PSP_URL')).toString(),
        headers: {
          authorization: `Bearer ${this.config.required('SANDBOX_PSP_API_KEY')}`,
          ...(call.key ? { 'idempotency-key': call.key } : {}),
          ...(call.body ? { 'content-type': 'application/json' } : {}),
        },
        ...(call.body ? { body: JSON.stringify(call.body) } : {}),
        deadlineMs: Math.max(1, Math.round(call.deadline_ms)), maxBytes: call.maxBytes, reach: 'any',
      });
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      return error.sent ? { outcome: 'unknown', reason: error.reason } : { outcome: 'unavailable', reason: error.reason };
    }
    return this.classified(answer, read);
  }

  private classified<T>(answer: EgressAnswer, read: (answer: EgressAnswer) => T): GatewayAnswer<T> {
    const { status } = answer;
    if (status >= 200 && status < 300) {
      try {
        if (answer.cut) throw new Unreadable('too long');
        return { outcome: 'answered', value: read(answer) };
      } catch (error) {
        if (error instanceof Unreadable || error instanceof SyntaxError) return { outcome: 'unknown', reason: `unreadable: ${error.message.slice(0, 200)}` };
        throw error;
      }
    }
    // The key is wrong or the rate is exceeded: refused before anything was booked, and another day it may work.
    if (status === 401 || status === 403 || status === 429) return { outcome: 'unavailable', reason: `http_${status}` };
    const problem = problemOf(answer);
    if (status < 400 || status >= 500 || AMBIGUOUS_REFUSALS.includes(problem.code)) return { outcome: 'unknown', reason: `http_${status}` };
    return { outcome: 'refused', ...problem };
  }
}

function meansOf({ method, token, saved }: ChargeOrder): object {
  if (saved) return { stored_method: saved.token, ...(saved.by === 'merchant' ? { is_off_session: true, ...(saved.network_reference ? { network_reference: saved.network_reference } : {}) } : {}) };
  return token === null ? { method } : { token, ...(isDeviceWallet(method) ? { wallet: method } : {}) };
}

/** The languages of the provider's pages. */
function spoken(locale: string): 'de' | 'en' {
  return locale.toLowerCase().startsWith('de') ? 'de' : 'en';
}

function json(answer: EgressAnswer): unknown {
  return JSON.parse(answer.body.toString('utf8'));
}

function list(value: unknown): unknown[] {
  if (!isObject(value) || !Array.isArray(value['data'])) throw new Unreadable('not a list');
  return value['data'];
}

function problemOf(answer: EgressAnswer): { code: string; message: string } {
  try {
    const value = json(answer);
    if (isObject(value) && typeof value['code'] === 'string') return { code: value['code'].slice(0, 60), message: String(value['detail'] ?? '').slice(0, 500) };
  } catch {
    // Not JSON: the status alone has to do.
  }
  return { code: `http_${answer.status}`, message: '' };
}

/** What the notification is about, as far as it can be read; its figures are not taken over. */
function notificationOf(raw: Buffer): Notification | null {
  let value: unknown;
  try {
    value = JSON.parse(raw.toString('utf8'));
  } catch {
    return null;
  }
  if (!isObject(value) || typeof value['id'] !== 'string' || value['id'] === '' || value['id'].length > 255 || typeof value['type'] !== 'string') return null;
  const data = isObject(value['data']) ? value['data'] : {};
  const of = (name: string): string | null => {
    const part = data[name];
    return isObject(part) && typeof part['reference'] === 'string' && part['reference'].length <= 128 ? part['reference'] : null;
  };
  return { event_id: value['id'], kind: value['type'].slice(0, 100), reference: of('payment'), refund_reference: of('refund'), provider_reference: null };
}
