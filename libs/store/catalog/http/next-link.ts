import type { FastifyReply } from 'fastify';

/** The `Link` of a full page: the same question, after its last row. */
export function nextLink(reply: FastifyReply, lastId: string): string {
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.delete('offset');
  url.searchParams.set('starting_after', lastId);
  return `<${url.pathname}${url.search}>; rel="next"`;
}
