import { Injectable } from '@nestjs/common';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { DomainError } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { ReserveOrder } from '#sales/fulfillment/queries';
import { ReleaseOrder } from '#sales/orders/commands';
import type { OrderDetails, PlaceItem } from '#sales/orders/queries';
import { StartPayment, type CardFacts, type NewPayment } from '#sales/payments/commands';
import { PaymentNotFound } from '#sales/payments/errors';
import { ChargeOffSession, ChargePayment, GetPayment, RefreshPayment, type PaymentStanding, type PaymentView } from '#sales/payments/queries';
import { ReservationRefused, ReservationUnavailable } from '../contracts/errors.js';

type PayableOrder = Pick<OrderDetails, 'id' | 'player_id' | 'amount_minor' | 'currency' | 'country' | 'checkout_url' | 'platform' | 'fulfillment_mode' | 'source' | 'email' | 'seller'>;

/** How an attempt stands, as a page needs to know it. */
export interface AttemptAnswer {
  payment_id: string;
  state: 'paid' | 'processing' | 'requires_action' | 'declined' | 'failed';
  action_url: string | null;
  decline: { code: string; retryable: boolean } | null;
  /** Another request made this attempt; this one has found it and charged nothing more. */
  is_earlier: boolean;
}

/** As it comes from payments: `can_fail_over` where nothing was charged, and another provider could be asked for the same at once. */
export type ChargeAnswer = AttemptAnswer & { can_fail_over?: boolean };

export interface Buyer {
  method: string;
  token: string | null;
  /** What she was asked for the method, by name. It goes to the provider and is kept nowhere. */
  method_fields?: Readonly<Record<string, string>> | null;
  /** Language of the provider's pages. */
  locale: string | null;
  ip_address: string | null;
  user_agent: string | null;
  /** What is known of the card that is charged, and where the request comes from. */
  card?: CardFacts | null;
  /** Paid by what she has saved, or what she pays with is to be. */
  saved_method_id?: string | null;
  save?: { version: string; locale: string } | null;
  place?: PlaceItem | null;
}

/** The single steps of one attempt, each of which may be repeated. An attempt that has ended without money lets its order go at once, for the next one. */
@Injectable()
export class Attempts {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls) {}

  /** Null when the attempt took the order and died before its payment was written. */
  async payment(paymentId: string, scope: Scope): Promise<PaymentView | null> {
    try {
      return await this.queries.ask(new GetPayment(paymentId), scope);
    } catch (error) {
      if (error instanceof PaymentNotFound) return null;
      throw error;
    }
  }

  async start(paymentId: string, order: PayableOrder, buyer: Omit<Buyer, 'token' | 'locale' | 'method_fields'>, scope: Scope): Promise<void> {
    await this.commands.execute(new StartPayment(newPayment(paymentId, order, buyer)), scope);
  }

  /** Without the buyer; an attempt that has ended lets its order go. `isWritten`: it was begun before, and what has to be reserved is. Throws as `startAndCharge`. */
  async chargeOffSession(paymentId: string, order: PayableOrder, buyer: Buyer & { saved_method_id: string }, { isWritten }: { isWritten: boolean }, scope: Scope): Promise<ChargeAnswer & { needs_buyer: boolean }> {
    if (!isWritten && order.fulfillment_mode === 'reserve') await this.reserve(paymentId, order.id, scope);
    try {
      const standing = await this.calls.ask(new ChargeOffSession({ ...newPayment(paymentId, order, buyer), saved_method_id: buyer.saved_method_id }), scope);
      return { ...(await this.answer(standing, order.id, scope)), needs_buyer: standing.needs_buyer };
    } catch (error) {
      if (error instanceof DomainError) await this.releaseIfEnded(paymentId, order.id, scope);
      throw error;
    }
  }

  /** Throws `fulfillment.reservation_refused`, `fulfillment.reservation_unavailable`: then nothing was charged, and the order is free. */
  async startAndCharge(paymentId: string, order: PayableOrder, buyer: Buyer, scope: Scope, notBy: readonly string[] = []): Promise<ChargeAnswer> {
    if (order.fulfillment_mode === 'reserve') await this.reserve(paymentId, order.id, scope);
    return this.charge(paymentId, order.id, buyer, scope, { ...newPayment(paymentId, order, buyer), not_by: notBy });
  }

  async charge(paymentId: string, orderId: string, { token, locale, method_fields }: Pick<Buyer, 'token' | 'locale' | 'method_fields'>, scope: Scope, start?: NewPayment): Promise<ChargeAnswer> {
    try {
      return await this.answer(await this.calls.ask(new ChargePayment({ payment_id: paymentId, token, locale, fields: method_fields ?? null, start }), scope), orderId, scope);
    } catch (error) {
      if (error instanceof DomainError) await this.releaseIfEnded(paymentId, orderId, scope);
      throw error;
    }
  }

  async refresh(paymentId: string, orderId: string, scope: Scope, returned?: Readonly<Record<string, string>>): Promise<AttemptAnswer> {
    return this.answer(await this.calls.ask(new RefreshPayment({ payment_id: paymentId, ...(returned ? { returned } : {}) }), scope), orderId, scope);
  }

  async release(paymentId: string, orderId: string, scope: Scope): Promise<void> {
    await this.commands.execute(new ReleaseOrder({ order_id: orderId, payment_id: paymentId }), scope);
  }

  /** The game is asked before there is any payment: whatever it says but yes ends the attempt without a trace of money. */
  private async reserve(paymentId: string, orderId: string, scope: Scope): Promise<void> {
    const answer = await this.calls.ask(new ReserveOrder({ order_id: orderId, payment_id: paymentId }), scope);
    if (answer.outcome === 'reserved') return;
    await this.release(paymentId, orderId, scope);
    throw answer.outcome === 'refused' ? new ReservationRefused(answer) : new ReservationUnavailable();
  }

  /** An attempt that may not be made at all (too many, no provider) was written as ended. */
  private async releaseIfEnded(paymentId: string, orderId: string, scope: Scope): Promise<void> {
    const payment = await this.payment(paymentId, scope);
    if (payment && hasEnded(payment)) await this.release(paymentId, orderId, scope);
  }

  private async answer(standing: PaymentStanding, orderId: string, scope: Scope): Promise<ChargeAnswer> {
    const { payment_id, action_url, decline, can_fail_over } = standing;
    if (standing.state === 'declined' || standing.state === 'failed') await this.release(payment_id, orderId, scope);
    const state = standing.state === 'pending' || standing.state === 'unknown' ? 'processing' : standing.state;
    return { payment_id, state, action_url, decline, is_earlier: false, ...(can_fail_over ? { can_fail_over } : {}) };
  }
}

function newPayment(paymentId: string, order: PayableOrder, buyer: Omit<Buyer, 'token' | 'locale' | 'method_fields'>): NewPayment {
  return {
    payment_id: paymentId, order_id: order.id, player_id: order.player_id, method: buyer.method, amount_minor: order.amount_minor, currency: order.currency, country: order.country,
    ip_address: buyer.ip_address, user_agent: buyer.user_agent, return_url: `${order.checkout_url}/return`, platform: order.platform, seller: order.seller,
    saved_method_id: buyer.saved_method_id ?? null, save: buyer.save ?? null,
    circumstances: { card: buyer.card ?? null, ip_country: buyer.place?.country ?? null, email: order.email },
  };
}

const LIVE: ReadonlySet<string> = new Set(['created', 'done', 'refund_requested', 'refunded', 'dispute', 'chargeback']);

/** Over, and no money came of it. */
export function hasEnded(payment: PaymentView): boolean {
  return !LIVE.has(payment.status);
}
