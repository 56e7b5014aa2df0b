import { writeFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { contract, type Contract } from './contract-client.js';
import { openApiOfToday } from './openapi-of-today.js';

/** Tags that are whole, and operations of them that belong to a later step. */
const WHOLE_TAGS = ['Items', 'Item Categories', 'Price Templates', 'Price Points', 'Orders', 'Payments', 'Webhooks', 'Users', 'Stores', 'Segmentation', 'GDPR Requests'];
const LATER = new Set(['get_campaign_store_items', 'get_virtual_sku_stat', 'get_user_store_items', 'delete_virtual_store_item']);
const ALSO = new Set(['get_player', 'update_player']);

type Node = Record<string, any>;

function resolve(document: Node, node: Node | undefined): Node | undefined {
  let at = node;
  for (let hops = 0; at?.$ref && hops < 20; hops++) at = String(at.$ref).slice(2).split('/').reduce<any>((object, key) => object?.[key], document);
  return at;
}

/** The names of the members that a schema can carry at its first level, through arrays, unions and intersections. */
function members(document: Node, node: Node | undefined, depth = 0): Set<string> {
  const schema = resolve(document, node);
  const names = new Set<string>(Object.keys(schema?.properties ?? {}));
  if (!schema || depth > 6) return names;
  for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]) for (const name of members(document, part, depth + 1)) names.add(name);
  return names;
}

const bodyOf = (document: Node, operation: Node) => members(document, Object.values<Node>(resolve(document, operation.requestBody)?.content ?? {})[0]?.schema);
const answerOf = (document: Node, operation: Node) => {
  const status = Object.keys(operation.responses ?? {}).find((key) => key.startsWith('2'));
  return members(document, Object.values<Node>((status && resolve(document, operation.responses[status])?.content) || {})[0]?.schema);
};
const queryOf = (document: Node, operation: Node) => new Set<string>((operation.parameters ?? []).map((parameter: Node) => resolve(document, parameter)!).filter((parameter: Node) => parameter.in === 'query').map((parameter: Node) => parameter.name));
const shape = (route: string) => route.replace(/\{[^}]+\}/g, '{}');

