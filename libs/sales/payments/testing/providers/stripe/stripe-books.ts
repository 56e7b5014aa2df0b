import { createHash, randomBytes } from 'node:crypto';
import { DESCRIPTION, invalid } from './stripe-form.js';

export type Row = Record<string, any> & { id: string; created: number };

export const newStripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
export const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** A resource as Stripe's fixtures show it; what is told replaces it. */
export function made(resource: string, prefix: string, told: Record<string, unknown>): Row {
  return { ...structuredClone(DESCRIPTION.resources[resource]), id: newStripeId(prefix), created: nowSeconds(), livemode: false, ...told } as Row;
}

/** The test cards that Stripe names in its manual, by what their issuer does. */
export const CARDS: Record<string, { last4: string; does: 'pays' | 'declines' | 'asks' | 'softly'; decline_code?: string }> = {
  pm_card_visa: { last4: '4242', does: 'pays' },
  pm_card_visa_chargeDeclinedInsufficientFunds: { last4: '9995', does: 'declines', decline_code: 'insufficient_funds' },
  pm_card_authenticationRequired: { last4: '3184', does: 'asks' },
  // It wants its holder to be asked, whoever begins the payment.
  pm_card_authenticationRequiredOnSetup: { last4: '3155', does: 'softly', decline_code: 'authentication_required' },
  pm_card_createDispute: { last4: '0259', does: 'pays' },
};

/** Methods that the player carries through on a page: in which currencies, and where the answer says where that page is. */
export const PAGES: Record<string, { currencies: string[]; action: [name: string, member: string] }> = {
  ideal: { currencies: ['eur'], action: ['redirect_to_url', 'url'] }, twint: { currencies: ['chf'], action: ['redirect_to_url', 'url'] }, mobilepay: { currencies: ['dkk', 'eur', 'nok', 'sek'], action: ['redirect_to_url', 'url'] },
  grabpay: { currencies: ['myr', 'sgd'], action: ['redirect_to_url', 'url'] }, kakao_pay: { currencies: ['krw'], action: ['redirect_to_url', 'url'] },
  alipay: { currencies: ['aud', 'cad', 'cny', 'eur', 'gbp', 'hkd', 'jpy', 'nzd', 'sgd', 'usd'], action: ['alipay_handle_redirect', 'url'] },
  wechat_pay: { currencies: ['aud', 'cad', 'chf', 'cny', 'dkk', 'eur', 'gbp', 'hkd', 'jpy', 'nok', 'sek', 'sgd', 'usd'], action: ['wechat_pay_display_qr_code', 'hosted_instructions_url'] },
  bancontact: { currencies: ['eur'], action: ['redirect_to_url', 'url'] }, eps: { currencies: ['eur'], action: ['redirect_to_url', 'url'] }, p24: { currencies: ['pln', 'eur'], action: ['redirect_to_url', 'url'] },
  // These have no page: `actionOf` says what she has to do.
  blik: { currencies: ['pln'], action: ['blik_authorize', ''] }, boleto: { currencies: ['brl'], action: ['boleto_display_details', ''] }, oxxo: { currencies: ['mxn'], action: ['oxxo_display_details', ''] }, pix: { currencies: ['brl'], action: ['pix_display_qr_code', ''] },
  cashapp: { currencies: ['usd'], action: ['cashapp_handle_redirect_or_display_qr_code', 'hosted_instructions_url'] }, swish: { currencies: ['sek'], action: ['swish_handle_redirect_or_display_qr_code', 'hosted_instructions_url'] },
};

/** Two test cards are two cards: each has its own fingerprint. */
const cardOf = (name: string) => ({ ...(DESCRIPTION.resources['payment_method']!['card'] as object), last4: CARDS[name]!.last4, fingerprint: createHash('sha256').update(name).digest('hex').slice(0, 16) });

/** A card in the account's books: each has its own id, of whichever test card it was made. */
export interface StripeCard { card: string; customer: string | null; isDetached: boolean; wallet?: object }

