import fc from 'fast-check';
import type { PlayerView } from '#player/players/queries';
import { expression, factsOf, tokens } from '../testing/index.js';
import { ATTRIBUTES, type CustomAttribute, type Facts } from './attributes.js';
import { compile, faultsOf, type Vocabulary } from './compile.js';
import { LIMITS, OPERATORS, VALUE_TYPES, type Maybe, type Operator, type Value, type ValueType } from './language.js';

const CUSTOM: CustomAttribute[] = [{ name: 'n', type: 'number' }, { name: 'd', type: 'date' }, { name: 's', type: 'string' }, { name: 'b', type: 'boolean' }, { name: 'l', type: 'list' }];
const vocabulary: Vocabulary = { custom: new Map(CUSTOM.map((each) => [each.name, each])), segments: new Set(['whales', 'eu']) };
const run = (text: string, facts: Facts = factsOf(), variables: Record<string, string> = {}): boolean | undefined => compile(expression(text, variables), vocabulary).evaluate(facts);
const firstFault = (text: string, variables: Record<string, string> = {}) => {
  const [found] = faultsOf(expression(text, variables), vocabulary);
  return found && [found.type, found.loc.join('.')];
};
const T = undefined;

/** What each signature of each operator answers, written out: every one has at least two cases, for both truths where it gives one. A text of an attribute that is one of some values is tried by those. */
const EXAMPLES: Record<string, [operands: Maybe[], gives: Maybe][]> = {
  'or boolean boolean': [[[true, false], true], [[false, false], false], [[T, true], true], [[T, false], T]],
  'and boolean boolean': [[[true, true], true], [[true, false], false], [[T, false], false], [[T, true], T]],
  'not boolean': [[[true], false], [[false], true], [[T], T]],
  '= number number': [[[5, 5], true], [[5, 6], false]], '= date date': [[[50, 50], true], [[50, 60], false]], '= string string': [[['x', 'x'], true], [['x', 'X'], false]], '= boolean boolean': [[[true, true], true], [[true, false], false]],
  '!= number number': [[[5, 6], true], [[5, 5], false]], '!= date date': [[[50, 60], true], [[50, 50], false]], '!= string string': [[['x', 'y'], true], [['x', 'x'], false]], '!= boolean boolean': [[[true, false], true], [[true, true], false]],
  '< number number': [[[5, 6], true], [[5, 5], false]], '< date date': [[[50, 60], true], [[60, 50], false]], '<= number number': [[[5, 5], true], [[6, 5], false]], '<= date date': [[[50, 50], true], [[60, 50], false]],
  '> number number': [[[6, 5], true], [[5, 5], false]], '> date date': [[[60, 50], true], [[50, 60], false]], '>= number number': [[[5, 5], true], [[5, 6], false]], '>= date date': [[[50, 50], true], [[50, 60], false]],
  'in string strings': [[['x', ['x', 'y']], true], [['z', ['x', 'y']], false]], 'in number numbers': [[[1, [1, 2]], true], [[3, [1, 2]], false]],
  'not_in string strings': [[['z', ['x', 'y']], true], [['x', ['x', 'y']], false]], 'not_in number numbers': [[[3, [1, 2]], true], [[1, [1, 2]], false]],
  'contains strings string': [[[['x', 'y'], 'y'], true], [[['xy'], 'x'], false]], 'contains string string': [[['xyz', 'y'], true], [['xyz', 'Y'], false]],
  'not_contains strings string': [[[['xy'], 'x'], true], [[['x'], 'x'], false]], 'not_contains string string': [[['xyz', 'q'], true], [['xyz', 'z'], false]],
  'contains_any strings strings': [[[['x', 'y'], ['y', 'z']], true], [[['x'], ['y', 'z']], false]], 'contains_all strings strings': [[[['x', 'y', 'z'], ['z', 'x']], true], [[['x'], ['x', 'y']], false]],
  'starts_with string string': [[['xyz', 'xy'], true], [['xyz', 'yz'], false]], 'ends_with string string': [[['xyz', 'yz'], true], [['xyz', 'xy'], false]],
  '+ number number': [[[2, 3], 5], [[2, -3], -1]], '+ date number': [[[50, 5], 55], [[50, -5], 45]],
  '- number number': [[[2, 3], -1], [[3, 2], 1]], '- date number': [[[50, 5], 45], [[50, -5], 55]], '- date date': [[[60, 50], 10], [[50, 60], -10]],
  '* number number': [[[2, 3], 6], [[-2, 3], -6]], '/ number number': [[[6, 3], 2], [[6, 0], T]], '- number': [[[5], -5], [[-5], 5]],
  ...Object.fromEntries((['number', 'date', 'string', 'boolean', 'strings'] as const).flatMap((type) => [[`is_set ${type}`, [[[{ number: 1, date: 1, string: '', boolean: false, strings: [] as string[] }[type]], true], [[T], false]]], [`is_not_set ${type}`, [[[{ number: 1, date: 1, string: '', boolean: false, strings: [] as string[] }[type]], false], [[T], true]]]])),
};

