import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { SESSION_COOKIE, setCookie, userAgentOf } from '#platform/http/cookies';
import { OWN_SESSION } from '#platform/http/authentication';
import { PublicRoute, StudioRoute, WhoCalls, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { ConsoleMails, ConsoleSessionList, ConsoleSessionRead, ConsoleSignedIn, ConsoleSignIn, Proof, SecondFactorBegun, SecondFactorConfirm, SecondFactorConfirmed } from './console-session.dto.js';
import { GetMember } from './contracts/queries.js';
import { CONSOLE_COOKIE } from './member-authenticator.js';
import { MemberSignInFlow } from './member-sign-in.flow.js';
import { SetMemberMails } from './members.js';
import { EndMemberSession, ListMemberSessions } from './member-sessions.js';
import { requireProof } from './proof.js';
import { BeginSecondFactor, ConfirmSecondFactor, RemoveSecondFactor } from './second-factor.js';

/** What a member does about her own session: nothing of it is for keys. */
@ApiTags('Console session')
@Controller('v1/console')
export class ConsoleSessionController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly flow: MemberSignInFlow, private readonly clock: Clock) {}

  @Post('session')
  @PublicRoute()
  @Operation('open_console_session', 'Sign in as a member of a studio')
  @Answers200(ConsoleSignedIn)
  async open(@Body() { studio_id, email, password, code, game_id }: ConsoleSignIn, @Req() request: HubcraftRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<ConsoleSignedIn> {
    const opened = await this.flow.signIn(parseId('stu', studio_id), email, { password, ...(code ? { code } : {}) }, {
      game_id: game_id ? parseId('gam', game_id) : null, user_agent: userAgentOf(request), address: request.ip, requestId: request.requestId,
    });
    setCookie(reply, CONSOLE_COOKIE, opened.token, { ...SESSION_COOKIE, maxAge: opened.ends_at - this.clock.nowSeconds() });
    return opened;
  }

  @Get('session')
  @StudioRoute(OWN_SESSION)
  @Operation('get_console_session', 'Who is signed in, and what she may do')
  @Answers200(ConsoleSessionRead)
  async get(@WhoCalls() { scope, sessionId, grants }: Principal): Promise<ConsoleSessionRead> {
    const { id, email, name, role, has_second_factor } = await this.queries.ask(new GetMember(scope.actor.id), scope);
    return { id: sessionId!, member_id: id, email, name, role, scopes: [...grants], game_id: scope.gameId, has_second_factor };
  }

  @Delete('session')
  @StudioRoute(OWN_SESSION)
  @Operation('end_console_session', 'Sign out')
  @Answers204()
  async end(@WhoCalls() { scope, sessionId }: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.commands.execute(new EndMemberSession(scope.actor.id, sessionId!), scope);
    setCookie(reply, CONSOLE_COOKIE, '', { ...SESSION_COOKIE, maxAge: 0 });
  }

  @Post('session/proof')
  @StudioRoute(OWN_SESSION)
  @Operation('prove_console_session', 'Show once more that it is you; holds for ten minutes')
  @Answers204()
  async prove(@Body() { password, code }: Proof, @WhoCalls() { scope, sessionId }: Principal): Promise<void> {
    await this.flow.prove(scope.actor.id, sessionId!, { password, ...(code ? { code } : {}) }, scope);
  }

  @Get('mails')
  @StudioRoute(OWN_SESSION)
  @Operation('get_console_mails', 'Which mails about your studio you get')
  @Answers200(ConsoleMails)
  async mails(@WhoCalls() { scope }: Principal): Promise<ConsoleMails> {
    return { disputes: (await this.queries.ask(new GetMember(scope.actor.id), scope)).wants_dispute_mails };
  }

  @Put('mails')
  @StudioRoute(OWN_SESSION)
  @Operation('set_console_mails', 'Say which mails about your studio you want')
  @Answers200(ConsoleMails)
  async setMails(@Body() { disputes }: ConsoleMails, @WhoCalls() { scope }: Principal): Promise<ConsoleMails> {
    await this.commands.execute(new SetMemberMails(scope.actor.id, disputes), scope);
    return { disputes };
  }

  @Get('sessions')
  @StudioRoute(OWN_SESSION)
  @Operation('list_console_sessions', 'Your sessions that are open')
  @Answers200(ConsoleSessionList)
  async list(@WhoCalls() { scope }: Principal): Promise<ConsoleSessionList> {
    return { data: await this.queries.ask(new ListMemberSessions(scope.actor.id), scope) };
  }

  @Delete('sessions/:session_id')
  @StudioRoute(OWN_SESSION)
  @Operation('revoke_console_session', 'End one of your sessions')
  @Answers204()
  revoke(@Param('session_id') id: string, @WhoCalls() { scope }: Principal): Promise<void> {
    return this.commands.execute(new EndMemberSession(scope.actor.id, parseId('mss', id)), scope);
  }

  @Post('second_factor')
  @StudioRoute(OWN_SESSION)
  @Operation('begin_second_factor', 'A secret for your app; it counts once a code of it was sent')
  @Answers201(SecondFactorBegun)
  begin(@WhoCalls() caller: Principal): Promise<SecondFactorBegun> {
    requireProof(caller, this.clock.now());
    return this.commands.execute(new BeginSecondFactor(caller.scope.actor.id), caller.scope);
  }

  @Post('second_factor/confirmation')
  @HttpCode(200)
  @StudioRoute(OWN_SESSION)
  @Operation('confirm_second_factor', 'From now on a code is asked for at sign-in; answers your recovery codes')
  @Answers200(SecondFactorConfirmed)
  confirm(@Body() { code }: SecondFactorConfirm, @WhoCalls() { scope }: Principal): Promise<SecondFactorConfirmed> {
    return this.commands.execute(new ConfirmSecondFactor(scope.actor.id, code), scope);
  }

  @Delete('second_factor')
  @StudioRoute(OWN_SESSION)
  @Operation('remove_second_factor', 'Sign in without a code again')
  @Answers204()
  async remove(@WhoCalls() caller: Principal): Promise<void> {
    requireProof(caller, this.clock.now());
    await this.commands.execute(new RemoveSecondFactor(caller.scope.actor.id), caller.scope);
  }
}
