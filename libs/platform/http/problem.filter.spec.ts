import { NotFoundException } from '@nestjs/common';
import { Conflict, Invalid, InvariantBroken, TooMany, Unavailable } from '../kernel/errors.js';
import { problemOf } from './problem.filter.js';

describe('a problem document', () => {
  it('tells an expected failure with its code, fields and members', () => {
    const error = new Invalid('order.requote', 'The total has changed.', { errors: [{ loc: ['body', 'total'], msg: 'is outdated', type: 'stale' }], members: { total: 1_099 } });
    expect(problemOf(error, 'req_1')).toEqual({
      problem: {
        type: 'https://hubcraft.dev/problems/order.requote', title: 'Refused', status: 422, code: 'order.requote', detail: 'The total has changed.', request_id: 'req_1',
        errors: [{ loc: ['body', 'total'], msg: 'is outdated', type: 'stale' }], total: 1_099,
      },
      headers: {},
      isBug: false,
    });
  });

  it('does not let a member replace what every problem has', () => {
    const { problem } = problemOf(new Conflict('orders.not_payable', 'No.', { members: { status: 200, code: 'ok', request_id: 'other', state: 'paid' } }), 'req_1');
    expect(problem).toMatchObject({ status: 409, code: 'orders.not_payable', request_id: 'req_1', state: 'paid' });
  });

  it('says when a repetition makes sense', () => {
    expect(problemOf(new TooMany('request.rate_limited', 'Slow down.', { retryAfterSeconds: 7 }), null).headers).toEqual({ 'Retry-After': '7' });
    expect(problemOf(new Unavailable('x.away', 'Later.'), null).headers).toEqual({});
  });

  it('reports what is not expected as a bug and tells nothing of it', () => {
    for (const error of [new Error('SELECT secret FROM t'), new InvariantBroken('balance'), new TypeError('x is undefined'), 'text', null, undefined, { code: '23505', constraint: 'x' }]) {
      const { problem, isBug } = problemOf(error, 'req_1');
      expect(isBug).toBe(true);
      expect(problem).toMatchObject({ status: 500, code: 'service.internal_error' });
      expect(JSON.stringify(problem)).not.toMatch(/SELECT|balance|undefined|\b23505\b/);
    }
  });

  it('answers 503 when the database is away, full, ending or too slow', () => {
    for (const code of ['08006', '53300', '57P01', '57014', '55P03', 'ECONNREFUSED', 'ECONNRESET']) {
      expect(problemOf(Object.assign(new Error('x'), { code }), null)).toMatchObject({ problem: { status: 503, code: 'service.unavailable' }, headers: { 'Retry-After': '2' }, isBug: false });
    }
    for (const message of ['timeout exceeded when trying to connect', 'Connection terminated unexpectedly', 'Client has encountered a connection error and is not queryable']) expect(problemOf(new Error(message), null).problem.status).toBe(503);
  });

  it('answers what the web framework refuses', () => {
    expect(problemOf(new NotFoundException('Cannot GET /secret-name'), null)).toMatchObject({ problem: { status: 404, code: 'request.not_found', detail: 'Nothing is found at this address.' }, isBug: false });
    expect(problemOf({ statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }, null).problem).toMatchObject({ status: 413, code: 'request.too_large' });
    expect(problemOf({ statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }, null).problem).toMatchObject({ status: 415, code: 'request.unsupported_media_type' });
    expect(problemOf({ statusCode: 400, code: 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' }, null).problem).toMatchObject({ status: 400, code: 'request.malformed' });
  });
});
