import type { FieldFault } from '#platform/kernel/errors';
import { BY_NAME, balanceOf, customAttribute, type Attribute, type CustomAttribute, type Facts } from './attributes.js';
import { Faulty, each, fault, type Place } from './fault.js';
import { OPERATORS, TYPE_WORDS, type Maybe, type Operator, type ValueType } from './language.js';
import { parse, type Parsed, type Tree } from './parse.js';

/** What a game has, against which names are held. */
export interface Vocabulary {
  custom: { get(name: string): CustomAttribute | undefined };
  /** Slugs of its segments. */
  segments: { has(slug: string): boolean };
}

export interface Compiled {
  /** True, false, or unknown. Never throws, whatever is told of a player; takes time in proportion to the number of tokens. */
  evaluate(facts: Facts): boolean | undefined;
  /** Slugs of the segments that it asks for. */
  reads: ReadonlySet<string>;
}

/** Values of variables stand in `slots`: each is computed once, before those that name it. */
type Run = (facts: Facts, slots: readonly Maybe[]) => Maybe;
interface Typed {
  type: ValueType;
  run: Run;
  attribute?: Attribute;
}

/** Operators that look at a text as a whole. `contains` does of a list. */
const IN_WHOLE = new Set(['=', '!=', 'in', 'not_in', 'contains_any', 'contains_all']);
const OF_SEGMENTS = new Set(['contains', 'not_contains', 'contains_any', 'contains_all']);

class Checker {
  readonly reads = new Set<string>();
  private readonly variables = new Map<string, { index: number; type: ValueType }>();

  constructor(private readonly vocabulary: Vocabulary) {}

  declare(name: string, type: ValueType): void {
    this.variables.set(name, { index: this.variables.size, type });
  }

  check(tree: Tree): Typed {
    if (tree.kind === 'literal') return { type: tree.type, run: () => tree.value };
    if (tree.kind === 'name') return this.named(tree);
    return this.operation(tree);
  }

  private named({ of, name, at }: Tree & { kind: 'name' }): Typed {
    const place = [...at, 'value'];
    if (of === 'variable') {
      const variable = this.variables.get(name);
      if (!variable) return fault(place, 'no variable before this one has that name', 'unknown_variable');
      return { type: variable.type, run: (_, slots) => slots[variable.index] };
    }
    const attribute = of === 'virtual_currency' ? balanceOf(name) : of === 'attribute' ? BY_NAME.get(name) : this.custom(name);
    if (!attribute) return of === 'attribute' ? fault(place, 'there is no such attribute', 'unknown_attribute') : fault(place, 'no custom attribute of this name is declared', 'unknown_attribute');
    if (attribute.name === 'segments' && of === 'attribute') return fault(at, 'segments stand alone on the left of contains, not_contains, contains_any or contains_all', 'segments');
    return { type: attribute.type, run: (facts) => attribute.read(facts), attribute };
  }

  private custom(name: string): Attribute | undefined {
    const declared = this.vocabulary.custom.get(name);
    return declared && customAttribute(declared);
  }

  private operation({ symbol, fixity, operands, at }: Tree & { kind: 'operation' }): Typed {
    const operator = OPERATORS.find((one) => one.symbol === symbol && one.fixity === fixity)!;
    if (isSegments(operands[0]) && OF_SEGMENTS.has(symbol)) return this.membership(operator, operands[1]!);
    const typed = each(operands, (operand) => this.check(operand));
    const signature = operator.signatures.find(({ takes }) => takes.every((type, index) => type === typed[index]!.type));
    if (!signature) return fault(at, refusal(operator, typed.map(({ type }) => type)), 'type_mismatch');
    if (fixity === 'postfix' && !typed[0]!.attribute) return fault(at, `${symbol} follows an attribute or a virtual currency`, 'no_attribute');
    if (IN_WHOLE.has(symbol)) this.requireValues(operands, typed);
    const [left, right] = typed.map(({ run }) => run);
    const { apply } = operator;
    return { type: signature.gives, run: right ? (facts, slots) => apply(left!(facts, slots), right(facts, slots)) : (facts, slots) => apply(left!(facts, slots)) };
  }

  /** Which segments are asked for has to be seen without evaluating anything: what depends on what is known when it is written. */
  private membership(operator: Operator, right: Tree): Typed {
    if (right.kind !== 'literal' || (right.type !== 'string' && right.type !== 'strings')) return fault(right.at, 'the slugs of segments are written out here, as a text or a list', 'segments');
    if (!operator.signatures.some(({ takes }) => takes[0] === 'strings' && takes[1] === right.type)) return fault(right.at, refusal(operator, ['strings', right.type]), 'type_mismatch');
    const slugs = right.type === 'string' ? [right.value as string] : (right.value as string[]);
    const unknown = slugs.find((slug) => !this.vocabulary.segments.has(slug));
    if (unknown !== undefined) return fault([...right.at, 'value'], `there is no segment "${unknown}"`, 'unknown_segment');
    for (const slug of slugs) this.reads.add(slug);
    return { type: 'boolean', run: (facts) => operator.apply(facts.segments, right.value) };
  }

  /** A comparison with a text that the attribute never is would never be true: a slip of the pen. */
  private requireValues(operands: readonly Tree[], typed: readonly Typed[]): void {
    for (const [index, { attribute }] of typed.entries()) {
      const other = operands[1 - index];
      if (!attribute?.values || other?.kind !== 'literal') continue;
      const texts = typeof other.value === 'string' ? [other.value] : Array.isArray(other.value) ? (other.value as unknown[]) : [];
      const strange = texts.find((text) => !attribute.values!.includes(text as string));
      if (strange !== undefined) fault([...other.at, 'value'], `${attribute.name} is one of ${attribute.values.join(', ')}`, 'no_such_value');
    }
  }
}

const isSegments = (tree: Tree | undefined): boolean => tree?.kind === 'name' && tree.of === 'attribute' && tree.name === 'segments';

function refusal({ symbol, fixity, signatures }: Operator, types: readonly ValueType[]): string {
  const words = (list: readonly ValueType[]): string => list.map((type) => TYPE_WORDS[type]).join(' and ');
  return `${symbol} does not take ${words(types)}${fixity === 'infix' ? ', in this order' : ''}; it takes ${signatures.map(({ takes }) => words(takes)).join(', or ')}`;
}

function check({ variables, tree }: Parsed, vocabulary: Vocabulary, at: Place): Compiled {
  const checker = new Checker(vocabulary);
  const runs = variables.map(({ name, tree: of }) => {
    const { type, run } = checker.check(of);
    checker.declare(name, type);
    return run;
  });
  const { type, run } = checker.check(tree);
  if (type !== 'boolean') return fault([...at, 'tokens'], `is ${TYPE_WORDS[type]}; an expression has to be true or false`, 'not_boolean');
  return {
    reads: checker.reads,
    evaluate: (facts) => {
      const slots: Maybe[] = [];
      for (const variable of runs) slots.push(variable(facts, slots));
      return run(facts, slots) as boolean | undefined;
    },
  };
}

/** Reads, checks and compiles an expression. Throws `Faulty` with everything that is wrong with it. */
export function compile(raw: unknown, vocabulary: Vocabulary, at: Place = []): Compiled {
  return check(parse(raw, at), vocabulary, at);
}

/** What is wrong with an expression; nothing where it may be used. */
export function faultsOf(raw: unknown, vocabulary: Vocabulary): readonly FieldFault[] {
  try {
    compile(raw, vocabulary);
    return [];
  } catch (error) {
    if (error instanceof Faulty) return error.faults;
    throw error;
  }
}
