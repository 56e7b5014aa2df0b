import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import * as Sentry from '@sentry/node';
import { Logger } from '@nestjs/common';
import { problemOf } from '#platform/http/problem.filter';
import type { HubcraftRequest } from '#platform/http/policy';
import { Notice } from './frame.js';
import { Pages } from './pages.js';
import { sayIn } from './messages/messages.js';
import { Visits } from './visits.js';

/** A failure on a page is a page, in the visitor's language and with a way on. */
@Injectable()
@Catch()
export class PageErrors implements ExceptionFilter {
  private readonly logger = new Logger('Page');

  constructor(private readonly pages: Pages, private readonly visits: Visits) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<HubcraftRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, headers, isBug } = problemOf(error, request.requestId ?? null);
    if (isBug) {
      this.logger.error({ msg: 'bug', request_id: problem.request_id, route: request.routeOptions?.url, error: error instanceof Error ? error.stack : String(error) });
      Sentry.captureException(error);
    }
    const locale = this.visits.locale(request, null);
    const say = sayIn(locale);
    const isMissing = problem.status === 404;
    const slug = /^\/h\/([a-z0-9-]{1,64})(?=[/?])/.exec(request.url)?.[1];
    const action = isMissing ? { href: slug ? `/h/${slug}` : '/', label: slug ? say('back_to_store') : say('to_start') } : { href: request.method === 'GET' ? request.url : '/', label: say('try_again') };
    const title = isMissing ? say('not_found_title') : say('unavailable_title');
    void reply.headers(headers);
    this.pages.send(reply, problem.status, {
      locale, say, title, theme: this.pages.plainTheme, body: <Notice title={title} text={isMissing ? say('not_found') : say('unavailable')} action={action} />,
    });
  }
}
