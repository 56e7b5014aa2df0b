import type { Shape, VersionShape } from './shape.js';

/** Something that a program written for the older form would trip over. */
export interface Incompatibility {
  /** The operation or the event that it is of; `problem` for what is refused. */
  of: string;
  what: string;
}

/** `sent` by the studio, or `told` to it. */
type Direction = 'sent' | 'told';
/** Which way a bound of what is sent may move. */
const BOUNDS = { minimum: 'down', minLength: 'down', minItems: 'down', maximum: 'up', maxLength: 'up', maxItems: 'up' } as const;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What became incompatible between two forms. Of what is sent nothing may become narrower: no member, value or type goes, none becomes needed. Of what is told nothing may become wider that a program has to
 * take in: no member goes or may be missing, none becomes null or of another type. New operations, members that may be left out, members of answers and events, values of lists of words: all that may come.
 */
export function incompatibilities(older: VersionShape, newer: VersionShape): Incompatibility[] {
  const found: Incompatibility[] = [];
  const between = new Comparison(older, newer);
  for (const [name, was] of Object.entries(older.operations)) {
    const is = newer.operations[name];
    const say = (what: string) => void found.push({ of: name, what });
    if (!is) {
      say('the operation is gone');
      continue;
    }
    if (was.method !== is.method || was.path !== is.path) say(`it was ${was.method} ${was.path} and is ${is.method} ${is.path}`);
    for (const [parameter, { schema, required }] of Object.entries(was.parameters)) {
      const now = is.parameters[parameter];
      if (!now) say(`${parameter} is gone`);
      else {
        if (now.required && !required) say(`${parameter} has to be sent`);
        between.compare(schema, now.schema, 'sent', parameter, say);
      }
    }
    for (const [parameter, { required }] of Object.entries(is.parameters)) if (required && !was.parameters[parameter]) say(`${parameter} has to be sent`);
    if (is.isRequestRequired && !was.isRequestRequired) say('a body has to be sent');
    if (was.request && !is.request) say('no body is taken');
    if (was.request && is.request) between.compare(was.request, is.request, 'sent', 'body', say);
    for (const [status, answer] of Object.entries(was.answers)) {
      if (!(status in is.answers)) say(`it does not answer ${status}`);
      else if (answer && !is.answers[status]) say(`${status} has no body`);
      else if (answer) between.compare(answer, is.answers[status]!, 'told', status, say);
    }
  }
  for (const [name, was] of Object.entries(older.events)) {
    const say = (what: string) => void found.push({ of: name, what });
    if (newer.events[name]) between.compare(was, newer.events[name], 'told', 'event', say);
    else say('the event is gone');
  }
  if (older.schemas.Problem && newer.schemas.Problem) between.compare(older.schemas.Problem, newer.schemas.Problem, 'told', 'problem', (what) => void found.push({ of: 'problem', what }));
  return found;
}

type Say = (what: string) => void;

class Comparison {
  /** Pairs of named schemas that are being compared: some hold themselves. */
  private readonly open = new Set<string>();
  constructor(private readonly older: VersionShape, private readonly newer: VersionShape) {}

  compare(was: Shape, is: Shape, direction: Direction, at: string, say: Say): void {
    if (was.$ref || is.$ref) return this.compareNamed(was, is, direction, at, say);
    if (was.allOf || is.allOf) return this.compareParts(was, is, direction, at, say);
    if (was.oneOf || is.oneOf) return this.compareVariants(was, is, direction, at, say);
    const [types, now] = [was.type, is.type];
    const lost = types?.filter((type) => now && !now.includes(type)) ?? [];
    const gained = now?.filter((type) => types && !types.includes(type) && !(type === 'number' && types.includes('integer') && direction === 'sent')) ?? [];
    if (direction === 'sent' ? lost.length > 0 || (!types && now) : gained.length > 0 || (types && !now)) return say(`${at} was ${types?.join(' or ') ?? 'anything'} and is ${now?.join(' or ') ?? 'anything'}`);
    if (was.const !== undefined && !same(was.const, is.const)) say(`${at} was always ${JSON.stringify(was.const)}`);
    this.compareWords(was, is, direction, at, say);
    if (direction === 'sent') this.compareBounds(was, is, at, say);
    this.compareMembers(was, is, direction, at, say);
    if (was.items && is.items) this.compare(was.items, is.items, direction, `${at}[]`, say);
    if (typeof was.additionalProperties === 'object' && typeof is.additionalProperties === 'object') this.compare(was.additionalProperties, is.additionalProperties, direction, `${at}.*`, say);
  }

