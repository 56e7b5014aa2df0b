const CHARACTERS_MAX = 65_536;

/** What keeps free JSON from being stored: it goes on without end, or holds a NUL or half of a surrogate pair, which PostgreSQL refuses. Null: nothing. */
export function storableJson(value: object): { msg: string; type: 'length' | 'text' } | null {
  const text = JSON.stringify(value);
  if (text.length > CHARACTERS_MAX) return { msg: `At most ${CHARACTERS_MAX} characters of JSON.`, type: 'length' };
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i.test(text)) return { msg: 'Holds a character that cannot be kept.', type: 'text' };
  return null;
}
