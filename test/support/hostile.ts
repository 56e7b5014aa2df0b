import type { ApiDocument, Operation, Parameter, Place, Schema } from './openapi-walk.js';

/** One request that no well-meant client would send, and the statuses that are a right answer to it. */
export interface Attack {
  operation: string;
  what: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** Right answers; everything below 500 when left out. */
  expected?: readonly number[];
  /** The refusal has to name this place. */
  loc?: readonly (string | number)[];
}

/** What stands where attacks are aimed at. */
export interface Target {
  /** `Authorization` of an audience; a different one at each call where several are at hand, so that no key runs into its rate limit. */
  authorization(audience: Operation['audience']): string | undefined;
  /** Existing ids by parameter name. */
  own: Readonly<Record<string, string>>;
  /** Sensible values of body members by name, for an operation. */
  hints(operation: string): Readonly<Record<string, unknown>>;
  random(): number;
}

type Body = Record<string, unknown>;
export const json = 'application/json';
const text = (value: unknown): string => JSON.stringify(value);
const LONE = '\ud800';

export function pathOf(operation: Operation, ids: Readonly<Record<string, string>>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? `unknown-${name}`));
}

function headersOf(target: Target, operation: Operation, more: Record<string, string> = {}): Record<string, string> {
  const authorization = target.authorization(operation.audience);
  return { ...(authorization ? { authorization } : {}), ...(operation.method === 'GET' ? {} : { 'idempotency-key': `hostile-${Math.floor(target.random() * 1e15)}` }), ...more };
}

function aim(target: Target, operation: Operation, what: string, expected: readonly number[] | undefined, more: Partial<Attack> & { type?: string } = {}): Attack {
  const { type, ...rest } = more;
  const content: Record<string, string> = rest.body === undefined ? {} : { 'content-type': type ?? json };
  return { operation: operation.id, what, method: operation.method, path: pathOf(operation, target.own), headers: headersOf(target, operation, content), ...(expected ? { expected } : {}), ...rest };
}

/** A body that the operation would take, as far as its schema tells. */
export function goodBody(document: ApiDocument, operation: Operation, target: Target): unknown {
  const schema = document.plain(operation.body!);
  const hints = target.hints(operation.id);
  return schema.type === 'array' ? [document.example(schema.items!, hints)] : document.example(schema, hints);
}

