import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { OWN_SESSION } from '#platform/http/authentication';
import { SESSION_COOKIE, setCookie, userAgentOf } from '#platform/http/cookies';
import { OperatorRoute, PublicRoute, WhoCalls, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { OPERATOR_COOKIE } from './staff-authenticator.js';
import { EndStaffSession } from './staff-sessions.js';
import { StaffSignInFlow } from './staff-sign-in.flow.js';
import { OperatorInvitationAccept, OperatorInvitationAccepted, OperatorInvitationOpen, OperatorInvitationOpened, OperatorProof, OperatorSessionRead, OperatorSignedIn, OperatorSignIn } from './staff.dto.js';
import { GetStaff } from './staff.js';

/** How somebody of the operator comes in. */
@ApiTags('Operator session')
@Controller('operator/v1')
export class StaffSessionController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly flow: StaffSignInFlow, private readonly clock: Clock) {}

  @Post('session')
  @PublicRoute()
  @Operation('open_operator_session', 'Sign in as somebody of the operator: password and code, always both')
  @Answers200(OperatorSignedIn)
  async open(@Body() body: OperatorSignIn, @Req() request: HubcraftRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<OperatorSignedIn> {
    const opened = await this.flow.signIn(body, userAgentOf(request), { address: request.ip, requestId: request.requestId });
    setCookie(reply, OPERATOR_COOKIE, opened.token, { ...SESSION_COOKIE, maxAge: opened.ends_at - this.clock.nowSeconds() });
    return opened;
  }

  @Get('session')
  @OperatorRoute(OWN_SESSION)
  @Operation('get_operator_session', 'Who is signed in, and what she may do')
  @Answers200(OperatorSessionRead)
  async get(@WhoCalls() { scope, sessionId, grants }: Principal): Promise<OperatorSessionRead> {
    const { id, email, name, role } = await this.queries.ask(new GetStaff(scope.actor.id), scope);
    return { id: sessionId!, staff_id: id, email, name, role, scopes: [...grants] };
  }

  @Delete('session')
  @OperatorRoute(OWN_SESSION)
  @Operation('end_operator_session', 'Sign out')
  @Answers204()
  async end(@WhoCalls() { scope, sessionId }: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.commands.execute(new EndStaffSession(sessionId!), scope);
    setCookie(reply, OPERATOR_COOKIE, '', { ...SESSION_COOKIE, maxAge: 0 });
  }

  @Post('session/proof')
  @OperatorRoute(OWN_SESSION)
  @Operation('prove_operator_session', 'Show once more that it is you; holds for ten minutes')
  @Answers204()
  prove(@Body() body: OperatorProof, @WhoCalls() { scope, sessionId }: Principal): Promise<void> {
    return this.flow.prove(scope.actor.id, sessionId!, body, scope.requestId);
  }

  @Post('invitation')
  @HttpCode(200)
  @PublicRoute()
  @Operation('open_operator_invitation', 'Look at an invitation: a secret for your app')
  @Answers200(OperatorInvitationOpened)
  look(@Body() { token }: OperatorInvitationOpen, @Req() { ip, requestId }: HubcraftRequest): Promise<OperatorInvitationOpened> {
    return this.flow.openInvitation(token, { address: ip, requestId });
  }

  @Post('invitation/accept')
  @HttpCode(200)
  @PublicRoute()
  @Operation('accept_operator_invitation', 'Join the operator with a password and a code of your app; answers your recovery codes')
  @Answers200(OperatorInvitationAccepted)
  accept(@Body() { token, password, code }: OperatorInvitationAccept, @Req() { ip, requestId }: HubcraftRequest): Promise<OperatorInvitationAccepted> {
    return this.flow.accept(token, password, code, { address: ip, requestId });
  }
}
