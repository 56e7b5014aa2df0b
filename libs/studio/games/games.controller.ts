import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { grantsAllow, STUDIO_ADMIN } from '#platform/http/authentication';
import { Caller, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { GetGame, ListGames } from './contracts/queries.js';
import { ChangeGame } from './commands.js';
import { GameList, GameRead, GameUpdate } from './games.dto.js';

@ApiTags('Games')
@Controller('v1')
export class GamesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('game')
  @StudioRoute('games:read')
  @Operation('get_game', 'The environment that the API key belongs to')
  @Answers200(GameRead)
  get(@Caller() scope: Scope): Promise<GameRead> {
    return this.queries.ask(new GetGame(), scope);
  }

  @Patch('game')
  @StudioRoute('games:write')
  @Operation('update_game', 'Change the settings of this environment')
  @Answers200(GameRead)
  async change(@Body() body: GameUpdate, @WhoCalls() { scope, grants }: Principal): Promise<GameRead> {
    await this.commands.execute(new ChangeGame(body, grantsAllow(grants, STUDIO_ADMIN)), scope);
    return this.queries.ask(new GetGame(), scope);
  }

  @Get('games')
  @StudioRoute('games:read')
  @Operation('list_games', "The studio's games, each with its sandbox and its live environment")
  @Answers200(GameList)
  async list(@Caller() scope: Scope): Promise<GameList> {
    return { data: await this.queries.ask(new ListGames(), scope) };
  }
}