/** Bodies that are no JSON, or no JSON that may be read: refused before anybody looks at their meaning. */
export function unreadableBodies(document: ApiDocument, operation: Operation, target: Target): Attack[] {
  const good = text(goodBody(document, operation, target));
  const inside = good.slice(1, -1);
  const more = inside === '' ? '' : `,${inside}`;
  const send = (what: string, expected: readonly number[], body: string | Buffer): Attack => aim(target, operation, what, expected, { body });
  return [
    send('cut off', [400], good.slice(0, -1)),
    send('a comma too many', [400], `{"a":1,}`),
    send('not even a value', [400], 'undefined'),
    send('two values', [400], `${good} ${good}`),
    send('a key that stands twice', [400], `{"twice":1,"twice":2${good.startsWith('{') ? more : ''}}`),
    send('a key that stands twice with one value', [400], `{"status":"x","st\\u0061tus":"x"}`),
    send('reaching for the prototype', [400], `{"__proto__":{"isAdmin":true}}`),
    send('a constructor', [400], `{"constructor":{"prototype":{"isAdmin":true}}}`),
    send('a member that every object has', [400], `{"toString":"x"}`),
    send('33 levels', [400], '['.repeat(33) + ']'.repeat(33)),
    send('100,000 levels', [400], '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)),
    send('10,001 keys', [400], `{${Array.from({ length: 10_001 }, (_, at) => `"k${at}":1`).join(',')}}`),
    send('a byte order mark', [400], `\ufeff${good}`),
    send('UTF-16', [400], Buffer.from(good, 'utf16le')),
    send('broken UTF-8', [400], Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])),
    send('an integer beyond 2^53', [422], '{"amount":9007199254740993}'),
    send('an infinite number', [422], '{"amount":1e309}'),
    send('a NUL in a string', [422], text({ name: 'a\u0000b' })),
    send('half a surrogate pair', [422], `{"name":"${'\\ud800'}"}`),
    send('a NUL in a key', [422], text({ 'a\u0000b': 1 })),
    aim(target, operation, '2 MB', [413], { body: `{"name":"${'x'.repeat(2_000_000)}"}` }),
    aim(target, operation, 'text/plain', [415], { body: good, type: 'text/plain' }),
    aim(target, operation, 'a form', [415], { body: 'name=x&price=1', type: 'application/x-www-form-urlencoded' }),
    aim(target, operation, 'XML', [415], { body: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', type: 'application/xml' }),
    { ...aim(target, operation, 'no content type', [415], { body: good }), headers: headersOf(target, operation) },
  ];
}

/** Bodies of the wrong kind or with members that nobody knows. */
export function wrongBodies(document: ApiDocument, operation: Operation, target: Target): Attack[] {
  const plain = document.plain(operation.body!);
  const good = goodBody(document, operation, target);
  const send = (what: string, body: unknown): Attack => aim(target, operation, what, [422], { body: text(body) });
  const kinds = plain.type === 'array' ? [send('an object for a list', {}), send('a list of lists', [[]]), send('a list with null', [null])] : [send('a list for an object', []), send('a list around the object', [good]), send('null for an object', null)];
  const member = (name: string, value: unknown): Attack =>
    plain.type === 'array' ? send(`the unknown member ${name}`, [{ ...(good as Body[])[0], [name]: value }]) : send(`the unknown member ${name}`, { ...(good as Body), [name]: value });
  const unknown = ([['isAdmin', true], ['tenantId', 'gam_1'], ['constructor_', 1], ['$where', '1']] as const).map(([name, value]) => member(name, value));
  const isEmptyRefused = plain.type !== 'array' && (plain.required?.length ?? 0) > 0;
  return [...kinds, send('a bare string', 'text'), send('a bare number', 7), send('a bare truth', true), ...unknown, ...(isEmptyRefused ? [send('nothing that is required', {})] : [])];
}

/** Bodies where none is taken: what stands in them would be ignored. */
export function unwantedBodies(operation: Operation, target: Target): Attack[] {
  if (operation.body || operation.method === 'GET') return [];
  const send = (what: string, body: unknown): Attack => aim(target, operation, what, [422], { body: text(body) });
  return [send('an unwanted member', { a: 1 }), send('an unwanted list', []), send('an unwanted null', null)];
}

/** What a schema rules out, whatever the business says. */
function impossible(document: ApiDocument, { schema, path, isRequired }: Place): [what: string, value: unknown][] {
  const list: [string, unknown][] = isRequired && !schema.nullable && path.length > 0 && typeof path.at(-1) === 'string' ? [['null', null]] : [];
  if (schema.oneOf) return list;
  if (schema.enum) return [...list, ['a word of no enum', 'no-such-word'], ['an object for an enum', { $ne: null }], ['a list for an enum', [schema.enum[0]]]];
  if (schema.type === 'integer' || schema.type === 'number') {
    list.push(['digits as text', '10'], ['a list for a number', [1]], ['an object for a number', { $gt: 0 }], ['true for a number', true], ['text for a number', 'NaN']);
    if (schema.type === 'integer') list.push(['a fraction', 0.1]);
    if (schema.minimum !== undefined) list.push(['below the minimum', schema.minimum - 1]);
    if (schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER) list.push(['above the maximum', schema.maximum + 1]);
    return list;
  }
  if (schema.type === 'boolean') return [...list, ['text for a truth', 'true'], ['1 for a truth', 1], ['a list for a truth', [true]]];
  if (schema.type === 'array') return [...list, ['an object for a list', { 0: 'a', length: 1 }], ['text for a list', 'a,b'], ...tooMany(document, schema)];
  if (schema.type === 'object' || schema.properties) return [...list, ['a list for an object', []], ['text for an object', 'text'], ['a number for an object', 1]];
  list.push(['an object for text', { $ne: null }], ['a list for text', ['text']], ['a number for text', 7], ['a NUL', 'a\u0000b'], ['half a surrogate pair', LONE], ['an escape sequence', 'a\u001b[31mb']);
  if (schema.maxLength !== undefined && schema.maxLength < 100_000) list.push(['too long', 'x'.repeat(schema.maxLength + 1)]);
  if (schema.minLength) list.push(['too short', '']);
  return list;
}

function tooMany(document: ApiDocument, schema: Schema): [string, unknown][] {
  if (!schema.maxItems || !schema.items) return [];
  return [['too many elements', Array.from({ length: schema.maxItems + 1 }, () => document.example(schema.items!))]];
}

/** `count` values per place of a body that the schema rules out, each in an otherwise good body. */
export function wrongPlaces(document: ApiDocument, operation: Operation, target: Target, count: number): Attack[] {
  const good = goodBody(document, operation, target);
  return document.places(operation.body!).filter(({ path }) => path.length > 0).flatMap((place) =>
    sample(impossible(document, place), count, target.random).map(([what, value]) =>
      aim(target, operation, `${what} at ${place.path.join('.')}`, [422], { body: text(document.withValue(operation.body!, good, place.path, value, target.hints(operation.id))), loc: place.path })));
}

/** Numbers at the ends of what an integer can be, and text that other programs would execute: accepted or refused, never a failure and never obeyed. */
export const STRANGE_TEXTS = [
  `x'; DROP SCHEMA orders CASCADE; --`, `x' OR '1'='1`, `"; SELECT pg_sleep(10); --`, '${jndi:ldap://127.0.0.1/a}', '{{7*7}}<%= 7*7 %>', '<script>alert(1)</script>', '=cmd|\'/C calc\'!A0', '../../../../etc/passwd',
  'x\r\nSet-Cookie: admin=1', '*)(uid=*))(|(uid=*', '\u202egnp.exe', 'İ́ⅷﷺ', '%00%n%s', '\\', '[object Object]', 'null',
] as const;

export function strangePlaces(document: ApiDocument, operation: Operation, target: Target): Attack[] {
  const good = goodBody(document, operation, target);
  const strange = ({ schema }: Place): unknown[] => {
    if (schema.enum || schema.type === 'array' || schema.type === 'boolean' || schema.properties) return [];
    if (schema.type === 'integer' || schema.type === 'number') return [schema.minimum ?? -Number.MAX_SAFE_INTEGER, schema.maximum ?? Number.MAX_SAFE_INTEGER, ...(schema.type === 'number' ? [1e-7] : [2_147_483_648])];
    if (schema.type === 'object' || schema.oneOf) return [{ [STRANGE_TEXTS[0]]: STRANGE_TEXTS, deep: { deeper: { deepest: [-1, 1.5, null] } } }];
    return sample([...STRANGE_TEXTS], 2, target.random);
  };
  return document.places(operation.body!).filter(({ path }) => path.length > 0).flatMap((place) =>
    strange(place).map((value) =>
      aim(target, operation, `${text(value)?.slice(0, 60)} at ${place.path.join('.')}`, undefined, { body: text(document.withValue(operation.body!, good, place.path, value, target.hints(operation.id))) })));
}

/** Ids of another game, ids that are none, and tricks with the path. */
export function wrongPaths(document: ApiDocument, operation: Operation, target: Target): Attack[] {
  const names = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const body = operation.body && operation.method !== 'GET' ? { body: text(goodBody(document, operation, target)) } : {};
  // What a query has to say is said: it is the path that is wrong. A month is no id: what is none is said to be none.
  const query = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required).map(({ name }) => `${name}=${encodeURIComponent(String(target.hints(operation.id)[name]))}`).join('&');
  return names.flatMap((name) => {
    const at = (what: string, value: string, expected: readonly number[] = [404]): Attack => ({ ...aim(target, operation, `${what} as ${name}`, ['month', 'attribute_name'].includes(name) ? [...expected, 422] : expected, body), path: `${operation.path.replace(`{${name}}`, value).replace(/\{(\w+)\}/g, (_, other: string) => encodeURIComponent(target.own[other] ?? 'x'))}${query ? `?${query}` : ''}` });
    const own = target.own[name];
    // The game's own id of a player is any text: nothing of it is refused for its shape.
    if (name === 'player_id') return [at('NUL', '%00', [400, 404, 422]), at('broken UTF-8', '%c3%28', [400, 404]), at('much too much', 'x'.repeat(290), [404, 422])];
    // Its own attributes have names of a form: what has it names one, whatever else it looks like.
    const isOnlyName = name === 'attribute_name';
    return [
      ...(own && own !== own.toUpperCase() && !isOnlyName ? [at('an id in capitals', own.toUpperCase())] : []),
      ...(own ? [at('an id and more', `${own}%20`), at('an id and a way out', `${own}%2f..%2f..`), at('parameters of a path', `${own};a=b`)] : []),
      at('SQL', encodeURIComponent(`1' OR '1'='1`)), at('a way out', '..%2f..%2fadmin', [404]), at('a way out, encoded twice', '%252e%252e%252f', [404]), at('NUL', '%00', [400, 404]), at('broken UTF-8', '%c3%28', [400, 404]), at('much too much', 'x'.repeat(290), [404]),
      ...(isOnlyName ? [] : [at('an id of another kind', 'gam_01jgwyv0x3e8k8t5d3p3gq0000'), at('null', 'null')]), at('a number', '-1'),
    ];
  });
}

