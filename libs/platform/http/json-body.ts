import { isLosslessNumber, parse, type LosslessNumber } from 'lossless-json';
import { BadRequest, Invalid } from '../kernel/errors.js';
import { RequestRefused } from './request-refused.js';

class MalformedJson extends BadRequest {
  constructor(detail: string) {
    super('request.malformed_json', detail);
  }
}

class UnsafeInteger extends Invalid {
  constructor(text: string) {
    super('request.number_out_of_range', `The number ${text.slice(0, 40)} cannot be kept exactly; integers end at 2^53 − 1.`);
  }
}

const DEPTH_MAX = 32;
const KEYS_MAX = 10_000;
const [QUOTE, COLON, BACKSLASH] = [0x22, 0x3a, 0x5c];
// Members that every object has: as a key each of them would hide from the whitelist of a DTO or stand in for a method.
const POLLUTING = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);
const isUnstorable = (text: string): boolean => text.includes('\u0000') || /\p{Surrogate}/u.test(text);

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || Object.is(value, -0)) throw new UnsafeInteger(text);
  // Beyond 2^53 − 1 every double is whole, however the number was written.
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new UnsafeInteger(text);
  return value;
}

/**
 * Parses a request body: UTF-8 only, no key twice in one object, no integer that a double cannot hold, at most 32 levels and 10,000 keys, no text that cannot be stored.
 */
export function parseJsonBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new MalformedJson('The body is not UTF-8.');
  }
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = parse(text, undefined, { parseNumber: toNumber, onDuplicateKey: ({ key }) => { throw new SyntaxError(`the key "${key}" stands twice`); } });
  } catch (error) {
    if (error instanceof UnsafeInteger) throw error;
    throw new MalformedJson(`The body is not valid JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  const count = { keys: 0, members: 0 };
  bound(value, [], count);
  // The parser lets a key stand twice when both values are equal.
  if (colonsOutsideStrings(text) !== count.members) throw new MalformedJson('The body is not valid JSON: a key stands twice.');
  return value;
}

/** As many as there are members in the objects of a valid JSON text. */
function colonsOutsideStrings(text: string): number {
  let colons = 0;
  let isString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isString && unit === BACKSLASH) i++;
    else if (unit === QUOTE) isString = !isString;
    else if (unit === COLON && !isString) colons++;
  }
  return colons;
}

/** PostgreSQL keeps neither a NUL nor half a surrogate pair, not even inside a free object; found here so that no context has to look for them. */
function refuseUnstorable(path: (string | number)[]): never {
  throw new RequestRefused([{ loc: ['body', ...path], msg: 'must hold neither NUL nor half a surrogate pair', type: 'storable' }]);
}

function bound(value: unknown, path: (string | number)[], count: { keys: number; members: number }): void {
  if (typeof value === 'string' && isUnstorable(value)) refuseUnstorable(path);
  if (typeof value !== 'object' || value === null || isLosslessNumber(value as LosslessNumber)) return;
  const isList = Array.isArray(value);
  // A parser that assigns `__proto__` leaves no own key behind, but another prototype.
  if (!isList && Object.getPrototypeOf(value) !== Object.prototype) throw new MalformedJson('The key "__proto__" is not accepted.');
  if (path.length >= DEPTH_MAX) throw new MalformedJson(`The body is nested deeper than ${DEPTH_MAX} levels.`);
  for (const key of Object.keys(value)) {
    if (++count.keys > KEYS_MAX) throw new MalformedJson(`The body has more than ${KEYS_MAX} keys.`);
    if (!isList) count.members++;
    if (!isList && POLLUTING.has(key)) throw new MalformedJson(`The key "${key}" is not accepted.`);
    if (!isList && isUnstorable(key)) refuseUnstorable(path);
    bound((value as Record<string, unknown>)[key], [...path, isList ? Number(key) : key], count);
  }
}
