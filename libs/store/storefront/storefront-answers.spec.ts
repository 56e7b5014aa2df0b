import { StorefrontAnswers, hasAlready } from './storefront-answers.js';

describe('Answers that are kept', () => {
  it('are written once per state', () => {
    const answers = new StorefrontAnswers();
    let written = 0;
    const write = () => ({ n: ++written });
    const first = answers.of('a', '1', write);
    expect([answers.of('a', '1', write), answers.of('a', '2', write).body.toString(), answers.of('b', '2', write).body.toString(), answers.size.answers]).toEqual([first, '{"n":2}', '{"n":3}', 2]);
  });

  it('bear a name of their bytes', () => {
    const answers = new StorefrontAnswers();
    const [one, same, other] = [answers.of('a', '1', () => ({ n: 1 })), answers.of('b', '9', () => ({ n: 1 })), answers.of('c', '1', () => ({ n: 2 }))];
    expect(one.etag).toMatch(/^"[\w-]{27}"$/);
    expect([same.etag === one.etag, other.etag === one.etag]).toEqual([true, false]);
  });

  it('take no more than 32 MiB, those that were read last stay', () => {
    const answers = new StorefrontAnswers();
    const filling = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 40; n++) {
      answers.of('read', '1', () => ({ filling }));
      answers.of(`other ${n}`, '1', () => ({ filling }));
    }
    expect(answers.size).toEqual({ answers: 31, bytes: 31 * (filling.length + '{"filling":""}'.length) });
    let again = 0;
    answers.of('read', '1', () => ({ again: ++again }));
    answers.of('other 0', '1', () => ({ again: ++again }));
    expect(again).toBe(1);
  });

  it.each<[string | undefined, boolean]>([[undefined, false], ['', false], ['"a"', true], ['W/"a"', true], ['"b", "a"', true], ['"b"', false], ['*', true], ['a', false]])('are known to If-None-Match %s: %s', (header, known) => expect(hasAlready(header, '"a"')).toBe(known));
});
