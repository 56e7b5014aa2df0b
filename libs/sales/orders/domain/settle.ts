import { invariant } from '#platform/kernel/errors';
import { accountOf } from '#sales/payments/ids';
import type { SaleSettlement } from '../contracts/finance.js';
import type { BusinessBuyer, FeesStatus, OrderStatus, RefundReason, Seller } from '../contracts/queries.js';
import { totalOf, type LineShares } from './refund-parts.js';
import { FINAL, isAllowed, OPEN, type CauseKind } from './transitions.js';

interface Told {
  /** What makes the fact one and the same: the payment, refund or dispute. */
  ref: string;
  payment_id: string;
}

/** Something that payments, refunds or the buyer have told, or that a refund was asked for. Kept on the order, each (kind, ref) once. */
export type OrderFactTold =
  | (Told & { kind: 'captured'; amount_minor: number; currency: string; provider: string; psp_fee_minor: number; fees_status?: FeesStatus; captured_at: number; method?: string; is_returned?: boolean })
  | (Told & { kind: 'ended' })
  /** The settlement report of the provider has told the fee of a payment; before, it was an estimate. It moves the order nowhere. */
  | (Told & { kind: 'fee_settled'; psp_fee_minor: number })
  /** The provider has settled a payment in another currency. It moves the order nowhere. */
  | (Told & { kind: 'exchanged'; settlement: SaleSettlement })
  /** Facts of earlier builds do not say what was reported. */
  | (Told & { kind: 'mismatched'; reported_minor?: number; reported_currency?: string })
  /** Staff give the money of a mismatched payment back: from now on its end frees the order, as the end of any payment does. */
  | (Told & { kind: 'mismatch_resolved' })
  | (Told & { kind: 'refund_requested'; reason: string; source: string; asked_by?: string | null; asked_by_member?: string | null })
  /** `amount_minor` of a refund or dispute: facts of earlier builds do not say, and mean all of it. */
  | (Told & { kind: 'refund_succeeded'; reason: string; amount_minor?: number })
  | (Told & { kind: 'refund_failed'; reason: string })
  /** A part of the order. Its lines are what it takes from the sale, from the moment it was asked for until it has failed. */
  | (Told & { kind: 'refund_part_requested'; lines: LineShares[]; reason_code: RefundReason; reason: string; source: string; asked_by: string | null; asked_by_member: string | null })
  /** `counts`: whether it is part of the sale's mirror, or went back once more beside it; not there until it is decided. */
  | (Told & { kind: 'refund_part_succeeded'; reason: string; counts?: boolean })
  | (Told & { kind: 'refund_part_failed'; reason: string })
  /** A business buys: the last that was told of it before the payment. It belongs to no payment. */
  | (Told & { kind: 'business_told'; business: BusinessBuyer })
  | (Told & { kind: 'dispute_opened' | 'dispute_won' | 'dispute_lost'; reason: string | null; amount_minor?: number });

type Captured = Extract<OrderFactTold, { kind: 'captured' }>;
export type PartRequested = Extract<OrderFactTold, { kind: 'refund_part_requested' }>;
export type PartSucceeded = Extract<OrderFactTold, { kind: 'refund_part_succeeded' }>;

export interface Standing {
  status: OrderStatus;
  /** The attempt that holds the order or that paid it. */
  payment_id: string | null;
  facts: OrderFactTold[];
  amount_minor: number;
  currency: string;
  /** Unix seconds. */
  expires_at: number;
  /** By whose account it is to be paid; left out: the operator's. */
  seller?: Seller;
}

export interface Step {
  from: OrderStatus;
  to: OrderStatus;
  by: CauseKind;
  fact: OrderFactTold;
}

export interface Settled {
  status: OrderStatus;
  payment_id: string | null;
  facts: OrderFactTold[];
  steps: Step[];
  /** Captures that the order does not take. Each is named once in the order's life. */
  overpaid: Captured[];
  /** What gave the money back once more after the order's end had given it back. Each is named once in the order's life. */
  paidBackAgain: (OrderFactTold & { again_minor: number })[];
  /** Parts that have gone back and left something of the sale. Each is named once in the order's life. */
  partly: PartSucceeded[];
  /** What was new. */
  heard: OrderFactTold[];
  changed: boolean;
}

/**
 * Applies what was told to an order. Facts of different kinds arrive in any order and more than once, so what cannot be applied yet is kept and
 * applied when its time comes: the last state depends on what was told, not on when. Pure; `now` decides only whether an open order has expired.
 */
export function settle(order: Standing, incoming: readonly OrderFactTold[], now: number): Settled {
  const life = new OrderLife(order, now);
  for (const fact of incoming) life.hear(fact);
  return life.result();
}

/** Whether a refund was asked for and has no answer yet, also while the bank has the order disputed. */
export function isRefundAsked(order: Pick<Standing, 'payment_id' | 'facts'>): boolean {
  return openRequest(order.facts, order.payment_id) !== undefined;
}

