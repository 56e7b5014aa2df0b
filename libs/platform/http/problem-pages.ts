import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem.filter.js';

/** Answers a problem as a page for a person. */
export type DrawProblem = (problem: Problem, request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Who draws problems, for a process that has pages. It stands on the server itself: an address that is no URL fails before anything of ours could be injected.
 */
export interface ProblemPages {
  draw: DrawProblem | null;
}

const NAME = 'problemPages';

export function makeRoomForProblemPages(fastify: FastifyInstance): void {
  fastify.decorate(NAME, { draw: null } satisfies ProblemPages);
}

export function problemPagesOf(fastify: FastifyInstance): ProblemPages {
  return (fastify as unknown as Record<typeof NAME, ProblemPages>)[NAME];
}

/** Addresses of programs: they get problem+json, whatever they say that they accept. */
const APIS = /^\/(?:v1|store\/v1|operator|ingress)(?![\w-])/;

/** Answers a problem as a page where a browser asked for one and somebody draws them, otherwise as it is. */
export function drawProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, otherwise: () => void): void {
  const { draw } = problemPagesOf(request.server) ?? {};
  const wantsPage = /\btext\/html\b/.test(request.headers.accept ?? '') && !APIS.test(request.url);
  if (!draw || !wantsPage) return otherwise();
  void draw(problem, request, reply).catch(otherwise);
}
