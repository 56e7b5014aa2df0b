import { Catch, HttpException, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError, type FieldFault } from '../kernel/errors.js';
import { reportBug } from '../log/bugs.js';
import type { HubcraftRequest } from './policy.js';
import { drawProblem } from './problem-pages.js';

/** RFC 9457, with our stable `code`, the request's id and the refused fields. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id: string | null;
  errors?: FieldFault[];
  [member: string]: unknown;
}

const TITLES: Record<number, string> = {
  400: 'Bad request', 401: 'Not authenticated', 403: 'Forbidden', 404: 'Not found', 405: 'Method not allowed', 406: 'Not acceptable', 408: 'Request timeout', 409: 'Conflict', 410: 'Gone', 412: 'Precondition failed', 413: 'Payload too large',
  414: 'URI too long', 415: 'Unsupported media type', 422: 'Refused', 428: 'Precondition required', 429: 'Too many requests', 431: 'Header fields too large', 500: 'Internal error', 503: 'Not available now',
};

/** What the HTTP layer refuses by itself, before a route is reached. */
const KNOWN_REFUSALS: Record<number, [code: string, detail: string]> = {
  400: ['request.malformed', 'The request cannot be read.'],
  404: ['request.not_found', 'Nothing is found at this address.'],
  408: ['request.timeout', 'The request did not arrive in time.'],
  413: ['request.too_large', 'The body is larger than 1 MiB.'],
  414: ['request.uri_too_long', 'The address is too long.'],
  415: ['request.unsupported_media_type', 'Send application/json.'],
  431: ['request.headers_too_large', 'The header fields are too large.'],
};

/** Which scheme a credential comes in. Basic, which the Studio API takes too, is not offered: a browser would ask its user for a password. */
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="hubcraft"' };

/** The database cannot serve now: by SQLSTATE classes and errors of the client. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return /^(08|53|57P|55P03|57014)/.test(code ?? '') || code === 'ECONNREFUSED' || code === 'ECONNRESET' || /timeout exceeded when trying to connect|Query read timeout|Connection terminated|is not queryable/.test(message ?? '');
}

export function problemOf(error: unknown, requestId: string | null): { problem: Problem; headers: Record<string, string>; isBug: boolean } {
  const make = (status: number, code: string, detail: string, members: Record<string, unknown> = {}): Problem => {
    const fixed = { type: `https://hubcraft.dev/problems/${code}`, title: TITLES[status] ?? 'Error', status, code, detail, request_id: requestId };
    // Twice: first in the order of reading, and no member replaces what every problem has.
    return { ...fixed, ...members, ...fixed };
  };
  if (error instanceof DomainError) {
    const { errors, retryAfterSeconds, members } = error.extra;
    return {
      problem: make(error.status, error.code, error.detail, { ...(errors ? { errors } : {}), ...members }),
      headers: { ...(retryAfterSeconds ? { 'Retry-After': String(retryAfterSeconds) } : {}), ...(error.status === 401 ? CHALLENGE : {}) },
      isBug: false,
    };
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const [code, detail] = KNOWN_REFUSALS[status] ?? [`request.http_${status}`, error.message];
    return { problem: make(status, code, detail), headers: {}, isBug: status >= 500 };
  }
  const fastify = (error ?? {}) as { statusCode?: number; code?: string };
  if (typeof fastify.statusCode === 'number' && fastify.statusCode >= 400 && fastify.statusCode < 500) {
    const [code, detail] = KNOWN_REFUSALS[fastify.statusCode] ?? ['request.malformed', 'The request cannot be read.'];
    return { problem: make(fastify.statusCode, code, detail), headers: {}, isBug: false };
  }
  if (isDatabaseAway(error)) return { problem: make(503, 'service.unavailable', 'The service cannot answer now. Try again.'), headers: { 'Retry-After': '2' }, isBug: false };
  return { problem: make(500, 'service.internal_error', 'Something went wrong on our side. Nothing of your request is known to have been lost; repeat it with the same Idempotency-Key.'), headers: {}, isBug: true };
}

@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HubcraftRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem, headers, isBug } = problemOf(error, request.requestId ?? null);
    if (isBug) {
      this.logger.error({ msg: 'bug', request_id: problem.request_id, route: request.routeOptions?.url, error: error instanceof Error ? error.stack : String(error) });
      reportBug(error);
    }
    drawProblem(problem, request, reply.status(problem.status).headers(headers), () => void reply.type('application/problem+json').send(JSON.stringify(problem)));
  }
}