/** What cards do that are in a wallet. */
const IN_WALLETS = { pays: 'pm_card_visa', declines: 'pm_card_visa_chargeDeclinedInsufficientFunds', asks: 'pm_card_authenticationRequired' } as const;

/** The account's books: what happens to a payment, from the card to the payout. */
export class StripeBooks {
  readonly intents = new Map<string, Row>();
  readonly charges = new Map<string, Row>();
  readonly transactions = new Map<string, Row>();
  readonly refunds = new Map<string, Row>();
  readonly disputes = new Map<string, Row>();
  readonly warnings = new Map<string, Row>();
  readonly payouts = new Map<string, Row>();
  readonly events: Row[] = [];
  readonly customers = new Map<string, Row>();
  readonly cards = new Map<string, StripeCard>();
  readonly walletTokens = new Map<string, { card: string; wallet: object; isUsed: boolean }>();
  private readonly failing = new Set<string>();

  emit(type: string, object: Row): void {
    this.events.push(made('event', 'evt', { type, data: { object: structuredClone(object) } }));
  }

  /** A token of a card in a wallet. Only what is in the device has a number of its own there. */
  walletToken(wallet: 'apple_pay' | 'google_pay', does: keyof typeof IN_WALLETS): string {
    const id = newStripeId('tok');
    this.walletTokens.set(id, { card: IN_WALLETS[does], wallet: { type: wallet, [wallet]: {}, dynamic_last4: does === 'asks' ? null : '4242' }, isUsed: false });
    return id;
  }

  /** The test card behind an id. */
  cardNamed(id: string): string {
    return this.cards.get(id)?.card ?? id;
  }

  paymentMethod(id: string): Row {
    const card = this.cardNamed(id);
    if (!CARDS[card]) throw invalid('resource_missing', 'payment_method', `No such PaymentMethod: '${id}'`, 404);
    return { ...made('payment_method', 'pm', { card: cardOf(card), customer: this.cards.get(id)?.customer ?? null }), id };
  }

  attach(id: string, customer: string): Row {
    const known = this.cards.get(id);
    if (!this.customers.has(customer)) throw invalid('resource_missing', 'customer', `No such customer: '${customer}'`, 404);
    if (!known || known.isDetached || known.customer) throw invalid('payment_method_unexpected_state', undefined, 'The payment method you provided has already been attached to a customer, or was previously used with a PaymentIntent without Customer attachment.');
    known.customer = customer;
    return this.paymentMethod(id);
  }

  /** With a customer go the cards that are attached to it. */
  removeCustomer(id: string): Row {
    if (!this.customers.delete(id)) throw invalid('resource_missing', 'id', `No such customer: '${id}'`, 404);
    for (const card of this.cards.values()) if (card.customer === id) Object.assign(card, { customer: null, isDetached: true });
    return { id, object: 'customer', deleted: true, created: nowSeconds() };
  }

  /** Money that is taken: the charge, and what is booked of it. */
  take(intent: Row, id: string, threeDs: object | null, isCaptured: boolean): void {
    const card = this.cardNamed(id);
    const charge = made('charge', 'ch', {
      amount: intent['amount'], currency: intent['currency'], payment_intent: intent.id, metadata: intent['metadata'], captured: false, paid: true, status: 'succeeded', balance_transaction: null,
      payment_method: intent['payment_method'], payment_method_details: { type: 'card', card: { ...(DESCRIPTION.resources['charge']!['payment_method_details'] as { card: object }).card, ...cardOf(card), wallet: this.cards.get(id)?.wallet ?? null, three_d_secure: threeDs, network_transaction_id: `ntr${intent.id.slice(3, 15)}` } },
    });
    this.charges.set(charge.id, charge);
    Object.assign(intent, { latest_charge: charge.id, next_action: null });
    if (isCaptured) this.capture(intent);
    else Object.assign(intent, { status: 'requires_capture', amount_capturable: intent['amount'] });
  }

