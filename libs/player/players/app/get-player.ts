import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FindPlayersByName, GetPlayer, GetPlayers, type PlayerView } from '../contracts/queries.js';
import { PlayersRepository } from '../infra/players.repository.js';
import { playerView } from './player-view.js';

@QueryHandler(GetPlayer)
export class GetPlayerHandler implements IQueryHandler<GetPlayer> {
  constructor(private readonly players: PlayersRepository) {}

  async execute({ playerId }: GetPlayer): Promise<PlayerView | null> {
    const row = await this.players.find(playerId);
    return row ? playerView(row) : null;
  }
}

@QueryHandler(GetPlayers)
export class GetPlayersHandler implements IQueryHandler<GetPlayers> {
  constructor(private readonly players: PlayersRepository) {}

  async execute({ playerIds }: GetPlayers): Promise<PlayerView[]> {
    return (await this.players.findAll(playerIds)).map(playerView);
  }
}

@QueryHandler(FindPlayersByName)
export class FindPlayersByNameHandler implements IQueryHandler<FindPlayersByName> {
  constructor(private readonly players: PlayersRepository) {}

  execute({ beginning }: FindPlayersByName): Promise<string[]> {
    return this.players.named(beginning);
  }
}
