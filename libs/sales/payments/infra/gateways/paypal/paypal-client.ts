import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import type { GatewayAnswer } from '../../../domain/payment-gateway.js';
import { askProvider, isObject, objectOf, textOf, type Json } from '../provider-http.js';
import { Unreadable } from '../unreadable.js';

/** A token is not used in its last minute: it may end on the way. */
const SPARE_MS = 60_000;
/** What is waited for a token, whatever its first caller has left: others wait for the same. */
const TOKEN_DEADLINE_MS = 5_000;

interface Token { text: string; until: number }

export interface PayPalCall<T> {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** `PayPal-Request-Id`: the same answer for the same key. */
  key?: string;
  body?: object;
  /** By `performance.now()`. */
  until: number;
  read: (json: unknown) => T;
}

/**
 * PayPal's REST API with an OAuth 2 token of client credentials: kept until it ends, fetched once however many wait for it, and anew when it is refused. Its SDK brings HTTP clients of its own, so the
 * requests are ours.
 */
export class PayPalClient {
  private token: Token | undefined;
  private fetching: Promise<GatewayAnswer<Token>> | undefined;

  constructor(private readonly config: Config, private readonly egress: Egress) {}

  get url(): string {
    return this.config.required('PAYPAL_API_URL').replace(/\/+$/, '');
  }

  async ask<T>(call: PayPalCall<T>): Promise<GatewayAnswer<T>> {
    const first = await this.authorised(call.until);
    if (first.outcome !== 'answered') return first as GatewayAnswer<never>;
    const answer = await this.send(call, first.value);
    if (answer.outcome !== 'unavailable' || answer.reason !== 'http_401') return answer;
    // It was taken back before its time: refused before anything was done. Whoever comes second finds the new one.
    if (this.token === first.value) this.token = undefined;
    const second = await this.authorised(call.until);
    return second.outcome === 'answered' ? this.send(call, second.value) : (second as GatewayAnswer<never>);
  }

  private async authorised(until: number): Promise<GatewayAnswer<Token>> {
    if (this.token && this.token.until > performance.now()) return { outcome: 'answered', value: this.token };
    this.fetching ??= this.askForToken().finally(() => { this.fetching = undefined; });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<GatewayAnswer<Token>>((resolve) => { timer = setTimeout(() => resolve({ outcome: 'unavailable', reason: 'token: timeout' }), Math.max(until - performance.now(), 0)); });
    try {
      return await Promise.race([this.fetching, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A token moves nothing: without one PayPal surely did not act. */
  private async askForToken(): Promise<GatewayAnswer<Token>> {
    const basic = Buffer.from(`${this.config.required('PAYPAL_CLIENT_ID')}:${this.config.required('PAYPAL_CLIENT_SECRET')}`).toString('base64');
    const answer = await askProvider(this.egress, {
      method: 'POST', url: `${this.url}/v1/oauth2/token`, headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials', deadline_ms: TOKEN_DEADLINE_MS,
    }, tokenOf, refusalOf);
    if (answer.outcome !== 'answered') return { outcome: 'unavailable', reason: `token: ${answer.outcome === 'refused' ? answer.code : answer.reason}`.slice(0, 200) };
    this.token = answer.value;
    return answer;
  }

  private send<T>({ method, path, key, body, until, read }: PayPalCall<T>, token: Token): Promise<GatewayAnswer<T>> {
    const headers = { authorization: `Bearer ${token.text}`, ...(method === 'POST' ? { 'content-type': 'application/json', prefer: 'return=representation' } : {}), ...(key === undefined ? {} : { 'paypal-request-id': key }) };
    return askProvider(this.egress, { method, url: `${this.url}${path}`, headers, ...(body ? { body } : {}), deadline_ms: until - performance.now() }, read, refusalOf);
  }
}

function tokenOf(json: unknown): Token {
  const answer = objectOf(json, 'the token');
  const { expires_in } = answer;
  if (typeof expires_in !== 'number' || expires_in <= 0) throw new Unreadable('expires_in is no number of seconds');
  return { text: textOf(answer, 'access_token', 4_000), until: performance.now() + Math.max(expires_in * 1_000 - SPARE_MS, 0) };
}

/** `{ name, message, details: [{ issue, description }], debug_id }`: the issue says more than the name. */
export function refusalOf(status: number, json: unknown): { code: string; message: string } {
  const error: Json = isObject(json) ? json : {};
  const details = Array.isArray(error['details']) && isObject(error['details'][0]) ? error['details'][0] : {};
  const word = (value: unknown): string | null => (typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : null);
  return { code: word(details['issue']) ?? word(error['name']) ?? word(error['error']) ?? `http_${status}`, message: String(details['description'] ?? error['message'] ?? '').slice(0, 500) };
}