  /** She has paid on the page. */
  takeByPage(intent: Row): void {
    const { type } = intent['by_page'] as { type: string };
    const charge = made('charge', 'ch', {
      amount: intent['amount'], currency: intent['currency'], payment_intent: intent.id, metadata: intent['metadata'], captured: false, paid: true, status: 'succeeded', balance_transaction: null,
      payment_method: intent['payment_method'], payment_method_details: { type, [type]: {} },
    });
    this.charges.set(charge.id, charge);
    Object.assign(intent, { latest_charge: charge.id, next_action: null });
    this.capture(intent);
  }

  /** She has turned back, or let the time pass. */
  failByPage(intent: Row, code: 'payment_intent_authentication_failure' | 'payment_intent_payment_attempt_expired' | 'payment_method_provider_timeout' | 'payment_method_provider_decline' | 'payment_method_invalid_parameter'): void {
    const { type, billing_details } = intent['by_page'] as { type: string; billing_details?: object };
    Object.assign(intent, {
      status: 'requires_payment_method', next_action: null, payment_method: null,
      last_payment_error: { type: 'invalid_request_error', code, message: 'The provided PaymentMethod has failed authentication.', payment_method: { ...made('payment_method', 'pm', { type, [type]: {}, ...(billing_details ? { billing_details } : {}) }), card: undefined } },
    });
    this.emit('payment_intent.payment_failed', intent);
  }

  capture(intent: Row): void {
    const charge = this.charges.get(intent['latest_charge'])!;
    const fee = Math.round((charge['amount'] * 29) / 1_000) + 25;
    const moved = this.move('charge', charge.id, charge['amount'], fee, charge['currency']);
    Object.assign(charge, { captured: true, amount_captured: charge['amount'], balance_transaction: moved.id });
    Object.assign(intent, { status: 'succeeded', amount_received: intent['amount'], amount_capturable: 0 });
    this.emit('payment_intent.succeeded', intent);
  }

  /** In which currency the balance is of what moves from now on, and by how many thousandths of it one of the payment's is taken; null: in its own. Both have cents. */
  settlesIn: { currency: string; thousandths: number } | null = null;

  move(type: string, source: string, paid: number, fees: number, paidIn: string): Row {
    const { currency, thousandths } = this.settlesIn ?? { currency: paidIn, thousandths: 1_000 };
    const [amount, fee] = [paid, fees].map((each) => Math.sign(each) * Math.round((Math.abs(each) * thousandths) / 1_000)) as [number, number];
    const moved = made('balance_transaction', 'txn', { type, source, amount, fee, net: amount - fee, currency, exchange_rate: this.settlesIn && thousandths / 1_000, reporting_category: type });
    this.transactions.set(moved.id, moved);
    return moved;
  }

  decline(intent: Row, id: string): Row {
    const card = this.cardNamed(id);
    const charge = made('charge', 'ch', { amount: intent['amount'], currency: intent['currency'], payment_intent: intent.id, metadata: intent['metadata'], status: 'failed', paid: false, balance_transaction: null, failure_code: 'card_declined' });
    this.charges.set(charge.id, charge);
    const error = {
      type: 'card_error', code: 'card_declined', decline_code: CARDS[card]!.decline_code ?? 'authentication_required', charge: charge.id, message: 'Your card has insufficient funds.', doc_url: 'https://stripe.com/docs/error-codes/card-declined',
      payment_method: made('payment_method', 'pm', { card: cardOf(card) }),
    };
    Object.assign(intent, { status: 'requires_payment_method', latest_charge: charge.id, last_payment_error: error, payment_method: null });
    this.emit('payment_intent.payment_failed', intent);
    return error as never;
  }

  failAuthentication(intent: Row, id: string): void {
    const card = this.cardNamed(id);
    Object.assign(intent, {
      status: 'requires_payment_method', next_action: null, payment_method: null,
      last_payment_error: {
        type: 'invalid_request_error', code: 'payment_intent_authentication_failure', payment_method: made('payment_method', 'pm', { card: cardOf(card) }),
        message: 'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
      },
    });
    this.emit('payment_intent.payment_failed', intent);
  }

