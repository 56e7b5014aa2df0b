import { ATTRIBUTES } from '../../libs/player/segments/domain/attributes.js';
import { NODE_TYPES } from '../../libs/player/segments/domain/graph.js';
import { LIMITS, OPERATORS, TYPE_WORDS, type Operator } from '../../libs/player/segments/domain/language.js';
import { TOKEN_TYPES } from '../../libs/player/segments/domain/parse.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(' | ');

/** One rule for each strength, from the weakest on, out of the same table from which the parser reads. */
function grammar(): string[] {
  const strengths = [...new Set(OPERATORS.map(({ strength }) => strength))].sort((one, other) => one - other);
  const name = (index: number): string => (index < strengths.length ? `level${strengths[index]}` : 'value');
  const rules = strengths.map((strength, index) => {
    const here = OPERATORS.filter((operator) => operator.strength === strength);
    const symbols = list(here.map(({ symbol }) => symbol));
    const next = name(index + 1);
    if (here[0]!.fixity === 'infix') return `${name(index)} = ${next} , { ( ${symbols} ) , ${next} } ;`;
    if (here[0]!.fixity === 'prefix') return `${name(index)} = ( ${symbols} ) , ${name(index)} | ${next} ;`;
    return `${name(index)} = ${next} , { ${symbols} } ;`;
  });
  return [
    `expression = ${name(0)} ;`, ...rules, 'value = literal | attribute | custom_attribute | virtual_currency | variable | "(" , expression , ")" | prefixed ;',
    `prefixed = ${OPERATORS.filter(({ fixity }) => fixity === 'prefix').map(({ symbol, strength }) => `"${symbol}" , level${strength}`).join(' | ')} ;`, 'literal = number | date | string | boolean | list ;',
  ];
}

const takes = ({ signatures }: Operator): string => signatures.map((signature) => `${signature.takes.map((type) => TYPE_WORDS[type]).join(', ')} → ${TYPE_WORDS[signature.gives]}`).join('<br>');

/** docs/reference/expressions.md: the language in which conditions are written. */
export function expressionsPage(): string {
  return [
    '# Expressions', '', '<!-- Generated; `UPDATE_DOCS=1 npm test -- test/contract/generated-docs` writes it. -->', '',
    'The language of the contract in which conditions are written: `expr` of a `ConditionNode` in the graph of a segment group. The contract sends an expression as a list of tokens, `{"tokens": [{"type", "value"}, …], "variables": [{"name", "tokens"}, …]}`, and names no operators; these are ours.', '',
    '```json', '{"tokens": [{"type": "attribute", "value": "level"}, {"type": "operator", "value": ">="}, {"type": "number", "value": 10}, {"type": "operator", "value": "and"},', '            {"type": "attribute", "value": "country"}, {"type": "operator", "value": "in"}, {"type": "list", "value": ["DE", "AT"]}]}', '```', '',
    '## Grammar', '', 'In EBNF. A terminal in quotes is a token of the type `operator` with this value; `number`, `date`, … are tokens of that type. A higher level binds more tightly; operators of one level go from left to right.', '', '```', ...grammar(), '```', '',
    `Types of tokens: ${TOKEN_TYPES.map((type) => `\`${type}\``).join(', ')}. A \`date\` is Unix seconds. A \`list\` holds texts or numbers, 1 to ${LIMITS.list} of them. \`virtual_currency\` names a sku: how much the player has of it, as the game last told. \`custom_attribute\` names one that the game has declared: 1 to 100 letters of A to Z, digits and underscores.`,
    'A `variable` names one of `variables` that stands before it; it is computed once. `event_attribute` and `custom_event_attribute` are refused in segments: nothing has happened there.', '',
    '## Operators', '', '| Operator | Level | Takes → gives | Meaning |', '|---|---|---|---|',
    ...OPERATORS.map((operator) => `| \`${cell(operator.symbol)}\`${operator.fixity === 'infix' ? '' : ` (${operator.fixity})`} | ${operator.strength} | ${takes(operator)} | ${cell(operator.what)} |`), '',
    'Operands of other types are refused when the expression is written, at the place of the operator. So is a comparison of an attribute with a text that it never is.', '',
    '## What is not known', '', 'An attribute that nobody has told us of, a value of another type than the attribute has, a quotient by zero and a number beyond all bounds are *unknown*. An operator makes unknown of unknown; `and`, `or` and `not` reckon with three values (`false and unknown` is false, `true or unknown` is true), `is_set` and `is_not_set` always decide. A condition goes on at `true_node_id` only when it is true. So `not (a = b)` and `a != b` are the same, and neither is true of a player whose `a` is not known.', '',
    '## Attributes', '', 'Beside those that a game declares itself (`PUT /v1/custom_attributes/{attribute_name}`).', '', '| Attribute | Type | Told by | Meaning |', '|---|---|---|---|',
    ...ATTRIBUTES.map(({ name, type, source, what, values }) => `| \`${name}\` | ${TYPE_WORDS[type]} | ${source === 'told' ? 'the game' : 'us'} | ${cell(what)}${values ? `: ${values.map((value) => `\`${value}\``).join(', ')}` : ''} |`), '',
    '## Bounds', '', `${LIMITS.tokens} tokens, those of its variables among them; ${LIMITS.variables} variables; ${LIMITS.depth} levels of nesting; texts of ${LIMITS.text} characters. A graph has ${LIMITS.nodes} nodes and ${LIMITS.graphCharacters} characters, all graphs of a game together ${LIMITS.gameCharacters}. There are no patterns to be matched, so an evaluation takes time in proportion to the tokens and nothing else.`, '',
    `Nodes of a segment's graph: ${NODE_TYPES.map((type) => `\`${type}\``).join(', ')}.`, '',
  ].join('\n');
}
