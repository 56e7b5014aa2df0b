import { createHmac, randomBytes } from 'node:crypto';
import { BlikApps } from '../blik-apps.js';
import { FakeProvider, type FakeAnswer, type FakeRequest } from '../fake-provider.js';
import { OpenedSheets, type InWallet } from '../wallet-sheets.js';
import { adyenReport, type AdyenMovement, type AdyenPayoutIn } from './adyen-report.js';

/** Members of the requests, by https://github.com/Adyen/adyen-openapi, CheckoutService-v72 (which allows no others). */
const MEMBERS: Record<string, string> = {
  payments: 'accountInfo,additionalAmount,additionalData,amount,applicationInfo,authenticationData,bankAccount,billingAddress,browserInfo,captureDelayHours,channel,checkoutAttemptId,company,countryCode,dateOfBirth,dccQuote,deliverAt,deliveryAddress,deliveryDate,deviceFingerprint,enableOneClick,enablePayOut,enableRecurring,enhancedSchemeData,entityType,fraudOffset,fundOrigin,fundRecipient,industryUsage,installments,lineItems,localizedShopperStatement,mandate,mcc,merchantAccount,merchantOrderReference,merchantRiskIndicator,metadata,mpiData,order,orderReference,origin,paymentMethod,paymentValidations,platformChargebackLogic,recurringExpiry,recurringFrequency,recurringProcessingModel,redirectFromIssuerMethod,redirectToIssuerMethod,reference,returnUrl,riskData,sessionValidity,shopperConversionId,shopperEmail,shopperIP,shopperInteraction,shopperLocale,shopperName,shopperReference,shopperStatement,shopperTaxInfo,socialSecurityNumber,splits,store,storePaymentMethod,subMerchants,surcharge,telephoneNumber,threeDS2RequestData,threeDSAuthenticationOnly,trustedShopper',
  details: 'authenticationData,details,paymentData,threeDSAuthenticationOnly',
  captures: 'amount,applicationInfo,enhancedSchemeData,lineItems,merchantAccount,platformChargebackLogic,reference,splits,subMerchants', cancels: 'applicationInfo,merchantAccount,reference',
  refunds: 'amount,applicationInfo,capturePspReference,enhancedSchemeData,lineItems,merchantAccount,merchantRefundReason,reference,splits,store',
};
const REQUIRED: Record<string, string[]> = { payments: ['amount', 'merchantAccount', 'paymentMethod', 'reference', 'returnUrl'], details: ['details'], captures: ['amount', 'merchantAccount'], cancels: ['merchantAccount'], refunds: ['amount', 'merchantAccount'] };
const NOT_TAKEN = ['AFN', 'BIF', 'CDF', 'CUP', 'ERN', 'IRR', 'KPW', 'LRD', 'LSL', 'MGA', 'SDG', 'SSP', 'SYP', 'TJS', 'TMT', 'ZWG'];

/** What the issuers of Adyen's test cards do. */
const CARDS: Record<string, { does: 'pays' | 'declines' | 'asks' | 'softly'; summary: string }> = {
  test_5201281505129736: { does: 'softly', summary: '9736' },
  test_4111111111111111: { does: 'pays', summary: '1111' }, test_4000020000000000: { does: 'declines', summary: '0000' }, test_4212345678901237: { does: 'asks', summary: '1237' },
};
const NUMBERS = { softly: 'test_5201281505129736', pays: 'test_4111111111111111', declines: 'test_4000020000000000', asks: 'test_4212345678901237', none: 'test_0000000000000000' } as const;

interface Payment {
  psp: string;
  reference: string;
  amount: { value: number; currency: string };
  /** As Adyen calls the method. */
  type: 'visa' | 'visa_applepay' | 'visa_googlepay' | 'ideal' | 'blik' | 'mbway';
  /** Null: not paid by card. */
  card: { summary: string } | null;
  exemption: string | null;
  /** Where the card is to be stored once it is authorised. */
  stores: { shopper: string; number: string } | null;
  state: 'waits' | 'refused' | 'authorised' | 'captured' | 'cancelled';
  refunded: number;
  back: string;
  redirectResult: string | null;
  approves: boolean;
  isManual: boolean;
}

