import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { testServers } from '../support/servers.js';
import { contract, type Contract } from './contract-client.js';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** Tags that are whole, and operations of them that belong to a later step. */
const WHOLE_TAGS = ['Items', 'Item Categories', 'Price Templates', 'Price Points', 'Orders', 'Payments', 'Webhooks', 'Users', 'Stores'];
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
    const { adminUrl, template, appPassword } = await testServers();
    const url = new URL(adminUrl);
    Object.assign(url, { username: 'hubcraft_app', password: appPassword, pathname: `/${template}` });
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url.toString(), MASTER_KEY: randomBytes(32).toString('base64'), SANDBOX_PSP_URL: 'http://127.0.0.1:1', SANDBOX_PSP_API_KEY: 'x', SANDBOX_PSP_WEBHOOK_SECRET: 'x' };
    ours = JSON.parse(execFileSync(process.execPath, [path.join(ROOT, 'dist/apps/cli/main.js'), 'openapi'], { env, maxBuffer: 64 << 20 }).toString());
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

  const wanted = Object.entries(contract.paths).flatMap(([route, item]) => Object.entries(item).map(([method, operation]) => ({ route, method, operation })))
    .filter(({ operation }) => ALSO.has(operation.operationId) || (WHOLE_TAGS.includes(operation.tags?.[0] ?? '') && !LATER.has(operation.operationId)));

  it.each(wanted.map((entry) => [`${entry.method.toUpperCase()} ${entry.route}`, entry] as const))('serves %s with every field of the contract', (_name, { route, method, operation }) => {
    const [, item] = Object.entries(ours.paths).find(([path]) => shape(path) === shape(route)) ?? [];
    const served = item?.[method] as Node | undefined;
    expect(served).toBeDefined();
    const lacking = (asked: Set<string>, got: Set<string>) => [...asked].filter((name) => !got.has(name));
    expect({
      query: lacking(queryOf(contract, operation), queryOf(ours, served!)), request: lacking(bodyOf(contract, operation), bodyOf(ours, served!)), answer: lacking(answerOf(contract, operation), answerOf(ours, served!)),
    }).toEqual({ query: [], request: [], answer: [] });
  });
});
