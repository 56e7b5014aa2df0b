import type { Page } from '../contracts/queries.js';

/** One row more than `limit` was asked for: it says that there is another page. */
export function pageOf<R, V>(rows: readonly R[], limit: number, view: (row: R) => V, idOf: (view: V) => string): Page<V> {
  const data = rows.slice(0, limit).map(view);
  const has_more = rows.length > limit;
  return { data, has_more, next_cursor: has_more ? idOf(data.at(-1)!) : null };
}
