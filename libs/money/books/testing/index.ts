type Answer = { status: number; json: any };

/** Asks to close a month; what the refusal lists as unexplained is explained, and asked again. */
export async function askToClose(post: (url: string, body?: object) => Promise<Answer>, month: string, query = ''): Promise<Answer> {
  const url = `months/${month}/closing${query}`;
  const first = await post(url);
  if (first.json.code !== 'books.clearing_unexplained') return first;
  return post(url, { explanations: first.json.accounts.map((account: object) => ({ ...account, explanation: 'Not settled yet' })) });
}
