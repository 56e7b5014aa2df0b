import { createHmac } from 'node:crypto';
import { FakeProvider, without, type FakeAnswer, type FakeRequest } from '../fake-provider.js';
import { OpenedSheets } from '../wallet-sheets.js';
import { CheckoutComBooks, newCkoId, type Row, type TestCard } from './checkout-com-books.js';

/** Members of the requests, by https://github.com/checkout/checkout-api-reference (nas_spec). */
const PAYMENT = [
  'source', 'amount', 'currency', 'payment_type', 'merchant_initiated', 'reference', 'description', 'authorization_type', 'capture', 'capture_on', 'customer', 'billing_descriptor', 'shipping', '3ds', 'processing_channel_id', 'previous_payment_id',
  'risk', 'success_url', 'failure_url', 'payment_ip', 'sender', 'recipient', 'marketplace', 'processing', 'items', 'metadata',
];
const MEMBERS: Record<string, string[]> = {
  '/payments': PAYMENT, source: ['type', 'token', 'billing_address', 'phone', 'store_for_future_use'], id: ['type', 'id', 'cvv'], ideal: ['type', 'description', 'language'], '3ds': ['enabled', 'attempt_n3d', 'eci', 'cryptogram', 'xid', 'version', 'exemption', 'challenge_indicator'],
  captures: ['amount', 'capture_type', 'reference', 'description', 'metadata'], voids: ['reference', 'metadata'], refunds: ['amount', 'reference', 'metadata'],
};
const THREE_DECIMAL = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];
const LISTS = { '/payments': ['reference', 'limit', 'skip'], '/disputes': ['payment_id', 'payment_reference', 'statuses', 'limit', 'skip', 'from', 'to', 'id'] } as const;

export const CARDS: Record<string, TestCard> = {
  pays: { does: 'pays', last4: '4242' }, declines: { does: 'declines', last4: '9995', response_code: '20051' }, softly: { does: 'softly', last4: '3184', response_code: '20154' }, asks: { does: 'asks', last4: '4243' },
};

class Refused extends Error {
  constructor(readonly status: number, ...readonlyCodes: string[]) {
    super(readonlyCodes.join());
    this.codes = readonlyCodes;
  }
  readonly codes: string[];
}

/** Checkout.com on this machine: payments by card tokens, captures and refunds in its own time, disputes, Cko-Signature. A key keeps only what went well, and does not look at the body again. */
export class FakeCheckoutCom extends FakeProvider {
  readonly secretKey = 'sk_sbox_fakecheckoutcom000000000000';
  readonly publicKey = 'pk_sbox_fakecheckoutcom000000000000';
  readonly channel = 'pc_q4dbxom5jbgudnjzjpz7j2z6uq';
  readonly webhookSecret = 'fake-checkout-com-signature-key';
  readonly books = new CheckoutComBooks();
  protected override readonly keepsAfterFailure = 'nothing';
  private readonly tokens = new Map<string, TestCard | 'used'>();
  private readonly sheets = new OpenedSheets();
  private failsNextRefund = false;

  get env(): Record<string, string> {
    return { CHECKOUT_COM_API_URL: this.url, CHECKOUT_COM_SECRET_KEY: this.secretKey, CHECKOUT_COM_PUBLIC_KEY: this.publicKey, CHECKOUT_COM_PROCESSING_CHANNEL_ID: this.channel, CHECKOUT_COM_WEBHOOK_SECRET: this.webhookSecret };
  }

  token(card: keyof typeof CARDS): string {
    const token = newCkoId('tok');
    this.tokens.set(token, CARDS[card]!);
    return token;
  }

  failNextRefund(): void {
    this.failsNextRefund = true;
  }

  paymentOf(reference: string): Row {
    const found = [...this.books.payments.values()].find((each) => each['reference'] === reference);
    if (!found) throw new Error(`nothing was booked for ${reference}`);
    return found;
  }

