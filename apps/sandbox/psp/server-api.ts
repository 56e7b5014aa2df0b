import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BookedCalls } from './booked-call.js';
import type { Bookings } from './bookings.js';
import { paymentOf } from './bookings.js';
import type { Books } from './books.js';
import { acceptDispute, takeEvidence } from './disputes.js';
import { readCapture, readControl, readEvidence, readPayment, readQueryInteger, readRefund } from './input.js';
import { capturePayment, openPayment, openRefund, settleAsync, voidPayment } from './payments.js';
import { Refusal } from './refusal.js';
import { closeBatch, settlementReport } from './settlement.js';
import { refundView, reportedView, trueView } from './views.js';

export interface ServerApi {
  readonly apiKey: string;
  readonly books: Books;
  readonly bookings: Bookings;
  readonly stopping: AbortSignal;
}

interface ById {
  Params: { id: string };
}

interface ByReference {
  Querystring: { reference?: string };
}

interface ByCursor {
  Querystring: Record<string, unknown>;
}

/** Everything behind the Bearer key. */
export function registerServerApi(scope: FastifyInstance, api: ServerApi): void {
  const calls = new BookedCalls(api.books, api.bookings.faults, api.stopping);
  scope.addHook('onRequest', async (request) => requireKey(request, api.apiKey));
  registerPayments(scope, api, calls);
  registerRefunds(scope, api, calls);
  registerDisputes(scope, api, calls);
  registerBooks(scope, api, calls);
  registerControl(scope, api);
}

function registerPayments(scope: FastifyInstance, { books, bookings }: ServerApi, calls: BookedCalls): void {
  scope.get<ById>('/tokens/:id', async (request) => {
    const token = books.tokens.get(request.params.id);
    if (!token) throw new Refusal(404, 'not_found', 'There is no such token.');
    return { token: token.token, card: token.card, ...(token.wallet ? { wallet: token.wallet.name, billing_country: token.wallet.billing_country } : {}) };
  });

  const money = (status: number) => ({ status, isMoneyCall: true });

  scope.post('/payments', async (request, reply) => {
    const input = readPayment(request.body);
    return calls.run(request, reply, money(201), (work) => reportedView(openPayment(bookings, work, input), bookings.publicUrl));
  });

  scope.get<ByReference>('/payments', async (request) => {
    const reference = requireReference(request.query.reference);
    await books.settled();
    return { data: books.paymentsOf(reference).map((payment) => reportedView(payment, bookings.publicUrl)) };
  });

  scope.get<ById>('/payments/:id', async (request) => {
    await books.settled();
    return reportedView(paymentOf({ books }, request.params.id), bookings.publicUrl);
  });

  scope.delete<ById>('/stored-methods/:id', async (request, reply) => {
    const { id } = request.params;
    if (!books.stored.has(id)) throw new Refusal(404, 'not_found', 'There is no such stored method.');
    await books.write((work) => work.record({ t: 'forgotten', id })).durable;
    return reply.code(204).send();
  });

  scope.post<ById>('/payments/:id/capture', async (request, reply) => {
    const amount = readCapture(request.body);
    return calls.run(request, reply, money(200), (work) => reportedView(capturePayment(bookings, work, request.params.id, amount), bookings.publicUrl));
  });

  scope.post<ById>('/payments/:id/void', async (request, reply) =>
    calls.run(request, reply, money(200), (work) => reportedView(voidPayment(bookings, work, request.params.id), bookings.publicUrl)),
  );
}

function registerRefunds(scope: FastifyInstance, { books, bookings }: ServerApi, calls: BookedCalls): void {
  scope.post<ById>('/payments/:id/refunds', async (request, reply) => {
    const input = readRefund(request.body);
    return calls.run(request, reply, { status: 201, isMoneyCall: true }, (work) => refundView(openRefund(bookings, work, request.params.id, input)));
  });

  scope.get<ByReference>('/refunds', async (request) => {
    const reference = requireReference(request.query.reference);
    await books.settled();
    return { data: books.refundsOf(reference).map(refundView) };
  });

  scope.get<ById>('/refunds/:id', async (request) => {
    await books.settled();
    const refund = books.refunds.get(request.params.id);
    if (!refund) throw new Refusal(404, 'not_found', 'There is no such refund.');
    return refundView(refund);
  });
}

