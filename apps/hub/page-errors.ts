import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemPagesOf } from '#platform/http/problem-pages';
import { problemOf, type Problem } from '#platform/http/problem.filter';
import type { HubcraftRequest } from '#platform/http/policy';
import { reportBug } from '#platform/log/bugs';
import { Pages } from './pages.js';
import { sayIn } from './messages/messages.js';
import { Visits } from './visits.js';

/** What a wrong address is answered with; everything else may be over in a moment. */
const WRONG_ADDRESS: ReadonlySet<number> = new Set([400, 404, 405, 410, 414]);

/** A failure on a page, or at an address where a browser expects one, is a page: in the visitor's language and with a way on. */
@Injectable()
@Catch()
export class PageErrors implements ExceptionFilter, OnModuleInit {
  private readonly logger = new Logger('Page');

  constructor(private readonly pages: Pages, private readonly visits: Visits, private readonly server: HttpAdapterHost) {}

  onModuleInit(): void {
    problemPagesOf(this.server.httpAdapter.getInstance<FastifyInstance>()).draw = (problem, request, reply) => this.draw(problem, request, reply);
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<HubcraftRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, headers, isBug } = problemOf(error, request.requestId ?? null);
    if (isBug) {
      this.logger.error({ msg: 'bug', request_id: problem.request_id, route: request.routeOptions?.url, error: error instanceof Error ? error.stack : String(error) });
      reportBug(error);
    }
    await this.draw(problem, request, reply.headers(headers));
  }

  private async draw(problem: Problem, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const hub = await this.visits.hubAt(request.url);
    const locale = this.visits.locale(request, hub);
    const say = sayIn(locale);
    const isMissing = WRONG_ADDRESS.has(problem.status);
    const wayBack = hub ? { href: `/h/${hub.slug}`, label: say('back_to_store') } : { href: '/', label: say('to_start') };
    const action = isMissing ? wayBack : { href: request.method === 'GET' ? request.url : '/', label: say('try_again') };
    this.pages.sendNotice(reply, problem.status, { hub, locale, title: isMissing ? say('not_found_title') : say('unavailable_title'), text: isMissing ? say('not_found') : say('unavailable'), action });
  }
}
