import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import * as Sentry from '@sentry/node';
import { Logger } from '@nestjs/common';
import { problemOf } from '#platform/http/problem.filter';
import type { HubcraftRequest } from '#platform/http/policy';
import { Pages } from './pages.js';
import { sayIn } from './messages/messages.js';
import { Visits } from './visits.js';

/** A failure on a page is a page, in the visitor's language and with a way on. */
@Injectable()
@Catch()
export class PageErrors implements ExceptionFilter {
  private readonly logger = new Logger('Page');

  constructor(private readonly pages: Pages, private readonly visits: Visits) {}

  catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<HubcraftRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, headers, isBug } = problemOf(error, request.requestId ?? null);
    if (isBug) {
      this.logger.error({ msg: 'bug', request_id: problem.request_id, route: request.routeOptions?.url, error: error instanceof Error ? error.stack : String(error) });
      Sentry.captureException(error);
    }
    void reply.headers(headers);
    return this.tell(problem.status, request, reply);
  }

  private async tell(status: number, request: HubcraftRequest, reply: FastifyReply): Promise<void> {
    const hub = await this.visits.hubAt(request.url);
    const locale = this.visits.locale(request, hub);
    const say = sayIn(locale);
    const isMissing = status === 404;
    const wayBack = hub ? { href: `/h/${hub.slug}`, label: say('back_to_store') } : { href: '/', label: say('to_start') };
    const action = isMissing ? wayBack : { href: request.method === 'GET' ? request.url : '/', label: say('try_again') };
    this.pages.sendNotice(reply, status, { hub, locale, title: isMissing ? say('not_found_title') : say('unavailable_title'), text: isMissing ? say('not_found') : say('unavailable'), action });
  }
}