/** Whose subject is there for every game: a player is made by the first word about her, in whichever game it is said, so is a custom attribute, and a country is no one's. */
export const NEVER_ABSENT: ReadonlySet<string> = new Set(['update_player', 'declare_custom_attribute', 'set_country_mode']);

/** The ids of one game with the key of another: they are not there for it. What names its subject in the body may be refused there, or find nothing to do. */
export function fromAnotherGame(document: ApiDocument, operation: Operation, target: Target, authorization: string): Attack[] {
  if (operation.audience !== 'studio') return [];
  const body = operation.body ? { body: text(goodBody(document, operation, target)) } : {};
  const attack = { ...aim(target, operation, 'the key of another game', [404], body) };
  const headers = { ...attack.headers, authorization };
  const names = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  // Who belongs to a studio, how they sign in, what it is paid and what it agrees to is the same for all of its games; the key of one does not hold it.
  const expected = /^\/v1\/(members|identity_providers|payouts|payout_accounts|payment_accounts|statements|agreements)\//.test(operation.path) ? [403] : [404];
  if (names.length > 0) return NEVER_ABSENT.has(operation.id) ? [] : [{ ...attack, headers, expected }];
  return operation.id.startsWith('bulk_') && operation.method !== 'PUT' ? [{ ...attack, headers, expected: [200, 204, 404, 409, 422] }] : [];
}