const signatures = OPERATORS.flatMap((operator) => operator.signatures.map((signature) => ({ operator, signature, key: [operator.symbol, ...signature.takes].join(' ') })));
const literal = (type: ValueType, value: Value) => ({ type: type === 'strings' || type === 'numbers' ? 'list' : type, value });
const word = (operator: Operator) => ({ type: 'operator', value: operator.symbol });

/** How a player comes to have a value of an attribute; those that are only computed say from what. */
const KNOWN: Record<string, (value: Maybe) => Facts | null> = {
  subscriptions: (value) => (value === undefined ? factsOf() : factsOf({ attributes: { subscriptions: Object.fromEntries((value as string[]).map((name) => [name, 1])) } })),
  player_id: (value) => (value === undefined ? factsOf(null) : factsOf({ player_id: value as string })),
  name: (value) => factsOf({ name: (value as string | undefined) ?? null }), country: (value) => factsOf({ country: (value as string | undefined) ?? null }),
  has_email: (value) => (value === undefined ? factsOf(null) : factsOf({ email: value ? 'a@b.example' : null })),
  registration_marketplace: (value) => factsOf({ registration_marketplace: (value as string | undefined) ?? null }),
  banned: (value) => (value === undefined ? factsOf(null) : factsOf({ banned: value as boolean })),
  email_consent: (value) => factsOf(value === undefined ? {} : { marketing_consent: { email: { granted_at: 10, revoked_at: value ? 5 : 20 } } }),
  created_at: (value) => (value === undefined ? factsOf(null) : factsOf({ created_at: value as number })),
  // Never unknown.
  segments: (value) => (value === undefined ? null : factsOf({}, value as string[])), now: (value) => (value === undefined ? null : { ...factsOf(), now: value as number }),
};

interface Named {
  token: { type: string; value: string };
  type: ValueType;
  values?: readonly string[];
  having(value: Maybe): Facts | null;
}
const named: Named[] = [
  ...ATTRIBUTES.map((attribute): Named => ({
    token: { type: 'attribute', value: attribute.name }, type: attribute.type, ...(attribute.values ? { values: attribute.values } : {}),
    having: attribute.source === 'told' ? (value) => factsOf({ attributes: value === undefined ? {} : { [attribute.name]: value } }) : KNOWN[attribute.name]!,
  })),
  ...CUSTOM.map((attribute): Named => ({ token: { type: 'custom_attribute', value: attribute.name }, type: attribute.type === 'list' ? 'strings' : attribute.type, having: (value) => factsOf({ custom_attributes: value === undefined ? {} : { [attribute.name]: value } }) })),
  { token: { type: 'virtual_currency', value: 'gems' }, type: 'number', having: (value) => factsOf({ balances: value === undefined ? [] : [{ sku: 'gems', quantity: value as number }] }) },
];

