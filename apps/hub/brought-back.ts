/** Names that a provider's page, or our way back from it, adds to the query, and how long their values may be. */
const BROUGHT: Readonly<Record<string, number>> = { redirectResult: 8_000, token: 64, paypal: 20 };

/** What a provider's page has the browser bring back: of the query only what a provider of ours wants, and nothing that is longer than it would be. */
export function broughtBack(query: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const brought: Record<string, string> = {};
  for (const [name, max] of Object.entries(BROUGHT)) {
    const value = query[name];
    if (typeof value === 'string' && value.length <= max) brought[name] = value;
  }
  return brought;
}
