import type { INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AS_ASKED, OPERATION } from './answers.js';
import { OWN_SESSION } from './authentication.js';
import { COMPONENTS, CREDENTIALS, DESCRIPTION, WORDS } from './openapi-components.js';
import { IMPORTANCE, importanceOf, type Importance } from './load-shedding.js';
import { IDEMPOTENCY, POLICY, type Policy } from './policy.js';

type PathItem = OpenAPIObject['paths'][string];
type OperationObject = NonNullable<PathItem['get']>;
type Schema = { description?: string; properties?: Record<string, Schema> };
type Headers = Record<string, { $ref: string }>;

/** What the route of an operation says of it. */
interface Kind {
  policy: Policy;
  isKeyRequired: boolean;
  /** By `Matters`. */
  importance: Importance | undefined;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const headers = (...names: string[]): Headers => Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
const response = (name: string) => ({ $ref: `#/components/responses/${name}` });
const RATE = headers('RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset');
const OF_VERSION = headers('Hubcraft-Version', 'Deprecation', 'Sunset', 'Link');

/**
 * The OpenAPI 3.1 document of an application: from its decorators what is of one operation, and from here what is of every operation of its kind: credentials, `Idempotency-Key`, limits and refusals. Both
 * follow from the policy that guards the route, so that the document cannot say another thing than the guard does.
 */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const builder = new DocumentBuilder().setTitle('Hubcraft').setDescription(DESCRIPTION).setVersion(version).setOpenAPIVersion('3.1.0');
  for (const [name, scheme] of Object.entries(CREDENTIALS)) builder.addSecurity(name, scheme);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: (_controller, method) => method });
  const { schemas, ...components } = COMPONENTS;
  document.components = { ...document.components, ...components, schemas: { ...document.components?.schemas, ...schemas } };
  sayOnce(document.components.schemas as Record<string, Schema>);
  const kinds = kindsOf(app);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      const kind = operation && kinds.get(operation.operationId ?? '');
      if (!operation || !kind) continue;
      describe(operation, kind, method !== 'get', path);
      Object.assign(operation, { 'x-hubcraft-importance': importanceOf(kind.policy, method, path, kind.importance) });
    }
  }
  return document;
}

function kindsOf(app: INestApplication): Map<string, Kind> {
  const reflector = app.get(Reflector);
  const kinds = new Map<string, Kind>();
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    if (!metatype) continue;
    const prototype = metatype.prototype as Record<string, () => unknown>;
    for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
      const places = [prototype[name]!, metatype];
      const operationId = reflector.get<string | undefined>(OPERATION, prototype[name]!);
      const policy = reflector.getAllAndOverride<Policy | undefined>(POLICY, places);
      if (operationId && policy) kinds.set(operationId, { policy, isKeyRequired: reflector.getAllAndOverride<string | undefined>(IDEMPOTENCY, places) === 'required', importance: reflector.getAllAndOverride<Importance | undefined>(IMPORTANCE, places) });
    }
  }
  return kinds;
}

function describe(operation: OperationObject, kind: Kind, isWrite: boolean, path: string): void {
  const { policy } = kind;
  const hasCaller = policy.audience !== 'public' && policy.audience !== 'ingress';
  operation.description = [operation.description, needs(policy), ...(kind.isKeyRequired ? ['It moves money: without an `Idempotency-Key` it is refused.'] : [])].filter(Boolean).join(' ');
  operation.security = securityOf(policy);
  const wanted = [
    ...(policy.audience === 'studio' ? ['Hubcraft-Environment', 'Hubcraft-Game', 'Hubcraft-Version'] : []), ...(policy.audience === 'player' ? ['X-Hubcraft-Hub'] : []),
    ...(isWrite && hasCaller ? [kind.isKeyRequired ? 'Idempotency-Key-Required' : 'Idempotency-Key'] : []),
  ];
  for (const each of operation.parameters ?? []) if ('name' in each) each.description ??= WORDS[each.name] ?? (each.in === 'path' ? `Id of the ${each.name.replace(/_id$/, '').replaceAll('_', ' ')}` : undefined);
  const present = (operation.parameters ?? []).map((each) => ('name' in each ? each.name : ''));
  operation.parameters = [...(operation.parameters ?? []), ...wanted.filter((name) => !present.includes(name)).map(parameter)];
  const told = headers('X-Request-Id');
  for (const answer of Object.values(operation.responses)) {
    if (!answer || '$ref' in answer) continue;
    answer.description ||= AS_ASKED;
    answer.headers = { ...told, ...(hasCaller ? RATE : {}), ...(policy.audience === 'studio' ? OF_VERSION : {}), ...answer.headers } as typeof answer.headers;
  }
  operation.responses = { ...operation.responses, ...refusalsOf(operation, kind, isWrite, path) };
}

