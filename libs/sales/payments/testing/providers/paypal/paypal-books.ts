import { randomBytes } from 'node:crypto';
import { paypalReport, type PayPalMovement } from './paypal-report.js';

export type Row = Record<string, any> & { id: string };
export interface Money { currency_code: string; value: string }

const LETTERS = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** PayPal's ids: seventeen letters and digits. */
export const newPayPalId = (): string => [...randomBytes(17)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
const now = (): string => new Date().toISOString().replace(/\.\d+Z/, 'Z');

/** HUF, JPY and TWD have no decimals at PayPal: https://developer.paypal.com/api/rest/reference/currency-codes/ */
const WHOLE = ['HUF', 'JPY', 'TWD'];
const unitsOf = ({ value, currency_code }: Money): number => Math.round(Number(value) * (WHOLE.includes(currency_code) ? 1 : 100));
const moneyOf = (units: number, currency_code: string): Money => ({ currency_code, value: WHOLE.includes(currency_code) ? String(units) : (units / 100).toFixed(2) });

/** What the buyer's account does when the money is asked for. */
export type Buyer = 'pays' | 'declines' | 'is_reviewed' | 'has_to_come_back' | 'is_forbidden';

/** The books of one account. */
export class PayPalBooks {
  readonly orders = new Map<string, Row>();
  readonly captures = new Map<string, Row>();
  readonly authorizations = new Map<string, Row>();
  readonly refunds = new Map<string, Row>();
  readonly disputes: Row[] = [];
  /** Buyers' accounts that are kept, by payment token. */
  readonly vault = new Map<string, { buyer: Buyer; customer: string }>();
  readonly events: Row[] = [];
  private readonly moved: PayPalMovement[] = [];

  /** The settlement report of what has moved since the last one. */
  settlementReport(): string {
    return paypalReport('FAKEMERCHANT', new Date(), this.moved.splice(0), newPayPalId);
  }

  private moves(code: PayPalMovement['code'], capture: Row, told: Partial<PayPalMovement>): void {
    this.moved.push({ code, id: newPayPalId(), of: capture.id, invoice: capture['invoice_id'], custom: capture['custom_id'], amount: capture['amount'], fee: null, ...told });
  }

  emit(event_type: string, resource_type: string, resource: object): void {
    this.events.push({ id: `WH-${newPayPalId()}-${newPayPalId()}`, event_version: '1.0', create_time: now(), resource_type, resource_version: '2.0', event_type, summary: event_type, resource: structuredClone(resource), links: [] });
  }

  create(body: Record<string, any>, url: string): Row {
    const id = newPayPalId();
    const { experience_context, attributes, vault_id } = body['payment_source'].paypal as { experience_context: Record<string, string>; attributes?: { vault?: object }; vault_id?: string };
    const { return_url, cancel_url } = experience_context;
    const [unit] = body['purchase_units'] as Record<string, any>[];
    const order: Row = {
      id, intent: body['intent'], status: 'PAYER_ACTION_REQUIRED', payment_source: { paypal: {} }, create_time: now(), purchase_units: [{ reference_id: 'default', payee: { merchant_id: 'FAKEMERCHANT' }, ...unit }],
      links: [{ href: `${url}/v2/checkout/orders/${id}`, rel: 'self', method: 'GET' }, { href: `${url}/checkoutnow?token=${id}`, rel: 'payer-action', method: 'GET' }], hidden: { return_url, cancel_url, buyer: vault_id ? this.vault.get(vault_id)!.buyer : (null as Buyer | null), attempts: 0, stores: attributes?.vault !== undefined },
    };
    this.orders.set(id, order);
    return order;
  }

  approve(order: Row, buyer: Buyer): void {
    Object.assign(order, { status: 'APPROVED', payer: { payer_id: 'FAKEPAYER' } });
    order['hidden'].buyer = buyer;
    this.emit('CHECKOUT.ORDER.APPROVED', 'checkout-order', this.shown(order));
  }

  private payments(order: Row): Record<string, Row[]> {
    return (order['purchase_units'][0].payments ??= {}) as Record<string, Row[]>;
  }

  private made(order: Row, told: Record<string, unknown>): Row {
    const { custom_id, invoice_id } = order['purchase_units'][0] as Record<string, string>;
    return { id: newPayPalId(), custom_id, invoice_id, create_time: now(), update_time: now(), supplementary_data: { related_ids: { order_id: order.id } }, ...told };
  }

  /** Keeps the account of a buyer who has paid. */
  private keep(order: Row): void {
    if (!order['hidden'].stores) return;
    const [id, customer] = [newPayPalId().toLowerCase(), newPayPalId().toLowerCase()];
    this.vault.set(id, { buyer: order['hidden'].buyer as Buyer, customer });
    order['payment_source'] = { paypal: { account_id: 'FAKEPAYER', attributes: { vault: { id, status: 'VAULTED', customer: { id: customer } } } } };
  }

  /** Takes the money of an order, at once or after PayPal has looked it over. */
  take(order: Row, amount: Money, isReviewed: boolean): Row {
    const capture = this.made(order, { status: isReviewed ? 'PENDING' : 'COMPLETED', ...(isReviewed ? { status_details: { reason: 'PENDING_REVIEW' } } : {}), amount, final_capture: true });
    (this.payments(order)['captures'] ??= []).push(capture);
    this.captures.set(capture.id, capture);
    order['status'] = 'COMPLETED';
    this.keep(order);
    if (isReviewed) this.emit('PAYMENT.CAPTURE.PENDING', 'capture', capture);
    else this.complete(capture);
    return capture;
  }

  complete(capture: Row): void {
    const { amount } = capture as Row & { amount: Money };
    const gross = unitsOf(amount);
    const fee = Math.round(gross * 0.0349) + (WHOLE.includes(amount.currency_code) ? 0 : 49);
    delete capture['status_details'];
    Object.assign(capture, { status: 'COMPLETED', seller_receivable_breakdown: { gross_amount: amount, paypal_fee: moneyOf(fee, amount.currency_code), net_amount: moneyOf(gross - fee, amount.currency_code) } });
    this.moves('T0006', capture, { id: capture.id, of: '', fee: moneyOf(fee, amount.currency_code) });
    this.emit('PAYMENT.CAPTURE.COMPLETED', 'capture', capture);
  }

  deny(capture: Row): void {
    Object.assign(capture, { status: 'DECLINED', status_details: { reason: 'BUYER_COMPLAINT' } });
    this.emit('PAYMENT.CAPTURE.DENIED', 'capture', capture);
  }

  hold(order: Row): Row {
    const held = this.made(order, { status: 'CREATED', amount: order['purchase_units'][0].amount });
    (this.payments(order)['authorizations'] ??= []).push(held);
    this.authorizations.set(held.id, held);
    order['status'] = 'COMPLETED';
    this.emit('PAYMENT.AUTHORIZATION.CREATED', 'authorization', held);
    return held;
  }

  orderOf(part: Row): Row {
    return this.orders.get(part['supplementary_data'].related_ids.order_id as string)!;
  }

  /** What is left of a capture, in PayPal's units. */
  left(capture: Row): number {
    const back = [...this.refunds.values()].filter((refund) => refund['hidden'].capture === capture.id && refund['status'] !== 'FAILED').reduce((sum, refund) => sum + unitsOf(refund['amount'] as Money), 0);
    return unitsOf(capture['amount'] as Money) - back;
  }

  giveBack(capture: Row, body: Record<string, any>, fails: boolean): Row {
    const amount = (body['amount'] as Money | undefined) ?? moneyOf(this.left(capture), capture['amount'].currency_code as string);
    const { invoice_id, custom_id } = body as Record<string, string>;
    const refund: Row = { id: newPayPalId(), status: fails ? 'FAILED' : 'COMPLETED', amount, invoice_id, custom_id, create_time: now(), update_time: now(), links: [{ href: `/v2/payments/captures/${capture.id}`, rel: 'up', method: 'GET' }], hidden: { capture: capture.id } };
    this.refunds.set(refund.id, refund);
    (this.payments(this.orderOf(capture))['refunds'] ??= []).push(refund);
    if (!fails) this.moves('T1107', capture, { id: refund.id, invoice: invoice_id!, custom: custom_id!, amount });
    if (!fails) capture['status'] = this.left(capture) === 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    const { hidden: _, ...told } = refund;
    this.emit(fails ? 'PAYMENT.REFUND.FAILED' : 'PAYMENT.CAPTURE.REFUNDED', 'refund', told);
    return refund;
  }

  isMore(amount: Money, capture: Row): boolean {
    return unitsOf(amount) > this.left(capture);
  }

  dispute(capture: Row, to: 'opened' | 'lost' | 'won', told: Record<string, unknown> = {}): void {
    if (to === 'opened') {
      const { custom_id, invoice_id, amount } = capture as Row & { custom_id: string };
      this.disputes.unshift({
        id: `PP-D-${10_000 + this.disputes.length}`, reason: 'UNAUTHORISED', status: 'OPEN', dispute_state: 'REQUIRED_ACTION', dispute_amount: amount, dispute_life_cycle_stage: 'CHARGEBACK', dispute_channel: 'INTERNAL', create_time: now(), update_time: now(),
        disputed_transactions: [{ seller_transaction_id: capture.id, custom: custom_id, invoice_number: invoice_id, transaction_status: 'PENDING' }], ...told,
      });
    }
    const dispute = this.disputes.find((each) => each['disputed_transactions'][0].seller_transaction_id === capture.id)!;
    if (to !== 'opened') Object.assign(dispute, { status: 'RESOLVED', update_time: now(), dispute_outcome: { outcome_code: to === 'lost' ? 'RESOLVED_BUYER_FAVOUR' : 'RESOLVED_SELLER_FAVOUR' }, ...told });
    // What is disputed is held; at its end it is let go, and taken where the buyer was right.
    this.moves(to === 'opened' ? 'T1110' : 'T1111', capture, {});
    if (to === 'lost') this.moves('T1201', capture, { fee: moneyOf(2_000, capture['amount'].currency_code as string) });
    const { id, ...rest } = dispute;
    this.emit(to === 'opened' ? 'CUSTOMER.DISPUTE.CREATED' : 'CUSTOMER.DISPUTE.RESOLVED', 'dispute', { dispute_id: id, ...rest });
  }

  /** What is shown of a row: nothing of what only the fake knows. */
  shown(row: Row): Record<string, unknown> {
    return JSON.parse(JSON.stringify(row, (name, value: unknown) => (name === 'hidden' ? undefined : value))) as Record<string, unknown>;
  }
}
