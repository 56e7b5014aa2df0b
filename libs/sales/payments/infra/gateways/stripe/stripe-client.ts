import Stripe from 'stripe';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';

/** The API version that the answers are read in: that of the SDK that is built in. */
export const STRIPE_API_VERSION = Stripe.API_VERSION;

/** A list of 100 payments with their charges is some 700 kB. */
const MAX_BYTES = 8 * 1_048_576;

/** What Stripe's SDK sends and reads, through our own way out: its deadline, its bound, its pool. */
class EgressHttpClient extends Stripe.HttpClient {
  constructor(private readonly egress: Egress) { super(); }

  override getClientName(): string { return 'hubcraft'; }

  override async makeRequest(host: string, port: string, path: string, method: string, headers: Record<string, string | number | string[]>, body: string, protocol: string, timeout: number) {
    const sent = Object.entries(headers).flatMap(([name, value]) => (value === undefined || value === null || /^content-length$/i.test(name) ? [] : [[name, String(value)]]));
    const answer = await this.egress.send({
      method: method as 'GET' | 'POST', url: `${protocol}://${host}:${port}${path}`, headers: Object.fromEntries(sent) as Record<string, string>, ...(body ? { body } : {}),
      deadlineMs: Math.max(1, Math.round(timeout)), maxBytes: MAX_BYTES, reach: 'any',
    });
    return new EgressResponse(answer);
  }
}

class EgressResponse extends Stripe.HttpClientResponse {
  constructor(private readonly answer: EgressAnswer) { super(answer.status, answer.headers as Record<string, string>); }

  override getRawResponse(): unknown { return {}; }
  override toStream(): never { throw new Error('Nothing of Stripe is read as a stream'); }
  override toJSON(): Promise<unknown> {
    if (this.answer.cut) return Promise.reject(new Error('too long'));
    return new Promise((resolve) => resolve(JSON.parse(this.answer.body.toString('utf8'))));
  }
}

/** The SDK without its own retries and its telemetry: a lost answer is looked up, never sent again blindly. */
export function stripeClient(egress: Egress, secretKey: string, apiUrl: string): Stripe {
  const url = new URL(apiUrl);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION as never, httpClient: new EgressHttpClient(egress), host: url.hostname, port: url.port || (protocol === 'http' ? 80 : 443), protocol, maxNetworkRetries: 0, telemetry: false,
  });
}

export type StripeFailure = { outcome: 'refused'; code: string; message: string } | { outcome: 'unavailable'; reason: string } | { outcome: 'unknown'; reason: string };

/** What an error of the SDK says of whether Stripe has acted. @throws the error itself when it is none of Stripe's */
export function stripeFailure(error: unknown): StripeFailure {
  if (error instanceof EgressError) return error.sent ? { outcome: 'unknown', reason: error.reason } : { outcome: 'unavailable', reason: error.reason };
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  if (error instanceof Stripe.errors.StripeConnectionError) {
    const cause: unknown = error.detail;
    return cause instanceof EgressError ? stripeFailure(cause) : { outcome: 'unknown', reason: 'connection' };
  }
  const { statusCode } = error;
  // The key is wrong or the rate is exceeded: refused before anything was booked, and another day it may work.
  if (statusCode === 401 || statusCode === 403 || statusCode === 429) return { outcome: 'unavailable', reason: `http_${statusCode}` };
  // Another request runs under this key, or ran with other parameters: that one may have been booked.
  if (statusCode === undefined || statusCode === 409 || statusCode >= 500 || error.rawType === 'idempotency_error') return { outcome: 'unknown', reason: error.code ?? (statusCode ? `http_${statusCode}` : 'unreadable') };
  return { outcome: 'refused', code: (error.decline_code ?? error.code ?? error.rawType ?? `http_${statusCode}`).slice(0, 60), message: error.message.slice(0, 500) };
}
