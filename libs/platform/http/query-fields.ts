import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { Bool, Int, Str, Strs, type FieldOptions } from './fields.js';

/** A whole number in the query string. */
export function QueryInt(o: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  return applyDecorators(Transform(({ value }) => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value)), Int({ optional: true, ...o })) as PropertyDecorator;
}

/** `true` or `false` in the query string. */
export function QueryBool(o: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value)), Bool({ optional: true, ...o })) as PropertyDecorator;
}

/** A comma-separated list in the query string, or the parameter repeated. */
export function QueryList(o: FieldOptions & { max?: number; of?: readonly string[]; name?: string } = {}): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }) => (Array.isArray(value) ? value.flatMap((part) => String(part).split(',')) : typeof value === 'string' ? value.split(',').filter((part) => part !== '') : value)),
    Strs({ optional: true, ...o }),
  ) as PropertyDecorator;
}

/**
 * `starting_after` of a list in the order of its ids: a position, not a row, so that a page can follow one whose last row has gone since. What is no id of this kind can be no position and is refused
 * (422 at `query.starting_after`). `word`: stands for a position too.
 */
export function Cursor(prefix: string, o: { word?: string; what?: string } = {}): PropertyDecorator {
  const id = `${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}`;
  return Str({ optional: true, max: 64, pattern: new RegExp(o.word ? `^(${o.word}|${id})$` : `^${id}$`), what: o.what ?? `Where the page before ended: its last id (\`${prefix}_…\`, \`next_cursor\` where the list has one)` });
}

export const LIMIT_MAX = 1_000;
export const OFFSET_MAX = 100_000;

/** `limit`, `offset` and `starting_after` of the contract's bare lists. */
export class PageQuery {
  @QueryInt({ min: 1, max: LIMIT_MAX, default: 10, what: 'How many at most' })
  limit?: number;
  @QueryInt({ min: 0, max: OFFSET_MAX, default: 0, what: 'How many to skip' })
  offset?: number;
}
