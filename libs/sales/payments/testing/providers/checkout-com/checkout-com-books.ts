import { randomBytes } from 'node:crypto';
import { checkoutComReport, type CkoMovement } from './checkout-com-report.js';

export type Row = Record<string, any> & { id: string };

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
/** Checkout.com's ids: a kind and 26 letters. */
export const newCkoId = (kind: string): string => `${kind}_${[...randomBytes(26)].map((byte) => LETTERS[byte % 32]).join('')}`;
const now = (): string => new Date().toISOString();

export interface TestCard { does: 'pays' | 'declines' | 'asks' | 'softly'; last4: string; response_code?: string }

const BY_COUNTRY = { issuer: 'JPMORGAN CHASE BANK NA', issuer_country: 'US', product_type: 'CLASSIC', card_type: 'CREDIT', card_category: 'CONSUMER' };

/** The books of one processing channel. What is asked for is taken; `settle` does it. */
export class CheckoutComBooks {
  readonly payments = new Map<string, Row>();
  readonly actions = new Map<string, Row[]>();
  readonly disputes: Row[] = [];
  /** Cards that are kept, by the id of their source. */
  readonly instruments = new Map<string, { card: TestCard; scheme_id: string }>();
  readonly events: Row[] = [];
  private readonly waiting: { payment: Row; action: Row; fails: boolean }[] = [];
  private readonly moved: CkoMovement[] = [];

  /** The financial actions since the last payout, and the payout of them. */
  payoutReport(): string {
    return checkoutComReport(newCkoId('pyt').slice(-12).toUpperCase(), new Date(), this.moved.splice(0), () => newCkoId('act'));
  }

  emit(type: string, data: Record<string, unknown>): void {
    this.events.push({ id: newCkoId('evt'), type, version: '1.0.0', created_on: now(), data });
  }

  /** `card`: null where it is paid by a method of its own (iDEAL). */
  create(request: Record<string, any>, card: TestCard | null): Row {
    const payment: Row = {
      id: newCkoId('pay'), requested_on: now(), amount: request['amount'], currency: request['currency'], payment_type: request['payment_type'] ?? 'Regular', reference: request['reference'], approved: false, status: 'Pending',
      source: card === null ? { type: request['source'].type, id: newCkoId('src') } : { type: 'card', id: newCkoId('src'), scheme: 'VISA', last4: card.last4, bin: '424242', fingerprint: '436A09B73AEAFF5B8F9D4A8B1E3A5F8A1C9D6A2BB5E06E9C7A6A6B0B5C3E3B5E', expiry_month: 12, expiry_year: 2030, ...BY_COUNTRY },
      balances: { total_authorized: 0, total_voided: 0, available_to_void: 0, total_captured: 0, available_to_capture: 0, total_refunded: 0, available_to_refund: 0 },
      metadata: request['metadata'] ?? {}, processing: {}, hidden: { captures: request['capture'] !== false, card, stores: request['source'].store_for_future_use === true, exemption: request['3ds']?.exemption ?? null, back: { success: request['success_url'], failure: request['failure_url'] } },
    };
    this.payments.set(payment.id, payment);
    this.actions.set(payment.id, []);
    return payment;
  }

  private act(payment: Row, type: string, amount: number, told: Record<string, unknown> = {}): Row {
    const action: Row = { id: newCkoId('act'), type, processed_on: now(), amount, approved: true, response_code: '10000', response_summary: 'Approved', reference: payment['reference'], ...told };
    this.actions.get(payment.id)!.unshift(action);
    if (action['approved'] === true && (type === 'Authorization' || type === 'Capture' || type === 'Refund')) this.moved.push({ payment: payment as Row & CkoMovement['payment'], type, id: action.id, cents: type === 'Refund' ? -amount : amount });
    return action;
  }

