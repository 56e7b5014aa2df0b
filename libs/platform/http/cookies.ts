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

/** `__Host-`: no other host and no path may set it, and none but https carries it (browsers take this machine for safe); no other site sends it along. For sessions of people who change things. */
export const SESSION_COOKIE = { secure: true, sameSite: 'strict' } as const;

/** Whether a request by cookie was made by our own pages: it reads, or its browser says that it comes from `publicUrl`. */
export function isOfOwnPages({ method, headers }: FastifyRequest, publicUrl: string): boolean {
  return method === 'GET' || method === 'HEAD' || headers.origin === new URL(publicUrl).origin;
}

const USER_AGENT_MAX = 200;

/** What the browser calls itself, as far as it is kept. */
export function userAgentOf({ headers }: FastifyRequest): string {
  return (headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX);
}
