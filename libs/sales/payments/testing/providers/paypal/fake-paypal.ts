import { randomUUID, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { FakeProvider, without, type FakeAnswer, type FakeRequest } from '../fake-provider.js';
import { makeCertificate, type Signer } from './certificates.js';
import { newPayPalId, PayPalBooks, type Buyer, type Money, type Row } from './paypal-books.js';

/** Members of the requests, by https://github.com/paypal/paypal-rest-api-specifications (checkout_orders_v2, payments_payment_v2). */
const MEMBERS: Record<string, string[]> = {
  order: ['intent', 'payer', 'purchase_units', 'payment_source', 'application_context'],
  unit: ['reference_id', 'amount', 'payee', 'payment_instruction', 'description', 'custom_id', 'invoice_id', 'soft_descriptor', 'items', 'shipping', 'supplementary_data'],
  context: ['brand_name', 'locale', 'shipping_preference', 'return_url', 'cancel_url', 'landing_page', 'user_action', 'payment_method_preference'],
  paypal: ['experience_context', 'attributes', 'vault_id', 'stored_credential'], vaulting: ['store_in_vault', 'usage_type', 'usage_pattern', 'description', 'customer_type', 'permit_multiple_payment_tokens'],
  credential: ['payment_initiator', 'charge_pattern', 'usage_pattern', 'usage'],
  money: ['currency_code', 'value', 'breakdown'], taking: ['payment_source'], holding: ['amount', 'invoice_id', 'final_capture', 'note_to_payer', 'soft_descriptor'], refund: ['amount', 'custom_id', 'invoice_id', 'note_to_payer', 'payment_instruction'],
};
/** https://developer.paypal.com/api/rest/reference/currency-codes/ */
const CURRENCIES = ['AUD', 'BRL', 'CAD', 'CNY', 'CZK', 'DKK', 'EUR', 'HKD', 'HUF', 'ILS', 'JPY', 'MYR', 'MXN', 'TWD', 'NZD', 'NOK', 'PHP', 'PLN', 'GBP', 'SGD', 'SEK', 'CHF', 'THB', 'USD'];
const WHOLE = ['HUF', 'JPY', 'TWD'];
/** What a buyer's account answers with when the money is asked for. */
const REFUSALS: Partial<Record<Buyer, string>> = { declines: 'INSTRUMENT_DECLINED', is_forbidden: 'COMPLIANCE_VIOLATION' };
const HOST = 'messageverificationcerts.sandbox.paypal.com';

class Refused extends Error {
  constructor(readonly status: number, readonly issue: string) { super(issue); }
}

let made: { root: Signer; leaf: Signer } | undefined;
/** A chain of our own in place of PayPal's, made once in a process. */
export function fakeChain(): { root: Signer; leaf: Signer } {
  if (!made) {
    const root = makeCertificate('Fake Root', { isAuthority: true });
    made = { root, leaf: makeCertificate(HOST, { host: HOST, by: root }) };
  }
  return made;
}

/**
 * PayPal on this machine: tokens, orders with the page on which the buyer approves, captures, authorisations, refunds, disputes, signed webhooks and the certificate of their signature. By its public documentation: an order
 * with a payment source waits for the payer and wants a PayPal-Request-Id; a key gives the latest status of its first request; of two requests at once under a key one fails; money is taken once per order, and
 * per invoice id, as accounts are set up to; HUF, JPY and TWD take no decimals; an order that nobody approved or captured is forgotten after three hours.
 */
export class FakePayPal extends FakeProvider {
  readonly clientId = 'fake-paypal-client';
  readonly clientSecret = 'fake-paypal-secret-0000000000000000';
  readonly webhookId = '1JE4291016473214C';
  readonly books = new PayPalBooks();
  /** Of which the account takes none: CURRENCY_NOT_SUPPORTED. */
  readonly notTaken = 'THB';
  protected override readonly keepsAfterFailure = 'result';
  /** How long a token takes. */
  tokenDelayMs = 0;
  private tokens = new Set<string>();
  private failsNextRefund = false;

  get env(): Record<string, string> {
    return { PAYPAL_API_URL: this.url, PAYPAL_CLIENT_ID: this.clientId, PAYPAL_CLIENT_SECRET: this.clientSecret, PAYPAL_WEBHOOK_ID: this.webhookId, PAYPAL_WEBHOOK_CA: fakeChain().root.pem };
  }

  get certificateUrl(): string {
    return `${this.url}/v1/notifications/certs/CERT-360caa42-fca2a594-fa1e0001`;
  }

  failNextRefund(): void {
    this.failsNextRefund = true;
  }

  /** Every token that was handed out ends now. */
  endTokens(): void {
    this.tokens = new Set();
  }

  orderOf(reference: string): Row {
    const found = [...this.books.orders.values()].find((each) => each['purchase_units'][0].custom_id === reference);
    if (!found) throw new Error(`nothing was booked for ${reference}`);
    return found;
  }

  captureOf(reference: string): Row {
    return this.orderOf(reference)['purchase_units'][0].payments.captures.at(-1) as Row;
  }

  /** The order is not known any more, as hours after nobody took its money. */
  forget(reference: string): void {
    this.books.orders.delete(this.orderOf(reference).id);
  }

  booked(reference: string): number {
    const refunds = [...this.books.refunds.values()].filter((each) => each['invoice_id'] === reference);
    return [...this.books.orders.values()].filter((each) => each['purchase_units'][0].custom_id === reference).length + refunds.length;
  }

  /** The page as this buyer would answer it: where she is sent back to. */
  async approveAs(url: string, buyer: Buyer): Promise<string> {
    const done = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `answer=approve&buyer=${buyer}`, redirect: 'manual' });
    return done.headers.get('location')!;
  }

  signed(raw: string, at = Math.floor(Date.now() / 1_000), key = fakeChain().leaf.key): { raw: string; headers: Record<string, string> } {
    const [id, time] = [randomUUID(), new Date(at * 1_000).toISOString().replace('.000Z', 'Z')];
    const signature = sign('RSA-SHA256', Buffer.from(`${id}|${time}|${this.webhookId}|${crc32(Buffer.from(raw))}`), key).toString('base64');
    return { raw, headers: { 'content-type': 'application/json', 'paypal-auth-algo': 'SHA256withRSA', 'paypal-cert-url': this.certificateUrl, 'paypal-transmission-id': id, 'paypal-transmission-time': time, 'paypal-transmission-sig': signature } };
  }

  notifications(reference: string): { id: string; type: string; raw: string; headers: Record<string, string> }[] {
    const isOf = (event: Row): boolean => JSON.stringify(event['resource']).includes(`"${reference}"`);
    return this.books.events.filter(isOf).map((event) => ({ id: event.id, type: event['event_type'] as string, ...this.signed(JSON.stringify(event)) }));
  }

  protected serverError(): FakeAnswer {
    return { status: 500, body: { name: 'INTERNAL_SERVER_ERROR', message: 'An internal server error has occurred.', debug_id: newPayPalId() } };
  }

  protected keyRefusal(why: 'running' | 'other'): FakeAnswer | null {
    return why === 'running' ? { status: 409, body: this.error('RESOURCE_CONFLICT', 'PREVIOUS_REQUEST_IN_PROGRESS') } : null;
  }

  protected override isKept(answer: FakeAnswer): boolean {
    return answer.status < 300;
  }

  protected refused(error: unknown): FakeAnswer {
    if (!(error instanceof Refused)) throw error;
    const name = { 400: 'INVALID_REQUEST', 401: 'AUTHENTICATION_FAILURE', 404: 'RESOURCE_NOT_FOUND', 422: 'UNPROCESSABLE_ENTITY' }[error.status] ?? 'ERROR';
    return { status: error.status, body: this.error(name, error.issue) };
  }

  private error(name: string, issue: string): object {
    return { name, message: name, debug_id: newPayPalId(), details: [{ issue, description: issue }], links: [] };
  }

  protected async answer(request: FakeRequest): Promise<FakeAnswer> {
    const { method, path, headers } = request;
    if (path === '/checkoutnow') return this.page(request);
    if (path === new URL(this.certificateUrl).pathname) return { status: 200, body: fakeChain().leaf.pem, headers: { 'content-type': 'application/x-pem-file' } };
    if (path === '/v1/oauth2/token') return this.token(request);
    if (!headers['authorization']?.startsWith('Bearer ') || !this.tokens.has(headers['authorization'].slice(7))) throw new Refused(401, 'INVALID_TOKEN');
    if (method === 'GET') return { status: 200, body: this.read(request) };
    if (method === 'DELETE') {
      if (!path.startsWith('/v3/vault/payment-tokens/') || !this.books.vault.delete(path.split('/').at(-1)!)) throw new Refused(404, 'TOKEN_NOT_FOUND');
      return { status: 204, body: null };
    }
    if (headers['content-type'] !== 'application/json') throw new Refused(400, 'MALFORMED_REQUEST_JSON');
    const body = request.raw.length === 0 ? {} : (JSON.parse(request.raw.toString('utf8')) as Record<string, any>);
    const [, , resource, , id, action] = path.split('/');
    if (headers['paypal-request-id'] !== undefined && headers['paypal-request-id'].length > 108) throw new Refused(400, 'INVALID_STRING_LENGTH');
    const answer = await this.once(headers['paypal-request-id'], path, () => (resource === 'checkout' ? this.ofOrders(body, headers, id, action) : this.ofPayments(path, body)));
    const order = this.books.orders.get((answer.body as Partial<Row> | null)?.id ?? '');
    // Asked again, it is the latest status; without the wish for all of it, little.
    if (answer.status >= 300 || !order) return answer;
    return { ...answer, body: headers['prefer'] === 'return=representation' ? this.told(order, action) : { id: order.id, status: order['status'], links: order['links'] } };
  }

  /** What an action answers shows the payments of a unit, and not its amount. */
  private told(order: Row, action: string | undefined): object {
    const shown = this.books.shown(order) as { purchase_units: Record<string, unknown>[] };
    return action === undefined ? shown : { ...shown, purchase_units: shown.purchase_units.map(({ reference_id, payments }) => ({ reference_id, payments })) };
  }

  private async token({ method, headers, raw }: FakeRequest): Promise<FakeAnswer> {
    await new Promise((resolve) => setTimeout(resolve, this.tokenDelayMs));
    const basic = `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64')}`;
    if (method !== 'POST' || headers['authorization'] !== basic) return { status: 401, body: { error: 'invalid_client', error_description: 'Client Authentication failed' } };
    if (headers['content-type'] !== 'application/x-www-form-urlencoded' || raw.toString() !== 'grant_type=client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
    const access_token = `A21AA${randomUUID()}`;
    this.tokens.add(access_token);
    return { status: 200, body: { scope: '', access_token, token_type: 'Bearer', app_id: 'APP-80W284485P519543T', expires_in: 32_400, nonce: 'n' } };
  }

  private check(body: Record<string, any> | undefined, what: string): void {
    if (typeof body !== 'object' || body === null || Object.keys(body).some((name) => !MEMBERS[what]!.includes(name))) throw new Refused(400, 'MALFORMED_REQUEST_JSON');
    for (const name of ['invoice_id', 'custom_id']) if (body[name] !== undefined && (typeof body[name] !== 'string' || body[name].length > 127)) throw new Refused(400, 'INVALID_STRING_LENGTH');
  }

  private checkMoney(money: Money): void {
    this.check(money as unknown as Record<string, unknown>, 'money');
    if (!CURRENCIES.includes(money.currency_code)) throw new Refused(422, 'INVALID_CURRENCY_CODE');
    if (money.currency_code === this.notTaken) throw new Refused(422, 'CURRENCY_NOT_SUPPORTED');
    if (typeof money.value !== 'string' || !/^\d+(\.\d+)?$/.test(money.value)) throw new Refused(400, 'INVALID_PARAMETER_SYNTAX');
    if (WHOLE.includes(money.currency_code) && money.value.includes('.')) throw new Refused(422, 'DECIMALS_NOT_SUPPORTED');
    if (/\.\d{3}/.test(money.value)) throw new Refused(422, 'DECIMAL_PRECISION');
    if (Number(money.value) <= 0) throw new Refused(422, 'CANNOT_BE_ZERO_OR_NEGATIVE');
  }

  private ofOrders(body: Record<string, any>, headers: FakeRequest['headers'], id: string | undefined, action: string | undefined): FakeAnswer {
    if (id === undefined) return this.create(body, headers);
    const order = this.order(id);
    this.check(body, 'taking');
    if (action !== (order['intent'] === 'CAPTURE' ? 'capture' : 'authorize')) throw new Refused(422, 'ACTION_DOES_NOT_MATCH_INTENT');
    const { hidden, purchase_units: [unit] } = order as Row & { hidden: { buyer: Buyer | null; attempts: number }; purchase_units: Record<string, any>[] };
    if (order['status'] === 'COMPLETED') throw new Refused(422, 'ORDER_ALREADY_CAPTURED');
    if (order['status'] !== 'APPROVED') throw new Refused(422, 'ORDER_NOT_APPROVED');
    const refusal = REFUSALS[hidden.buyer!];
    if (refusal) throw new Refused(422, refusal);
    if (hidden.buyer === 'has_to_come_back' && hidden.attempts++ === 0) {
      order['status'] = 'PAYER_ACTION_REQUIRED';
      throw new Refused(422, 'PAYER_ACTION_REQUIRED');
    }
    if ([...this.books.captures.values()].some((each) => each['invoice_id'] === unit!['invoice_id'])) throw new Refused(422, 'DUPLICATE_INVOICE_ID');
    if (action === 'authorize') this.books.hold(order);
    else this.books.take(order, unit!['amount'] as Money, hidden.buyer === 'is_reviewed');
    return { status: 201, body: { id: order.id } };
  }

  private create(body: Record<string, any>, headers: FakeRequest['headers']): FakeAnswer {
    this.check(body, 'order');
    if (body['intent'] !== 'CAPTURE' && body['intent'] !== 'AUTHORIZE') throw new Refused(400, 'INVALID_PARAMETER_VALUE');
    if (headers['paypal-request-id'] === undefined) throw new Refused(400, 'PAYPAL_REQUEST_ID_REQUIRED');
    const units = body['purchase_units'] as Record<string, any>[] | undefined;
    if (!Array.isArray(units) || units.length !== 1) throw new Refused(400, 'INVALID_ARRAY_MIN_ITEMS');
    this.check(units[0], 'unit');
    this.checkMoney(units[0]!['amount'] as Money);
    const context = body['payment_source']?.paypal?.experience_context as Record<string, string> | undefined;
    this.check(context, 'context');
    if (!URL.canParse(context!['return_url'] ?? '') || !URL.canParse(context!['cancel_url'] ?? '')) throw new Refused(400, 'INVALID_PARAMETER_SYNTAX');
    return { status: 200, body: { id: this.vaulted(body['payment_source'].paypal as Record<string, any>, () => this.books.create(body, this.url)).id } };
  }

  /** By what is kept an order is paid as it is made; its buyer is asked for nothing. https://developer.paypal.com/docs/checkout/save-payment-methods */
  private vaulted(paypal: Record<string, any>, create: () => Row): Row {
    this.check(paypal, 'paypal');
    if (paypal['attributes']?.vault) this.check(paypal['attributes'].vault as Record<string, any>, 'vaulting');
    if (paypal['vault_id'] === undefined) return create();
    this.check(paypal['stored_credential'] as Record<string, any>, 'credential');
    const kept = this.books.vault.get(paypal['vault_id'] as string);
    if (!kept) throw new Refused(422, 'INVALID_VAULT_ID');
    const refusal = REFUSALS[kept.buyer];
    if (refusal) throw new Refused(422, refusal);
    const order = create();
    if ([...this.books.captures.values()].some((each) => each['invoice_id'] === order['purchase_units'][0].invoice_id)) {
      this.books.orders.delete(order.id);
      throw new Refused(422, 'DUPLICATE_INVOICE_ID');
    }
    this.books.take(order, order['purchase_units'][0].amount as Money, false);
    return order;
  }

  private ofPayments(path: string, body: Record<string, any>): FakeAnswer {
    const [, , , kind, id, action] = path.split('/');
    if (kind === 'captures' && action === 'refund') return this.giveBack(this.books.captures.get(id!), body);
    const held = kind === 'authorizations' ? this.books.authorizations.get(id!) : undefined;
    if (!held) throw new Refused(404, 'INVALID_RESOURCE_ID');
    if (held['status'] === 'VOIDED') throw new Refused(422, action === 'void' ? 'PREVIOUSLY_VOIDED' : 'AUTHORIZATION_VOIDED');
    if (held['status'] === 'CAPTURED') throw new Refused(422, action === 'void' ? 'PREVIOUSLY_CAPTURED' : 'AUTHORIZATION_ALREADY_CAPTURED');
    if (action === 'void') {
      held['status'] = 'VOIDED';
      return { status: 204, body: null };
    }
    this.check(body, 'holding');
    held['status'] = 'CAPTURED';
    return { status: 201, body: this.books.shown(this.books.take(this.books.orderOf(held), held['amount'] as Money, false)) };
  }

  private giveBack(capture: Row | undefined, body: Record<string, any>): FakeAnswer {
    this.check(body, 'refund');
    if (!capture) throw new Refused(404, 'INVALID_RESOURCE_ID');
    if (body['amount'] !== undefined) this.checkMoney(body['amount'] as Money);
    if (capture['status'] === 'PENDING') throw new Refused(422, 'PENDING_CAPTURE');
    if (capture['status'] === 'REFUNDED') throw new Refused(422, 'CAPTURE_FULLY_REFUNDED');
    if (body['amount'] && body['amount'].currency_code !== capture['amount'].currency_code) throw new Refused(422, 'REFUND_CAPTURE_CURRENCY_MISMATCH');
    if (body['amount'] && this.books.isMore(body['amount'] as Money, capture)) throw new Refused(422, 'REFUND_AMOUNT_EXCEEDED');
    if ([...this.books.refunds.values()].some((each) => each['invoice_id'] === body['invoice_id'])) throw new Refused(422, 'DUPLICATE_INVOICE_ID');
    const fails = this.failsNextRefund;
    this.failsNextRefund = false;
    return { status: 201, body: this.books.shown(this.books.giveBack(capture, body, fails)) };
  }

  private order(id: string): Row {
    const found = this.books.orders.get(id);
    if (!found) throw new Refused(404, 'INVALID_RESOURCE_ID');
    return found;
  }

  private read({ path, query }: FakeRequest): unknown {
    if (path.startsWith('/v2/checkout/orders/')) return this.books.shown(this.order(path.split('/')[4]!));
    const told = ({ id, ...rest }: Row): object => ({ dispute_id: id, ...rest });
    if (path === '/v1/customer/disputes') {
      if ([...query.keys()].some((name) => !['disputed_transaction_id', 'page_size'].includes(name)) || Number(query.get('page_size') ?? 10) > 50) throw new Refused(400, 'INVALID_PARAMETER_VALUE');
      const found = this.books.disputes.filter((each) => each['disputed_transactions'][0].seller_transaction_id === query.get('disputed_transaction_id'));
      // The list tells neither what was disputed nor how it ended.
      return { items: found.map((each) => told(without<Row, string>(each, 'disputed_transactions', 'dispute_outcome') as Row)), links: [] };
    }
    const dispute = this.books.disputes.find(({ id }) => path === `/v1/customer/disputes/${id}`);
    if (!dispute) throw new Refused(404, 'INVALID_RESOURCE_ID');
    return told(dispute);
  }

  /** PayPal's page: the buyer approves, or turns back. It comes back with the order as `token`. */
  private page({ method, query, raw }: FakeRequest): FakeAnswer {
    const order = this.books.orders.get(query.get('token') ?? '');
    if (order?.['status'] !== 'PAYER_ACTION_REQUIRED') return { status: 404, body: 'Things do not appear to be working at the moment.' };
    if (method === 'GET') return { status: 200, body: '<!doctype html><title>Fake PayPal</title><h1>Fake PayPal</h1><form method="post"><button name="answer" value="approve">Pay now</button><button name="answer" value="refuse">Cancel and return</button></form>' };
    const form = new URLSearchParams(raw.toString());
    const isApproved = form.get('answer') === 'approve';
    if (isApproved) this.books.approve(order, (form.get('buyer') ?? 'pays') as Buyer);
    const back = new URL(isApproved ? order['hidden'].return_url as string : order['hidden'].cancel_url as string);
    back.searchParams.set('token', order.id);
    if (isApproved) back.searchParams.set('PayerID', 'FAKEPAYER');
    return { status: 303, body: '', headers: { location: back.toString() } };
  }
}
