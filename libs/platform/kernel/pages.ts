/** Everything of a list that is asked for page by page: `page` answers what stands behind `after`, in order, and nothing at its end. */
export async function* inPages(page: (after: string) => Promise<string[]>): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const ids = await page(after);
    if (ids.length === 0) return;
    yield* ids;
    after = ids.at(-1)!;
  }
}
