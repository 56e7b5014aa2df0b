import { Ajv, type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { request } from 'undici';

interface Schema {
  $ref?: string;
  nullable?: boolean;
  [key: string]: unknown;
}

interface Operation {
  operationId: string;
  tags: string[];
  parameters?: { name: string; in: 'path' | 'query'; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface Contract {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export const contract = JSON.parse(readFileSync(path.join(import.meta.dirname, 's2s-contract.json'), 'utf8')) as Contract;

export interface Answer<T> {
  status: number;
  body: T;
}

/** A client written only from the contract: an operation, a parameter or a body that it does not know is refused before anything is sent. */
export class ContractClient {
  private readonly operations = new Map<string, { method: string; path: string; operation: Operation }>();
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

  constructor(private readonly baseUrl: string, private readonly apiKey: string, private readonly document: Contract = contract) {
    for (const [route, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) if (operation.operationId) this.operations.set(operation.operationId, { method, path: route, operation });
    }
    const schemas = Object.fromEntries(Object.entries(document.components.schemas).map(([name, schema]) => [name, jsonSchema(schema)]));
    this.ajv.addSchema({ $id: 'contract', components: { schemas } });
  }

  async call<T = Record<string, unknown>>(operationId: string, input: { path?: Record<string, string>; query?: Record<string, string | number>; body?: unknown } = {}): Promise<Answer<T>> {
    const known = this.operations.get(operationId);
    if (!known) throw new Error(`The contract has no operation ${operationId}`);
    const { method, operation } = known;
    const names = new Set((operation.parameters ?? []).map((parameter) => parameter.name));
    for (const name of [...Object.keys(input.query ?? {}), ...Object.keys(input.path ?? {})]) if (!names.has(name)) throw new Error(`${operationId} has no parameter ${name}`);
    const bodySchema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
    if (input.body !== undefined) this.check(bodySchema, input.body, `${operationId} request`);
    const route = known.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input.path?.[name] ?? ''));
    const query = new URLSearchParams(Object.entries(input.query ?? {}).map(([key, value]): [string, string] => [key, String(value)])).toString();
    const response = await request(`${this.baseUrl}${route}${query ? `?${query}` : ''}`, {
      method: method.toUpperCase() as 'GET', headers: { authorization: `Bearer ${this.apiKey}`, ...(input.body !== undefined ? { 'content-type': 'application/json' } : {}) },
      ...(input.body !== undefined ? { body: JSON.stringify(input.body) } : {}), headersTimeout: 20_000, bodyTimeout: 20_000,
    });
    const text = await response.body.text();
    const body = (text ? JSON.parse(text) : undefined) as T;
    if (response.statusCode < 300) {
      const declared = operation.responses[String(response.statusCode)];
      if (!declared) throw new Error(`${operationId} answered ${response.statusCode}, which the contract does not know`);
      const schema = Object.values(declared.content ?? {})[0]?.schema;
      if (schema && Object.keys(schema).length > 0) this.check(schema, body, `${operationId} answer`);
    }
    return { status: response.statusCode, body };
  }

  private check(schema: Schema | undefined, value: unknown, where: string): void {
    if (!schema) throw new Error(`${where}: the contract has no body here`);
    const validate: ValidateFunction = this.ajv.compile(jsonSchema(schema));
    if (!validate(value)) throw new Error(`${where}: ${this.ajv.errorsText(validate.errors).slice(0, 1_500)}`);
  }
}

/**
 * A schema of OpenAPI 3.0 in the words of JSON Schema: `nullable: true` becomes a union, a member that may be left out may also be null, references point into the
 * registered contract. Goes by keywords: a member may itself be called `properties` or `type`.
 */
function jsonSchema(schema: Schema): Schema {
  const { nullable, $ref, ...rest } = schema;
  const made: Schema = { ...rest };
  const required = (schema['required'] as string[] | undefined) ?? [];
  const properties = schema['properties'] as Record<string, Schema> | undefined;
  if (properties) made['properties'] = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, required.includes(name) ? jsonSchema(member) : orNull(jsonSchema(member))]));
  for (const keyword of ['items', 'additionalProperties'] as const) if (typeof schema[keyword] === 'object') made[keyword] = jsonSchema(schema[keyword] as Schema);
  for (const keyword of ['anyOf', 'oneOf', 'allOf'] as const) if (Array.isArray(schema[keyword])) made[keyword] = (schema[keyword] as Schema[]).map(jsonSchema);
  if ($ref) made['$ref'] = $ref.startsWith('#') ? `contract${$ref}` : $ref;
  return nullable ? orNull(made) : made;
}

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}
