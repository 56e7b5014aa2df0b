import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  raw: Buffer;
}

export interface FakeAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  /** The connection is broken in place of the answer. */
  isCut?: boolean;
}

interface Remembered { request: string; answer: Promise<FakeAnswer>; isRunning: boolean; booked?: FakeAnswer }

/**
 * A provider of payments on this machine, for tests: an HTTP server of its own with books of its own. What is one provider's stands in its class; here is what all have: the way in,
 * answers that are kept under a key, and answers that get lost.
 */
export abstract class FakeProvider {
  url = '';
  /** Requests that were answered, for what tests count. */
  readonly asked: string[] = [];
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private readonly kept = new Map<string, Remembered>();
  private lose: 'cut' | 'error' | null = null;
  /** It knows nobody's key: whatever it is asked, it surely does nothing. */
  isLocked = false;
  /** What stands under a key after a failure of its own: the failure for ever, nothing (the same request is booked anew), or what was booked. */
  protected readonly keepsAfterFailure: 'failure' | 'nothing' | 'result' = 'failure';

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The next money call is booked, and then not answered. */
  loseNextAnswer(how: 'cut' | 'error'): void {
    this.lose = how;
  }

  /** What is kept under keys is kept for hours or days, and then asked for anew. */
  forgetKeys(): void {
    this.kept.clear();
  }

  protected abstract answer(request: FakeRequest): Promise<FakeAnswer> | FakeAnswer;
  /** What the provider says of a request that it will not; throws what is no refusal. */
  protected abstract refused(error: unknown): FakeAnswer;
  /** What the provider says when it has failed. */
  protected abstract serverError(): FakeAnswer;
  /** The key belongs to a request that still runs, or to another request; null: the answer that was kept is given again. */
  protected abstract keyRefusal(why: 'running' | 'other'): FakeAnswer | null;
  /** Whether a result is kept under its key. Refusals of the form are not. */
  protected isKept(answer: FakeAnswer): boolean {
    return answer.status < 400 || answer.status === 402 || answer.status >= 500;
  }

  /** Runs a money call once under its key. */
  protected async once(key: string | undefined, request: string, book: () => FakeAnswer): Promise<FakeAnswer> {
    const known = key === undefined ? undefined : this.kept.get(key);
    if (known) {
      if (known.request !== request) return this.keyRefusal('other') ?? known.answer;
      return (known.isRunning && this.keyRefusal('running')) || known.answer;
    }
    const entry: Remembered = { request, answer: Promise.resolve(this.serverError()), isRunning: true };
    const run = (async (): Promise<FakeAnswer> => {
      await new Promise((resolve) => setTimeout(resolve, 15));
      const answer = this.guarded(book);
      if (!this.isKept(answer)) {
        if (key !== undefined) this.kept.delete(key);
        return answer;
      }
      const lost = this.lose;
      this.lose = null;
      if (lost === 'error') {
        if (this.keepsAfterFailure === 'nothing' && key !== undefined) this.kept.delete(key);
        if (this.keepsAfterFailure === 'result') entry.booked = answer;
        return this.serverError();
      }
      return lost === 'cut' ? { ...answer, isCut: true } : answer;
    })();
    entry.answer = run;
    if (key !== undefined) this.kept.set(key, entry);
    const answer = await run;
    entry.isRunning = false;
    // Asked again, it says what was lost.
    entry.answer = Promise.resolve({ ...(entry.booked ?? answer), isCut: false });
    return answer;
  }

  private guarded(book: () => FakeAnswer): FakeAnswer {
    try {
      return book();
    } catch (error) {
      return this.refused(error);
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url!, 'http://fake.invalid');
    this.asked.push(`${request.method} ${url.pathname}`);
    const told: FakeRequest = { method: request.method!, path: url.pathname, query: url.searchParams, headers: request.headers as Record<string, string | undefined>, raw: Buffer.concat(parts) };
    const answer = this.isLocked && !told.path.includes('/redirect/') && !told.path.includes('/3ds/') ? { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API key' } } } as FakeAnswer : await Promise.resolve(told).then((each) => this.answer(each)).catch((error: unknown) => this.refused(error));
    if (answer.isCut) return void response.destroy();
    const isText = typeof answer.body === 'string';
    response.writeHead(answer.status, { 'content-type': isText ? 'text/html; charset=utf-8' : 'application/json', ...answer.headers }).end(isText ? (answer.body as string) : answer.body === null ? '' : JSON.stringify(answer.body));
  }
}

/** What a provider shows of a row of its books. */
export function without<T extends object, K extends keyof T>(row: T, ...hidden: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.includes(name as K))) as Omit<T, K>;
}

/** The page on which a player confirms; what she answers comes back as a form. Where she is sent back to. */
export async function answerPage(url: string, answer: 'approve' | 'refuse'): Promise<string> {
  const done = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `answer=${answer}`, redirect: 'manual' });
  if (done.status !== 303) throw new Error(`the page answered ${done.status}`);
  return done.headers.get('location')!;
}
