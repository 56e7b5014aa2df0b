import Stripe from 'stripe';
import { FakeProvider, without, type FakeAnswer, type FakeRequest } from '../fake-provider.js';
import { BlikApps } from '../blik-apps.js';
import { OpenedSheets } from '../wallet-sheets.js';
import { actionOf, checkBuyer, codeRefusal } from './stripe-buyers.js';
import { CARDS, made, newStripeId, nowSeconds, PAGES, StripeBooks, type Row } from './stripe-books.js';
import { checkAmount, checkParameters, integerOf, invalid, readForm, StripeRefusal, type Form } from './stripe-form.js';

const LIST_MAX = 100;
const EXPANDABLE = ['latest_charge', 'latest_charge.balance_transaction', 'data.latest_charge', 'data.source', 'payment_method'];

/**
 * Stripe on this machine: the part of its API that is used, refusing what it refuses. Built from its OpenAPI fixtures, the parameters that its SDK declares and its manual;
 * what it does beyond (radar, Connect, other methods) is not here.
 */
export class FakeStripe extends FakeProvider {
  /** Another may be put in its place, as in the dashboard. */
  secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  readonly books = new StripeBooks();
  readonly blik = new BlikApps();
  private readonly sheets = new OpenedSheets();
  /** How far the search is behind. */
  searchLagSeconds = 60;
  private failsNextRefund = false;
  private refusesNextCharge = false;

  /** `name`: of the account, where a test has several. */
  constructor(name = 'FakeStripe') {
    super();
    this.secretKey = `sk_test_51${name}0000000000`;
    this.publishableKey = `pk_test_51${name}0000000000`;
    this.webhookSecret = `whsec_${name}_0000000000`;
  }

  get env(): Record<string, string> {
    return { STRIPE_API_URL: this.url, STRIPE_SECRET_KEY: this.secretKey, STRIPE_PUBLISHABLE_KEY: this.publishableKey, STRIPE_WEBHOOK_SECRET: this.webhookSecret };
  }

  failNextRefund(): void {
    this.failsNextRefund = true;
  }

  /** The next payment by card is made, and refused before its card is tried. */
  refuseNextCharge(): void {
    this.refusesNextCharge = true;
  }

  intentOf(reference: string): Row {
    const found = [...this.books.intents.values()].find((each) => each['metadata'].reference === reference);
    if (!found) throw new Error(`nothing was booked for ${reference}`);
    return found;
  }

  /** How many charges and refunds of a reference took or gave money, or may yet. */
  booked(reference: string): number {
    const isOf = (row: Row): boolean => row['metadata'].reference === reference;
    return [...this.books.intents.values()].filter((row) => isOf(row) && row['status'] !== 'requires_payment_method').length + [...this.books.refunds.values()].filter(isOf).length;
  }

  signed(raw: string, at = nowSeconds()): { raw: string; headers: Record<string, string> } {
    const header = Stripe.webhooks.generateTestHeaderString({ payload: raw, secret: this.webhookSecret, timestamp: at });
    return { raw, headers: { 'content-type': 'application/json', 'stripe-signature': header } };
  }

  /** What it has to tell about objects of one payment, the oldest first, signed now. */
  notifications(reference: string): { id: string; type: string; raw: string; headers: Record<string, string> }[] {
    const intent = this.intentOf(reference);
    return this.books.events.filter(({ data }) => data.object.id === intent.id || data.object.payment_intent === intent.id).map((event) => ({ id: event.id, type: event['type'], ...this.signed(JSON.stringify(event)) }));
  }

  protected serverError(): FakeAnswer {
    return { status: 500, body: { error: { type: 'api_error', message: 'An unknown error occurred' } } };
  }

