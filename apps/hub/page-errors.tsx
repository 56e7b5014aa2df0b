import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as Sentry from '@sentry/node';
import { Routes } from '#platform/database/routes';
import { problemPagesOf } from '#platform/http/problem-pages';
import { problemOf, type Problem } from '#platform/http/problem.filter';
import type { HubcraftRequest } from '#platform/http/policy';
import { Notice } from './frame.js';
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

  constructor(private readonly pages: Pages, private readonly visits: Visits, private readonly routes: Routes, private readonly server: HttpAdapterHost) {}

  onModuleInit(): void {
    problemPagesOf(this.server.httpAdapter.getInstance<FastifyInstance>()).draw = (problem, request, reply) => this.draw(problem, request, reply);
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<HubcraftRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, headers, isBug } = problemOf(error, request.requestId ?? null);
    if (isBug) {
      this.logger.error({ msg: 'bug', request_id: problem.request_id, route: request.routeOptions?.url, error: error instanceof Error ? error.stack : String(error) });
      Sentry.captureException(error);
    }
    await this.draw(problem, request, reply.headers(headers));
  }

  private async draw(problem: Problem, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const locale = this.visits.locale(request, null);
    const say = sayIn(locale);
    const isMissing = WRONG_ADDRESS.has(problem.status);
    const store = isMissing ? await this.storeOf(request.url) : null;
    const action = isMissing ? { href: store ?? '/', label: store ? say('back_to_store') : say('to_start') } : { href: request.method === 'GET' ? request.url : '/', label: say('try_again') };
    const title = isMissing ? say('not_found_title') : say('unavailable_title');
    this.pages.send(reply, problem.status, {
      locale, say, title, theme: this.pages.plainTheme, body: <Notice title={title} text={isMissing ? say('not_found') : say('unavailable')} action={action} />,
    });
  }

  /** The hub that an address lies in, where there is such a hub and it can be asked for. */
  private async storeOf(url: string): Promise<string | null> {
    const slug = /^\/h\/([a-z0-9-]{1,64})(?=[/?])/.exec(url)?.[1];
    const route = slug ? await this.routes.remembered('hub', slug).catch(() => null) : null;
    return route ? `/h/${slug}` : null;
  }
}
