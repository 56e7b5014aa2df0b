import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Scene } from '../support/crime-scene.js';
import { goodBody, pathOf, sample, strangePlaces, unreadableBodies, unwantedBodies, wrongBodies, wrongPaths, wrongPlaces, wrongQueries, type Attack, type Target } from '../support/hostile.js';
import type { ApiDocument, Operation } from '../support/openapi-walk.js';

/** What ends a session, a game server's endpoint or the shop itself would only starve the attacks behind it: it is attacked by what is refused alone. */
const SPARED = new Set(['unlink_player', 'save_hub', 'update_game', 'create_game']);
/** So many made things of a kind are remembered. */
const REMEMBERED = 50;

/** Whether an answer is what the document tells of it: its status, and its body by the schema that stands there. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false });
  private readonly known = new Map<string, ValidateFunction | null>();

  constructor(document: ApiDocument, private readonly operations: ReadonlyMap<string, Operation>) {
    this.ajv.addSchema(document.served, 'api');
  }

  faultOf(id: string, status: number, text: string): string | null {
    const operation = this.operations.get(id);
    // Too long an address or header is refused before there is an operation.
    if (!operation || status === 0 || status >= 500 || status === 414 || status === 431) return null;
    if (!operation.statuses.includes(String(status))) return `answered ${status}, which the document does not tell`;
    const validate = this.validatorOf(operation, status);
    if (!validate || text === '') return null;
    try {
      return validate(JSON.parse(text)) ? null : `the body of ${status} is not as its schema says: ${this.ajv.errorsText(validate.errors).slice(0, 200)}`;
    } catch {
      return `the body of ${status} is no JSON`;
    }
  }

  private validatorOf({ id, path, method }: Operation, status: number): ValidateFunction | null {
    const key = `${id} ${status}`;
    if (!this.known.has(key)) {
      const at = (type: string): ValidateFunction | null => this.ajv.getSchema(`api#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}/content/${escaped(type)}/schema`) ?? null;
      this.known.set(key, at('application/json') ?? at('application/problem+json'));
    }
    return this.known.get(key)!;
  }
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Makes requests without end: refused ones of every kind, and strange but well-formed ones at what earlier answers have made. */
export class Fuzz {
  readonly operations: Operation[];
  private readonly made = new Map<string, string[]>();
  private readonly creators: ReadonlyMap<string, string>;

  constructor(private readonly document: ApiDocument, private readonly scene: Scene, private readonly random: () => number) {
    this.operations = document.operations.filter(({ id, audience }) => audience !== 'ingress' && id !== 'watch_checkout');
    // Whoever posts to `/v1/items` makes what `/v1/items/{item_id}` names.
    const ids = new Map(this.operations.flatMap(({ path }) => (/\/\{(\w+)\}$/.test(path) ? [[path.replace(/\/\{\w+\}$/, ''), /\{(\w+)\}$/.exec(path)![1]!] as const] : [])));
    this.creators = new Map(this.operations.flatMap(({ id, method, path }) => (method === 'POST' && ids.has(path) ? [[id, ids.get(path)!] as const] : [])));
  }

  /** A few requests at every operation. */
  round(): Attack[] {
    return this.operations.flatMap((operation) => [...this.refused(operation), ...this.meant(operation)]);
  }

  /** Remembers what an answer says was made. */
  learn({ operation }: Attack, status: number, text: string): void {
    const name = this.creators.get(operation);
    if (!name || status >= 300) return;
    const id = /"(?:id|order_id)":"([^"]+)"/.exec(text)?.[1];
    if (id) this.made.set(name, [...(this.made.get(name) ?? []), id].slice(-REMEMBERED));
  }

  get learnt(): number {
    return [...this.made.values()].reduce((sum, list) => sum + list.length, 0);
  }

  private refused(operation: Operation): Attack[] {
    const { target } = this.scene;
    const kinds: (() => Attack[])[] = [() => wrongPaths(this.document, operation, target), () => wrongQueries(operation, target), () => unwantedBodies(operation, target)];
    if (operation.body) kinds.push(() => unreadableBodies(this.document, operation, target), () => wrongBodies(this.document, operation, target), () => wrongPlaces(this.document, operation, target, 1));
    return sample(sample(kinds, 2, this.random).flatMap((make) => sample(make(), 3, this.random)), 4, this.random);
  }

  /** Nobody says what is right: what was made may be gone by now. */
  private meant(operation: Operation): Attack[] {
    if (SPARED.has(operation.id)) return [];
    const own = Object.fromEntries(operation.parameters.flatMap(({ name }) => this.made.get(name)?.length ? [[name, sample(this.made.get(name)!, 1, this.random)[0]!]] : []));
    // Of what the scene needs nothing is deleted.
    const names = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    if (operation.method === 'DELETE' && (names.length === 0 || !names.every((name) => name in own))) return [];
    const target: Target = { ...this.scene.target, own: { ...this.scene.ids, ...own } };
    const strange = operation.body && operation.method !== 'DELETE' ? sample(strangePlaces(this.document, operation, target), 2, this.random) : [];
    const plain = this.plain(operation, target);
    return [...strange, ...(plain && this.random() < 0.5 ? [plain] : [])].map(({ expected: _expected, loc: _loc, ...attack }) => attack);
  }

  private plain(operation: Operation, target: Target): Attack | null {
    const authorization = target.authorization(operation.audience);
    const body = operation.body ? JSON.stringify(goodBody(this.document, operation, target)) : undefined;
    const headers = { ...(authorization ? { authorization } : {}), ...(body ? { 'content-type': 'application/json' } : {}), ...(operation.method === 'GET' ? {} : { 'idempotency-key': `fuzz-${Math.floor(this.random() * 1e15)}` }) };
    return { operation: operation.id, what: 'as it should be', method: operation.method, path: pathOf(operation, target.own), headers, ...(body ? { body } : {}) };
  }
}
