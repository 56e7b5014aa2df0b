import { ListOf, Obj, Str, Strs } from './fields.js';
import { BodyList, requestValidation } from './validation.js';

class Line {
  @Str({ max: 10 }) sku: string;
}

class Basket {
  @ListOf(() => Line, { optional: true }) lines?: Line[];
  @Obj(() => Line, { optional: true, nullable: true }) gift?: Line | null;
  @Strs({ optional: true }) tags?: string[];
}

const read = (body: unknown): Promise<unknown> => Promise.resolve().then(() => requestValidation.transform(body, { type: 'body', metatype: Basket }));
const refusedAt = (...loc: (string | number)[]): unknown => expect.objectContaining({ status: 422, code: 'request.invalid', extra: { errors: expect.arrayContaining([expect.objectContaining({ loc: ['body', ...loc] })]) } });

describe('the validation of a request', () => {
  it('takes what the DTO knows', async () => {
    await expect(read({ lines: [{ sku: 'a' }], gift: null, tags: ['ü', 'a\tb'] })).resolves.toEqual({ lines: [{ sku: 'a' }], gift: null, tags: ['ü', 'a\tb'] });
    await expect(read(undefined)).resolves.toEqual({});
  });

  it.each([
    ['null for the body', null, []], ['a list for the body', [[]], []], ['a list as an element', { lines: [[]] }, ['lines']], ['a list of DTOs as an element', { lines: [{ sku: 'a' }, [{ sku: 'b', price: 1 }]] }, ['lines']],
    ['null as an element', { lines: [null] }, ['lines']], ['a list for a DTO', { gift: [{ sku: 'a' }] }, ['gift']], ['a member that nobody knows', { gift: { sku: 'a', price: 1 } }, ['gift', 'price']],
    ['a control character in a list of texts', { tags: ['fine', 'a\u0007b'] }, ['tags']], ['an escape sequence', { gift: { sku: '\u001b[31m' } }, ['gift', 'sku']],
  ])('refuses %s and names the place', async (_what, body, loc) => {
    const refusal: unknown = await read(body).then(() => null, (error: unknown) => error);
    const { errors } = (refusal as { extra: { errors: { loc: (string | number)[] }[] } }).extra;
    expect(refusal).toMatchObject({ status: 422, code: 'request.invalid' });
    expect(errors.some((error) => loc.every((step, at) => error.loc[at + 1] === step))).toBe(true);
  });

  it.each([['body', 'body'], ['query', 'query'], ['param', 'path']] as const)('says of what came as %s that it stands in the %s', async (type, place) => {
    const refusal: unknown = await Promise.resolve(requestValidation.transform({ sku: 7 }, { type, metatype: Line })).then(() => null, (error: unknown) => error);
    expect((refusal as { extra: { errors: { loc: unknown }[] } }).extra.errors.map(({ loc }) => loc)).toEqual([[place, 'sku']]);
  });

  it('looks into a list body element by element', () => {
    const list = new BodyList(Line, 2);
    const refusal = (body: unknown): unknown => {
      try {
        return list.transform(body, { type: 'body' });
      } catch (error) {
        return error;
      }
    };
    expect(refusal([{ sku: 'a' }])).toEqual([{ sku: 'a' }]);
    expect(refusal([{ sku: 'a' }, [{ sku: 'b' }]])).toEqual(refusedAt(1));
    expect(refusal([null])).toEqual(refusedAt(0));
    expect(refusal([])).toEqual(refusedAt());
    expect(refusal({ 0: { sku: 'a' }, length: 1 })).toEqual(refusedAt());
  });
});