  refund(intent: Row, amount: number, metadata: object, willFail: boolean): Row {
    const charge = this.charges.get(intent['latest_charge'] ?? '');
    if (!charge?.['captured']) throw invalid(undefined, 'payment_intent', `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
    if (['boleto', 'oxxo'].includes(charge['payment_method_details']?.type)) throw invalid(undefined, 'payment_intent', 'Charges of this payment method cannot be refunded.');
    const left = charge['amount'] - charge['amount_refunded'];
    if (left === 0) throw invalid('charge_already_refunded', undefined, `Charge ${charge.id} has already been refunded.`);
    if (amount > left) throw invalid(undefined, 'amount', `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
    const refund = made('refund', 're', { amount, currency: intent['currency'], charge: charge.id, payment_intent: intent.id, metadata, status: 'pending' });
    if (willFail) this.failing.add(refund.id);
    Object.assign(charge, { amount_refunded: charge['amount_refunded'] + amount });
    this.refunds.set(refund.id, refund);
    this.emit('refund.created', refund);
    return refund;
  }

  /** Pending refunds come to their end. */
  settleRefunds(): void {
    for (const refund of this.refunds.values()) {
      if (refund['status'] !== 'pending') continue;
      const charge = this.charges.get(refund['charge'])!;
      const fails = this.failing.has(refund.id);
      if (fails) {
        Object.assign(refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
        Object.assign(charge, { amount_refunded: charge['amount_refunded'] - refund['amount'] });
      } else Object.assign(refund, { status: 'succeeded', balance_transaction: this.move('refund', refund.id, -refund['amount'], 0, refund['currency']).id });
      this.emit(fails ? 'refund.failed' : 'refund.updated', refund);
    }
  }

  dispute(intent: Row, to: 'opened' | 'lost' | 'won'): void {
    const charge = this.charges.get(intent['latest_charge'])!;
    if (to === 'opened') {
      const dispute = made('dispute', 'dp', { amount: charge['amount'], currency: charge['currency'], charge: charge.id, payment_intent: intent.id, status: 'needs_response', reason: 'fraudulent' });
      this.disputes.set(dispute.id, dispute);
      charge['disputed'] = true;
      this.move('adjustment', dispute.id, -charge['amount'], 1_500, charge['currency']);
      return this.emit('charge.dispute.created', dispute);
    }
    const dispute = [...this.disputes.values()].find((each) => each['charge'] === charge.id)!;
    Object.assign(dispute, { status: to });
    this.emit('charge.dispute.closed', dispute);
  }

  disputeById(id: string): Row {
    const dispute = this.disputes.get(id);
    if (!dispute) throw invalid('resource_missing', 'dispute', `No such dispute: '${id}'`, 404);
    return dispute;
  }

  /** Without `submit` it is kept as a draft; submitted, the bank has it and nothing more can be added. */
  answerDispute(dispute: Row, form: Record<string, any>): Row {
    if (!['needs_response', 'warning_needs_response'].includes(dispute['status'])) throw invalid(undefined, undefined, 'This dispute is already closed');
    const length = Object.values((form['evidence'] ?? {}) as Record<string, string>).reduce((sum, each) => sum + each.length, 0);
    if (length > 150_000) throw invalid(undefined, 'evidence', 'The combined character count of the evidence is more than 150000');
    Object.assign(dispute, { evidence: { ...dispute['evidence'], ...form['evidence'] }, metadata: { ...dispute['metadata'], ...form['metadata'] } });
    if (form['submit'] !== 'false') Object.assign(dispute, { status: dispute['status'].startsWith('warning') ? 'warning_under_review' : 'under_review', evidence_details: { ...dispute['evidence_details'], has_evidence: true, submission_count: (dispute['evidence_details']?.submission_count ?? 0) + 1 } });
    this.emit('charge.dispute.updated', dispute);
    return structuredClone(dispute);
  }

  /** All that was not paid out yet goes to the bank. */
  payOut(arrivalDate: number): Row {
    const open = [...this.transactions.values()].filter((each) => !each['payout']);
    const payout = made('payout', 'po', { amount: open.reduce((sum, each) => sum + each['net'], 0), arrival_date: arrivalDate, status: 'paid' });
    for (const each of open) each['payout'] = payout.id;
    this.payouts.set(payout.id, payout);
    return payout;
  }
}
