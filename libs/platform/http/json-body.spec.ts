import { parseJsonBody } from './json-body.js';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));
const refusal = (body: string | Buffer): { status: number; code: string } => {
  try {
    parseJsonBody(Buffer.from(body as string));
  } catch (error) {
    return error as { status: number; code: string };
  }
  throw new Error('was accepted');
};
const malformed = expect.objectContaining({ status: 400, code: 'request.malformed_json' });
const outOfRange = expect.objectContaining({ status: 422, code: 'request.number_out_of_range' });

describe('a JSON body', () => {
  it('is read as it stands, with numbers as numbers', () => {
    expect(parse('{"a":[1,-2.5,0,9007199254740991,1e3],"b":{"c":null,"d":true,"ü":"\\u00fc🎮"}}')).toEqual({ a: [1, -2.5, 0, 9_007_199_254_740_991, 1_000], b: { c: null, d: true, ü: 'ü🎮' } });
  });

  it('may be absent', () => {
    expect(parse('')).toBeUndefined();
    expect(parse(' \n')).toBeUndefined();
  });

  it.each(['{', '{"a":1,}', "{'a':1}", 'nul', '{"a":01}', '{"a":.5}', '{"a":NaN}', '[1] [2]', '{"a":"\u0001"}', '{"a":1}}'])('is refused when broken: %j', (text) => {
    expect(refusal(text)).toEqual(malformed);
  });

  it('is refused when a key stands twice, at any depth and also with the same value', () => {
    expect(refusal('{"amount":1,"amount":2}')).toEqual(malformed);
    expect(refusal('{"a":[{"b":{"c":1,"c":1}}]}')).toEqual(malformed);
    expect(refusal('{"a":1,"\\u0061":1}')).toEqual(malformed);
  });

  it.each(['{"__proto__":{"isAdmin":true}}', '{"a":{"__proto__":null}}', '{"constructor":{"prototype":{}}}', '[{"prototype":1}]', '{"\\u005f_proto__":{}}', '{"__proto__":1}', '{"toString":"x"}', '{"a":{"hasOwnProperty":1}}', '{"valueOf":null}'])('is refused when it reaches for prototypes: %s', (text) => {
    expect(refusal(text)).toEqual(malformed);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('is refused when it is nested deeper than 32 levels or has more than 10,000 keys', () => {
    expect(parse('['.repeat(32) + ']'.repeat(32))).toBeDefined();
    expect(refusal('['.repeat(33) + ']'.repeat(33))).toEqual(malformed);
    expect(refusal('['.repeat(200_000) + ']'.repeat(200_000))).toEqual(malformed);
    expect(refusal(`{${Array.from({ length: 10_001 }, (_, i) => `"k${i}":1`).join(',')}}`)).toEqual(malformed);
  });

  it.each(['9007199254740992', '-9007199254740992', '9007199254740993', '1e400', '123456789012345678901234567890', '-0', '9.007199254740993e15'])('is refused with the number %s, which a double would change', (number) => {
    expect(refusal(`{"amount":${number}}`)).toEqual(outOfRange);
  });

  it.each([['{"a":[{"b":"x\\u0000"}]}', ['body', 'a', 0, 'b']], ['{"meta":{"any":{"thing":"\\ud83d"}}}', ['body', 'meta', 'any', 'thing']], ['["\\ude00x"]', ['body', 0]], ['{"a":{"k\\u0000":1}}', ['body', 'a']], ['"\\u0000"', ['body']]])(
    'is refused with text that cannot be stored, and says where: %s', (text, loc) => {
      expect(refusal(text)).toMatchObject({ status: 422, code: 'request.invalid', extra: { errors: [{ loc }] } });
    });

  it('is read with every text that can be stored', () => {
    expect(parse('{"a\\u0001":"\\ud83c\\udfae\\u200b\\uffff\\\\u0000"}')).toEqual({ 'a\u0001': '🎮\u200b\uffff\\u0000' });
  });

  it('is refused when it is not UTF-8 or begins with a byte order mark', () => {
    expect(refusal(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toEqual(malformed);
    expect(refusal(Buffer.from('\ufeff{"a":1}'))).toEqual(malformed);
    expect(refusal(Buffer.from('{"a":1}', 'utf16le'))).toEqual(malformed);
  });
});
