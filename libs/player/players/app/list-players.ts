import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Query } from '#platform/kernel/messages';
import type { PlayerView } from '../contracts/queries.js';
import { PlayersRepository } from '../infra/players.repository.js';
import { playerView } from './player-view.js';

export interface PlayerPage {
  data: PlayerView[];
  has_more: boolean;
  next_cursor: string | null;
}

/** The game's players, the newest first. */
export class ListPlayers extends Query<PlayerPage> {
  constructor(readonly filter: { limit: number; starting_after?: string; banned?: boolean; segment?: string }) { super(); }
}

@QueryHandler(ListPlayers)
export class ListPlayersHandler implements IQueryHandler<ListPlayers> {
  constructor(private readonly players: PlayersRepository) {}

  async execute({ filter }: ListPlayers): Promise<PlayerPage> {
    const rows = await this.players.list({
      limit: filter.limit + 1, starting_after: filter.starting_after ?? null, banned: filter.banned ?? null, segment: filter.segment ?? null,
    });
    const data = rows.slice(0, filter.limit).map(playerView);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
