import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { eventually } from './eventually.js';
import type { System } from './system.js';

export interface HttpAnswer {
  status: number;
  body: any;
  text: string;
  /** When a server that is away asks for the next try. */
  retryAfterMs?: number;
}

const RETRY_AFTER_MAX_MS = 2_000;

export interface ShownAmounts {
  currency: string;
  total: { minor: number };
}

export const CARDS = { succeeds: '4242424242424242', insufficient: '2051', declined: '4832285061609015', three_ds: '4224703082575813', dispute_lost: '4000000000000267', dispute_won: '4000000000002685' } as const;

/** Keeps trying while the other side is away: what a phone on a bad line does. Every try is the same request. */
const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'EPIPE']);

function isAway(error: unknown): boolean {
  return AWAY.has((error as { code?: string }).code ?? '') || /other side closed|terminated|ended without/.test(String(error));
}

/** A player with a headless client: only the Store API and the provider's token endpoint. Connections are shared by all buyers of a run. */
export class Storefront {
  private readonly api: Pool;
  private readonly psp: Pool;
  /** Tries that got no answer, or that of a server in trouble, and were repeated; of how many; and the longest that one was open. */
  repeated = 0;
  requests = 0;
  slowest = { ms: 0, what: '' };
  /** Hears of every request of ours how long it was open. */
  onAnswered: (ms: number, what: string) => void = () => undefined;
  /** Answers of a server in trouble, by status. */
  readonly troubles = new Map<number, number>();

  constructor(private readonly system: System, private readonly patienceMs = 60_000) {
    this.api = new Pool(system.urls.api, { connections: 64, headersTimeout: 20_000, bodyTimeout: 20_000 });
    this.psp = new Pool(system.urls.psp, { connections: 32 });
  }

  /** One request, repeated while there is no answer or a 5xx, with the same key. */
  async send(method: 'GET' | 'POST' | 'PATCH', path: string, options: { secret?: string; session?: string; body?: object; key?: string; headers?: Record<string, string> } = {}): Promise<HttpAnswer> {
    const headers: Record<string, string> = { ...options.headers };
    const token = options.secret ?? options.session;
    if (token) headers['authorization'] = `Bearer ${token}`;
    if (options.body) headers['content-type'] = 'application/json';
    if (options.key) headers['idempotency-key'] = options.key;
    const deadline = performance.now() + this.patienceMs;
    for (;;) {
      const answer = await this.once(method, path, headers, options.body);
      const isInProgress = answer?.status === 409 && answer.body?.code === 'request_in_progress';
      if (answer && answer.status < 500 && !isInProgress) return answer;
      if (performance.now() > deadline) throw new Error(`${method} ${path} got no good answer in ${this.patienceMs} ms: ${answer?.status} ${answer?.text}`);
      this.repeated++;
      await pause(answer?.retryAfterMs ?? 100);
    }
  }

  private async once(method: 'GET' | 'POST' | 'PATCH', path: string, headers: Record<string, string>, body?: object): Promise<HttpAnswer | null> {
    const began = performance.now();
    this.requests++;
    try {
      const response = await this.api.request({ method, path, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      const text = await response.body.text();
      if (response.statusCode >= 500) this.troubles.set(response.statusCode, (this.troubles.get(response.statusCode) ?? 0) + 1);
      const retryAfterMs = Number(response.headers['retry-after'] ?? Number.NaN) * 1_000;
      return { status: response.statusCode, text, ...(response.statusCode === 503 && retryAfterMs > 0 ? { retryAfterMs: Math.min(retryAfterMs, RETRY_AFTER_MAX_MS) } : {}), body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined };
    } catch (error) {
      if (isAway(error)) return null;
      throw error;
    } finally {
      const ms = performance.now() - began;
      this.onAnswered(ms, `${method} ${path}`);
      if (ms > this.slowest.ms) this.slowest = { ms, what: `${method} ${path}` };
    }
  }

  async signIn(playerId: string): Promise<string> {
    let answer: HttpAnswer;
    // One address may sign in so often only; whoever is told to wait does so.
    for (const deadline = performance.now() + this.patienceMs; ; await pause(1_000)) {
      answer = await this.send('POST', '/store/v1/session', { body: { hub: this.system.demo.hub_slug, player_id: playerId } });
      if (answer.status !== 429 || performance.now() > deadline) break;
    }
    if (answer.status !== 200) throw new Error(`Sign-in answered ${answer.status}: ${answer.text}`);
    return answer.body.session_token as string;
  }

  /** A card token from the provider's own frame endpoint. */
  async cardToken(number: string, securityCode = '123'): Promise<string> {
    const deadline = performance.now() + this.patienceMs;
    for (;;) {
      const token = await this.tokenOnce(number, securityCode);
      if (token) return token;
      if (performance.now() > deadline) throw new Error(`The provider gave no token for ${number} in ${this.patienceMs} ms`);
      await pause(100);
    }
  }

  private async tokenOnce(number: string, security_code: string): Promise<string | null> {
    try {
      const response = await this.psp.request({ method: 'POST', path: '/tokens', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ number, exp_month: 12, exp_year: 2031, security_code }) });
      const body = (await response.body.json()) as { token?: string };
      if (!body.token) throw new Error(`The provider gave no token for ${number}: ${response.statusCode} ${JSON.stringify(body)}`);
      return body.token;
    } catch (error) {
      if (isAway(error)) return null;
      throw error;
    }
  }

