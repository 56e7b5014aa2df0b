/**
 * The words of the expression language, as data: the parser, the type checker, the published grammar (`docs/reference/expressions.md`) and the table of tests are all made from what stands here.
 * Three values: what is not known (`undefined`) makes a comparison unknown, and only what is true counts.
 */
export type ValueType = 'number' | 'date' | 'string' | 'boolean' | 'strings' | 'numbers';
export const VALUE_TYPES: readonly ValueType[] = ['number', 'date', 'string', 'boolean', 'strings', 'numbers'];

/** A date is Unix seconds. Nothing here is ever NaN or infinite. */
export type Value = number | string | boolean | readonly string[] | readonly number[];
export type Maybe = Value | undefined;

export const LIMITS = { tokens: 500, variables: 20, depth: 32, list: 500, text: 1_000, nodes: 100, graphCharacters: 200_000, gameCharacters: 2_000_000 } as const;

export type Fixity = 'infix' | 'prefix' | 'postfix';

export interface Signature {
  /** Left to right; one type for prefix and postfix operators. */
  takes: readonly ValueType[];
  gives: ValueType;
}

export interface Operator {
  symbol: string;
  fixity: Fixity;
  /** What binds more tightly is done first; operators of one strength go from left to right. */
  strength: number;
  signatures: readonly Signature[];
  what: string;
  /** `strict`: of anything unknown it makes something unknown, without looking at it. */
  strict: boolean;
  apply(...operands: Maybe[]): Maybe;
}

const takes = (types: readonly ValueType[], gives: ValueType): Signature => ({ takes: types, gives });
const same = (types: readonly ValueType[], gives: ValueType = 'boolean'): Signature[] => types.map((type) => takes([type, type], gives));
const finite = (value: number): Maybe => (Number.isFinite(value) ? value : undefined);

type Strict = (left: never, right: never) => Maybe;

function operator(symbol: string, fixity: Fixity, strength: number, signatures: readonly Signature[], what: string, of: Strict): Operator {
  const apply = (...operands: Maybe[]): Maybe => (operands.some((operand) => operand === undefined) ? undefined : of(operands[0] as never, operands[1] as never));
  return { symbol, fixity, strength, signatures, what, strict: true, apply };
}

function lenient(symbol: string, fixity: Fixity, strength: number, signatures: readonly Signature[], what: string, apply: (left: Maybe, right?: Maybe) => Maybe): Operator {
  return { symbol, fixity, strength, signatures, what, strict: false, apply };
}

const IN = [takes(['string', 'strings'], 'boolean'), takes(['number', 'numbers'], 'boolean')];
const CONTAINS = [takes(['strings', 'string'], 'boolean'), takes(['string', 'string'], 'boolean')];
const has = (list: string | readonly unknown[], element: unknown): boolean => (list as readonly unknown[]).includes(element);

export const OPERATORS: readonly Operator[] = [
  lenient('or', 'infix', 1, same(['boolean']), 'True as soon as one side is; unknown when neither is and one is unknown', (a, b) => (a === true || b === true ? true : a === undefined || b === undefined ? undefined : false)),
  lenient('and', 'infix', 2, same(['boolean']), 'False as soon as one side is; unknown when neither is and one is unknown', (a, b) => (a === false || b === false ? false : a === undefined || b === undefined ? undefined : true)),
  operator('not', 'prefix', 3, [takes(['boolean'], 'boolean')], 'The contrary; of what is unknown, unknown', (a: boolean) => !a),
  operator('=', 'infix', 4, same(['number', 'date', 'string', 'boolean']), 'The same, to the letter: upper and lower case differ', (a, b) => a === b),
  operator('!=', 'infix', 4, same(['number', 'date', 'string', 'boolean']), '`not` of `=`', (a, b) => a !== b),
  operator('<', 'infix', 4, same(['number', 'date']), 'Less; earlier', (a: number, b: number) => a < b),
  operator('<=', 'infix', 4, same(['number', 'date']), 'Less or the same', (a: number, b: number) => a <= b),
  operator('>', 'infix', 4, same(['number', 'date']), 'More; later', (a: number, b: number) => a > b),
  operator('>=', 'infix', 4, same(['number', 'date']), 'More or the same', (a: number, b: number) => a >= b),
  operator('in', 'infix', 4, IN, 'One of the list', (a: string, b: string[]) => has(b, a)),
  operator('not_in', 'infix', 4, IN, '`not` of `in`', (a: string, b: string[]) => !has(b, a)),
  operator('contains', 'infix', 4, CONTAINS, 'A list has the text as an element; a text has it in it', (a: string, b: string) => has(a, b)),
  operator('not_contains', 'infix', 4, CONTAINS, '`not` of `contains`', (a: string, b: string) => !has(a, b)),
  operator('contains_any', 'infix', 4, [takes(['strings', 'strings'], 'boolean')], 'At least one element of the right list stands in the left one', (a: string[], b: string[]) => b.some((each) => a.includes(each))),
  operator('contains_all', 'infix', 4, [takes(['strings', 'strings'], 'boolean')], 'Every element of the right list stands in the left one', (a: string[], b: string[]) => b.every((each) => a.includes(each))),
  operator('starts_with', 'infix', 4, same(['string']), 'Begins like this', (a: string, b: string) => a.startsWith(b)),
  operator('ends_with', 'infix', 4, same(['string']), 'Ends like this', (a: string, b: string) => a.endsWith(b)),
  operator('+', 'infix', 5, [takes(['number', 'number'], 'number'), takes(['date', 'number'], 'date')], 'Sum; so many seconds later', (a: number, b: number) => finite(a + b)),
  operator('-', 'infix', 5, [takes(['number', 'number'], 'number'), takes(['date', 'number'], 'date'), takes(['date', 'date'], 'number')], 'Difference; so many seconds earlier; seconds between two dates', (a: number, b: number) => finite(a - b)),
  operator('*', 'infix', 6, same(['number'], 'number'), 'Product', (a: number, b: number) => finite(a * b)),
  operator('/', 'infix', 6, same(['number'], 'number'), 'Quotient; by zero, unknown', (a: number, b: number) => finite(a / b)),
  operator('-', 'prefix', 7, [takes(['number'], 'number')], 'The negative', (a: number) => -a),
  lenient('is_set', 'postfix', 8, VALUE_TYPES.filter((type) => type !== 'numbers').map((type) => takes([type], 'boolean')), 'Known of the player: after an attribute or a virtual currency, never unknown', (a) => a !== undefined),
  lenient('is_not_set', 'postfix', 8, VALUE_TYPES.filter((type) => type !== 'numbers').map((type) => takes([type], 'boolean')), '`not` of `is_set`', (a) => a === undefined),
];

/** Those that may stand where a value is expected, and those that may follow one. */
export const PREFIX = new Map(OPERATORS.filter(({ fixity }) => fixity === 'prefix').map((each) => [each.symbol, each]));
export const FOLLOWING = new Map(OPERATORS.filter(({ fixity }) => fixity !== 'prefix').map((each) => [each.symbol, each]));

export const TYPE_WORDS: Readonly<Record<ValueType, string>> = { number: 'a number', date: 'a date', string: 'a text', boolean: 'true or false', strings: 'a list of texts', numbers: 'a list of numbers' };
