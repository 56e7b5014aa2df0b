import { fault, isObject, textAt, type Place } from './fault.js';
import { FOLLOWING, LIMITS, PREFIX, type Operator, type Value, type ValueType } from './language.js';

/** What an expression is, before anybody has looked at its types. `at` is the place of the token that it begins with, or of its operator. */
export type Tree =
  | { kind: 'literal'; at: Place; type: ValueType; value: Value }
  | { kind: 'name'; at: Place; of: 'attribute' | 'custom_attribute' | 'variable' | 'virtual_currency'; name: string }
  | { kind: 'operation'; at: Place; symbol: string; fixity: Operator['fixity']; operands: Tree[] };

const NAMES = ['attribute', 'custom_attribute', 'variable', 'virtual_currency'] as const;
const OF_EVENTS = ['event_attribute', 'custom_event_attribute'];
export const TOKEN_TYPES = [...NAMES, ...OF_EVENTS, 'operator', 'number', 'date', 'string', 'boolean', 'list'];

interface Token {
  type: string;
  value: unknown;
  at: Place;
}

function tokenAt(raw: unknown, at: Place): Token {
  if (!isObject(raw)) fault(at, 'must be an object with a type and a value', 'isObject');
  const unknown = Object.keys(raw).find((name) => name !== 'type' && name !== 'value');
  if (unknown !== undefined) fault([...at, unknown], 'a token has a type and a value, nothing else', 'whitelistValidation');
  if (!TOKEN_TYPES.includes(raw['type'] as string)) fault([...at, 'type'], `must be one of ${TOKEN_TYPES.join(', ')}`, 'isIn');
  if (OF_EVENTS.includes(raw['type'] as string)) fault([...at, 'type'], 'a segment is not evaluated for an event: attributes of events are for campaigns', 'no_event');
  return { type: raw['type'] as string, value: raw['value'], at };
}

function listAt(value: unknown, at: Place): { type: ValueType; value: Value } {
  if (!Array.isArray(value) || value.length === 0 || value.length > LIMITS.list) fault(at, `must be a list of 1 to ${LIMITS.list} texts or numbers`, 'arraySize');
  if (typeof value[0] === 'number') {
    return { type: 'numbers', value: value.map((each: unknown, index) => (typeof each === 'number' && Number.isFinite(each) ? each : fault([...at, index], 'must be a number like those before it', 'isNumber'))) };
  }
  return { type: 'strings', value: value.map((each: unknown, index) => textAt(each, [...at, index], LIMITS.text)) };
}

function literalAt({ type, value, at }: Token): { type: ValueType; value: Value } {
  const place = [...at, 'value'];
  if (type === 'string') return { type, value: textAt(value, place, LIMITS.text) };
  if (type === 'boolean') return { type, value: typeof value === 'boolean' ? value : fault(place, 'must be true or false', 'isBoolean') };
  if (type === 'list') return listAt(value, place);
  if (typeof value !== 'number' || Math.abs(value) > Number.MAX_SAFE_INTEGER) fault(place, 'must be a number within ±(2^53 − 1)', 'isNumber');
  if (type === 'date' && !Number.isInteger(value)) fault(place, 'must be whole Unix seconds', 'isInt');
  return { type: type as 'number' | 'date', value };
}

/**
 * Reads a list of tokens by precedence climbing. The tokens come apart already, so there is no text to be read and nothing for a parser generator to do: what binds how stands in the table of
 * operators (ADR 0043). Throws `Faulty` with the place of the first token that does not fit.
 */
