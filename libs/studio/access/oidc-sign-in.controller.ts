import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { Answers200, Operation } from '#platform/http/answers';
import { isOfOwnPages, readCookie, SESSION_COOKIE, setCookie, userAgentOf } from '#platform/http/cookies';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { ConsoleSignedIn, ProviderCode } from './console-session.dto.js';
import { OtherOrigin, ProviderSignInRefused, ProviderUnavailable } from './contracts/errors.js';
import { CONSOLE_COOKIE } from './member-authenticator.js';
import type { OpenedSession } from './member-sign-in.flow.js';
import { ATTEMPT_SECONDS } from './oidc-attempts.js';
import { OidcSignInFlow, type Browser } from './oidc-sign-in.flow.js';

const TICKET_COOKIE = '__Host-hc_oidc';
/** `lax`: the provider sends the browser back by a link of its own. */
const TICKET = { secure: true, sameSite: 'lax' } as const;

/** The way of a browser to the provider of a studio and back; it ends on a page (`/console/signed-in`). */
@ApiTags('Console session')
@Controller()
export class OidcSignInController {
  constructor(private readonly flow: OidcSignInFlow, private readonly clock: Clock, private readonly config: Config) {}

  @Get('console/oidc/:provider_id')
  @PublicRoute()
  @ApiExcludeEndpoint()
  async begin(@Param('provider_id') id: string, @Query() { studio_id, game_id, fresh }: Record<string, unknown>, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const attempt = { provider_id: parseId('idp', id), acts_on: game_id === undefined ? null : parseId('gam', game_id), is_fresh: fresh === 'true' };
    const begun = await this.flow.begin(parseId('stu', studio_id), attempt, browserOf(request)).catch((error: unknown) => {
      if (error instanceof ProviderUnavailable) return null;
      throw error;
    });
    if (!begun) return this.leadTo('unavailable', reply);
    setCookie(reply, TICKET_COOKIE, begun.ticket, { ...TICKET, maxAge: ATTEMPT_SECONDS });
    void reply.redirect(begun.url, 303);
  }

  @Get('console/oidc/:provider_id/callback')
  @PublicRoute()
  @ApiExcludeEndpoint()
  async finish(@Param('provider_id') id: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      const opened = await this.flow.finish(parseId('idp', id), request.url.split('?')[1] ?? '', browserOf(request));
      if (!opened) return this.leadTo('code', reply);
      this.keep(opened, reply);
      this.leadTo('done', reply);
    } catch (error) {
      if (!(error instanceof ProviderSignInRefused || error instanceof ProviderUnavailable)) throw error;
      setCookie(reply, TICKET_COOKIE, '', { ...TICKET, maxAge: 0 });
      this.leadTo(error instanceof ProviderUnavailable ? 'unavailable' : 'refused', reply);
    }
  }

  @Post('v1/console/session/provider_code')
  @HttpCode(200)
  @PublicRoute()
  @Operation('show_provider_code', 'The code of a member whom her identity provider has named, for a session', 'For the browser that has come back from the provider, by its cookie.')
  @Answers200(ConsoleSignedIn)
  async showCode(@Body() { code }: ProviderCode, @Req() request: HubcraftRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<ConsoleSignedIn> {
    if (!isOfOwnPages(request, this.config.publicUrl)) throw new OtherOrigin();
    const opened = await this.flow.showCode(code, browserOf(request));
    this.keep(opened, reply);
    return opened;
  }

  private keep(opened: OpenedSession, reply: FastifyReply): void {
    setCookie(reply, TICKET_COOKIE, '', { ...TICKET, maxAge: 0 });
    setCookie(reply, CONSOLE_COOKIE, opened.token, { ...SESSION_COOKIE, maxAge: opened.ends_at - this.clock.nowSeconds() });
  }

  private leadTo(outcome: 'done' | 'code' | 'refused' | 'unavailable', reply: FastifyReply): void {
    void reply.redirect(`/console/signed-in?outcome=${outcome}`, 303);
  }
}

function browserOf(request: HubcraftRequest): Browser {
  return { ticket: readCookie(request, TICKET_COOKIE), user_agent: userAgentOf(request), address: request.ip, requestId: request.requestId };
}
