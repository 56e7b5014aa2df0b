import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers201, Operation } from '#platform/http/answers';
import { STUDIO_ADMIN } from '#platform/http/authentication';
import { StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { NewGameFlow } from './new-game.flow.js';
import { GameCreate, GameCreated } from './new-games.dto.js';

/** Here and not in studio/games, because a game that nobody holds a key of can never be configured. */
@ApiTags('Games')
@Controller('v1/games')
export class NewGamesController {
  constructor(private readonly games: NewGameFlow) {}

  @Post()
  @StudioRoute(STUDIO_ADMIN)
  @Operation('create_game', 'Make a game with a sandbox and a live environment; the first key of each is shown once')
  @Answers201(GameCreated)
  create(@Body() body: GameCreate, @WhoCalls() { scope, memberId = null }: Principal): Promise<GameCreated> {
    return this.games.make(body, scope, memberId);
  }
}
