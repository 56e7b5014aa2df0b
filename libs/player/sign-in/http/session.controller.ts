import { Body, Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { setCookie } from '#platform/http/cookies';
import { Matters } from '#platform/http/load-shedding';
import { PlayerRoute, PublicRoute, WhoCalls, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { GetPlayer } from '#player/players/queries';
import { IssueHandoff } from '../app/hub-users.js';
import { EndSession } from '../app/open-session.js';
import { PlayerAuthenticator, SESSION_COOKIE } from '../app/player-authenticator.js';
import { SignInFlow } from '../app/sign-in.flow.js';
import { HubUnknown } from '../contracts/errors.js';
import { HandoffToken, SessionCreate, SessionCreated, SessionRead } from './session.dto.js';

@ApiTags('Store: session')
@Controller('store/v1/session')
export class SessionController {
  constructor(
    private readonly flow: SignInFlow,
    private readonly authenticator: PlayerAuthenticator,
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  @Post()
  @PublicRoute()
  @Matters('critical')
  @Operation('open_session', 'Sign in by player id: the game is asked who that is')
  @Answers200(SessionCreated)
  async open(@Body() body: SessionCreate, @Req() request: HubcraftRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionCreated> {
    const gameId = await this.authenticator.gameOfHub(body.hub);
    if (!gameId) throw new HubUnknown();
    const { opened, player } = await this.flow.signIn(gameId, body.player_id, request.ip, request.requestId);
    setCookie(reply, SESSION_COOKIE, opened.session_token, { maxAge: opened.expires_at - this.clock.nowSeconds(), secure: this.config.publicUrl.startsWith('https:') });
    return { player: { player_id: player.player_id, name: player.name, avatar_url: player.avatar_url }, session_token: opened.session_token, assurance: 'player_id' };
  }

  @Get()
  @PlayerRoute('none')
  @Operation('get_session', 'Who is signed in')
  @Answers200(SessionRead)
  async get(@WhoCalls() caller: Principal): Promise<SessionRead> {
    const player = caller.playerId ? await this.queries.ask(new GetPlayer(caller.playerId), caller.scope) : null;
    const face = caller.playerId ? { player_id: caller.playerId, name: player?.name ?? null, avatar_url: player?.avatar_url ?? null } : null;
    return { player: face, assurance: caller.assurance ?? 'none' };
  }

  @Delete()
  @PlayerRoute('none')
  @Operation('end_session', 'Sign out')
  @Answers204()
  async end(@WhoCalls() caller: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (caller.sessionId) await this.commands.execute(new EndSession(caller.sessionId), caller.scope);
    setCookie(reply, SESSION_COOKIE, '', { maxAge: 0, secure: this.config.publicUrl.startsWith('https:') });
  }

  @Post('handoff')
  @PlayerRoute('verified')
  @Operation('create_handoff', 'A one-time token for a game that is embedded in the hub')
  @Answers200(HandoffToken)
  handoff(@WhoCalls() caller: Principal): Promise<HandoffToken> {
    return this.commands.execute(new IssueHandoff(caller.scope.actor.id), caller.scope);
  }
}