class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[], private readonly end: Place) {}

  whole(): Tree {
    const tree = this.expression(0);
    const left = this.tokens[this.next];
    if (left) fault(left.at, left.type === 'operator' && left.value === ')' ? 'closes a parenthesis that was not opened' : 'an operator is expected here', 'unexpected_token');
    return tree;
  }

  private expression(strength: number): Tree {
    if (++this.depth > LIMITS.depth) fault(this.place(), `nests more than ${LIMITS.depth} deep`, 'too_deep');
    let left = this.operand();
    for (;;) {
      const token = this.tokens[this.next];
      const operator = token?.type === 'operator' ? FOLLOWING.get(token.value as string) : undefined;
      if (!operator || operator.strength <= strength) break;
      this.next++;
      const operands = operator.fixity === 'postfix' ? [left] : [left, this.expression(operator.strength)];
      left = { kind: 'operation', at: token!.at, symbol: operator.symbol, fixity: operator.fixity, operands };
    }
    this.depth--;
    return left;
  }

  private operand(): Tree {
    const token = this.tokens[this.next];
    if (!token) fault(this.end, 'ends where a value is expected', 'unexpected_end');
    this.next++;
    const { type, value, at } = token;
    if (type === 'operator') return this.beginning(value, at);
    if (NAMES.includes(type as (typeof NAMES)[number])) return { kind: 'name', at, of: type as (typeof NAMES)[number], name: textAt(value, [...at, 'value'], 255) };
    return { kind: 'literal', at, ...literalAt(token) };
  }

  private beginning(symbol: unknown, at: Place): Tree {
    if (symbol === '(') {
      const inner = this.expression(0);
      const close = this.tokens[this.next];
      if (close?.type !== 'operator' || close.value !== ')') fault(close?.at ?? this.end, 'a parenthesis is not closed', 'unclosed');
      this.next++;
      return inner;
    }
    const operator = PREFIX.get(symbol as string);
    if (!operator) return fault(at, 'a value is expected here', 'unexpected_token');
    return { kind: 'operation', at, symbol: operator.symbol, fixity: 'prefix', operands: [this.expression(operator.strength - 1)] };
  }

  private place(): Place {
    return this.tokens[this.next]?.at ?? this.end;
  }
}

function parseTokens(raw: unknown, at: Place, budget: { left: number }): Tree {
  if (!Array.isArray(raw) || raw.length === 0) fault(at, 'must be a list of tokens that is not empty', 'isArray');
  budget.left -= raw.length;
  if (budget.left < 0) fault(at, `an expression has at most ${LIMITS.tokens} tokens, those of its variables among them`, 'too_long');
  const tokens = raw.map((token, index) => tokenAt(token, [...at, index]));
  for (const { type, value, at: place } of tokens) {
    const isKnown = typeof value === 'string' && (PREFIX.has(value) || FOLLOWING.has(value) || value === '(' || value === ')');
    if (type === 'operator' && !isKnown) fault([...place, 'value'], `is no operator; they are ${[...new Set([...PREFIX.keys(), ...FOLLOWING.keys()])].join(' ')} ( )`, 'unknown_operator');
  }
  return new Parser(tokens, at).whole();
}

export interface Parsed {
  variables: { name: string; at: Place; tree: Tree }[];
  tree: Tree;
}

/** The expression of the contract, `{tokens, variables}`. Its places begin with `at`. */
export function parse(raw: unknown, at: Place = []): Parsed {
  if (!isObject(raw)) fault(at, 'must be an object with tokens', 'isObject');
  const unknown = Object.keys(raw).find((name) => name !== 'tokens' && name !== 'variables');
  if (unknown !== undefined) fault([...at, unknown], 'an expression has tokens and variables, nothing else', 'whitelistValidation');
  const budget = { left: LIMITS.tokens as number };
  const variables = raw['variables'] ?? [];
  if (!Array.isArray(variables) || variables.length > LIMITS.variables) fault([...at, 'variables'], `must be a list of at most ${LIMITS.variables}`, 'arraySize');
  const read = variables.map((variable: unknown, index) => {
    const place = [...at, 'variables', index];
    if (!isObject(variable)) fault(place, 'must be an object with a name and tokens', 'isObject');
    const other = Object.keys(variable).find((name) => name !== 'name' && name !== 'tokens');
    if (other !== undefined) fault([...place, other], 'a variable has a name and tokens, nothing else', 'whitelistValidation');
    const name = textAt(variable['name'], [...place, 'name'], 255);
    if (variables.findIndex((each: unknown) => isObject(each) && each['name'] === name) < index) fault([...place, 'name'], 'another variable before it has this name', 'duplicate');
    return { name, at: place, tree: parseTokens(variable['tokens'], [...place, 'tokens'], budget) };
  });
  return { variables: read, tree: parseTokens(raw['tokens'], [...at, 'tokens'], budget) };
}
