import { fromUUIDBytes } from 'typeid-js';
import { v7 } from 'uuid';
import { processTime } from './clock.js';
import { NotFound } from './errors.js';

/** A TypeID: `prefix_` and 26 base-32 characters of a UUIDv7, sortable by creation time under C collation. */
export type Id<P extends string> = `${P}_${string}` & { readonly __prefix?: P };

const SHAPE = /^[a-z]{2,8}_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Ids of one process are in the order in which they were made, also within a millisecond and while its time is put back by less than this. */
const BACK_MAX_MS = 10_000;
let last = { msecs: -Infinity, seq: 0 };

/** A new id. Its time is that of the process (`processTime`), never a test clock's: partitions are cut by it. */
export function newId<P extends string>(prefix: P): Id<P> {
  const msecs = Math.floor(processTime());
  const isAnew = msecs > last.msecs || msecs < last.msecs - BACK_MAX_MS;
  last = isAnew ? { msecs, seq: crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1 } : { msecs: last.msecs, seq: last.seq + 1 };
  return fromUUIDBytes(prefix, v7(last, new Uint8Array(16))) as Id<P>;
}

export function isId<P extends string>(prefix: P, value: unknown): value is Id<P> {
  return typeof value === 'string' && value.startsWith(`${prefix}_`) && SHAPE.test(value);
}

/** True when a studio's own handle would read as one of our ids; such handles are refused. */
export function looksLikeId(value: string): boolean {
  return SHAPE.test(value);
}

/** When one of our ids was made, to the millisecond; null for what is none. */
export function madeAt(id: string): Date | null {
  if (!SHAPE.test(id)) return null;
  const head = id.slice(id.indexOf('_') + 1).slice(0, 10);
  return new Date([...head].reduce((ms, character) => ms * 32 + '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(character), 0));
}

/** Parses an id that came from outside. What does not parse cannot exist: 404, like another tenant's id. */
export function parseId<P extends string>(prefix: P, value: unknown): Id<P> {
  if (isId(prefix, value)) return value;
  throw new NotFound('request.not_found', 'Nothing is found at this address.');
}
