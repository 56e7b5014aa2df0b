import { FAULT_MODES, type FaultMode } from './faults.js';
import type { EvidenceInput } from './disputes.js';
import type { PaymentInput } from './payments.js';
import { refuseFields, Refusal, type FieldError } from './refusal.js';
import type { CardInput } from './cards.js';
import { WALLETS } from './wallets.js';

type Fields = Readonly<Record<string, unknown>>;
const METHODS = ['bank_transfer', 'voucher', 'wallet', 'code'] as const;

/** Reads a JSON body field by field and refuses once, naming everything that is wrong. */
class Reader {
  readonly errors: FieldError[] = [];

  constructor(private readonly fields: Fields) {}

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  text(name: string, max: number): string {
    const value = this.fields[name];
    if (typeof value === 'string' && value.length >= 1 && value.length <= max) return value;
    return this.wrong(name, `must be a text of 1 to ${max} characters.`, '');
  }

  integer(name: string, min: number, max: number): number {
    const value = this.fields[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    return this.wrong(name, `must be an integer from ${min} to ${max}.`, min);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const value = this.fields[name];
    const found = choices.find((choice) => choice === value);
    return found ?? this.wrong(name, `must be one of ${choices.join(', ')}.`, null);
  }

  wrong<Instead>(field: string, message: string, instead: Instead): Instead {
    this.errors.push({ field, message });
    return instead;
  }

  finish(code: 'invalid_request' | 'invalid_card' = 'invalid_request'): void {
    if (this.errors.length > 0) throw refuseFields(code, this.errors);
  }
}

export function readPayment(body: unknown): PaymentInput {
  const fields = asFields(body);
  const read = new Reader(fields);
  if (['token', 'method', 'stored_method'].filter((name) => read.has(name)).length !== 1) read.wrong('token', 'exactly one of token, method and stored_method must be given.', null);
  const input: PaymentInput = {
    reference: read.text('reference', 128),
    amount_minor: read.integer('amount_minor', 1, Number.MAX_SAFE_INTEGER),
    currency: readCurrency(read),
    token: read.has('token') ? read.text('token', 64) : null,
    wallet: read.has('wallet') ? read.oneOf('wallet', WALLETS) : null,
    stored_method: read.has('stored_method') ? read.text('stored_method', 64) : null,
    store: readFlag(read, fields, 'store', false),
    is_off_session: readFlag(read, fields, 'is_off_session', false),
    exemption: read.has('exemption') ? read.oneOf('exemption', ['low_value', 'tra'] as const) : null,
    network_reference: read.has('network_reference') ? read.text('network_reference', 64) : null,
    method: read.has('method') ? read.oneOf('method', METHODS) : null,
    capture: readFlag(read, fields, 'capture', true),
    return_url: read.has('return_url') ? readUrl(read, 'return_url') : null,
    is_challenge_wanted: readFlag(read, fields, 'is_challenge_wanted', false),
    locale: (read.has('locale') ? read.oneOf('locale', ['en', 'de'] as const) : 'en') ?? 'en',
    metadata: readMetadata(read, fields['metadata']),
    code: fields['method'] === 'code' ? readPayer(read, fields['payer']) : null,
  };
  if (fields['method'] !== 'code' && read.has('payer')) read.wrong('payer', 'is not wanted with this method.', null);
  read.finish();
  return input;
}

export function readCapture(body: unknown): number | null {
  const read = new Reader(asFields(body ?? {}));
  const amount = read.has('amount_minor') ? read.integer('amount_minor', 1, Number.MAX_SAFE_INTEGER) : null;
  read.finish();
  return amount;
}

export function readRefund(body: unknown): { reference: string; amount_minor: number | null } {
  const read = new Reader(asFields(body));
  const input = {
    reference: read.text('reference', 128),
    amount_minor: read.has('amount_minor') ? read.integer('amount_minor', 1, Number.MAX_SAFE_INTEGER) : null,
  };
  read.finish();
  return input;
}

export function readEvidence(body: unknown): EvidenceInput {
  const read = new Reader(asFields(body));
  const fingerprint = read.text('fingerprint', 64);
  const input = { fingerprint: /^[0-9a-f]{64}$/.test(fingerprint) ? fingerprint : read.wrong('fingerprint', 'must be a SHA-256 in hex.', ''), text: read.text('text', 150_000) };
  read.finish();
  return input;
}

export function readToken(body: unknown): CardInput & { session: string | null } {
  const fields = asFields(body);
  const read = new Reader(fields);
  const input = {
    number: read.text('number', 40),
    exp_month: read.integer('exp_month', 0, 99),
    exp_year: read.integer('exp_year', 0, 9999),
    security_code: read.text('security_code', 8),
    // The frame says '' where its address names no session.
    session: read.has('session') && fields['session'] !== '' ? read.text('session', 200) : null,
  };
  const expiry = read.errors.some((one) => one.field.startsWith('exp_'));
  // The frame knows one field for the date.
  if (expiry) read.wrong('expiry', 'must be a month and a year.', null);
  read.finish('invalid_card');
  return input;
}

export interface ControlInput {
  readonly mode: FaultMode | 'none' | null;
  readonly probability: number;
  readonly count: number | null;
  readonly delay_ms: number | null;
  readonly applies_to: 'answers' | 'notifications' | null;
  readonly seed: number | null;
  readonly settle_async: { readonly payment_id: string; readonly result: 'paid' | 'failed' } | null;
  /** The payment whose dispute the bank decides now. */
  readonly close_dispute: string | null;
  readonly delays: Readonly<Partial<Record<'async_delay_ms' | 'refund_delay_ms' | 'dispute_delay_ms' | 'dispute_due_ms' | 'dispute_close_ms', number>>>;
}

export function readControl(body: unknown): ControlInput {
  const fields = asFields(body);
  const read = new Reader(fields);
  const probability = fields['probability'] ?? 1;
  const isProbability = typeof probability === 'number' && probability >= 0 && probability <= 1;
  const whole = (name: string, max: number): number | null => (read.has(name) ? read.integer(name, 0, max) : null);
  const day = 86_400_000;
  const delays = (['async_delay_ms', 'refund_delay_ms', 'dispute_delay_ms', 'dispute_due_ms', 'dispute_close_ms'] as const).flatMap((name) => (read.has(name) ? [[name, read.integer(name, 0, 400 * day)] as const] : []));
  const input: ControlInput = {
    mode: read.has('mode') ? read.oneOf('mode', [...FAULT_MODES, 'none'] as const) : null,
    probability: isProbability ? probability : read.wrong('probability', 'must be a number from 0 to 1.', 1),
    count: whole('count', 1_000_000),
    delay_ms: whole('delay_ms', day),
    applies_to: read.has('applies_to') ? read.oneOf('applies_to', ['answers', 'notifications'] as const) : null,
    seed: whole('seed', 2 ** 32 - 1),
    settle_async: read.has('settle_async') ? readSettleAsync(read, fields['settle_async']) : null,
    close_dispute: read.has('close_dispute') ? read.text('close_dispute', 64) : null,
    delays: Object.fromEntries(delays),
  };
  read.finish();
  return input;
}

/** An optional whole number of the query string. */
export function readQueryInteger(query: Fields, name: string, otherwise: number, min: number, max: number): number {
  const text = query[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (typeof text !== 'string' || !/^\d{1,16}$/.test(text) || value < min || value > max) {
    throw new Refusal(400, 'invalid_query', `${name} must be an integer from ${min} to ${max}.`);
  }
  return value;
}

function readSettleAsync(read: Reader, value: unknown): ControlInput['settle_async'] {
  const inner = new Reader(asFields(value));
  const payment_id = inner.text('payment_id', 64);
  const result = inner.oneOf('result', ['paid', 'failed'] as const);
  for (const error of inner.errors) read.wrong(`settle_async.${error.field}`, error.message, null);
  return result === null ? null : { payment_id, result };
}

function asFields(body: unknown): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields;
  throw new Refusal(422, 'invalid_request', 'The body must be a JSON object.', { errors: [] });
}

function readCurrency(read: Reader): string {
  const code = read.text('currency', 3);
  return /^[A-Z]{3}$/.test(code) ? code : read.wrong('currency', 'must be an ISO 4217 code.', 'USD');
}

function readFlag(read: Reader, fields: Fields, name: string, otherwise: boolean): boolean {
  const value = fields[name] ?? otherwise;
  return typeof value === 'boolean' ? value : read.wrong(name, 'must be true or false.', otherwise);
}

function readUrl(read: Reader, name: string): string {
  const text = read.text(name, 2000);
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  return read.wrong(name, 'must be an absolute http or https URL.', '');
}

/** The payer's name and the code of her app. What she is called is not kept. */
function readPayer(read: Reader, value: unknown): string | null {
  const payer = new Reader(asFields(value ?? {}));
  payer.text('name', 100);
  const code = payer.text('code', 6);
  if (!/^\d{6}$/.test(code)) payer.wrong('code', 'must be six digits.', null);
  for (const { field, message } of payer.errors) read.wrong(`payer.${field}`, message, null);
  return code;
}

function readMetadata(read: Reader, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value as Fields) : null;
  const isFine = entries !== null && entries.length <= 50 && entries.every(([key, text]) => key.length <= 64 && typeof text === 'string' && text.length <= 500);
  return isFine ? (Object.fromEntries(entries) as Record<string, string>) : read.wrong('metadata', 'must be an object of at most 50 texts.', {});
}