/** `x`, `y` and `z` of the examples as values that the attribute knows. */
function inWords(values: readonly string[] | undefined, value: Maybe): Maybe {
  const known = (text: string): string => ({ x: values![0]!, X: values![2] ?? values![0]!, y: values![1] ?? 'none', z: values![2] ?? 'none' })[text] ?? text;
  return values === undefined || value === undefined ? value : typeof value === 'string' ? known(value) : Array.isArray(value) ? (value as string[]).map((each) => known(each)) : value;
}

describe('the table of operators', () => {
  it('has cases for each signature, and no others', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(signatures.map(({ key }) => key).sort());
    for (const { key, signature } of signatures) {
      const given = EXAMPLES[key]!.map(([, gives]) => gives);
      expect([key, given.length >= 2, signature.gives !== 'boolean' || (given.includes(true) && given.includes(false))]).toEqual([key, true, true]);
    }
  });

  it('binds as the grammar says', () => {
    const byStrength = [...new Set(OPERATORS.map(({ strength }) => strength))].map((strength) => OPERATORS.filter((each) => each.strength === strength).map(({ symbol }) => symbol).join(' '));
    expect(byStrength).toEqual(['or', 'and', 'not', '= != < <= > >= in not_in contains not_contains contains_any contains_all starts_with ends_with', '+ -', '* /', '-', 'is_set is_not_set']);
    expect(OPERATORS.map(({ strength }) => strength)).toEqual(OPERATORS.map(({ strength }) => strength).sort((one, other) => one - other));
  });

  it.each(signatures.map(({ key, operator }) => [key, operator] as const))('%s', (key, operator) => {
    for (const [operands, gives] of EXAMPLES[key]!) expect(operator.apply(...operands)).toEqual(gives);
    if (operator.strict) for (let at = 0; at < key.split(' ').length - 1; at++) expect(operator.apply(...EXAMPLES[key]![0]![0].map((operand, index) => (index === at ? undefined : operand)))).toBeUndefined();
  });
});

/** Attribute by operator by the side on which it stands: all of them. */
const pairs = named.flatMap((attribute) => OPERATORS.flatMap((operator) => (operator.fixity === 'infix' ? [0, 1] : [0]).map((side) => ({ attribute, operator, side, name: `${attribute.token.value} ${operator.symbol} ${operator.fixity === 'infix' ? (side === 0 ? 'on the left' : 'on the right') : operator.fixity}` }))));

describe('every attribute with every operator', () => {
  it('is a table that leaves nothing out', () => {
    expect(pairs).toHaveLength(named.length * OPERATORS.reduce((sum, { fixity }) => sum + (fixity === 'infix' ? 2 : 1), 0));
    expect(ATTRIBUTES.filter(({ source, name }) => source === 'known' && !KNOWN[name])).toEqual([]);
  });

  it.each(OPERATORS.map((operator) => [`${operator.symbol} (${operator.fixity})`, operator] as const))('%s', (_name, operator) => {
    const failed = pairs.filter((pair) => pair.operator === operator).flatMap((pair) => {
      try {
        tryPair(pair);
        return [];
      } catch (error) {
        return [`${pair.name}: ${(error as Error).message}`];
      }
    });
    expect(failed).toEqual([]);
  });
});

type Word = { type: string; value: unknown };

function inOrder(operator: Operator, side: number, name: Word, other: Word): Word[] {
  if (operator.fixity === 'prefix') return [word(operator), name];
  if (operator.fixity === 'postfix') return [name, word(operator)];
  return side === 0 ? [name, word(operator), other] : [other, word(operator), name];
}

