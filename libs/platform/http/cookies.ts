import { parse, serialize, type SerializeOptions } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The value of a cookie of the request; undefined when it is not there. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  return parse(request.headers.cookie ?? '')[name];
}

/** Sets a cookie that scripts cannot read and other sites cannot send along. */
export function setCookie(reply: FastifyReply, name: string, value: string, options: SerializeOptions & { maxAge: number }): void {
  const cookie = serialize(name, value, { httpOnly: true, sameSite: 'lax', path: '/', ...options });
  const present = reply.getHeader('set-cookie');
  reply.header('set-cookie', present === undefined ? cookie : [present, cookie].flat() as string[]);
}
