import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Books, Work } from './books.js';
import type { ActiveFault, Faults } from './faults.js';
import { problemBody, Refusal } from './refusal.js';
import type { StoredAnswer } from './rows.js';

export interface CallOptions {
  readonly status: number;
  /** Money calls are the ones whose answers may get lost. */
  readonly isMoneyCall: boolean;
}

interface Outcome {
  readonly answer: StoredAnswer;
  readonly isReplayed: boolean;
  readonly isLost: boolean;
  readonly delay: ActiveFault | null;
}

/**
 * One write of the server API. Booking, stored answer and notifications reach the disk as one group before a byte is answered; the answer of a
 * key is the same bytes for ever.
 */
export class BookedCalls {
  constructor(
    private readonly books: Books,
    private readonly faults: Faults,
    private readonly stopping: AbortSignal,
  ) {}

  async run(request: FastifyRequest, reply: FastifyReply, options: CallOptions, book: (work: Work) => unknown): Promise<FastifyReply> {
    const key = readKey(request);
    const digest = digestOf(request);
    const { result, durable } = this.books.write((work) => this.answer(work, key, digest, options, book));
    await durable;
    if (result.isLost) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    if (result.delay !== null) await wait(result.delay.delay_ms ?? 5000, this.stopping);
    if (result.isReplayed) void reply.header('idempotency-replayed', 'true');
    const type = result.answer.status >= 400 ? 'application/problem+json' : 'application/json';
    return reply.code(result.answer.status).header('content-type', `${type}; charset=utf-8`).send(result.answer.body);
  }

  private answer(work: Work, key: string | null, digest: string, options: CallOptions, book: (work: Work) => unknown): Outcome {
    const stored = key === null ? undefined : work.books.answers.get(key);
    if (stored !== undefined) {
      if (stored.digest !== digest) throw new Refusal(422, 'idempotency_mismatch', 'This Idempotency-Key was used for another request.');
      return { answer: stored, isReplayed: true, isLost: false, delay: null };
    }
    const view = book(work);
    const isUnknown = options.isMoneyCall && this.faults.strikes('charged_but_unknown') !== null;
    const answer: StoredAnswer = {
      key: key ?? '',
      digest,
      status: isUnknown ? 500 : options.status,
      body: isUnknown ? problemBody(500, 'internal_error', 'Something went wrong here; what became of the request is not known.') : JSON.stringify(view),
    };
    if (key !== null) work.record({ t: 'answer', row: answer });
    if (isUnknown || !options.isMoneyCall) return { answer, isReplayed: false, isLost: false, delay: null };
    const isLost = this.faults.strikes('lose_answer') !== null;
    return { answer, isReplayed: false, isLost, delay: isLost ? null : this.faults.strikes('delay', 'answers') };
  }
}

function readKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || key.length < 1 || key.length > 255) {
    throw new Refusal(422, 'invalid_request', 'Idempotency-Key must be 1 to 255 characters.', { errors: [] });
  }
  return key;
}

function digestOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0] ?? '';
  return createHash('sha256')
    .update(`${request.method} ${path}\n${JSON.stringify(sorted(request.body ?? {}))}`)
    .digest('hex');
}

/** The same value with the keys of every object in order, so that equal requests have equal digests. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

/** Waits; cut short when the process stops. */
function wait(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    const finish = (): void => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', finish);
      resume();
    };
    const timer = setTimeout(finish, ms);
    stopping.addEventListener('abort', finish);
  });
}