const WRONG_NUMBERS = ['abc', '1.5', '1e3', '0x10', '99999999999999999999', '\u0000', '', ' 1', '1;2'];

/** Query parameters of the wrong type, out of bounds, repeated or unknown. */
export function wrongQueries(operation: Operation, target: Target): Attack[] {
  const at = (what: string, query: string, expected: readonly number[] | undefined): Attack => ({ ...aim(target, operation, what, expected), path: `${pathOf(operation, target.own)}?${query}` });
  const bounds = (parameter: Parameter): Attack[] => {
    const { name, schema } = parameter;
    const wrong = (value: string): Attack => at(`${name}=${value.slice(0, 30)}`, `${name}=${encodeURI(value)}`, [400, 422]);
    if (schema.type === 'integer' || schema.type === 'number') {
      return [...sample(WRONG_NUMBERS, 4, target.random), '-1', ...(schema.maximum === undefined ? [] : [String(schema.maximum + 1)])].map(wrong).concat(at(`${name} twice`, `${name}=1&${name}=2`, [422]), at(`${name} as an object`, `${name}[$gt]=1`, [422]));
    }
    if (schema.enum) return [wrong('no-such-word'), at(`${name} as an object`, `${name}[$ne]=1`, [422])];
    if (schema.type === 'array') return [at(`${name} strange`, `${name}=${encodeURIComponent(STRANGE_TEXTS[1])}`, undefined)];
    if (schema.type === 'boolean') return [wrong('maybe'), at(`${name} twice`, `${name}=true&${name}=false`, [422])];
    return [at(`${name} twice`, `${name}=a&${name}=b`, [422]), at(`${name} with NUL`, `${name}=%00`, [400, 404, 422]), at(`${name} strange`, `${name}=${encodeURIComponent(STRANGE_TEXTS[0])}`, undefined)];
  };
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
  const unknown = queries.length > 0 ? [at('an unknown parameter', 'no_such_parameter=1', [422]), at('the prototype', '__proto__[isAdmin]=1', [422])] : [];
  // What staff look at is an entry in their audit trail: only what is refused leaves nothing.
  if (operation.audience === 'operator') return [...queries.flatMap(bounds), ...unknown].filter(({ expected }) => expected);
  return operation.method === 'GET' ? [...queries.flatMap(bounds), ...unknown, at('5,000 parameters', Array.from({ length: 5_000 }, (_, n) => `p${n}=1`).join('&'), undefined)] : queries.flatMap(bounds).filter(({ expected }) => expected);
}

/** Every credential but the right one. `others` are valid ones of other audiences and environments. */
export function wrongCredentials(document: ApiDocument, operation: Operation, target: Target, others: Readonly<Record<string, string>>): Attack[] {
  if (operation.audience === 'public' || operation.audience === 'ingress') return [];
  const body = operation.body ? { body: text(goodBody(document, operation, target)) } : {};
  const own = target.authorization(operation.audience)!;
  const kinds: Record<string, string> = { nonsense: 'Bearer nonsense', 'the wrong scheme': `Digest ${own.slice(7)}`, 'a changed last character': own.slice(0, -1) + (own.endsWith('0') ? '1' : '0'), 'nothing after Bearer': 'Bearer ', 'SQL': `Bearer ' OR 1=1 --`, ...others };
  const attacks = Object.entries(kinds).map(([what, authorization]) => ({ ...aim(target, operation, what, [401], body), headers: { ...headersOf(target, operation), ...(operation.body ? { 'content-type': json } : {}), authorization } }));
  const { authorization: _none, ...bare } = attacks[0]!.headers;
  return [...attacks, { ...attacks[0]!, what: 'no credential', headers: bare }];
}

export function sample<T>(list: readonly T[], count: number, random: () => number): T[] {
  const rest = [...list];
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}
