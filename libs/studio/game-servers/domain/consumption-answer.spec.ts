import { readConsumptionAnswer } from './consumption-answer.js';

const read = (answer: unknown, { status = 200, cut = false, lines = ['1', '2'] } = {}) => readConsumptionAnswer(status, Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)), cut, lines);
const both = (one: string, two: string) => ({ items: [{ line_id: '2', state: two }, { line_id: '1', state: one, more: 1 }] });

describe('what a game says of the items of a refund', () => {
  it('is a state for each line, in the order that was asked', () => {
    expect(read(both('unused', 'transferred'))).toEqual({ outcome: 'answered', items: [{ line_id: '1', state: 'unused' }, { line_id: '2', state: 'transferred' }] });
  });

  it.each([[['unused', 'used'], 'used'], [['transferred', 'used'], 'transferred'], [['used', 'unused'], 'used']])('of a line that is named twice is the graver word: %j', (states, state) => {
    expect(read({ items: states.map((each) => ({ line_id: '1', state: each })) }, { lines: ['1'] })).toEqual({ outcome: 'answered', items: [{ line_id: '1', state }] });
  });

  it('is not read into lines that nobody asked about', () => {
    expect(read({ items: [{ line_id: '1', state: 'used' }, { line_id: '9', state: 'used' }] }, { lines: ['1'] })).toEqual({ outcome: 'answered', items: [{ line_id: '1', state: 'used' }] });
  });

  it.each<[string, unknown, object, string]>([
    ['another status', both('used', 'used'), { status: 404 }, 'status_404'], ['a server that fails', both('used', 'used'), { status: 500 }, 'status_500'], ['a redirect', '', { status: 302 }, 'status_302'], ['what was cut', both('used', 'used'), { cut: true }, 'too_long'],
    ['no JSON', 'yes', {}, 'unreadable'], ['null', 'null', {}, 'unreadable'], ['an empty answer', '', {}, 'unreadable'], ['no list', { items: {} }, {}, 'unreadable'], ['an unknown state', both('used', 'sold'), {}, 'unreadable'], ['a number for a line', { items: [{ line_id: 1, state: 'used' }] }, {}, 'unreadable'],
    ['null among the lines', { items: [null] }, {}, 'unreadable'], ['a line left out', { items: [{ line_id: '1', state: 'used' }] }, {}, 'incomplete'],
  ])('decides nothing: %s', (_what, answer, how, reason) => {
    expect(read(answer, how)).toMatchObject({ outcome: 'unclear', reason });
  });
});