/** A pair that no signature allows is refused at the operator, whatever stands on the other side; any other answers what the examples say, and nothing about a player of whom it is not known. */
function tryPair({ attribute, operator, side }: (typeof pairs)[number]): void {
  const fitting = operator.signatures.filter(({ takes }) => takes[side] === attribute.type);
  const isSegments = attribute.token.value === 'segments';
  if (fitting.length === 0 || (isSegments && (side === 1 || !operator.symbol.includes('contains')))) {
    for (const type of VALUE_TYPES) {
      const other = literal(type, { number: 1, date: 1, string: 'x', boolean: true, strings: ['x'], numbers: [1] }[type]);
      const [found] = faultsOf({ tokens: inOrder(operator, side, attribute.token, other) }, vocabulary);
      expect(found).toMatchObject({ type: isSegments ? expect.stringMatching(/segments|type_mismatch/) : 'type_mismatch', loc: ['tokens', expect.any(Number)] });
      expect(found!.msg.length).toBeGreaterThan(20);
    }
    return;
  }
  const words: Vocabulary = isSegments ? { ...vocabulary, segments: new Set(['x', 'y', 'z']) } : vocabulary;
  const isWhole = ['=', '!=', 'in', 'not_in'].includes(operator.symbol);
  let tried = 0;
  for (const signature of fitting) {
    const verdict = (operands: Maybe[], gives: Maybe): Maybe => {
      const facts = attribute.having(operands[side]);
      const other = operands[1 - side];
      if (facts === null || (operator.fixity === 'infix' && other === undefined)) return gives;
      tried++;
      const list = inOrder(operator, side, attribute.token, literal(signature.takes[1 - side] ?? attribute.type, other as Value));
      const whole = signature.gives === 'boolean' ? list : [...list, { type: 'operator', value: '=' }, literal(signature.gives, (gives ?? 0) as Value)];
      const found = compile({ tokens: whole }, words).evaluate(facts);
      return signature.gives === 'boolean' || found === undefined ? found : found ? (gives ?? 'known') : 'another value';
    };
    const examples = EXAMPLES[[operator.symbol, ...signature.takes].join(' ')]!.map(([operands, gives]) => [isWhole ? operands.map((each) => inWords(attribute.values, each)) : operands, gives] as const);
    for (const [operands, gives] of examples) expect([operands, verdict([...operands], gives)]).toEqual([operands, gives]);
    const [operands] = examples[0]!;
    if (operator.strict && attribute.having(undefined) !== null) expect(verdict(operands.map((each, index) => (index === side ? undefined : each)), undefined)).toBeUndefined();
  }
  if (tried === 0) throw new Error('was not tried');
}