/** The latest request when more refunds were asked for than have failed. */
function openRequest(facts: readonly OrderFactTold[], paymentId: string | null): OrderFactTold | undefined {
  const of = (kind: OrderFactTold['kind']): OrderFactTold[] => facts.filter((fact) => fact.kind === kind && fact.payment_id === paymentId);
  const requests = of('refund_requested');
  return requests.length > of('refund_failed').length ? requests.at(-1) : undefined;
}

/** The parts of the payment that stand: `gone` has gone back and counts, `open` was asked for and has no answer yet. */
export function partsOf({ facts, payment_id }: Pick<Standing, 'payment_id' | 'facts'>): { gone: LineShares[][]; open: LineShares[][] } {
  const of = facts.filter((fact) => fact.payment_id === payment_id);
  const ended = new Map<string, boolean>(of.flatMap((fact) => (fact.kind === 'refund_part_failed' ? [[fact.ref, false] as const] : [])));
  for (const fact of of) if (fact.kind === 'refund_part_succeeded') ended.set(fact.ref, fact.counts ?? false);
  const asked = of.filter((fact): fact is PartRequested => fact.kind === 'refund_part_requested');
  return { gone: asked.filter(({ ref }) => ended.get(ref)).map(({ lines }) => lines), open: asked.filter(({ ref }) => !ended.has(ref)).map(({ lines }) => lines) };
}

class OrderLife {
  private status: OrderStatus;
  private paymentId: string | null;
  private facts: OrderFactTold[];
  private readonly steps: Step[] = [];
  private readonly overpaid: Captured[] = [];
  private readonly partly: PartSucceeded[] = [];
  private readonly again: Settled['paidBackAgain'] = [];
  private readonly heard: OrderFactTold[] = [];

  constructor(private readonly order: Standing, private readonly now: number) {
    this.status = order.status;
    this.paymentId = order.payment_id;
    this.facts = [...order.facts];
  }

  hear(fact: OrderFactTold): void {
    if (fact.kind === 'ended') return this.attemptEnded(fact);
    if (this.facts.some((known) => known.kind === fact.kind && known.ref === fact.ref)) return;
    this.facts.push(fact);
    this.heard.push(fact);
    this.rest();
  }

  result(): Settled {
    const paidBackAgain = [...this.paidBackAgain(), ...this.again];
    return {
      status: this.status, payment_id: this.paymentId, facts: this.facts, steps: this.steps, overpaid: this.overpaid, paidBackAgain, partly: this.partly, heard: this.heard,
      changed: this.heard.length > 0 || this.steps.length > 0,
    };
  }

  private paidBackAgain(): Settled['paidBackAgain'] {
    if (!FINAL.has(this.status)) return [];
    const back = [...this.ofPayment('refund_succeeded'), ...this.ofPayment('dispute_lost')];
    // The fact that ended the order is the one that its sale, or what was left of it, is mirrored for.
    const known = FINAL.has(this.order.status) ? this.order.facts : [this.steps.at(-1)!.fact];
    return [...this.takenTwice(), ...back.filter((fact) => !known.includes(fact)).map((fact) => ({ ...fact, again_minor: this.moved(fact) }))];
  }

  /** The bank has taken all of it by the dispute that ends the order, of which parts had gone back before. */
  private takenTwice(): Settled['paidBackAgain'] {
    const end = FINAL.has(this.order.status) ? undefined : this.steps.at(-1);
    if (end?.by !== 'dispute.lost') return [];
    const again_minor = this.moved(end.fact) - (this.order.amount_minor - this.gone());
    return again_minor > 0 ? [{ ...end.fact, again_minor }] : [];
  }

  /** What a refund of all that was left, or a dispute, has moved. */
  private moved(fact: OrderFactTold): number {
    return 'amount_minor' in fact ? (fact.amount_minor ?? this.order.amount_minor) : this.order.amount_minor;
  }

  /** What has gone back in parts. */
  private gone(): number {
    return partsOf({ facts: this.facts, payment_id: this.paymentId }).gone.reduce((sum, lines) => sum + totalOf(lines), 0);
  }

  /** Takes the next part that has gone back. Of an order that the bank has reversed it counts as far as the bank left something. False: there is none. */
  private takePart(): boolean {
    if (OPEN.has(this.status) || this.status === 'captured') return false;
    const asked = (ref: string) => this.ofPayment('refund_part_requested').find((fact) => fact.ref === ref) as PartRequested | undefined;
    const next = (this.ofPayment('refund_part_succeeded') as PartSucceeded[]).find((fact) => fact.counts === undefined && asked(fact.ref));
    if (!next) return false;
    const amount = totalOf(asked(next.ref)!.lines);
    const left = this.order.amount_minor - this.gone() - this.endedWith();
    const told: PartSucceeded = { ...next, counts: amount <= left };
    this.facts = this.facts.map((fact) => (fact === next ? told : fact));
    if (!told.counts) this.again.push({ ...told, again_minor: amount });
    else if (amount === left && !FINAL.has(this.status)) this.go('refunded', 'refund.succeeded', told);
    else this.partly.push(told);
    return true;
  }