  async checkout(secret: string): Promise<any> {
    return (await this.send('GET', '/store/v1/checkout', { secret })).body;
  }

  place(secret: string, place: { email?: string; country?: string; region?: string; postcode?: string }): Promise<HttpAnswer> {
    return this.send('PATCH', '/store/v1/checkout', { secret, body: place });
  }

  /** Pays what the checkout shows: the `amounts` of its view. */
  pay(secret: string, token: string, amounts: ShownAmounts, key = randomUUID() as string): Promise<HttpAnswer> {
    return this.send('POST', '/store/v1/checkout/pay', { secret, key, body: { method: 'card', token, expected_total_minor: amounts.total.minor, expected_currency: amounts.currency, immediate_delivery_requested: true } });
  }

  /** The session of a player whom her game has vouched for: by a login link that its server made. */
  async arrive(authorizationUrl: string): Promise<string> {
    const arrived = await fetch(authorizationUrl, { redirect: 'manual' });
    const cookie = /hc_session=([^;]+)/.exec(arrived.headers.get('set-cookie') ?? '')?.[1];
    if (!cookie) throw new Error(`The login link answered ${arrived.status} without a session`);
    return decodeURIComponent(cookie);
  }

  /** Pays by a card that she has kept: which of her saved methods it is. */
  async saveCard(secret: string, session: string): Promise<string> {
    const headers = { 'hubcraft-session': session };
    const { body: view } = await this.send('GET', '/store/v1/checkout', { secret, headers });
    const { version, locale } = view.saving.consent as { version: string; locale: string };
    const told = { method: 'card', token: await this.cardToken(CARDS.succeeds), save: { version, locale }, expected_total_minor: view.amounts.total.minor, expected_currency: view.amounts.currency, immediate_delivery_requested: true };
    const paid = await this.send('POST', '/store/v1/checkout/pay', { secret, key: randomUUID(), headers, body: told });
    if (paid.body.state !== 'paid') throw new Error(`Paying answered ${paid.text}`);
    return eventually(async () => {
      await pause(100);
      return (await this.send('GET', '/store/v1/saved_methods', { session })).body.data[0]?.id as string;
    }, 30_000);
  }

  /** Pays by what she has saved. */
  async payBySaved(secret: string, session: string, saved_method_id: string): Promise<HttpAnswer> {
    const { amounts } = await this.checkout(secret);
    return this.send('POST', '/store/v1/checkout/pay', { secret, key: randomUUID(), headers: { 'hubcraft-session': session }, body: { method: 'card', saved_method_id, expected_total_minor: amounts.total.minor, expected_currency: amounts.currency, immediate_delivery_requested: true } });
  }

  /** Waits until the checkout is in one of these states. */
  async until(secret: string, states: string[], withinMs = 30_000): Promise<any> {
    const view = await this.after(secret, states, withinMs);
    if (!states.includes(view.state)) throw new Error(`The checkout is ${view.state} and not ${states.join(' or ')} after ${withinMs} ms`);
    return view;
  }

  /** The checkout as soon as it is in one of these states, or as it is after so long. */
  async after(secret: string, states: string[], withinMs: number): Promise<any> {
    for (const deadline = performance.now() + withinMs; ; await pause(100)) {
      const view = await this.checkout(secret);
      if (states.includes(view.state) || performance.now() > deadline) return view;
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.api.destroy(), this.psp.destroy()]);
  }
}

/** The secret in a checkout_url. */
export function secretOf(checkoutUrl: string): string {
  return new URL(checkoutUrl).pathname.split('/').pop()!;
}

/** JSON of one of the sandbox processes. */
export async function getJson<T = any>(url: string, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { headers });
  return (await response.json()) as T;
}