  authorise(payment: Row, authenticated: boolean): void {
    const { amount } = payment as { amount?: number } as { amount: number };
    if (payment['source'].type === 'card') payment['3ds'] = authenticated ? { downgraded: false, enrolled: 'Y', signature_valid: 'Y', authentication_response: 'Y', version: '2.2.0', challenged: true } : { downgraded: true, enrolled: 'N' };
    Object.assign(payment, { status: 'Authorized', approved: true, scheme_id: `ntr${payment.id.slice(4, 16)}` });
    const { card, stores } = payment['hidden'] as { card: TestCard | null; stores: boolean };
    if (card && stores) this.instruments.set(payment['source'].id, { card, scheme_id: payment['scheme_id'] });
    Object.assign(payment['balances'], { total_authorized: amount, available_to_void: amount, available_to_capture: amount });
    this.act(payment, 'Authorization', amount);
    this.emit('payment_approved', this.told(payment));
    if (payment['hidden'].captures) this.later(payment, { id: newCkoId('act'), type: 'Capture', amount });
  }

  /** Nobody has done anything until its time was over. */
  expire(payment: Row): void {
    payment['status'] = 'Expired';
    this.emit('payment_expired', this.told(payment));
  }

  decline(payment: Row, response_code: string): void {
    Object.assign(payment, { status: 'Declined', approved: false });
    this.act(payment, 'Authorization', payment['amount'], { approved: false, response_code, response_summary: 'Declined' });
    this.emit('payment_declined', { ...this.told(payment), response_code });
  }

  later(payment: Row, action: Row, fails = false): Row {
    this.waiting.push({ payment, action, fails });
    return action;
  }

  /** What was asked for happens, in the order in which it was asked. */
  settle(): void {
    for (const { payment, action, fails } of this.waiting.splice(0)) {
      const { balances } = payment as Row & { balances: Record<string, number> };
      const { id, type, amount, reference = payment['reference'] } = action as Row & { amount: number };
      if (type === 'Capture') {
        if (payment['status'] !== 'Authorized') continue;
        this.act(payment, 'Capture', amount, { id });
        Object.assign(balances, { total_captured: amount, available_to_refund: amount, available_to_capture: 0, available_to_void: 0 });
        payment['status'] = 'Captured';
        this.emit('payment_captured', { ...this.told(payment), action_id: id });
      } else if (type === 'Void') {
        this.act(payment, 'Void', amount, { id });
        Object.assign(balances, { total_voided: amount, available_to_void: 0, available_to_capture: 0 });
        payment['status'] = 'Voided';
        this.emit('payment_voided', { ...this.told(payment), action_id: id });
      } else {
        this.act(payment, 'Refund', amount, { id, reference, ...(fails ? { approved: false, response_code: '20005', response_summary: 'Declined - Do not honour' } : {}) });
        if (fails) balances['available_to_refund']! += amount;
        else {
          balances['total_refunded']! += amount;
          payment['status'] = balances['total_refunded'] === balances['total_captured'] ? 'Refunded' : 'Partially Refunded';
        }
        this.emit(fails ? 'payment_refund_declined' : 'payment_refunded', { ...this.told(payment), action_id: id, amount, reference });
      }
    }
  }

  dispute(payment: Row, to: 'opened' | 'lost' | 'won'): void {
    if (to === 'opened') this.disputes.unshift({ id: newCkoId('dsp'), category: 'fraudulent', status: 'evidence_required', amount: payment['amount'], currency: payment['currency'], reason_code: '10.4', payment_id: payment.id, payment_reference: payment['reference'], received_on: now() });
    const dispute = this.disputes.find((each) => each['payment_id'] === payment.id)!;
    if (to !== 'lost') this.moved.push({ payment: payment as Row & CkoMovement['payment'], type: to === 'opened' ? 'Chargeback' : 'Chargeback Reversal', id: newCkoId('act'), cents: to === 'opened' ? -payment['amount'] : payment['amount'] });
    if (to !== 'opened') dispute['status'] = to;
    this.emit(to === 'opened' ? 'dispute_evidence_required' : `dispute_${to}`, dispute);
  }

  private told(payment: Row): Record<string, unknown> {
    const { id, reference, amount, currency, metadata } = payment as Row & { reference: string };
    return { id, reference, amount, currency, metadata, processed_on: now() };
  }
}
