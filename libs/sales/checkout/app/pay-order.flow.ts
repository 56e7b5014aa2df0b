import { Injectable } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { IdempotencyClaims } from '#platform/http/idempotency-claims';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { LockOrderForPayment, type PaymentLock } from '#sales/orders/commands';
import { OrderNotPayable } from '#sales/orders/errors';
import { GetOrderDetails, type OrderDetails, type PlaceItem, type WaiverWords } from '#sales/orders/queries';
import { GetSavedMethod, readFields } from '#sales/payments/queries';
import { MethodFieldsWrong, MethodNotAvailable, PlayerSessionNeeded, TokenMissing } from '../contracts/errors.js';
import { Admission } from './admission.js';
import { Attempts, hasEnded, type AttemptAnswer, type Buyer } from './attempts.js';
import { GetOrderToPay, type Payable } from './get-payable.js';

export interface PayOrderInput extends Buyer {
  order_id: string;
  expected_total_minor: number;
  expected_currency: string;
  immediate_delivery_requested: boolean;
  /** What she has agreed to; null where she was shown nothing, or did not. */
  waiver: WaiverWords | null;
  /** Whose session the request carries beside the secret, verified. */
  verified_player?: string | null;
  /** Where the request comes from. */
  place: PlaceItem | null;
}

/** How long the request that took an order is left to go on alone. */
export const BEGINNING_SECONDS = 10;

/** A provider that was not to be reached is followed by the next while there is time to charge there: a request of ours is open for 10 s at most. */
const FAILOVER_WITHIN_MS = 3_000;

/**
 * Pays an order: take it for one attempt, write the attempt, charge it. Each step is repeatable and keyed by the payment's id, which is made before the first of them; the
 * state between them stands on the order and the payment. A double click, a reload and the back button find the attempt that runs; what a crash leaves
 * behind is mended by the next request, by payments' look-up and by `checkout.mend-attempts`.
 * A provider that surely did not act is followed by the next, each under an attempt of its own; after an answer that leaves it open nobody else is asked.
 */
@Injectable()
export class PayOrderFlow {
  constructor(
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly attempts: Attempts,
    private readonly admission: Admission,
    private readonly claims: IdempotencyClaims,
    private readonly clock: Clock,
  ) {}

  /** Runs outside the request's idempotency claim: after a crash the state of the order says how to go on, not the recorded answer of one step. */
  pay(input: PayOrderInput, scope: Scope): Promise<AttemptAnswer> {
    return this.claims.outside(() => this.run(input, scope));
  }

  private async run(input: PayOrderInput, scope: Scope): Promise<AttemptAnswer> {
    const { order_id, expected_total_minor, expected_currency, immediate_delivery_requested, waiver } = input;
    const { order, methods, to_confirm } = await this.queries.ask(new GetOrderToPay(order_id), scope);
    // A link to a checkout is passed on: what she has saved is used, and saved, by her alone.
    if ((input.saved_method_id || input.save) && input.verified_player !== order.player_id) throw new PlayerSessionNeeded();
    const buyer = { ...input, locale: input.locale ?? order.locale };
    const running = await this.goOn(order, buyer, scope);
    if (running) return running;
    const saved = input.saved_method_id ? await this.queries.ask(new GetSavedMethod({ player_id: order.player_id, saved_method_id: input.saved_method_id }), scope) : null;
    refuseMethod(order, methods, input, saved?.method ?? null);
    const { evidence, card } = await this.admission.admit({ order, to_confirm }, { ...input, token: saved ? null : input.token, saved_card: saved?.card ?? null }, scope);
    const began = performance.now();
    const notBy: string[] = [];
    for (;;) {
      const payment_id = newId('pmt');
      let lock: PaymentLock;
      try {
        lock = await this.commands.execute(new LockOrderForPayment({ order_id, payment_id, expected_total_minor, expected_currency, immediate_delivery_requested, waiver, evidence }), scope);
      } catch (error) {
        if (!(error instanceof OrderNotPayable)) throw error;
        // Somebody was faster: that attempt is this one's answer too.
        const faster = await this.goOn(await this.queries.ask(new GetOrderDetails(order_id), scope), buyer, scope);
        if (faster) return faster;
        throw error;
      }
      const { can_fail_over, ...answer } = await this.attempts.startAndCharge(payment_id, { ...order, ...lock }, { ...buyer, card }, scope, notBy);
      if (!can_fail_over || performance.now() - began > FAILOVER_WITHIN_MS) return answer;
      // The provider surely did not act, and that attempt has ended: the next one is another attempt, which locks the order anew.
      notBy.push((await this.attempts.payment(payment_id, scope))!.provider);
    }
  }

  /** The attempt that has the order already, driven on as far as it goes; null when the order is free. */
  private async goOn(order: OrderDetails, input: PayOrderInput, scope: Scope): Promise<AttemptAnswer | null> {
    const answer = await this.found(order, input, scope);
    return answer && { ...answer, is_earlier: true };
  }

  private async found(order: OrderDetails, input: PayOrderInput, scope: Scope): Promise<Omit<AttemptAnswer, 'is_earlier'> | null> {
    if (order.status === 'created' || order.status === 'reattempted') return null;
    const paymentId = order.payment_id!;
    const answer = (state: AttemptAnswer['state'], action_url: string | null = null): Omit<AttemptAnswer, 'is_earlier'> => ({ payment_id: paymentId, state, action_url, decline: null });
    if (order.status !== 'captured') {
      if (order.status === 'refunded' || order.status === 'canceled') throw new OrderNotPayable('ended');
      return answer('paid');
    }
    const payment = await this.attempts.payment(paymentId, scope);
    const isBeginning = this.clock.nowSeconds() - (order.locked_at ?? 0) < BEGINNING_SECONDS;
    if (!payment) {
      if (isBeginning) return answer('processing');
      return this.attempts.startAndCharge(paymentId, order, input, scope);
    }
    if (hasEnded(payment)) {
      await this.attempts.release(paymentId, order.id, scope);
      return null;
    }
    if (payment.status !== 'created') return answer('paid');
    if (payment.action_url) return answer('requires_action', payment.action_url);
    if (isBeginning || order.is_held) return answer('processing');
    const standing = await this.attempts.refresh(paymentId, order.id, scope);
    // The provider has never heard of it: its request was lost, and this one can bring it, where it is to be paid by the same.
    const isSame = payment.method === input.method && payment.saved_method_id === (input.saved_method_id ?? null);
    return standing.state === 'processing' && isSame && (input.token || input.saved_method_id || input.method_fields) && !payment.provider_reference ? this.attempts.charge(paymentId, order.id, input, scope) : standing;
  }
}

function refuseMethod(order: OrderDetails, methods: Payable['methods'], input: PayOrderInput, saved: string | null): void {
  // Where nothing is offered for want of a place, taking the order says what is wrong.
  if (order.country === null || order.tax_refusal_code !== null) return;
  const method = methods.find((each) => each.method === input.method);
  if (!method || (saved !== null && saved !== input.method)) throw new MethodNotAvailable(input.method);
  if (saved === null && (method.kind === 'card' || method.kind === 'wallet') && !input.token) throw new TokenMissing();
  const read = readFields(saved === null ? method.fields : [], input.method_fields ?? {});
  if ('problems' in read) throw new MethodFieldsWrong(read.problems);
}
