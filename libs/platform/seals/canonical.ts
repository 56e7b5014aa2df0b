/** A member of what is sealed, with its length before it: no two lists of members read the same. As `memberSql`. */
export function member(value: string | number | bigint | boolean | null): string {
  if (value === null) return '-';
  const text = String(value);
  return `${Buffer.byteLength(text)}:${text}`;
}

/** The same as an SQL expression over one of type text. */
export const memberSql = (expression: string): string => `coalesce(octet_length(${expression}) || ':' || ${expression}, '-')`;

/** An instant to the microsecond, which a Date of JavaScript would lose, as SQL. */
export const microsecondsSql = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;

export const microseconds = (at: Date): string => `${at.getTime()}000`;

/** One text for one JSON value, whatever the order of its members. Amounts are within ±(2^53 − 1). */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return Number(each);
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
