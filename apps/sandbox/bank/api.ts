import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../psp/refusal.js';
import type { BankBooks, Transfer, TransferInput } from './books.js';

/** Whoever is called this has no account any more: the transfer is rejected. */
const REJECTED_NAME = 'Sandbox Rejects';
const MODES = ['lose_answer', 'error_answer', 'reject', 'none'] as const;
type Mode = (typeof MODES)[number];

interface Told { Body: unknown }

/** The bank behind the Bearer key: transfers, its books, and how it misbehaves. */
export function registerBank(scope: FastifyInstance, books: BankBooks): void {
  let fault: { mode: Mode; left: number } = { mode: 'none', left: 0 };
  const strikes = (mode: Mode): boolean => {
    if (fault.mode !== mode || fault.left === 0) return false;
    fault.left -= 1;
    return true;
  };

  scope.post<Told>('/bank/transfers', async (request, reply) => {
    const input = readTransfer(request.body);
    const row = await books.transfer(input, input.creditor.name === REJECTED_NAME || strikes('reject'));
    if (row.amount_minor !== input.amount_minor || row.currency !== input.currency || row.creditor.account !== input.creditor.account) throw new Refusal(409, 'reference_taken', 'Another transfer has this reference.');
    if (strikes('lose_answer')) return cut(request, reply);
    if (strikes('error_answer')) throw new Refusal(503, 'try_later', 'The bank is not at its desk.');
    return reply.code(201).send(view(row));
  });

  scope.get<{ Querystring: { reference?: string } }>('/bank/transfers', async ({ query }) => {
    if (typeof query.reference !== 'string' || query.reference === '') throw new Refusal(400, 'invalid_query', 'reference is required.');
    const found = await books.find(query.reference);
    return { data: found ? [view(found)] : [] };
  });

  scope.get('/bank/books', async () => ({ data: (await books.all()).map(view) }));

  scope.post<Told>('/bank/control', async ({ body }) => {
    const { mode, count, delay_ms, margin_ppm } = (body ?? {}) as Record<string, unknown>;
    if (mode !== undefined) {
      if (!MODES.includes(mode as Mode)) throw new Refusal(422, 'invalid_request', `mode is one of ${MODES.join(', ')}.`);
      fault = { mode: mode as Mode, left: count === undefined ? 1 : whole(count, 'count', 0, 1_000_000) };
    }
    if (delay_ms !== undefined) books.delayMs = whole(delay_ms, 'delay_ms', 0, 86_400_000);
    if (margin_ppm !== undefined) books.marginPpm = whole(margin_ppm, 'margin_ppm', -500_000, 500_000);
    return { ...fault, delay_ms: books.delayMs, margin_ppm: books.marginPpm };
  });
}

/** Booked, and nobody is told. */
function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function view({ asked_at_ms, settles_at_ms, ...row }: Transfer): Record<string, unknown> {
  const failure = row.status === 'rejected' ? row.failure : null;
  return { ...row, failure, asked_at: Math.floor(asked_at_ms / 1000), ended_at: row.status === 'pending' ? null : Math.floor(settles_at_ms / 1000) };
}

function readTransfer(body: unknown): TransferInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(422, 'invalid_request', 'A transfer is an object.');
  const told = body as Record<string, unknown>;
  const creditor = (told['creditor'] ?? {}) as Record<string, unknown>;
  const currency = text(told['currency'], 'currency', 3);
  if (!/^[A-Z]{3}$/.test(currency)) throw new Refusal(422, 'invalid_request', 'currency is three upper-case letters.');
  return {
    exchange: readExchange(told['exchange'], currency),
    reference: text(told['reference'], 'reference', 35), amount_minor: whole(told['amount_minor'], 'amount_minor', 1, Number.MAX_SAFE_INTEGER), currency,
    creditor: { name: text(creditor['name'], 'creditor.name', 140), country: text(creditor['country'], 'creditor.country', 2), account: text(creditor['account'], 'creditor.account', 70), bic: creditor['bic'] === null || creditor['bic'] === undefined ? null : text(creditor['bic'], 'creditor.bic', 11) },
    remittance: text(told['remittance'], 'remittance', 140),
  };
}

function readExchange(value: unknown, currency: string): TransferInput['exchange'] {
  if (value === undefined || value === null) return null;
  const told = value as Record<string, unknown>;
  const debit_currency = text(told['debit_currency'], 'exchange.debit_currency', 3);
  if (!/^[A-Z]{3}$/.test(debit_currency) || debit_currency === currency) throw new Refusal(422, 'invalid_request', 'exchange.debit_currency is three upper-case letters, and not the currency of the transfer.');
  return { debit_currency, expected_minor: whole(told['expected_minor'], 'exchange.expected_minor', 1, 1_000_000_000_000_000) };
}

function text(value: unknown, name: string, max: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= max) return value;
  throw new Refusal(422, 'invalid_request', `${name} is a text of at most ${max} characters.`);
}

function whole(value: unknown, name: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new Refusal(422, 'invalid_request', `${name} is a whole number from ${min} to ${max}.`);
}
