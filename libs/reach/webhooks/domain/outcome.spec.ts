import { judge } from './outcome.js';

const answer = (status: number, body: unknown = '') => ({ status, body: typeof body === 'string' ? body : JSON.stringify(body), isCut: false });
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