class Refused extends Error {
  constructor(readonly status: number, readonly errorCode: string, message: string, readonly errorType = 'validation') { super(message); }
}

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ23456789';
const newPsp = (): string => [...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

/** Adyen on this machine: card payments of its Checkout API with redirects, captures and refunds that are received and told of later, chargebacks, signed notifications. It cannot be asked anything. */
export class FakeAdyen extends FakeProvider {
  readonly apiKey = 'AQEfake-adyen-api-key';
  readonly account = 'HubcraftECOM';
  readonly clientKey = 'test_FAKEADYENCLIENTKEY';
  readonly hmacKey = 'DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00';
  readonly payments: Payment[] = [];
  readonly blik = new BlikApps();
  private readonly sheets = new OpenedSheets();
  /** Merchant id of Adyen's own certificate for Apple Pay. */
  readonly appleMerchant = '000000000204001';
  readonly refunds: string[] = [];
  readonly stored: { id: string; shopperReference: string; number: string; networkTxReference: string }[] = [];
  private readonly told: { payment: Payment; eventCode: string; raw: string }[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly moved: AdyenMovement[] = [];
  private batch = 100;
  private failsNextRefund = false;
  /** In which currency what moves from now on is paid out, and at which rate; null: in its own. */
  paidOutIn: AdyenPayoutIn | null = null;
  private time = Date.now();

  get env(): Record<string, string> {
    return { ADYEN_API_URL: this.url, ADYEN_API_KEY: this.apiKey, ADYEN_MERCHANT_ACCOUNT: this.account, ADYEN_CLIENT_KEY: this.clientKey, ADYEN_HMAC_KEY: this.hmacKey };
  }

  token(card: keyof typeof NUMBERS): string {
    return `ady_${Buffer.from(JSON.stringify({ type: 'scheme', encryptedCardNumber: NUMBERS[card], encryptedExpiryMonth: 'test_03', encryptedExpiryYear: 'test_2030', encryptedSecurityCode: 'test_737' })).toString('base64url')}`;
  }

  failNextRefund(): void {
    this.failsNextRefund = true;
  }

  /** Received modifications come to their end. */
  settle(): void {
    for (const work of this.waiting.splice(0)) work();
  }

  paymentOf(reference: string): Payment {
    const found = this.payments.find((each) => each.reference === reference);
    if (!found) throw new Error(`nothing was booked for ${reference}`);
    return found;
  }

  booked(reference: string): number {
    return this.payments.filter((each) => each.reference === reference && each.state !== 'refused').length + this.refunds.filter((each) => each === reference).length;
  }

  /** What it has told about a payment and what belongs to it, the oldest first. */
  notifications(reference: string): { eventCode: string; raw: string }[] {
    return this.told.filter(({ payment }) => payment.reference === reference);
  }

  /** The settlement details report of what has moved since the last one: a batch that is paid out. */
  settlementReport(): string {
    return adyenReport(this.account, ++this.batch, new Date(this.time), this.moved.splice(0));
  }

  private moves(type: AdyenMovement['type'], payment: Payment, cents: number, modification = '', modificationReference = ''): void {
    this.moved.push({ type, psp: payment.psp, reference: payment.reference, modification, modificationReference, currency: payment.amount.currency, cents, paidOutIn: this.paidOutIn });
  }

  dispute(payment: Payment, to: 'opened' | 'lost' | 'won'): void {
    const [all, psp] = [payment.amount.value, `DSP${payment.psp.slice(3)}`];
    if (to === 'opened') this.moves('Chargeback', payment, -all, psp);
    else this.moves('ChargebackReversed', payment, all, psp);
    // It is lost after it was defended: given back, and taken again.
    if (to === 'lost') this.moves('SecondChargeback', payment, -all, psp);
    this.tell(payment, { opened: 'CHARGEBACK', won: 'CHARGEBACK_REVERSED', lost: 'SECOND_CHARGEBACK' }[to], { psp: `DSP${payment.psp.slice(3)}`, reason: 'Other Fraud-Card Absent Environment' });
  }

  signed(item: Record<string, any>): string {
    const fields = [item['pspReference'], item['originalReference'] ?? '', item['merchantAccountCode'], item['merchantReference'], item['amount'].value, item['amount'].currency, item['eventCode'], item['success']];
    const hmacSignature = createHmac('sha256', Buffer.from(this.hmacKey, 'hex')).update(fields.join(':')).digest('base64');
    return JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem: { ...item, additionalData: { ...item['additionalData'], hmacSignature } } }] });
  }

  private tell(payment: Payment, eventCode: string, { psp, success = true, reason = '', reference = payment.reference, amount = payment.amount }: { psp?: string; success?: boolean; reason?: string; reference?: string; amount?: Payment['amount'] } = {}): void {
    this.time += 1_000;
    const isFirst = psp === undefined;
    const raw = this.signed({
      additionalData: isFirst && payment.card ? { cardSummary: payment.card.summary, paymentMethod: payment.type, cardIssuingCountry: 'NL', ...(payment.redirectResult && success ? { threeDAuthenticated: 'true' } : {}) } : {},
      amount, eventCode, eventDate: new Date(this.time).toISOString(), merchantAccountCode: this.account, merchantReference: reference, ...(isFirst ? {} : { originalReference: payment.psp }), paymentMethod: payment.type, pspReference: psp ?? payment.psp, reason,
      success: String(success),
    });
    this.told.push({ payment, eventCode, raw });
  }

  protected serverError(): FakeAnswer {
    return { status: 500, body: { status: 500, errorCode: '905', message: 'Payment details are not supported', errorType: 'configuration' } };
  }

  protected keyRefusal(why: 'running' | 'other'): FakeAnswer | null {
    return why === 'running' ? { status: 422, body: { status: 422, errorCode: '704', message: 'request already processed or in progress', errorType: 'validation' } } : null;
  }

  protected override isKept(answer: FakeAnswer): boolean {
    return answer.status < 400 || answer.status >= 500;
  }

  protected async answer(request: FakeRequest): Promise<FakeAnswer> {
    if (request.path.startsWith('/redirect/')) return this.page(request);
    if (request.headers['x-api-key'] !== this.apiKey) throw new Refused(401, '000', 'HTTP Status Response - Unauthorized', 'security');
    const [, version, resource, id, action] = request.path.split('/');
    if (version === 'v72' && resource === 'storedPaymentMethods') return this.ofStored(request, id);
    if (request.method === 'POST' && request.path === '/v72/applePay/sessions') return this.appleSession(request);
    if (request.method !== 'POST' || version !== 'v72' || resource !== 'payments') return { status: 404, body: '' };
    if (!request.headers['content-type']?.startsWith('application/json')) throw new Refused(400, '702', 'Unexpected content type');
    const body = JSON.parse(request.raw.toString('utf8')) as Record<string, any>;
    const what = action ?? (id === 'details' ? 'details' : 'payments');
    this.check(body, what);
    return this.once(request.headers['idempotency-key'], request.path, () => this.book(what, body, id!));
  }

  /** By https://docs.adyen.com/api-explorer/Checkout/72: what is stored of a shopper, and its removal. */
  private ofStored({ method, query }: FakeRequest, id: string | undefined): FakeAnswer {
    if (query.get('merchantAccount') !== this.account) throw new Refused(403, '901', 'Invalid Merchant Account', 'security');
    const of = this.stored.filter(({ shopperReference }) => shopperReference === query.get('shopperReference'));
    if (method === 'GET' && id === undefined) {
      const shown = of.map(({ number, ...rest }) => ({ ...rest, brand: 'visa', expiryMonth: '03', expiryYear: '2030', lastFour: CARDS[number]!.summary, type: 'scheme', supportedRecurringProcessingModels: ['CardOnFile'] }));
      return { status: 200, body: { merchantAccount: this.account, shopperReference: query.get('shopperReference'), storedPaymentMethods: shown } };
    }
    const at = method === 'DELETE' ? this.stored.findIndex((each) => each.id === id && of.includes(each)) : -1;
    if (at < 0) throw new Refused(422, '800', 'Contract not found');
    this.stored.splice(at, 1);
    return { status: 204, body: null };
  }

  protected refused(error: unknown): FakeAnswer {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, body: { status: error.status, errorCode: error.errorCode, message: error.message, errorType: error.errorType } };
  }

  private check(body: Record<string, any>, what: string): void {
    const known = MEMBERS[what]?.split(',');
    if (!known) throw new Refused(404, '000', 'Not found');
    const unknown = Object.keys(body).find((name) => !known.includes(name));
    if (unknown) throw new Refused(400, '702', `Structure of the request contains the following unknown fields: [${unknown}]`);
    const missing = REQUIRED[what]!.find((name) => body[name] === undefined);
    if (missing) throw new Refused(422, '14_006', `Required field '${missing}' is null`);
    if (what !== 'details' && body['merchantAccount'] !== this.account) throw new Refused(403, '901', 'Invalid Merchant Account', 'security');
    const { amount } = body as { amount?: { value: number; currency: string } };
    if (amount && (!Number.isSafeInteger(amount.value) || amount.value < 1)) throw new Refused(422, '137', 'Invalid amount specified');
    if (amount && (!/^[A-Z]{3}$/.test(amount.currency) || NOT_TAKEN.includes(amount.currency))) throw new Refused(422, '138', 'Unsupported currency specified');
    if (amount && ['CLP', 'ISK'].includes(amount.currency) && amount.value % 100 !== 0) throw new Refused(422, '137', 'Invalid amount specified');
    if (what === 'payments' && (typeof body['reference'] !== 'string' || body['reference'].length > 80)) throw new Refused(422, '130', 'Reference Missing');
  }

  private book(what: string, body: Record<string, any>, id: string): FakeAnswer {
    if (what === 'payments') return this.pay(body);
    if (what === 'details') return this.details(body['details'].redirectResult);
    const payment = this.payments.find((each) => each.psp === id);
    if (!payment) throw new Refused(422, '167', 'Original pspReference required for this operation');
    const psp = newPsp();
    const { amount = payment.amount, reference } = body as { amount?: Payment['amount']; reference?: string };
    if (what === 'refunds') this.refunds.push(reference!);
    const fails = what === 'refunds' && this.failsNextRefund;
    if (what === 'refunds') this.failsNextRefund = false;
    this.waiting.push(() => this.modify(payment, what, { psp, amount, reference: reference ?? payment.reference }, fails));
    return { status: 201, body: { merchantAccount: this.account, paymentPspReference: payment.psp, pspReference: psp, reference, status: 'received', ...(what === 'cancels' ? {} : { amount }) } };
  }

  private modify(payment: Payment, what: string, told: { psp: string; amount: Payment['amount']; reference: string }, fails: boolean): void {
    if (what === 'captures') {
      const success = payment.state === 'authorised';
      if (success) payment.state = 'captured';
      if (success) this.moves('Settled', payment, told.amount.value);
      this.tell(payment, 'CAPTURE', { ...told, success, reason: success ? '' : 'Transaction is not authorised' });
    } else if (what === 'cancels') {
      const success = payment.state === 'authorised';
      if (success) payment.state = 'cancelled';
      this.tell(payment, 'CANCELLATION', { ...told, success });
    } else {
      const success = !fails && payment.state === 'captured' && payment.refunded + told.amount.value <= payment.amount.value;
      if (success) payment.refunded += told.amount.value;
      if (success) this.moves('Refunded', payment, -told.amount.value, told.psp, told.reference);
      this.tell(payment, 'REFUND', { ...told, success, reason: success ? '' : 'Insufficient balance on payment' });
    }
  }

  /** By https://docs.adyen.com/api-explorer/Checkout/72/post/applePay/sessions */
  private appleSession({ raw }: FakeRequest): FakeAnswer {
    const { displayName, domainName, merchantIdentifier, ...others } = JSON.parse(raw.toString('utf8')) as Record<string, string>;
    if (Object.keys(others).length > 0 || !displayName || !domainName || merchantIdentifier !== this.appleMerchant) throw new Refused(422, '10_003', 'Invalid Apple Pay session request');
    return { status: 201, body: { data: Buffer.from(JSON.stringify({ merchantSessionIdentifier: 'SSH_adyen', domainName, displayName })).toString('base64') } };
  }

  /** Apple's token comes in Base64, Google's as text. */
  private numberInWallet({ type, applePayToken, googlePayToken }: Record<string, string>): string {
    const [wallet, text] = type === 'applepay' ? (['apple_pay', Buffer.from(applePayToken ?? '', 'base64').toString('utf8')] as const) : (['google_pay', googlePayToken ?? ''] as const);
    let told: unknown = null;
    try {
      told = JSON.parse(text);
    } catch {
      // Not what a wallet hands over.
    }
    const does = this.sheets.open(wallet, told);
    if (!does || does === 'used') throw new Refused(422, '15_008', 'Unable to decrypt data');
    return ({ pays: NUMBERS.pays, declines: NUMBERS.declines, asks: NUMBERS.asks } satisfies Record<InWallet, string>)[does];
  }

  private numberOf({ paymentMethod, shopperReference, shopperInteraction, recurringProcessingModel }: Record<string, any>): string {
    if (paymentMethod.type !== 'scheme' || paymentMethod.storedPaymentMethodId === undefined) return String(paymentMethod.encryptedCardNumber);
    if (shopperInteraction !== 'ContAuth' || !['CardOnFile', 'UnscheduledCardOnFile', 'Subscription'].includes(recurringProcessingModel)) throw new Refused(422, '179', 'Recurring transactions are not supported for this interaction');
    const stored = this.stored.find(({ id, shopperReference: of }) => id === paymentMethod.storedPaymentMethodId && of === shopperReference);
    if (!stored) throw new Refused(422, '800', 'Contract not found');
    return stored.number;
  }

  private pay(body: Record<string, any>): FakeAnswer {
    const { amount, reference, paymentMethod, returnUrl, additionalData, storePaymentMethod, shopperReference } = body;
    if (paymentMethod.type === 'blik' || paymentMethod.type === 'mbway') return this.payInApp(paymentMethod, amount, reference, returnUrl, additionalData);
    if (paymentMethod.type === 'ideal') return this.payByIdeal(amount, reference, returnUrl, additionalData);
    if (storePaymentMethod && (typeof shopperReference !== 'string' || shopperReference.length < 3)) throw new Refused(422, '126', 'Shopper Reference Missing');
    if (additionalData?.scaExemption !== undefined && !['lowValue', 'secureCorporate', 'trustedBeneficiary', 'transactionRiskAnalysis'].includes(additionalData.scaExemption as string)) throw new Refused(422, '702', 'Unknown scaExemption');
    const isInWallet = paymentMethod.type === 'applepay' || paymentMethod.type === 'googlepay';
    const number = isInWallet ? this.numberInWallet(paymentMethod) : this.numberOf(body);
    const card = isInWallet || paymentMethod.type === 'scheme' ? CARDS[number] : undefined;
    if (!card) throw new Refused(422, '101', 'Invalid card number');
    const payment: Payment = { psp: newPsp(), type: isInWallet ? `visa_${paymentMethod.type}` as Payment['type'] : 'visa', reference, amount, card, exemption: additionalData?.scaExemption ?? null, stores: storePaymentMethod === true ? { shopper: shopperReference, number } : null, state: 'waits', refunded: 0, back: returnUrl, redirectResult: null, approves: false, isManual: additionalData?.manualCapture === 'true' };
    this.payments.push(payment);
    const isOffSession = body['recurringProcessingModel'] === 'UnscheduledCardOnFile' && body['shopperInteraction'] === 'ContAuth';
    const isAsked = body['authenticationData']?.attemptAuthentication === 'always';
    if ((card.does === 'softly' && !isAsked) || (card.does === 'asks' && isOffSession)) return this.decide(payment, false, 'Authentication required', '38');
    if (card.does === 'asks' || (card.does === 'softly' && isAsked)) return { status: 200, body: { pspReference: payment.psp, resultCode: 'RedirectShopper', additionalData: { cardSummary: card.summary }, action: { type: 'redirect', method: 'GET', paymentMethodType: 'scheme', url: `${this.url}/redirect/${payment.psp}` } } };
    return this.decide(payment, card.does === 'pays', 'Not enough balance', '12');
  }

  /** By https://docs.adyen.com/payment-methods/ideal/api-only: a page, and no capture of one's own. */
  private payByIdeal(amount: Payment['amount'], reference: string, back: string, additionalData: Record<string, string> | undefined): FakeAnswer {
    if (amount.currency !== 'EUR') throw new Refused(422, '14_0411', 'Currency is not supported by the payment method');
    if (additionalData?.['manualCapture'] === 'true') throw new Refused(422, '905', 'Manual capture is not supported by the payment method', 'configuration');
    const payment = this.begun('ideal', amount, reference, back);
    return { status: 200, body: { resultCode: 'RedirectShopper', pspReference: payment.psp, action: { type: 'redirect', method: 'GET', paymentMethodType: 'ideal', url: `${this.url}/redirect/${payment.psp}` } } };
  }

  private begun(type: 'ideal' | 'blik' | 'mbway', amount: Payment['amount'], reference: string, back: string): Payment {
    const payment: Payment = { psp: newPsp(), type, reference, amount, card: null, exemption: null, stores: null, state: 'waits', refunded: 0, back, redirectResult: null, approves: false, isManual: false };
    this.payments.push(payment);
    return payment;
  }

  /** By https://docs.adyen.com/payment-methods/blik/api-only and the models of MB WAY: she confirms in her app, and what comes of it is told. */
  private payInApp(method: Record<string, string>, amount: Payment['amount'], reference: string, back: string, additionalData: Record<string, string> | undefined): FakeAnswer {
    const type = method['type'] as 'blik' | 'mbway';
    if (amount.currency !== (type === 'blik' ? 'PLN' : 'EUR')) throw new Refused(422, '14_0411', 'Currency is not supported by the payment method');
    if (additionalData?.['manualCapture'] === 'true') throw new Refused(422, '905', 'Manual capture is not supported by the payment method', 'configuration');
    if (type === 'mbway' && !/^\+\d{8,15}$/.test(method['telephoneNumber'] ?? '')) throw new Refused(422, '14_006', "Required field 'telephoneNumber' is null");
    if (type === 'blik' && !/^\d{6}$/.test(method['blikCode'] ?? '')) throw new Refused(422, '14_006', "Required field 'blikCode' is null");
    const payment = this.begun(type, amount, reference, back);
    if (type === 'blik' && this.blik.use(method['blikCode']!) !== 'good') return this.decide(payment, false, 'Refused', '2');
    return { status: 200, body: { resultCode: 'Pending', pspReference: payment.psp, action: { type: 'await', paymentMethodType: type, paymentData: 'Ab02b4c0!', url: `${this.url}/await/${payment.psp}` } } };
  }

  /** She has confirmed it in her app. */
  confirm(payment: Payment): void {
    this.decide(payment, true, '', '');
  }

  /** Its time is over: Adyen says that nothing was authorised. */
  expire(payment: Payment): void {
    payment.state = 'refused';
    this.tell(payment, 'AUTHORISATION', { success: false, reason: 'Refused' });
  }

  private decide(payment: Payment, isApproved: boolean, refusalReason: string, refusalReasonCode: string): FakeAnswer {
    payment.state = isApproved ? 'authorised' : 'refused';
    if (isApproved && payment.stores) this.stored.push({ id: newPsp(), shopperReference: payment.stores.shopper, number: payment.stores.number, networkTxReference: `ntr${payment.psp.slice(0, 12)}` });
    this.tell(payment, 'AUTHORISATION', { success: isApproved, reason: isApproved ? '044925:1111:03/2030' : refusalReason });
    // Without a capture of one's own nothing is told of the money.
    if (isApproved && !payment.isManual) payment.state = 'captured';
    if (isApproved && !payment.isManual) this.moves('Settled', payment, payment.amount.value);
    const additionalData = payment.card ? { cardSummary: payment.card.summary, paymentMethod: 'visa', cardIssuingCountry: 'NL', ...(payment.redirectResult && isApproved ? { threeDAuthenticated: 'true' } : {}) } : {};
    const common = { additionalData, pspReference: payment.psp, merchantReference: payment.reference, paymentMethod: payment.card ? { brand: 'visa', type: 'scheme' } : { type: payment.type } };
    return { status: 200, body: isApproved ? { ...common, resultCode: 'Authorised', amount: payment.amount } : { ...common, resultCode: 'Refused', refusalReason, refusalReasonCode } };
  }

  private details(redirectResult: unknown): FakeAnswer {
    const payment = this.payments.find((each) => each.redirectResult !== null && each.redirectResult === redirectResult);
    if (payment?.state !== 'waits') throw new Refused(422, '14_018', 'Invalid redirectResult');
    return this.decide(payment, payment.approves, '3D Not Authenticated', '11');
  }

  private page({ method, path, raw }: FakeRequest): FakeAnswer {
    const payment = this.payments.find((each) => each.psp === path.split('/').at(-1));
    if (payment?.state !== 'waits') return { status: 404, body: 'Not found' };
    if (method === 'GET') return { status: 200, body: '<form method="post"><button name="answer" value="approve">Pay</button><button name="answer" value="refuse">Fail</button></form>' };
    Object.assign(payment, { redirectResult: `eyJ0cmFuc1N0YXR1cyI6${newPsp()}`, approves: raw.toString() === 'answer=approve' });
    const back = new URL(payment.back);
    back.searchParams.set('redirectResult', payment.redirectResult!);
    return { status: 303, body: '', headers: { location: back.toString() } };
  }
}