  /** What the end of the order has moved; nothing while it has none. */
  private endedWith(): number {
    if (this.status === 'refunded') return this.order.amount_minor - this.gone();
    const lost = this.status === 'canceled' ? this.ofPayment('dispute_lost')[0] : undefined;
    return lost ? this.moved(lost) : 0;
  }

  /** An end means something only while this attempt holds the order, so it need not be kept. */
  private attemptEnded(fact: OrderFactTold): void {
    if (this.status !== 'captured' || this.paymentId !== fact.payment_id) return;
    // Money came, though not what was asked for: the order waits for a person.
    const isKnown = (kind: OrderFactTold['kind']): boolean => this.facts.some((known) => known.kind === kind && known.payment_id === fact.payment_id);
    if (isKnown('mismatched') && !isKnown('mismatch_resolved')) return;
    this.go('reattempted', 'payment.ended', fact);
    this.paymentId = null;
    this.rest();
  }

  /** Applies everything that is known until nothing moves any more. */
  private rest(): void {
    this.takeCapture();
    while (this.takePart());
    for (let turn = 0; turn < 10; turn++) {
      const next = this.nextOfPaid();
      if (!next) return;
      this.go(next.to, next.by, next.fact);
    }
    invariant(false, 'An order does not come to rest');
  }

  /** Captures that wait for another attempt are looked at again once one of them has paid. */
  private takeCapture(): void {
    const before = this.status;
    for (const capture of this.facts.filter((fact): fact is Captured => fact.kind === 'captured' && !fact.is_returned)) {
      const verdict = this.verdictOn(capture);
      if (verdict === 'pays') {
        this.go('paid', 'payment.captured', capture);
        this.paymentId = capture.payment_id;
      } else if (verdict === 'goes_back') {
        this.facts = this.facts.map((fact) => (fact === capture ? { ...capture, is_returned: true } : fact));
        this.overpaid.push(capture);
      }
    }
    if (this.status !== before) this.takeCapture();
  }

  private verdictOn(capture: Captured): 'pays' | 'waits' | 'goes_back' | 'paid_it' {
    // What came to the account of one is not the price of what the other sells.
    const bySeller = (accountOf(capture.provider) === null ? 'operator' : 'studio') === (this.order.seller ?? 'operator');
    const fits = capture.amount_minor === this.order.amount_minor && capture.currency === this.order.currency && bySeller;
    if (this.status === 'captured') {
      if (this.paymentId === capture.payment_id) return fits ? 'pays' : 'waits';
      // Another attempt holds the order: whether this money is needed shows when that one is over.
      return fits ? 'waits' : 'goes_back';
    }
    if (this.status === 'reattempted') return fits && this.now < this.order.expires_at ? 'pays' : 'goes_back';
    if (this.status === 'created') return 'goes_back';
    return this.paymentId === capture.payment_id ? 'paid_it' : 'goes_back';
  }

  /** Where a paid order belongs by all that is known of its payment, and the one step towards it. */
  private nextOfPaid(): { to: OrderStatus; by: CauseKind; fact: OrderFactTold } | null {
    if (OPEN.has(this.status) || this.status === 'captured' || FINAL.has(this.status)) return null;
    const lost = this.last('dispute_lost');
    if (lost) return { to: 'canceled', by: 'dispute.lost', fact: lost };
    const refunded = this.last('refund_succeeded');
    if (refunded) return { to: 'refunded', by: 'refund.succeeded', fact: refunded };
    const dispute = this.openDispute();
    if (dispute) return this.status === 'disputed' ? null : { to: 'disputed', by: 'dispute.opened', fact: dispute };
    const request = this.openRequest();
    if (this.status === 'disputed') return { to: request ? 'refund_requested' : 'paid', by: 'dispute.won', fact: this.last('dispute_won')! };
    if (this.status === 'paid' && request) return { to: 'refund_requested', by: 'refund.requested', fact: request };
    if (this.status === 'refund_requested' && !request) return { to: 'paid', by: 'refund.failed', fact: this.last('refund_failed')! };
    return null;
  }

  private ofPayment(kind: OrderFactTold['kind']): OrderFactTold[] {
    return this.facts.filter((fact) => fact.kind === kind && fact.payment_id === this.paymentId);
  }

  private last(kind: OrderFactTold['kind']): OrderFactTold | undefined {
    return this.ofPayment(kind).at(-1);
  }

  private openDispute(): OrderFactTold | undefined {
    const won = new Set(this.ofPayment('dispute_won').map((fact) => fact.ref));
    return this.ofPayment('dispute_opened').find((fact) => !won.has(fact.ref));
  }

  private openRequest(): OrderFactTold | undefined {
    return openRequest(this.facts, this.paymentId);
  }

  private go(to: OrderStatus, by: CauseKind, fact: OrderFactTold): void {
    invariant(isAllowed(this.status, to, by), `An order cannot go from ${this.status} to ${to} by ${by}`);
    this.steps.push({ from: this.status, to, by, fact });
    this.status = to;
  }
}
