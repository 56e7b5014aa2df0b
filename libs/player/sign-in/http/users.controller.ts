import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { Invalid } from '#platform/kernel/errors';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetHubUser, RedeemHandoff, UnlinkPlayer, type HubUserView } from '../app/hub-users.js';
import { StudioUsersFlow } from '../app/studio-users.flow.js';
import { isPathOfHub } from './redirect-path.js';
import { AuthenticateRequest, LinkPlayerRequest, LoginRequest, LoginResponse, UserRead } from './users.dto.js';

class RedirectPathRefused extends Invalid {
  constructor() {
    const msg = 'redirect_path is a path inside the hub and begins with one slash.';
    super('users.redirect_path_refused', msg, { errors: [{ loc: ['body', 'redirect_path'], msg, type: 'path' }] });
  }
}

/** The contract knows no null here: what there is not is left out. */
function read({ id, ...told }: HubUserView): UserRead {
  return { id, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null)) };
}

@ApiTags('Users')
@Controller('v1/users')
export class UsersController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly flow: StudioUsersFlow) {}

  @Post('authorize')
  @StudioRoute('users:write')
  @NotAuditedForKeys('a player signs in: the session keeps it')
  @Operation('authorize_user', 'A link by which a player of the game arrives in the hub signed in and verified')
  @Answers200(LoginResponse)
  async authorize(@Body() body: LoginRequest, @Caller() scope: Scope): Promise<LoginResponse> {
    if (body.redirect_path && !isPathOfHub(body.redirect_path)) throw new RedirectPathRefused();
    const { player_id, nonce = null, redirect_path = null, player_info } = body;
    return { authorization_url: await this.flow.authorize({ player_id, nonce, redirect_path, told: player_info ?? {} }, scope) };
  }

  @Post('authenticate')
  @StudioRoute('users:write')
  @NotAuditedForKeys('a player signs in: the session keeps it')
  @Operation('authenticate_user', 'Who plays in the hub: swaps the one-time token of an embedded game for its user')
  @Answers200(UserRead)
  async authenticate(@Body() body: AuthenticateRequest, @Caller() scope: Scope): Promise<UserRead> {
    return read(await this.commands.execute(new RedeemHandoff(body.token), scope));
  }

  @Get(':user_id')
  @StudioRoute('users:read')
  @Operation('get_user', 'One user of the hub')
  @Answers200(UserRead)
  get(@Param('user_id') userId: string, @Caller() scope: Scope): Promise<UserRead> {
    return this.user(parseId('usr', userId), scope);
  }

  @Post(':user_id/link_player')
  @StudioRoute('users:write')
  @Operation('link_player', 'Give the user this player')
  @Answers200(UserRead)
  async link(@Param('user_id') userId: string, @Body() body: LinkPlayerRequest, @Caller() scope: Scope): Promise<UserRead> {
    const id = parseId('usr', userId);
    await this.flow.link(id, body.player_id, scope);
    return this.user(id, scope);
  }

  @Post(':user_id/unlink_player')
  @StudioRoute('users:write')
  @Operation('unlink_player', 'Take the player away from the user; ends the sessions in which she was that player')
  @Answers200(UserRead)
  async unlink(@Param('user_id') userId: string, @Body() body: LinkPlayerRequest, @Caller() scope: Scope): Promise<UserRead> {
    const id = parseId('usr', userId);
    await this.commands.execute(new UnlinkPlayer(id, body.player_id), scope);
    return this.user(id, scope);
  }

  private async user(id: string, scope: Scope): Promise<UserRead> {
    return read(await this.queries.ask(new GetHubUser(id), scope));
  }
}
