/** An answer of a provider that does not say what its manual promises: nothing is concluded from it. */
export class Unreadable extends Error {}

/** The player's browser is sent there: nothing but a web address will do. @throws Unreadable */
export function webAddress(url: unknown): string {
  if (!isWebAddress(url)) throw new Unreadable('the action is not a web address');
  return url;
}

export const isWebAddress = (url: unknown): url is string => typeof url === 'string' && url.length <= 2_000 && /^https?:\/\//.test(url) && URL.canParse(url);

/** An answer about somebody else's payment is no answer. @throws Unreadable */
export function about<T extends { reference: string }>(seen: T, reference: string): T {
  if (seen.reference !== reference) throw new Unreadable('the answer is about another reference');
  return seen;
}

/** The issuer's part of a card number, where that is what was told. */
export const binOf = (text: string | null): string | null => (text !== null && /^\d{6,8}$/.test(text) ? text : null);