  booked(reference: string): number {
    const refunds = [...this.books.actions.values()].flat().filter((action) => action['type'] === 'Refund' && action['reference'] === reference);
    return [...this.books.payments.values()].filter((row) => row['reference'] === reference && row['status'] !== 'Declined').length + refunds.length;
  }

  signed(raw: string): { raw: string; headers: Record<string, string> } {
    return { raw, headers: { 'content-type': 'application/json', 'cko-signature': createHmac('sha256', this.webhookSecret).update(raw).digest('hex') } };
  }

  notifications(reference: string): { id: string; type: string; raw: string; headers: Record<string, string> }[] {
    const { id } = this.paymentOf(reference);
    return this.books.events.filter(({ data }) => data.id === id || data.payment_id === id).map((event) => ({ id: event.id, type: event['type'], ...this.signed(JSON.stringify(event)) }));
  }

  protected serverError(): FakeAnswer {
    return { status: 502, body: '' };
  }

  protected keyRefusal(why: 'running' | 'other'): FakeAnswer | null {
    return why === 'running' ? { status: 429, body: { request_id: newCkoId('req'), error_type: 'too_many_requests', error_codes: ['duplicate_request'] } } : null;
  }

  protected override isKept(answer: FakeAnswer): boolean {
    return answer.status < 300;
  }

  protected async answer(request: FakeRequest): Promise<FakeAnswer> {
    if (request.path.startsWith('/3ds/')) return this.page(request);
    if (request.path === '/tokens' && request.method === 'POST') return this.tokenOfWallet(request);
    if (request.headers['authorization'] !== `Bearer ${this.secretKey}`) throw new Refused(401);
    const [, resource, id, action] = request.path.split('/');
    if (request.method === 'GET') return { status: 200, body: this.read(request, resource!, id, action) };
    if (request.method === 'DELETE') {
      if (resource !== 'instruments' || !this.books.instruments.delete(id!)) throw new Refused(404);
      return { status: 204, body: null };
    }
    if (!request.headers['content-type']?.startsWith('application/json')) throw new Refused(415);
    const body = JSON.parse(request.raw.toString('utf8')) as Record<string, any>;
    this.check(body, action ?? '/payments');
    return this.once(request.headers['cko-idempotency-key'], request.path, () => (action ? this.act(this.payment(id!), action, body) : this.pay(body)));
  }

