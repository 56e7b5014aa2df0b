import { judge as judgeAt, type Answered } from './outcome.js';

const NOW = new Date('2026-11-26T12:00:00Z');
const judge = (type: string, answered: Answered, round: number, random: number, hasSucceeded?: boolean) => judgeAt(type, answered, round, random, NOW, hasSucceeded);
const answer = (status: number, body: unknown = '', retryAfter: string | null = null) => ({ status, body: typeof body === 'string' ? body : JSON.stringify(body), isCut: false, retryAfter });
const declined = { status: 'error', code: 'declined', message: 'Inventory is full.' };

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('%d is success', (status) => expect(judge('order.paid', answer(status), 1, 0.5)).toMatchObject({ state: 'succeeded', error_class: null }));
  it.each([301, 302, 307, 400, 401, 404, 410, 429, 500, 503])('%d is tried again', (status) => expect(judge('item.add', answer(status), 1, 0.5)).toMatchObject({ state: 'pending', wait_seconds: 5, status }));
  it('is never a redirect that is followed', () => expect(judge('order.paid', answer(302), 1, 0.5).error_class).toBe('redirect'));
  it('that never came is tried again, with its reason', () => {
    expect(judge('order.paid', { failure: 'timeout', text: 'The deadline passed.' }, 1, 0.5)).toMatchObject({ state: 'pending', status: null, error_class: 'timeout', error_text: 'The deadline passed.' });
  });
  it('ends the delivery when the schedule is over', () => {
    expect(judge('order.paid', answer(500), 17, 0.5).state).toBe('pending');
    expect(judge('order.paid', answer(500), 18, 0.5)).toMatchObject({ state: 'dead', closed_reason: null });
  });
});

describe('a decline', () => {
  it('is final for item.add', () => expect(judge('item.add', answer(400, declined), 1, 0.5)).toMatchObject({ state: 'dead', closed_reason: 'declined', message: 'Inventory is full.' }));
  it('has words of ours where the game gives none', () => expect(judge('item.add', answer(400, { status: 'error', code: 'declined' }), 1, 0.5).message).toBe('The game declined the items.'));
  it.each([
    ['item.remove', 400, declined], ['order.paid', 400, declined], ['item.add', 500, declined], ['item.add', 422, declined], ['item.add', 400, { code: 'declined' }],
    ['item.add', 400, { status: 'error', code: 'invalid_signature' }], ['item.add', 400, 'declined'], ['item.add', 400, 'null'],
  ])('is nothing else: %s %d %j', (type, status, body) => expect(judge(type, answer(status, body), 1, 0.5).state).toBe('pending'));
  it('does not undo a success', () => {
    expect(judge('item.add', answer(400, declined), 1, 0.5, true)).toMatchObject({ state: 'succeeded', closed_reason: null, error_class: 'declined', status: 400 });
    expect(judge('item.add', answer(500), 21, 0.5, true)).toMatchObject({ state: 'succeeded', closed_reason: null, error_class: 'status' });
    expect(judge('item.add', answer(500), 1, 0.5, true)).toMatchObject({ state: 'pending', wait_seconds: 5 });
  });
  it('is not read from an answer that was cut off', () => expect(judge('item.add', { ...answer(400, declined), isCut: true }, 1, 0.5).state).toBe('pending'));
});

describe('Retry-After', () => {
  it.each([429, 503])('puts the next attempt after %d off, never before its turn in the schedule and never by more than a day', (status) => {
    expect(judge('order.paid', answer(status, '', '600'), 1, 0.5).wait_seconds).toBe(600);
    expect(judge('order.paid', answer(status, '', '1'), 1, 0.5).wait_seconds).toBeCloseTo(60);
    expect(judge('order.paid', answer(status, '', 'Thu, 26 Nov 2026 13:00:00 GMT'), 1, 0.5).wait_seconds).toBe(3_600);
    expect(judge('order.paid', answer(status, '', '9999999'), 1, 0.5).wait_seconds).toBe(86_400);
  });
  it.each([200, 302, 400, 500, 502])('means nothing beside %d', (status) => expect(judge('order.paid', answer(status, '', '600'), 1, 0.5).wait_seconds).toBeLessThan(61));
  it('gives no attempt beyond the schedule', () => expect(judge('order.paid', answer(503, '', '60'), 18, 0.5)).toMatchObject({ state: 'dead', wait_seconds: 0 }));
});

describe('a rejection', () => {
  const rejected = { status: 'error', code: 'rejected', message: 'Unknown order.' };
  it.each([400, 422])('by %d ends the delivery, and leaves it open to a replay', (status) => {
    expect(judge('order.paid', answer(status, rejected), 1, 0.5)).toMatchObject({ state: 'dead', closed_reason: null, error_class: 'rejected', error_text: 'Unknown order.', message: null });
  });
  it('has words of ours where the game gives none', () => expect(judge('item.remove', answer(400, { status: 'error', code: 'rejected' }), 1, 0.5).error_text).toBe('The endpoint rejected the event.'));
  it.each([['item.add', 400, rejected], ['order.paid', 404, rejected], ['order.paid', 500, rejected], ['order.paid', 400, { code: 'rejected' }], ['order.paid', 400, { status: 'error', code: 'declined' }], ['order.paid', 422, 'rejected']])(
    'is nothing else: %s %d %j', (type, status, body) => expect(judge(type, answer(status, body), 1, 0.5).state).toBe('pending'));
  it('does not undo a success', () => expect(judge('order.paid', answer(400, rejected), 1, 0.5, true)).toMatchObject({ state: 'succeeded', error_class: 'rejected' }));
});