  private compareNamed(was: Shape, is: Shape, direction: Direction, at: string, say: Say): void {
    const pair = `${was.$ref ?? ''} ${is.$ref ?? ''} ${direction}`;
    if (was.$ref && is.$ref && this.open.has(pair)) return;
    this.open.add(pair);
    this.compare(was.$ref ? this.older.schemas[was.$ref]! : was, is.$ref ? this.newer.schemas[is.$ref]! : is, direction, at, say);
    this.open.delete(pair);
  }

  /** Parts that belong together are one object. */
  private compareParts(was: Shape, is: Shape, direction: Direction, at: string, say: Say): void {
    this.compare(whole(was, this.older), whole(is, this.newer), direction, at, say);
  }

  /** Each form that there was has to be among those that there are; of what is told no other may come. */
  private compareVariants(was: Shape, is: Shape, direction: Direction, at: string, say: Say): void {
    const [before, after] = [was.oneOf ?? [was], is.oneOf ?? [is]];
    const fits = (old: Shape, now: Shape): boolean => {
      let isFit = true;
      this.compare(old, now, direction, at, () => void (isFit = false));
      return isFit;
    };
    const lonely = before.filter((old) => !after.some((now) => fits(old, now)));
    if (before.length === 1 && after.length === 1 && lonely.length > 0) return this.compare(before[0]!, after[0]!, direction, at, say);
    if (lonely.length > 0) say(`${at} has lost ${lonely.length} of its forms, or they have changed`);
    if (direction === 'told' && after.some((now) => !before.some((old) => fits(old, now)))) say(`${at} has another form`);
  }

  private compareWords(was: Shape, is: Shape, direction: Direction, at: string, say: Say): void {
    const gone = was.enum?.filter((word) => is.enum && !is.enum.includes(word)) ?? [];
    if (gone.length > 0) say(`${at} has lost ${gone.map((word) => JSON.stringify(word)).join(', ')}`);
    if (direction === 'sent' && is.enum && !was.enum) say(`${at} takes certain words only`);
  }

  private compareBounds(was: Shape, is: Shape, at: string, say: Say): void {
    for (const [bound, may] of Object.entries(BOUNDS) as [keyof typeof BOUNDS, 'up' | 'down'][]) {
      const [old, now] = [was[bound], is[bound]];
      if (now !== undefined && (old === undefined ? !(may === 'down' && now <= 0) : may === 'up' ? now < old : now > old)) say(`${at}: ${bound} was ${old ?? 'none'} and is ${now}`);
    }
    if (is.pattern !== undefined && is.pattern !== was.pattern) say(`${at} has another pattern`);
  }

  private compareMembers(was: Shape, is: Shape, direction: Direction, at: string, say: Say): void {
    const [before, after] = [was.properties ?? {}, is.properties ?? {}];
    for (const [name, shape] of Object.entries(before)) {
      const now = after[name];
      if (now) this.compare(shape, now, direction, `${at}.${name}`, say);
      // A free object takes it still.
      else if (direction === 'told' || is.additionalProperties !== true) say(`${at}.${name} is gone`);
      if (now && direction === 'told' && was.required?.includes(name) && !is.required?.includes(name)) say(`${at}.${name} may be missing`);
    }
    if (direction === 'sent') for (const name of is.required ?? []) if (!was.required?.includes(name)) say(`${at}.${name} has to be sent`);
    if (direction === 'sent' && was.additionalProperties === true && is.additionalProperties !== true) say(`${at} takes no other members any more`);
  }
}

function whole(shape: Shape, from: VersionShape): Shape {
  const parts = (shape.allOf ?? []).map((part) => (part.$ref ? from.schemas[part.$ref]! : part));
  const { allOf: _parts, ...own } = shape;
  // One part that is named, and nothing beside it: how a named schema is written that has words of its own.
  if (parts.length === 1 && Object.keys(own).length === 0) return parts[0]!;
  const each = [own, ...parts.map((part) => (part.allOf ? whole(part, from) : part))];
  return {
    ...(Object.assign({}, ...each) as Shape), properties: Object.assign({}, ...each.map((part) => part.properties ?? {})) as Record<string, Shape>, required: [...new Set(each.flatMap((part) => part.required ?? []))],
  };
}
