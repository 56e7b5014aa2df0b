import { challengeFault } from './challenge-answer.js';

const fault = (status: number, body: string, cut = false) => challengeFault('c-1', { status, body: Buffer.from(body), cut });

describe('the answer to a challenge', () => {
  it('is its value in the JSON of a 2xx', () => {
    expect(fault(200, '{"challenge":"c-1"}')).toBeNull();
    expect(fault(202, '{"challenge":"c-1","more":true}')).toBeNull();
  });

  it.each([
    ['status_401', 401, '{"challenge":"c-1"}'], ['status_302', 302, '{"challenge":"c-1"}'], ['challenge_differs', 200, '{"challenge":"c-2"}'], ['challenge_differs', 200, '"c-1"'], ['challenge_differs', 200, 'null'],
    ['challenge_differs', 200, '{"status":"ok"}'], ['answer_not_json', 200, 'c-1'], ['answer_not_json', 200, ''],
  ])('%s is told of %s %s', (why, status, body) => expect(fault(status, body)).toBe(why));

  it('is not believed where it was too long to be read', () => expect(fault(200, '{"challenge":"c-1"}', true)).toBe('answer_too_large'));
});