/** `ItemCreate`, `ItemUpdate` and `ItemRead` speak of one thing. */
const familyOf = (name: string): string => name.replace(/(?:(?:Bulk)?(?:Create|Update|Delete)(?:OrUpdate)?|Created|Placed|Read(?:Stat)?|Redacted|Revealed|Response|Short)+$/, '');

/** What a member means is said once, where it is sent: the other schemas of its thing say the same, and everywhere a few words mean what they mean. */
function sayOnce(schemas: Record<string, Schema>): void {
  const said = new Map<string, Set<string>>();
  const members = Object.entries(schemas).flatMap(([name, { properties = {} }]) => Object.entries(properties).map(([member, written]) => ({ key: `${familyOf(name)}.${member}`, member, written })));
  for (const { key, written } of members) if (written.description) said.set(key, (said.get(key) ?? new Set()).add(written.description));
  for (const { key, member, written } of members) {
    const [text, ...others] = said.get(key) ?? [];
    const description = written.description ?? (others.length === 0 ? text : undefined) ?? WORDS[member];
    if (description) written.description = description;
  }
}

function needs(policy: Policy): string {
  if (policy.audience === 'studio' && policy.scope === OWN_SESSION) return 'Needs the session of a member.';
  if (policy.audience === 'studio') return `Needs an API key or a member with the scope \`${policy.scope}\`.`;
  if (policy.audience === 'operator') return policy.scope === OWN_SESSION ? 'Needs the session of somebody of the operator.' : `Needs somebody of the operator with the scope \`${policy.scope}\`.`;
  if (policy.audience === 'checkout') return 'Needs the client secret of the order.';
  if (policy.audience === 'public') return 'Needs no credential.';
  if (policy.audience === 'ingress') return 'For the provider alone, which signs the bytes of the body.';
  if (policy.assurance === 'none') return 'For anybody: a player session, or no credential and `X-Hubcraft-Hub`.';
  return policy.assurance === 'verified' ? 'Needs a player session that came from inside the game (assurance `verified`).' : 'Needs a player session.';
}

/** The roles beside the names are those that the guard asks for. */
function securityOf(policy: Policy): Record<string, string[]>[] {
  if (policy.audience === 'studio') {
    const credentials = [...(policy.scope === OWN_SESSION ? [] : ['api_key', 'api_key_basic']), 'member_session', 'member_cookie'];
    return credentials.map((name) => ({ [name]: [policy.scope] }));
  }
  if (policy.audience === 'operator') return [{ staff_session: [policy.scope] }, { staff_cookie: [policy.scope] }];
  if (policy.audience === 'checkout') return [{ checkout_secret: [] }];
  if (policy.audience !== 'player') return [];
  const roles = policy.assurance === 'none' ? [] : [policy.assurance];
  return [{ player_session: roles }, { player_cookie: roles }, ...(policy.assurance === 'none' ? [{}] : [])];
}

function refusalsOf(operation: OperationObject, { policy, isKeyRequired }: Kind, isWrite: boolean, path: string): Record<string, { $ref: string }> {
  const hasCaller = policy.audience !== 'public' && policy.audience !== 'ingress';
  const names: Record<string, string | false> = {
    400: 'BadRequest',
    401: hasCaller && 'NotAuthenticated',
    403: (policy.audience === 'studio' || policy.audience === 'operator' || (policy.audience === 'player' && (isWrite || policy.assurance === 'verified')) || (policy.audience === 'public' && isWrite)) && 'Forbidden',
    404: (path.includes('{') || isWrite || !isList(operation) || isOfOne(operation)) && 'NotFound',
    409: isWrite && 'Conflict',
    410: policy.audience === 'studio' && 'VersionRetired',
    413: isWrite && 'PayloadTooLarge',
    415: isWrite && 'UnsupportedMediaType',
    422: 'Refused',
    428: isKeyRequired && 'PreconditionRequired',
    429: (hasCaller || policy.audience === 'ingress' || (policy.audience === 'public' && isWrite)) && 'TooManyRequests',
    '5XX': 'Unavailable',
  };
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name).map(([status, name]) => [status, response(name as string)]));
}

/** A list may be asked for what belongs to one thing; one that cannot exist, or is somebody else's, is not found. */
const isOfOne = (operation: OperationObject): boolean => (operation.parameters ?? []).some((each) => 'in' in each && each.in === 'query' && each.name.endsWith('_id'));

/** A list that has nothing answers an empty one. */
function isList(operation: OperationObject): boolean {
  const answer = operation.responses['200'];
  const schema = answer && 'content' in answer ? answer.content?.['application/json']?.schema : undefined;
  return schema !== undefined && ('type' in schema ? schema.type === 'array' : '$ref' in schema && /(Page|List)(Read)?$/.test(schema.$ref));
}