describe('an expression', () => {
  const player: Partial<PlayerView> = { country: 'DE', attributes: { level: 12, tags: ['tester'] }, created_at: 1_799_999_000, balances: [{ sku: 'gems', quantity: 40 }] };

  it.each<[string, boolean | undefined]>([
    ["@level >= 10 and @country in ['DE','AT']", true], ["not @level >= 10 or @country = 'DE'", true], ['not ( @level >= 10 or @banned )', false], ['@level > 2 + 3 * 3', true], ['( 2 + 3 ) * 3 > @level', true], ['10 - 3 - 2 = 5', true], ['100 / 10 / 5 = 2', true],
    ['- @level < - 11', true], ['@now - @created_at < 2000', true], ['@created_at + 86400 > @now', true], ['$gems >= 40', true], ['$gold >= 0', undefined], ['$gold is_not_set and $gems is_set', true], ['#n > 1 or @level = 12', true], ['#n > 1 and @level = 12', undefined], ['#n > 1 and @level = 13', false],
    ["@tags contains 'tester'", true], ["@segments contains_any ['whales','eu']", true], ["@segments contains_all ['whales','eu']", false], ['false or not not true', true], ['not #b is_set', true], [`${Array(21).fill('9007199254740991').join(' * ')} > 1`, undefined], ['1 / 0 = 1 / 0', undefined],
  ])('%s is %s', (text, verdict) => {
    expect(run(text, factsOf(player, ['whales']))).toBe(verdict);
  });

  it('computes with variables, each once and before those that name it', () => {
    expect(run('%twice > 20 and %deep', factsOf(player), { twice: '@level * 2', deep: '%twice = 24' })).toBe(true);
    // Thirty doublings that were written out would be a thousand million.
    const doubled = Object.fromEntries(Array.from({ length: LIMITS.variables }, (_, at) => [`v${at}`, at === 0 ? '@level' : `%v${at - 1} + %v${at - 1}`]));
    expect(run(`%v${LIMITS.variables - 1} = ${12 * 2 ** (LIMITS.variables - 1)}`, factsOf(player), doubled)).toBe(true);
  });

  it.each<[string, string, string]>([
    ['@level', 'not_boolean', 'tokens'], ['@level >', 'unexpected_end', 'tokens'], ['@level 5', 'unexpected_token', 'tokens.1'], ['> 5', 'unexpected_token', 'tokens.0'], ['( @banned', 'unclosed', 'tokens'], ['( @banned 5 )', 'unclosed', 'tokens.2'], ['@banned )', 'unexpected_token', 'tokens.1'],
    ['@level ~ 5', 'unknown_operator', 'tokens.1.value'], ['@wealth > 5', 'unknown_attribute', 'tokens.0.value'], ['@constructor is_set', 'unknown_attribute', 'tokens.0.value'], ['#undeclared > 5', 'unknown_attribute', 'tokens.0.value'], ["@level > '5'", 'type_mismatch', 'tokens.1'],
    ['@created_at > 5', 'type_mismatch', 'tokens.1'], ["@country < 'DE'", 'type_mismatch', 'tokens.1'], ["@platform = 'windows'", 'no_such_value', 'tokens.2.value'], ["'windows' = @platform", 'no_such_value', 'tokens.0.value'], ['1 < 2 < 3', 'type_mismatch', 'tokens.3'],
    ["@segments contains 'nobody'", 'unknown_segment', 'tokens.2.value'], ['@segments contains #s', 'segments', 'tokens.2'], ['@segments is_set', 'segments', 'tokens.0'], ['5 is_set', 'no_attribute', 'tokens.1'], ['%nothing > 1', 'unknown_variable', 'tokens.0.value'],
    ['@level in []', 'arraySize', 'tokens.2.value'], ["@level in [1,'x']", 'isNumber', 'tokens.2.value.1'], [`${'( '.repeat(40)}true${' )'.repeat(40)}`, 'too_deep', 'tokens.32'], [Array(251).fill('true').join(' and '), 'too_long', 'tokens'],
  ])('%s is refused: %s at %s', (text, type, loc) => {
    expect(firstFault(text)).toEqual([type, loc]);
  });

  it.each<[unknown, string, string]>([
    [null, 'isObject', ''], [{ tokens: [] }, 'isArray', 'tokens'], [{ tokens: tokens('true'), more: 1 }, 'whitelistValidation', 'more'], [{ tokens: [5] }, 'isObject', 'tokens.0'], [{ tokens: [{ type: 'number', value: '5' }] }, 'isNumber', 'tokens.0.value'],
    [{ tokens: [{ type: 'number', value: 2 ** 60 }] }, 'isNumber', 'tokens.0.value'], [{ tokens: [{ type: 'date', value: 1.5 }] }, 'isInt', 'tokens.0.value'], [{ tokens: [{ type: 'string', value: 'a\u0000' }] }, 'printable', 'tokens.0.value'], [{ tokens: [{ type: 'boolean', value: 'true' }] }, 'isBoolean', 'tokens.0.value'],
    [{ tokens: [{ type: 'event_attribute', value: 'x' }] }, 'no_event', 'tokens.0.type'], [{ tokens: [{ type: 'regex', value: '(a+)+' }] }, 'isIn', 'tokens.0.type'], [{ tokens: [{ type: 'number', value: 5, more: 1 }] }, 'whitelistValidation', 'tokens.0.more'],
    [{ tokens: tokens('true'), variables: [{ name: 'a', tokens: tokens('%b') }, { name: 'b', tokens: tokens('1') }] }, 'unknown_variable', 'variables.0.tokens.0.value'], [{ tokens: tokens('true'), variables: [{ name: 'a', tokens: tokens('1') }, { name: 'a', tokens: tokens('1') }] }, 'duplicate', 'variables.1.name'],
    [{ tokens: tokens('true'), variables: Array(21).fill({ name: 'a', tokens: tokens('1') }) }, 'arraySize', 'variables'],
  ])('%j is refused: %s at %s', (raw, type, loc) => {
    const [found] = faultsOf(raw, vocabulary);
    expect([found?.type, found?.loc.join('.')]).toEqual([type, loc]);
  });

  it('tells of everything that is wrong on both sides of an operator', () => {
    expect(faultsOf(expression('@wealth > 5 and @poverty < 3'), vocabulary).map(({ loc }) => loc[1])).toEqual([0, 4]);
  });

  it('takes a value of another type than was declared for none', () => {
    expect(run('#n > 1', factsOf({ custom_attributes: { n: '5' } }))).toBeUndefined();
    expect(run("#l contains 'a'", factsOf({ custom_attributes: { l: ['a', 1] } }))).toBeUndefined();
  });
});