describe('the OpenAPI document', () => {
  let ours: Contract & Node;
  beforeAll(async () => {
    ours = (await openApiOfToday()) as Contract & Node;
    if (process.env.OPENAPI_OUT) writeFileSync(process.env.OPENAPI_OUT, JSON.stringify(ours, null, 1));
  }, 120_000);

  it('is valid OpenAPI 3.1', async () => {
    expect(ours.openapi).toMatch(/^3\.1/);
    const result = await new Validator().validate(structuredClone(ours) as never);
    expect(result.errors ?? []).toEqual([]);
  });

  it('has no empty schema and one operationId per operation', () => {
    const empty = Object.entries<Node>(ours.components.schemas).filter(([, schema]) => schema.type === 'object' && !schema.properties && !schema.additionalProperties && !schema.allOf && !schema.oneOf);
    expect(empty.map(([name]) => name)).toEqual([]);
    const ids = Object.values(ours.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  const operations = (): [name: string, operation: Node, route: string, method: string][] =>
    Object.entries(ours.paths).flatMap(([route, item]) => Object.entries<Node>(item).map(([method, operation]) => [operation.operationId as string, operation, route, method] as [string, Node, string, string]));
  const lacking = (of: (operation: Node, route: string, method: string) => boolean) => operations().filter(([, operation, route, method]) => !of(operation, route, method)).map(([name]) => name);
  const headerOf = (operation: Node, name: string): Node | undefined => (operation.parameters ?? []).map((parameter: Node) => resolve(ours, parameter)).find((parameter: Node) => parameter.in === 'header' && parameter.name === name);
  const schemesOf = (operation: Node): string[] => operation.security.flatMap((each: Node) => Object.keys(each));
  const isWrite = (method: string) => method !== 'get';

  it('says of every operation what it does and what it needs', () => {
    expect(lacking((operation) => (operation.parameters ?? []).every((parameter: Node) => resolve(ours, parameter)!.description))).toEqual([]);
    expect(lacking((operation) => Object.values<Node>(operation.responses).every((answer) => resolve(ours, answer)!.description))).toEqual([]);
    expect(lacking((operation) => operation.summary && operation.description)).toEqual([]);
    expect(operations().find(([name]) => name === 'create_item')![1].description).toContain('`items:write`');
  });

  it('shows with every operation how it refuses: as problem+json, with the words that programs go by', () => {
    const refusals = (operation: Node) => Object.entries<Node>(operation.responses).filter(([status]) => /^[45]/.test(status)).map(([status, answer]) => [status, resolve(ours, answer)!] as const);
    expect(lacking((operation) => {
      const all = refusals(operation);
      return all.length > 0 && all.every(([, answer]) => answer.description && answer.content['application/problem+json'].schema.$ref === '#/components/schemas/Problem');
    })).toEqual([]);
    const has = (operation: Node, ...statuses: string[]) => statuses.every((status) => status in operation.responses);
    expect(lacking((operation) => has(operation, '400', '422', '5XX'))).toEqual([]);
    expect(lacking((operation) => schemesOf(operation).length === 0 || has(operation, '401', '429'))).toEqual([]);
    expect(lacking((operation) => !schemesOf(operation).includes('api_key') || has(operation, '403'))).toEqual([]);
    expect(lacking((operation, route, method) => !isWrite(method) || has(operation, '409', '413', '415'))).toEqual([]);
    expect(lacking((operation, route) => !route.includes('{') || has(operation, '404'))).toEqual([]);
    const { NotAuthenticated, TooManyRequests } = (ours.components as Node)['responses'];
    expect([NotAuthenticated.headers, TooManyRequests.headers]).toEqual([expect.objectContaining({ 'WWW-Authenticate': expect.anything() }), expect.objectContaining({ 'Retry-After': expect.anything() })]);
    const { required, properties } = ours.components.schemas['Problem'] as Node;
    expect(required).toEqual(['type', 'title', 'status', 'code', 'detail', 'request_id']);
    expect(properties).toMatchObject({ code: { type: 'string' }, detail: { type: 'string' }, request_id: { type: ['string', 'null'] }, errors: { type: 'array' } });
    expect(Object.keys((ours.components.schemas['FieldFault'] as Node).properties)).toEqual(['loc', 'msg', 'type']);
  });

  it('has Idempotency-Key where it is honoured, and required where it is', () => {
    expect(lacking((operation, route, method) => (headerOf(operation, 'Idempotency-Key') !== undefined) === (isWrite(method) && schemesOf(operation).length > 0))).toEqual([]);
    const required = operations().filter(([, operation]) => headerOf(operation, 'Idempotency-Key')?.required);
    expect(required.map(([name]) => name).sort()).toEqual(['add_payment_account', 'add_payout_account', 'approve_refund', 'close_clawback', 'confirm_payout_account', 'dismiss_refund', 'pay_checkout', 'refund_order_part']);
    expect(required.filter(([, operation]) => !('428' in operation.responses))).toEqual([]);
  });

  it('tells the limits of the rate with what is limited', () => {
    // What cannot be read and whoever is not known is refused before anything is counted.
    const isCounted = (status: string) => /^(2..|403|404|409|422|428|429)$/.test(status);
    expect(lacking((operation) => schemesOf(operation).length === 0 || Object.entries<Node>(operation.responses).filter(([status]) => isCounted(status)).every(([, answer]) => 'RateLimit-Remaining' in resolve(ours, answer)!.headers))).toEqual([]);
  });

  it('has no pattern that a hostile text keeps busy', () => {
    const patterns = [...new Set([...JSON.stringify(ours).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map((match) => JSON.parse(match[1]!) as string))];
    expect(patterns.length).toBeGreaterThan(5);
    const texts = ['a', '0', '-', '.', '/', '_', ' ', 'aA', 'a-', '0.', 'a/', 'a.', '{a', '%2e', '::', 'é'].flatMap((piece) => [piece.repeat(10_000), `${piece.repeat(10_000)}!`, `!${piece.repeat(10_000)}\u0000`]);
    const busiest = (list: string[]): string[] => list.filter((pattern) => {
      const regex = new RegExp(pattern, 'u');
      const began = performance.now();
      // The first that takes long tells: whoever sends it can send it again.
      return texts.some((text) => (regex.test(text), performance.now() - began > 2_000));
    });
    expect(busiest(patterns)).toEqual([]);
    const slow = /^(a|aa)+$/;
    const began = performance.now();
    slow.test(`${'a'.repeat(30)}!`);
    expect(performance.now() - began).toBeGreaterThan(5);
  });

  it('names the credentials as they are', () => {
    const { securitySchemes } = ours.components as Node;
    expect(JSON.stringify(securitySchemes)).not.toContain('JWT');
    expect(securitySchemes).toMatchObject({
      api_key: { type: 'http', scheme: 'bearer' }, api_key_basic: { type: 'http', scheme: 'basic' }, member_session: { type: 'http', scheme: 'bearer' }, member_cookie: { type: 'apiKey', in: 'cookie', name: '__Host-hc_console' }, player_session: { type: 'http', scheme: 'bearer' }, player_cookie: { type: 'apiKey', in: 'cookie', name: 'hc_session' },
      checkout_secret: { type: 'http', scheme: 'bearer' },
    });
    const of = (name: string) => operations().find(([id]) => id === name)![1].security as Node[];
    expect(of('create_item')).toEqual([{ api_key: ['items:write'] }, { api_key_basic: ['items:write'] }, { member_session: ['items:write'] }, { member_cookie: ['items:write'] }]);
    expect(of('get_console_session')).toEqual([{ member_session: ['session:own'] }, { member_cookie: ['session:own'] }]);
    expect(of('get_storefront')).toEqual([{ player_session: [] }, { player_cookie: [] }, {}]);
    expect(of('create_handoff')).toEqual([{ player_session: ['verified'] }, { player_cookie: ['verified'] }]);
    expect(of('pay_checkout')).toEqual([{ checkout_secret: [] }]);
    expect(of('open_session')).toEqual([]);
  });

  it('says of every member of a request what it does', () => {
    // The words of a tax quote are those of money/tax: its README has them.
    const explained = new Set(['TaxQuoteCreate']);
    const silent = new Set<string>();
    const look = (node: Node | undefined, seen: Set<unknown>): void => {
      const name = String(node?.$ref ?? '').split('/').pop()!;
      const schema = resolve(ours, node);
      if (!schema || seen.has(schema)) return;
      seen.add(schema);
      for (const [member, written] of Object.entries<Node>(schema.properties ?? {})) {
        if (!written.description && !explained.has(name)) silent.add(`${name}.${member}`);
        look(written, seen);
      }
      for (const part of [schema.items, schema.additionalProperties, ...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) if (typeof part === 'object') look(part, seen);
    };
    for (const [, operation] of operations()) look(Object.values<Node>(operation.requestBody?.content ?? {})[0]?.schema, new Set());
    expect([...silent].sort()).toEqual([]);
  });

  const wanted = Object.entries(contract.paths).flatMap(([route, item]) => Object.entries(item).map(([method, operation]) => ({ route, method, operation })))
    .filter(({ operation }) => ALSO.has(operation.operationId) || (WHOLE_TAGS.includes(operation.tags?.[0] ?? '') && !LATER.has(operation.operationId)));

  it.each(wanted.map((entry) => [`${entry.method.toUpperCase()} ${entry.route}`, entry] as const))('serves %s with every field of the contract', (_name, { route, method, operation }) => {
    const [, item] = Object.entries(ours.paths).find(([path]) => shape(path) === shape(route)) ?? [];
    const served = item?.[method] as Node | undefined;
    expect(served).toBeDefined();
    const missing = (asked: Set<string>, got: Set<string>) => [...asked].filter((name) => !got.has(name));
    expect({
      query: missing(queryOf(contract, operation), queryOf(ours, served!)), request: missing(bodyOf(contract, operation), bodyOf(ours, served!)), answer: missing(answerOf(contract, operation), answerOf(ours, served!)),
    }).toEqual({ query: [], request: [], answer: [] });
  });
});