  protected keyRefusal(why: 'running' | 'other'): FakeAnswer {
    return why === 'running'
      ? { status: 409, body: { error: { type: 'invalid_request_error', code: 'idempotency_key_in_use', message: 'There is currently another in-progress request using this Idempotent Key. Try again later.' } } }
      : { status: 400, body: { error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.' } } };
  }

  protected async answer(request: FakeRequest): Promise<FakeAnswer> {
    if (request.path.startsWith('/redirect/')) return this.page(request);
    this.admit(request);
    const form = readForm(new URLSearchParams(request.method === 'POST' ? request.raw.toString('utf8') : request.query));
    const [, , resource, id, action] = request.path.split('/');
    const isAction = id !== undefined && !['search', 'early_fraud_warnings'].includes(id);
    const operation = isAction ? `${request.method} /v1/${resource}/:id${action ? `/${action}` : ''}` : `${request.method} ${request.path}`;
    checkParameters(operation, form);
    for (const name of [form['expand'] ?? []].flat() as string[]) if (!EXPANDABLE.includes(name)) throw invalid('parameter_unknown', 'expand', `This property cannot be expanded (${name}).`);
    if (request.method === 'DELETE') return { status: 200, body: this.books.removeCustomer(id!) };
    if (request.method === 'GET') return { status: 200, body: this.read(operation, form, id) };
    return this.once(request.headers['idempotency-key'], `${operation}${id ?? ''}${request.raw.toString('utf8')}`, () => ({ status: 200, body: this.write(operation, form, id) }));
  }

  protected refused(error: unknown): FakeAnswer {
    if (!(error instanceof StripeRefusal)) throw error;
    return { status: error.status, body: { error: error.error } };
  }

  private admit({ method, headers, raw }: FakeRequest): void {
    if (headers['authorization'] !== `Bearer ${this.secretKey}`) throw invalid(undefined, undefined, 'Invalid API Key provided: sk_test_***', 401);
    if (headers['stripe-version'] !== Stripe.API_VERSION) throw invalid(undefined, undefined, `Invalid Stripe API version: ${headers['stripe-version']}`);
    if (method === 'POST' && raw.length > 0 && !headers['content-type']?.startsWith('application/x-www-form-urlencoded')) throw invalid(undefined, undefined, 'Invalid request (check that your POST content type is application/x-www-form-urlencoded).');
    if ((headers['idempotency-key']?.length ?? 0) > 255) throw invalid(undefined, undefined, 'Idempotency keys may be at most 255 characters.');
  }

  private write(operation: string, form: Form, id = ''): unknown {
    switch (operation) {
      case 'POST /v1/payment_intents': return this.create(form);
      case 'POST /v1/payment_intents/:id/confirm': {
        const intent = this.intent(id);
        if (intent['status'] !== 'requires_payment_method') throw this.holding(intent, this.unexpected(intent, 'confirmed', 'requires_payment_method'));
        Object.assign(intent, { payment_method: this.ownCard(String(form['payment_method'] ?? ''), intent['customer'] ?? undefined), last_payment_error: null });
        return this.confirmed(intent, form);
      }
      case 'POST /v1/tokens': return this.tokenOfApple(form);
      case 'POST /v1/customers': {
        const customer = { ...made('payment_method', 'cus', { object: 'customer', metadata: form['metadata'] ?? {} }) };
        this.books.customers.set(customer.id, customer);
        return customer;
      }
      case 'POST /v1/payment_methods/:id/attach': return this.books.attach(id, String(form['customer'] ?? ''));
      case 'POST /v1/payment_intents/:id/capture': {
        const intent = this.intent(id);
        if (intent['status'] !== 'requires_capture') throw this.unexpected(intent, 'captured', 'requires_capture');
        this.books.capture(intent);
        return this.shown(intent, form);
      }
      case 'POST /v1/payment_intents/:id/cancel': {
        const intent = this.intent(id);
        if (['succeeded', 'canceled'].includes(intent['status'])) throw this.unexpected(intent, 'canceled', 'requires_payment_method, requires_capture, requires_confirmation, requires_action, processing');
        Object.assign(intent, { status: 'canceled', canceled_at: nowSeconds(), cancellation_reason: form['cancellation_reason'] ?? null, amount_capturable: 0 });
        this.books.emit('payment_intent.canceled', intent);
        return this.shown(intent, form);
      }
      case 'POST /v1/refunds': {
        const intent = this.intent(String(form['payment_intent'] ?? ''), 'payment_intent');
        const willFail = this.failsNextRefund;
        const refund = this.books.refund(intent, form['amount'] === undefined ? intent['amount'] : integerOf(form, 'amount'), (form['metadata'] ?? {}) as Form, willFail);
        this.failsNextRefund = false;
        return refund;
      }
      case 'POST /v1/disputes/:id': return this.books.answerDispute(this.books.disputeById(id), form);
      case 'POST /v1/disputes/:id/close': {
        const dispute = this.books.disputeById(id);
        if (dispute['status'] !== 'needs_response' && dispute['status'] !== 'warning_needs_response') throw invalid(undefined, undefined, 'This dispute is already closed');
        Object.assign(dispute, { status: 'lost' });
        this.books.emit('charge.dispute.closed', dispute);
        return structuredClone(dispute);
      }
      default: throw invalid(undefined, undefined, `Unrecognized request URL (${operation}).`, 404);
    }
  }

  private create(form: Form): unknown {
    const { amount, currency } = checkAmount(form);
    const data = form['payment_method_data'] as Form | undefined;
    if (data !== undefined && data['type'] !== 'card') return this.createByPage(form, amount, currency);
    if (form['confirm'] === 'true' && !form['return_url']) throw invalid(undefined, 'return_url', 'This PaymentIntent is configured to accept payment methods that may redirect: you must provide a `return_url`.');
    const id = data ? this.cardOfToken(form) : this.ownCard(String(form['payment_method'] ?? ''), form['customer'] as string | undefined);
    const intent = made('payment_intent', 'pi', {
      amount, currency, capture_method: form['capture_method'] ?? 'automatic_async', payment_method_types: form['allowed_payment_method_types'] ?? ['card'], metadata: form['metadata'] ?? {}, payment_method: id, customer: form['customer'] ?? null, setup_future_usage: form['setup_future_usage'] ?? null, status: 'requires_confirmation',
    });
    this.books.intents.set(intent.id, intent);
    return form['confirm'] === 'true' ? this.confirmed(intent, form) : this.shown(intent, form);
  }

  /** Apple Pay's card as a token, as Stripe's SDK for iOS sends it. */
  private tokenOfApple(form: Form): unknown {
    const does = this.sheets.open('apple_pay', JSON.parse(String(form['pk_token'] ?? 'null')));
    if (does === 'used') throw invalid('token_already_used', 'pk_token', 'You cannot use a Stripe token more than once.');
    if (!does) throw invalid(undefined, 'pk_token', 'Your payment data could not be decrypted.');
    return { id: this.books.walletToken('apple_pay', does), object: 'token', type: 'card', used: false, livemode: false };
  }

  /** A card of a wallet: its token is good for one payment. */
  private cardOfToken(form: Form): string {
    const { type, card } = form['payment_method_data'] as { type?: string; card?: { token?: string } };
    const token = this.books.walletTokens.get(card?.token ?? '');
    if (type !== 'card' || !token) throw invalid('resource_missing', 'payment_method_data[card][token]', `No such token: '${card?.token}'`);
    if (token.isUsed) throw invalid('token_already_used', undefined, 'You cannot use a Stripe token more than once.');
    token.isUsed = true;
    const id = newStripeId('pm');
    this.books.cards.set(id, { card: token.card, customer: null, isDetached: false, wallet: token.wallet });
    return id;
  }

  /** A test card becomes a card of its own, as a form's would be; one that a customer has is charged with that customer alone. */
  private ownCard(named: string, customer: string | undefined): string {
    const card = this.books.cardNamed(named);
    if (!CARDS[card]) throw invalid('resource_missing', 'payment_method', `No such PaymentMethod: '${named}'`);
    const kept = this.books.cards.get(named);
    if (kept?.isDetached) throw invalid('payment_method_unexpected_state', 'payment_method', 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was detached from a Customer. It may not be used again.');
    if ((kept?.customer ?? undefined) !== customer) throw invalid(undefined, 'payment_method', 'The PaymentMethod does not belong to the Customer that you supplied. Please include the Customer in the `customer` parameter on the PaymentIntent.');
    if (kept) return named;
    const id = newStripeId('pm');
    this.books.cards.set(id, { card, customer: null, isDetached: false });
    return id;
  }

  private confirmed(intent: Row, form: Form): unknown {
    if (this.refusesNextCharge) {
      this.refusesNextCharge = false;
      Object.assign(intent, { status: 'requires_payment_method', payment_method: null });
      throw this.holding(intent, invalid('payment_method_unactivated', undefined, 'The payment method type "card" is invalid. Please ensure the provided type is activated in your dashboard.'));
    }
    const card = intent['payment_method'] as string;
    const { does } = CARDS[this.books.cardNamed(card)]!;
    const isAsked = ((form['payment_method_options'] as Row | undefined)?.['card'] as Row | undefined)?.['request_three_d_secure'] === 'challenge';
    const wantsHolder = does === 'softly' && !isAsked;
    // With nobody there a card that asks is declined: it cannot be asked.
    if (does === 'declines' || wantsHolder || (does === 'asks' && form['off_session'] === 'true')) throw new StripeRefusal(402, { ...this.books.decline(intent, card), payment_intent: this.shown(intent, {}) });
    if (does === 'asks' || does === 'softly' || isAsked) Object.assign(intent, { status: 'requires_action', next_action: { type: 'redirect_to_url', redirect_to_url: { url: `${this.url}/redirect/authenticate/${intent.id}`, return_url: form['return_url'] } } });
    else this.books.take(intent, card, null, intent['capture_method'] !== 'manual');
    return this.shown(intent, form);
  }

  /** A method other than a card: the player does the rest on a page. By https://docs.stripe.com/payments/<method>, "Direct API". */
  private createByPage(form: Form, amount: number, currency: string): unknown {
    const type = String((form['payment_method_data'] as Form)['type'] ?? '');
    const known = PAGES[type];
    if (!known) throw invalid('payment_method_unactivated', 'payment_method_data[type]', `The payment method type "${type}" is invalid. Please ensure the provided type is activated in your dashboard.`);
    if (!([form['allowed_payment_method_types'] ?? []].flat() as string[]).includes(type)) throw invalid(undefined, 'payment_method_data', `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent.`);
    if (!known.currencies.includes(currency)) throw invalid(undefined, 'currency', `The currency provided (${currency}) is invalid for ${type}. ${type} supports ${known.currencies.join(', ')}.`);
    if (form['capture_method'] === 'manual') throw invalid(undefined, 'capture_method', `The payment method ${type} does not support manual capture.`);
    if (form['confirm'] !== 'true' || !form['return_url']) throw invalid(undefined, 'return_url', 'You must provide a `return_url`.');
    if (type === 'wechat_pay' && (form['payment_method_options'] as Row | undefined)?.['wechat_pay']?.client !== 'web') throw invalid('parameter_missing', 'payment_method_options[wechat_pay][client]', 'Missing required param: client.');
    checkBuyer(type, form);
    const { billing_details } = form['payment_method_data'] as Form;
    const intent = made('payment_intent', 'pi', {
      amount, currency, capture_method: form['capture_method'] ?? 'automatic_async', payment_method_types: [type], metadata: form['metadata'] ?? {}, payment_method: newStripeId('pm'), status: 'requires_action', by_page: { type, back: form['return_url'], billing_details },
    });
    if (type === 'blik') this.checkCode(intent, form);
    const url = `${this.url}/redirect/${type}/${intent.id}`;
    const [name, member] = known.action;
    intent['next_action'] = actionOf(type, form, intent, this.url) ?? { type: name, [name]: { [member]: url, ...(name === 'redirect_to_url' ? { return_url: form['return_url'] } : {}) } };
    this.books.intents.set(intent.id, intent);
    return this.shown(intent, form);
  }

  /** By https://docs.stripe.com/payments/blik/accept-a-payment: a code that is not valid or has expired fails at once. */
  private checkCode(intent: Row, form: Form): void {
    const code = ((form['payment_method_options'] as Row | undefined)?.['blik'] as Form | undefined)?.['code'];
    if (typeof code !== 'string') throw invalid('parameter_missing', 'payment_method_options[blik][code]', 'Missing required param: payment_method_options[blik][code].');
    const state = this.blik.use(code);
    if (state === 'unknown') throw codeRefusal(null);
    if (state === 'good') return;
    this.books.intents.set(intent.id, intent);
    this.books.failByPage(intent, 'payment_method_invalid_parameter');
    throw codeRefusal(this.shown(intent, {}));
  }

  private read(operation: string, form: Form, id = ''): unknown {
    const of = (rows: Map<string, Row>, filter: (row: Row) => boolean) => this.list(rows, form, filter);
    const isOfPayment = (row: Row): boolean => form['payment_intent'] === undefined || row['payment_intent'] === form['payment_intent'];
    const inRange = (value: number, range: unknown): boolean => {
      const { gte = '0', lte = '9e15', gt = '-1', lt = '9e15' } = (range ?? {}) as Record<string, string>;
      return value >= Number(gte) && value <= Number(lte) && value > Number(gt) && value < Number(lt);
    };
    switch (operation) {
      case 'GET /v1/payment_intents/:id': return this.shown(this.intent(id), form);
      case 'GET /v1/payment_intents': return of(this.books.intents, (row) => inRange(row.created, form['created']));
      case 'GET /v1/payment_intents/search': {
        const match = /^metadata\["(\w+)"\]:"([^"]*)"$/.exec(String(form['query'] ?? ''));
        if (!match) throw invalid(undefined, 'query', 'We were unable to parse your search query.');
        const found = [...this.books.intents.values()].filter((row) => row['metadata'][match[1]!] === match[2] && row.created <= nowSeconds() - this.searchLagSeconds);
        return { object: 'search_result', url: '/v1/payment_intents/search', has_more: false, next_page: null, data: found.map((row) => this.shown(row, {})) };
      }
      case 'GET /v1/payment_methods/:id': return this.books.paymentMethod(id);
      case 'GET /v1/refunds': return of(this.books.refunds, isOfPayment);
      case 'GET /v1/disputes/:id': return structuredClone(this.books.disputeById(id));
      case 'GET /v1/disputes': return of(this.books.disputes, isOfPayment);
      case 'GET /v1/radar/early_fraud_warnings': return of(this.books.warnings, isOfPayment);
      case 'GET /v1/payouts': return of(this.books.payouts, (row) => inRange(row['arrival_date'], form['arrival_date']) && (form['status'] === undefined || row['status'] === form['status']));
      case 'GET /v1/balance_transactions': {
        const page = of(this.books.transactions, (row) => form['payout'] === undefined || row['payout'] === form['payout']);
        const sources = [this.books.charges, this.books.refunds, this.books.disputes];
        return { ...page, data: page.data.map((row) => ({ ...without(row, 'payout'), source: [form['expand']].flat().includes('data.source') ? sources.map((rows) => rows.get(row['source'])).find(Boolean) : row['source'] })) };
      }
      default: throw invalid(undefined, undefined, `Unrecognized request URL (${operation}).`, 404);
    }
  }

  /** The newest first, in pages. */
  private list(rows: Map<string, Row>, form: Form, filter: (row: Row) => boolean): { object: string; has_more: boolean; data: Row[] } {
    const limit = form['limit'] === undefined ? 10 : integerOf(form, 'limit');
    if (limit > LIST_MAX) throw invalid('parameter_invalid_integer', 'limit', `This value must be less than or equal to ${LIST_MAX}.`);
    const all = [...rows.values()].filter(filter).reverse();
    const from = form['starting_after'] === undefined ? 0 : all.findIndex(({ id }) => id === form['starting_after']) + 1;
    return { object: 'list', has_more: all.length > from + limit, data: all.slice(from, from + limit) };
  }

  private intent(id: string, param?: string): Row {
    const found = this.books.intents.get(id);
    if (!found) throw invalid('resource_missing', param ?? 'intent', `No such payment_intent: '${id}'`, param ? 400 : 404);
    return found;
  }

  private unexpected(intent: Row, what: string, wanted: string): StripeRefusal {
    return invalid('payment_intent_unexpected_state', undefined, `This PaymentIntent could not be ${what} because it has a status of ${intent['status']}. Only a PaymentIntent with one of the following statuses may be ${what}: ${wanted}.`);
  }

  /** Errors of a confirmation say how the payment stands. */
  private holding(intent: Row, { status, error }: StripeRefusal): StripeRefusal {
    return new StripeRefusal(status, { ...error, payment_intent: this.shown(intent, {}) });
  }

  private shown(intent: Row, form: Form): Row {
    const wanted = [form['expand'] ?? []].flat() as string[];
    const charge = this.books.charges.get(intent['latest_charge'] ?? '');
    if (!charge || !wanted.some((name) => name.startsWith('latest_charge'))) return structuredClone(without(intent, 'by_page')) as Row;
    const moved = this.books.transactions.get(charge['balance_transaction'] ?? '');
    return structuredClone<Row>({ ...(without(intent, 'by_page') as Row), latest_charge: { ...charge, balance_transaction: moved && wanted.includes('latest_charge.balance_transaction') ? without(moved, 'payout') : charge['balance_transaction'] } });
  }

  private page({ method, path, raw }: FakeRequest): FakeAnswer {
    const intent = this.books.intents.get(path.split('/').at(-1)!);
    if (intent?.['status'] !== 'requires_action') return { status: 404, body: 'Not found' };
    if (method === 'GET') return { status: 200, body: '<form method="post"><button name="answer" value="approve">Complete</button><button name="answer" value="refuse">Fail</button></form>' };
    const back = (intent['by_page']?.back ?? intent['next_action'].redirect_to_url.return_url) as string;
    if (intent['by_page']) {
      if (raw.toString() === 'answer=approve') this.books.takeByPage(intent);
      else this.books.failByPage(intent, 'payment_intent_authentication_failure');
    } else if (raw.toString() === 'answer=approve') this.books.take(intent, intent['payment_method'], { authentication_flow: 'challenge', result: 'authenticated', version: '2.2.0' }, intent['capture_method'] !== 'manual');
    else this.books.failAuthentication(intent, intent['payment_method']);
    return { status: 303, body: '', headers: { location: back } };
  }
}
