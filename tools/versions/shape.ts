/** A schema without its words: what a program can rely on. */
export interface Shape {
  $ref?: string;
  type?: string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  /** `false`: no other members; a shape: the values of all others. */
  additionalProperties?: boolean | Shape;
  oneOf?: Shape[];
  allOf?: Shape[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface OperationShape {
  method: string;
  path: string;
  /** `in name` → whether it has to be sent, and what it takes. */
  parameters: Record<string, { required: boolean; schema: Shape }>;
  request: Shape | null;
  isRequestRequired: boolean;
  /** By status, 2xx alone; null without a body. */
  answers: Record<string, Shape | null>;
}

/** What a version promises: the form of every operation that has versions, and of every event. */
export interface VersionShape {
  operations: Record<string, OperationShape>;
  events: Record<string, Shape>;
  schemas: Record<string, Shape>;
}

type Node = Record<string, any>;
const BOUNDS = ['pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const;
const sorted = <T>(object: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
const mapped = (object: Node, of: (node: Node) => Shape): Record<string, Shape> => sorted(Object.fromEntries(Object.entries(object).map(([name, each]) => [name, of(each as Node)])));

/** `null` is a type among others, however it was written. */
function typesOf(node: Node): string[] | undefined {
  const types = new Set<string>([node.type ?? []].flat());
  if (node.nullable) types.add('null');
  return types.size > 0 && !(types.size === 1 && node.nullable) ? [...types].sort() : undefined;
}

export function shapeOfSchema(node: Node): Shape {
  const variants = (node.oneOf ?? node.anyOf) as Node[] | undefined;
  const isNullableRef = node.nullable && node.type === undefined;
  const shape: Shape = {
    ...(node.$ref ? { $ref: String(node.$ref).split('/').at(-1)! } : {}),
    ...(typesOf(node) ? { type: typesOf(node)! } : {}), ...('const' in node ? { const: node.const as unknown } : {}), ...(node.enum ? { enum: [...(node.enum as unknown[])].sort() } : {}),
    ...(node.properties ? { properties: mapped(node.properties as Node, shapeOfSchema) } : {}), ...((node.required as string[] | undefined)?.length ? { required: [...(node.required as string[])].sort() } : {}),
    ...(node.items ? { items: shapeOfSchema(node.items as Node) } : {}),
    ...(node.additionalProperties === undefined ? {} : { additionalProperties: typeof node.additionalProperties === 'boolean' ? node.additionalProperties : shapeOfSchema(node.additionalProperties as Node) }),
    ...(variants ? { oneOf: variants.map(shapeOfSchema) } : {}), ...(node.allOf ? { allOf: (node.allOf as Node[]).map(shapeOfSchema) } : {}),
    ...Object.fromEntries(BOUNDS.filter((name) => node[name] !== undefined).map((name) => [name, node[name] as unknown])),
  };
  return isNullableRef ? { oneOf: [shape, { type: ['null'] }] } : shape;
}

function resolved(document: Node, node: Node): Node {
  return node.$ref ? String(node.$ref).slice(2).split('/').reduce<Node>((at, key) => at[key] as Node, document) : node;
}

const schemaOf = (content: Node | undefined): Node | undefined => (content?.['application/json'] as Node | undefined)?.schema as Node | undefined;

function shapeOfOperation(document: Node, method: string, path: string, operation: Node): OperationShape {
  const parameters = (operation.parameters as Node[]).map((each) => resolved(document, each));
  const body = operation.requestBody as Node | undefined;
  const answers = Object.entries(operation.responses as Node).filter(([status]) => status.startsWith('2'));
  return {
    method, path,
    parameters: sorted(Object.fromEntries(parameters.map((each) => [`${each.in as string} ${each.name as string}`, { required: Boolean(each.required), schema: shapeOfSchema(each.schema as Node) }]))),
    request: schemaOf(body?.content as Node | undefined) ? shapeOfSchema(schemaOf(body!.content as Node)!) : null, isRequestRequired: Boolean(body?.required),
    answers: sorted(Object.fromEntries(answers.map(([status, answer]) => {
      const schema = schemaOf((answer as Node).content as Node | undefined);
      return [status, schema ? shapeOfSchema(schema) : null];
    }))),
  };
}

const namesIn = (shape: unknown): string[] => [...JSON.stringify(shape).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);

/** Of an OpenAPI document what has versions (it takes `Hubcraft-Version`), with the schemas that it names, and the events. */
export function versionShape(document: Node, eventSchemas: Readonly<Record<string, Node>>): VersionShape {
  const isVersioned = (operation: Node) => (operation.parameters as Node[] | undefined)?.some((each) => each.$ref === '#/components/parameters/Hubcraft-Version');
  const operations = Object.fromEntries(Object.entries(document.paths as Node).flatMap(([path, item]) =>
    Object.entries(item as Node).filter(([, operation]) => isVersioned(operation as Node)).map(([method, operation]) => [(operation as Node).operationId as string, shapeOfOperation(document, method, path, operation as Node)])));
  const all = (document.components as Node).schemas as Node;
  const schemas = new Map<string, Shape>();
  // What is refused has a form too.
  const wanted = [...namesIn(operations), 'Problem'];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (schemas.has(name)) continue;
    schemas.set(name, shapeOfSchema(all[name] as Node));
    wanted.push(...namesIn(schemas.get(name)));
  }
  return { operations: sorted(operations), events: mapped(eventSchemas as Node, shapeOfSchema), schemas: sorted(Object.fromEntries(schemas)) };
}

/** One entry a line, so that two branches that add something seldom touch the same one. */
export function writtenShape(shape: VersionShape): string {
  const part = (name: keyof VersionShape) => `"${name}": {\n${Object.entries(shape[name]).map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`).join(',\n')}\n}`;
  return `{\n${(['operations', 'events', 'schemas'] as const).map(part).join(',\n')}\n}\n`;
}
