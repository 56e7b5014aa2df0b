import { fill } from './fill-in.js';

describe('a text with names in braces', () => {
  it('takes values as they are, braces and dollars included, and leaves out what is not told', () => {
    expect(fill('{a} and {b}{c}', { a: '$& {b}', b: '2' })).toBe('$& {b} and 2');
  });
});