function registerDisputes(scope: FastifyInstance, { bookings }: ServerApi, calls: BookedCalls): void {
  scope.post<ById>('/payments/:id/dispute/evidence', async (request, reply) => {
    const input = readEvidence(request.body);
    return calls.run(request, reply, { status: 200, isMoneyCall: true }, (work) => takeEvidence(bookings, work, request.params.id, input));
  });

  scope.post<ById>('/payments/:id/dispute/accept', async (request, reply) =>
    calls.run(request, reply, { status: 200, isMoneyCall: true }, (work) => acceptDispute(bookings, work, request.params.id)),
  );
}

function registerBooks(scope: FastifyInstance, { books, bookings }: ServerApi, calls: BookedCalls): void {
  scope.get<ByCursor>('/books', async (request) => {
    const { from, limit } = readPage(request);
    await books.settled();
    const rows = books.opened.slice(from, from + limit).flatMap(({ type, id }) => {
      const payment = type === 'payment' ? books.payments.get(id) : undefined;
      if (payment) return [{ type, ...trueView(payment, bookings.publicUrl) }];
      const refund = books.refunds.get(id);
      return refund ? [{ type, ...refundView(refund) }] : [];
    });
    return page(rows, from, books.opened.length);
  });

  scope.get<ByCursor>('/notifications', async (request) => {
    const { from, limit } = readPage(request);
    await books.settled();
    const rows = books.deliveries.slice(from, from + limit).map(({ row, ...delivery }) => ({ ...row, ...delivery, body: JSON.parse(row.body) as unknown }));
    return page(rows, from, books.deliveries.length);
  });

  scope.post('/settlements/close', async (request, reply) => calls.run(request, reply, { status: 200, isMoneyCall: false }, closeBatch));

  scope.get<ByCursor>('/settlements/report.csv', async (request, reply: FastifyReply) => {
    const from = readQueryInteger(request.query, 'from', 0, 0, Number.MAX_SAFE_INTEGER);
    const to = readQueryInteger(request.query, 'to', Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER);
    await books.settled();
    return reply.header('content-type', 'text/csv; charset=utf-8; header=present').send(settlementReport(books, from, to));
  });
}

function registerControl(scope: FastifyInstance, { books, bookings }: ServerApi): void {
  const { faults } = bookings;

  scope.get('/control', async () => faults.view());

  scope.post('/control', async (request) => {
    const { mode, probability, count, delay_ms, applies_to, seed, settle_async, close_dispute, delays } = readControl(request.body);
    if (settle_async !== null) {
      await books.write((work) => settleAsync(bookings, work, settle_async.payment_id, settle_async.result)).durable;
    }
    if (close_dispute !== null) await books.write((work) => bookings.closeDispute(work, paymentOf(work, close_dispute))).durable;
    Object.assign(faults.delays, delays);
    if (seed !== null) faults.reseed(seed);
    if (mode === 'none') faults.clear();
    else if (mode !== null) faults.set(mode, { probability, count_left: count, delay_ms, applies_to });
    return faults.view();
  });
}

function requireKey(request: FastifyRequest, apiKey: string): void {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(given), digest(apiKey))) throw new Refusal(401, 'unauthorized', 'The API key is missing or wrong.');
}

function requireReference(reference: string | undefined): string {
  if (typeof reference === 'string' && reference !== '') return reference;
  throw new Refusal(400, 'invalid_query', 'reference is required.');
}

function readPage(request: FastifyRequest<ByCursor>): { from: number; limit: number } {
  return {
    from: readQueryInteger(request.query, 'after', 0, 0, Number.MAX_SAFE_INTEGER),
    limit: readQueryInteger(request.query, 'limit', 100, 1, 1000),
  };
}

function page(data: readonly unknown[], from: number, total: number): Record<string, unknown> {
  const next = from + data.length;
  const has_more = next < total;
  return { data, has_more, next_cursor: has_more ? String(next) : null };
}
