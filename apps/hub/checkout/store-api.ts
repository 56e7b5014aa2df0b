import { call, type Answer } from '../islands/dom.js';
import type { PlaceChange, ToldView } from './session.js';

/** The Store API of one order. */
export class CheckoutApi {
  constructor(private readonly secret: string, private readonly locale: string) {}

  private ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    return call(method, `/store/v1/checkout${path}`, { ...(body ? { body } : {}), headers: { authorization: `Bearer ${this.secret}`, ...headers } });
  }

  /** Null when it could not be read. */
  async view(): Promise<ToldView | null> {
    const { status, body } = await this.ask('GET', `?locale=${this.locale}`);
    return status === 200 ? (body as unknown as ToldView) : null;
  }

  change(what: PlaceChange): Promise<Answer> {
    return this.ask('PATCH', `?locale=${this.locale}`, what);
  }

  pay(what: { method: string; token?: string; method_fields?: Record<string, string>; saved_method_id?: string; save?: { version: string; locale: string }; expected_total_minor: number; expected_currency: string; immediate_delivery_requested: boolean; waiver?: { version: string; locale: string } }, key: string): Promise<Answer> {
    return this.ask('POST', `/pay?locale=${this.locale}`, what, { 'idempotency-key': key });
  }

  beginAppleSession(validation_url: string): Promise<Answer> {
    return this.ask('POST', '/apple-pay-session', { validation_url });
  }

  /** By her session, not by the secret. */
  removeSaved(id: string): Promise<Answer> {
    return call('DELETE', `/store/v1/saved_methods/${id}`);
  }

  refresh(): Promise<Answer> {
    return this.ask('POST', '/refresh', {});
  }

  cancelAttempt(): Promise<Answer> {
    return this.ask('POST', `/cancel-attempt?locale=${this.locale}`, {});
  }

  /** Hears that something changed, until the stream ends. Answers false where there is no stream, so that the caller asks from time to time instead. */
  async listen(heard: () => void, signal: AbortSignal): Promise<boolean> {
    try {
      const response = await fetch('/store/v1/checkout/events', { headers: { authorization: `Bearer ${this.secret}`, accept: 'text/event-stream' }, signal });
      if (!response.ok || !response.body) return false;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        // A line that begins with a colon is the heartbeat.
        if (value.split('\n').some((line) => line.startsWith('data:'))) heard();
      }
    } catch {
      return false;
    }
  }
}
