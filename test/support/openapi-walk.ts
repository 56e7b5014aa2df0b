import { request } from 'undici';

export interface Schema {
  $ref?: string;
  type?: string;
  enum?: (string | number)[];
  pattern?: string;
  format?: string;
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  allOf?: Schema[];
  oneOf?: Schema[];
  default?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

/** Whose credential an operation takes. */
export type Audience = 'studio' | 'member' | 'operator' | 'player' | 'checkout' | 'public' | 'ingress';

export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  audience: Audience;
  parameters: Parameter[];
  /** The schema of its JSON body; null without one. */
  body: Schema | null;
  /** The statuses that it says it answers; `5XX` stands for all of them. */
  statuses: string[];
}

/** A place in a body: where it stands and what may stand there. */
export interface Place {
  path: (string | number)[];
  schema: Schema;
  isRequired: boolean;
}

/** As it stands in the document. */
type Written = Omit<Schema, 'type'> & { type?: string | string[]; anyOf?: Written[] };

interface Document {
  paths: Record<string, Record<string, { operationId: string; security?: Record<string, string[]>[]; parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> }; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, Schema> };
}

const DEPTH_MAX = 4;

/** The OpenAPI document of a running api, walked operation by operation and place by place. */
export class ApiDocument {
  readonly operations: Operation[];

  private constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        id: operation.operationId, method: method.toUpperCase() as Operation['method'], path, audience: audienceOf(path, operation.security ?? []), parameters: operation.parameters ?? [],
        body: operation.requestBody?.content['application/json']?.schema ?? null, statuses: Object.keys(operation.responses),
      })));
  }

  static async of(apiUrl: string): Promise<ApiDocument> {
    const { body } = await request(`${apiUrl}/openapi.json`);
    return new ApiDocument((await body.json()) as Document);
  }

  /** Of an application in this process. */
  static from(document: object): ApiDocument {
    return new ApiDocument(document as Document);
  }

  /** As it was served: what a validator of answers is made of. */
  get served(): object {
    return this.document;
  }

  operation(id: string): Operation {
    const found = this.operations.find((operation) => operation.id === id);
    if (!found) throw new Error(`The document has no operation ${id}`);
    return found;
  }

  /** The schema itself: without references, with the members of `allOf` in one, and `nullable` for a type or an alternative that is null. */
  plain(written: Written): Schema {
    const { $ref, allOf, anyOf, type, ...rest } = written;
    const types = [type ?? []].flat();
    const choices = anyOf?.filter((choice) => choice.type !== 'null') ?? [];
    const isNullable = types.includes('null') || (anyOf !== undefined && choices.length < anyOf.length);
    const own: Schema = { ...rest, ...(types.length > 0 ? { type: types.find((each) => each !== 'null')! } : {}), ...(isNullable ? { nullable: true } : {}) };
    if (choices.length === 1) return { ...this.plain(choices[0]!), ...own };
    if (choices.length > 1) return { ...own, oneOf: choices as Schema[] };
    const named = $ref ? this.document.components.schemas[$ref.split('/').pop()!] : undefined;
    if ($ref && !named) throw new Error(`${$ref} is not in the document`);
    return [...(named ? [named] : []), ...(allOf ?? [])].reduce<Schema>((whole, part) => ({ ...this.plain(part), ...whole }), own);
  }

  /** Every place of a body down to four levels; of a list its first element. The body itself is the place with the empty path. */
  places(schema: Schema, path: (string | number)[] = [], isRequired = true): Place[] {
    const plain = this.plain(schema);
    const here: Place = { path, schema: plain, isRequired };
    if (path.length >= DEPTH_MAX) return [here];
    if (plain.items && Object.keys(plain.items).length > 0) return [here, ...this.places(plain.items, [...path, 0])];
    return [here, ...Object.entries(plain.properties ?? {}).flatMap(([name, member]) => this.places(member, [...path, name], plain.required?.includes(name) ?? false))];
  }

  /** The smallest value that this schema allows; `hints` have values for members by name, where the schema alone cannot say what makes sense. */
  example(schema: Schema, hints: Readonly<Record<string, unknown>> = {}, name = ''): unknown {
    if (name in hints) return hints[name];
    const plain = this.plain(schema);
    if (plain.enum) return plain.enum[0];
    if (plain.oneOf) return this.example(plain.oneOf[0]!, hints);
    if (plain.properties || plain.type === 'object') {
      return Object.fromEntries((plain.required ?? []).map((member) => [member, this.example(plain.properties![member]!, hints, member)]));
    }
    if (plain.type === 'array') return Array.from({ length: plain.minItems ?? 0 }, () => this.example(plain.items!, hints, name));
    if (plain.type === 'integer' || plain.type === 'number') return Math.max(1, plain.minimum ?? 1);
    if (plain.type === 'boolean') return true;
    return exampleText(plain);
  }

  /** `body` with `value` at a place; what is missing on the way there is made from the schema. */
  withValue(schema: Schema, body: unknown, path: (string | number)[], value: unknown, hints: Readonly<Record<string, unknown>> = {}): unknown {
    const [step, ...rest] = path;
    if (step === undefined) return value;
    const plain = this.plain(schema);
    if (typeof step === 'number') {
      const list = Array.isArray(body) ? [...(body as unknown[])] : [];
      list[step] = this.withValue(plain.items!, list[step] ?? this.example(plain.items!, hints), rest, value, hints);
      return list;
    }
    const member = plain.properties![step]!;
    const present = { ...(body as Record<string, unknown>) };
    return { ...present, [step]: this.withValue(member, present[step] ?? (rest.length > 0 ? this.example(member, hints) : undefined), rest, value, hints) };
  }
}

function audienceOf(path: string, security: Record<string, string[]>[]): Audience {
  const names = security.flatMap((each) => Object.keys(each));
  if (names.includes('api_key')) return 'studio';
  if (names.includes('member_session')) return 'member';
  if (names.includes('staff_session')) return 'operator';
  if (names.includes('player_session')) return 'player';
  if (names.includes('checkout_secret')) return 'checkout';
  return path.startsWith('/ingress/') ? 'ingress' : 'public';
}

function exampleText(schema: Schema): string {
  if (schema.format === 'email') return 'player@example.com';
  if (schema.format === 'uri') return 'https://game.example/path';
  if (schema.pattern?.includes('A-Z]{2}')) return 'DE';
  if (schema.pattern?.includes('\\d{4}-')) return '2026-05-01';
  return 'x'.repeat(Math.max(schema.minLength ?? 1, 1));
}