/** Expressions of true and false, and players about whom anything may have been told. */
const atom = fc.constantFrom('@level > 5', "@country = 'DE'", '#n / #n = 1', '#b', "#l contains 'a'", '$gems < 3', '@banned', "#s starts_with 'a'", 'true', 'false', '@created_at < @now - 60', '#d is_set');
const text = fc.letrec<{ any: string }>((tie) => ({ any: fc.oneof({ maxDepth: 4 }, atom, fc.tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any')).map(([a, op, b]) => `( ${a} ) ${op} ( ${b} )`), tie('any').map((a) => `not ( ${a} )`)) })).any;
const anything = fc.oneof(fc.constant(undefined), fc.constantFrom<unknown>(null, 0, 1, 7, -0, '', 'a', 'DE', true, false, [], ['a'], [1], {}), fc.jsonValue({ maxDepth: 2 }));
const members = fc.record({ n: anything, d: anything, s: anything, b: anything, l: anything, level: anything, constructor: anything });
const player = fc.record({ attributes: members, custom_attributes: members, country: fc.constantFrom('DE', 'FR', null), banned: fc.boolean(), gems: fc.option(fc.integer()) });
const facts = fc.option(player).map((drawn) => factsOf(drawn && { ...drawn, balances: drawn.gems === null ? [] : [{ sku: 'gems', quantity: drawn.gems }] } as never));

describe('whatever is told of a player', () => {
  it('an expression answers true, false or unknown, and never throws', () => {
    fc.assert(fc.property(text, facts, (written, about) => expect([true, false, undefined]).toContain(run(written, about))), { numRuns: 300 });
  });

  it('the laws of negation hold', () => {
    fc.assert(fc.property(text, text, facts, (a, b, about) => {
      expect(run(`not not ( ${a} )`, about)).toBe(run(a, about));
      expect(run(`not ( ( ${a} ) and ( ${b} ) )`, about)).toBe(run(`not ( ${a} ) or not ( ${b} )`, about));
      expect(run(`not ( ( ${a} ) or ( ${b} ) )`, about)).toBe(run(`not ( ${a} ) and not ( ${b} )`, about));
    }), { numRuns: 200 });
  });

  it.each([['@level = 5', '@level != 5'], ["@country in ['DE']", "@country not_in ['DE']"], ["#l contains 'a'", "#l not_contains 'a'"], ['@level < 5', '@level >= 5'], ['#n is_set', '#n is_not_set'], ['@created_at <= @now', '@created_at > @now']])('%s is the contrary of %s, and unknown together with it', (one, other) => {
    fc.assert(fc.property(facts, (about) => expect(run(`not ${one}`, about)).toBe(run(other, about))), { numRuns: 100 });
  });

  it('refuses or takes any JSON for an expression, and never fails', () => {
    const token = fc.record({ type: fc.constantFrom('attribute', 'operator', 'number', 'string', 'boolean', 'list', 'variable'), value: fc.oneof(anything, fc.constantFrom<unknown>('level', 'and', 'not', '(', ')', '=', '-', 'is_set', 'x')) });
    fc.assert(fc.property(fc.oneof(anything, fc.record({ tokens: fc.array(token, { maxLength: 12 }) })), (raw) => expect(Array.isArray(faultsOf(raw, vocabulary))).toBe(true)), { numRuns: 500 });
  });
});