  protected refused(error: unknown): FakeAnswer {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, body: error.codes.length > 0 ? { request_id: newCkoId('req'), error_type: 'request_invalid', error_codes: error.codes } : null };
  }

  private check(body: Record<string, any>, what: string): void {
    const known = MEMBERS[what];
    if (!known) throw new Refused(404);
    const unknown = Object.keys(body).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Refused(422, ...unknown.map((name) => `${name}_unknown`));
    for (const inner of ['source', '3ds']) if (body[inner] !== undefined) this.check(body[inner] as Record<string, any>, inner === 'source' && ['ideal', 'id'].includes(body['source'].type as string) ? body['source'].type : inner);
    if (body['reference'] !== undefined && (typeof body['reference'] !== 'string' || body['reference'].length > 50)) throw new Refused(422, 'reference_invalid');
    if (body['amount'] !== undefined && (!Number.isInteger(body['amount']) || body['amount'] < 0 || body['amount'] > 999_999_999)) throw new Refused(422, 'amount_invalid');
  }

  /** By https://www.checkout.com/docs/payments/payment-methods/wallets, with the public key. */
  private tokenOfWallet({ headers, raw }: FakeRequest): FakeAnswer {
    if (headers['authorization'] !== `Bearer ${this.publicKey}`) throw new Refused(401);
    const { type, token_data } = JSON.parse(raw.toString('utf8')) as { type?: string; token_data?: unknown };
    if (type !== 'applepay' && type !== 'googlepay') throw new Refused(422, 'type_invalid');
    const does = this.sheets.open(type === 'applepay' ? 'apple_pay' : 'google_pay', token_data);
    if (!does || does === 'used') throw new Refused(422, 'token_data_invalid');
    return { status: 201, body: { type, token: this.token(does), expires_on: new Date(Date.now() + 900_000).toISOString(), token_format: does === 'asks' ? 'pan_only' : 'cryptogram_3ds', scheme: 'VISA', last4: '4242', bin: '424242' } };
  }

  private pay(body: Record<string, any>): FakeAnswer {
    const { amount, currency, source } = body as { amount: number; currency: string; source: { type: string; token: string } };
    if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) throw new Refused(422, 'currency_invalid');
    if ((currency === 'CLP' && amount % 100 !== 0) || (THREE_DECIMAL.includes(currency) && amount % 10 !== 0)) throw new Refused(422, 'amount_invalid');
    if (body['processing_channel_id'] !== this.channel) throw new Refused(422, 'processing_channel_id_invalid');
    for (const name of ['success_url', 'failure_url']) if (typeof body[name] !== 'string' || body[name].length > 255 || !URL.canParse(body[name])) throw new Refused(422, `${name}_invalid`);
    if (source?.type === 'ideal') return this.payByIdeal(body);
    const { exemption } = (body['3ds'] ?? {}) as { exemption?: string };
    if (exemption !== undefined && !['low_value', 'trusted_listing', 'transaction_risk_assessment', 'secure_corporate_payment'].includes(exemption)) throw new Refused(422, '3ds_exemption_invalid');
    const card = source?.type === 'id' ? this.storedCard(body) : this.unused(source);
    const payment = this.books.create(body, card);
    const isAsked = body['3ds']?.challenge_indicator === 'challenge_requested_mandate';
    if ((card.does === 'asks' || (card.does === 'softly' && isAsked)) && body['3ds']?.enabled === true) {
      payment['_links'] = { redirect: { href: `${this.url}/3ds/${payment.id}` } };
      return { status: 202, body: { id: payment.id, status: 'Pending', reference: payment['reference'], '3ds': { downgraded: false, enrolled: 'Y' }, _links: this.links(payment) } };
    }
    const wantsHolder = card.does === 'softly' || (card.does === 'asks' && body['merchant_initiated'] === true);
    if (card.does === 'declines' || wantsHolder) this.books.decline(payment, card.response_code ?? '20154');
    else this.books.authorise(payment, false);
    const [last] = this.books.actions.get(payment.id)!;
    const { id, amount: taken, currency: of, approved, status, source: from, reference, balances, processing } = payment as Record<string, any>;
    return { status: 201, body: { id, action_id: last!.id, amount: taken, currency: of, approved, status, auth_code: '643381', response_code: last!['response_code'], response_summary: last!['response_summary'], '3ds': payment['3ds'], source: from, reference, balances, processing, processed_on: last!['processed_on'], _links: this.links(payment) } };
  }

  private unused(source: { type: string; token: string }): TestCard {
    const card = source?.type === 'token' && /^tok_\w{26}$/.test(source.token) ? this.tokens.get(source.token) : undefined;
    if (!card) throw new Refused(422, 'token_invalid');
    if (card === 'used') throw new Refused(422, 'token_used');
    this.tokens.set(source.token, 'used');
    return card;
  }

  /** A payment that the merchant begins names the one that it follows. */
  private storedCard(body: Record<string, any>): TestCard {
    const known = this.books.instruments.get(body['source'].id as string);
    if (!known) throw new Refused(422, 'source_id_invalid');
    if (body['merchant_initiated'] === true && body['previous_payment_id'] !== known.scheme_id) throw new Refused(422, 'previous_payment_id_invalid');
    return known.card;
  }

  /** By https://www.checkout.com/docs/payments/add-payment-methods/ideal/api-only: it is captured by itself once the buyer has approved it at her bank. */
  private payByIdeal(body: Record<string, any>): FakeAnswer {
    if (body['currency'] !== 'EUR') throw new Refused(422, 'currency_invalid');
    if (body['capture'] === false) throw new Refused(422, 'capture_invalid');
    if (!/^[A-Za-z0-9]{1,27}$/.test(String(body['source'].description ?? ''))) throw new Refused(422, 'source_description_invalid');
    const payment = this.books.create(body, null);
    payment['_links'] = { redirect: { href: `${this.url}/3ds/${payment.id}` } };
    return { status: 202, body: { id: payment.id, status: 'Pending', reference: payment['reference'], customer: { id: newCkoId('cus') }, _links: this.links(payment) } };
  }

  private act(payment: Row, what: string, body: Record<string, any>): FakeAnswer {
    const { balances } = payment as Row & { balances: Record<string, number> };
    const id = newCkoId('act');
    if (what === 'refunds') {
      const amount = (body['amount'] as number | undefined) ?? balances['available_to_refund']!;
      if (balances['total_captured'] === 0) throw new Refused(403);
      if (amount > balances['available_to_refund']!) throw new Refused(422, 'refund_amount_exceeds_balance');
      balances['available_to_refund']! -= amount;
      this.books.later(payment, { id, type: 'Refund', amount, reference: body['reference'] }, this.failsNextRefund);
      this.failsNextRefund = false;
    } else {
      if (payment['status'] !== 'Authorized') throw new Refused(403);
      this.books.later(payment, { id, type: what === 'captures' ? 'Capture' : 'Void', amount: payment['amount'] });
    }
    return { status: 202, body: { action_id: id, ...(body['reference'] ? { reference: body['reference'] } : {}), _links: { payment: { href: `${this.url}/payments/${payment.id}` } } } };
  }

  private read({ path, query }: FakeRequest, resource: string, id?: string, action?: string): unknown {
    if (id === undefined) {
      const known = LISTS[path as keyof typeof LISTS] as readonly string[] | undefined;
      if (!known) throw new Refused(404);
      const unknown = [...query.keys()].filter((name) => !known.includes(name));
      if (unknown.length > 0) throw new Refused(422, ...unknown.map((name) => `${name}_unknown`));
      const limit = Number(query.get('limit') ?? 10);
      if (resource === 'payments' && !query.get('reference')) throw new Refused(422, 'reference_required');
      const all = resource === 'payments' ? [...this.books.payments.values()].filter((row) => row['reference'] === query.get('reference')).reverse().map((row) => this.shown(row)) : this.books.disputes.filter((row) => !query.get('payment_id') || row['payment_id'] === query.get('payment_id'));
      return { limit, skip: Number(query.get('skip') ?? 0), total_count: all.length, data: all.slice(0, limit) };
    }
    if (resource === 'instruments') {
      if (!this.books.instruments.has(id)) throw new Refused(404);
      return { id, type: 'card' };
    }
    const payment = this.payment(id);
    return action === 'actions' ? this.books.actions.get(payment.id) : this.shown(payment);
  }

  private payment(id: string): Row {
    const found = this.books.payments.get(id);
    if (!found) throw new Refused(404);
    return found;
  }

  private links(payment: Row): object {
    return { self: { href: `${this.url}/payments/${payment.id}` }, actions: { href: `${this.url}/payments/${payment.id}/actions` }, ...(payment['status'] === 'Pending' ? payment['_links'] : {}) };
  }

  private shown(payment: Row): object {
    return structuredClone({ ...without(payment, 'hidden'), _links: this.links(payment) });
  }

  private page({ method, path, raw }: FakeRequest): FakeAnswer {
    const payment = this.books.payments.get(path.split('/').at(-1)!);
    if (payment?.['status'] !== 'Pending') return { status: 404, body: 'Not found' };
    if (method === 'GET') return { status: 200, body: '<form method="post"><button name="answer" value="approve">Pay</button><button name="answer" value="refuse">Fail</button></form>' };
    const isApproved = raw.toString() === 'answer=approve';
    if (isApproved) this.books.authorise(payment, true);
    else this.books.decline(payment, '20151');
    const { back } = payment['hidden'] as { back: { success: string; failure: string } };
    return { status: 303, body: '', headers: { location: isApproved ? back.success : back.failure } };
  }
}
