import { Module, type DynamicModule } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { RememberPlayer, type PlayerFacts } from '../contracts/commands.js';
import { FindPlayersByName, GetPlayer, GetPlayers, type PlayerView } from '../contracts/queries.js';

/** A player as `GetPlayer` answers one. */
export function playerForTest(told: Partial<PlayerView> & { player_id: string }): PlayerView {
  return {
    id: `ply_${told.player_id}`, name: 'Aria', email: null, country: null, avatar_url: null, banned: false, banned_reason: null, attributes: {}, custom_attributes: {},
    custom_attributes_from_deeplink: {}, segments: [], registration_marketplace: null, balances: [], marketing_consent: {}, created_at: 1_790_000_000, modified_at: null, ...told,
  };
}

/** Players that are there without a database: `players` is answered from and written to, `remembered` keeps what was told. */
export interface FakePlayers {
  players: Map<string, PlayerView>;
  remembered: PlayerFacts[];
  module: DynamicModule;
}

@Module({})
class FakePlayersModule {}

export function fakePlayers(...known: PlayerView[]): FakePlayers {
  const players = new Map(known.map((player) => [player.player_id, player]));
  const remembered: PlayerFacts[] = [];

  @QueryHandler(GetPlayer)
  class GetPlayerFake implements IQueryHandler<GetPlayer> {
    async execute({ playerId }: GetPlayer) {
      return players.get(playerId) ?? null;
    }
  }

  @QueryHandler(GetPlayers)
  class GetPlayersFake implements IQueryHandler<GetPlayers> {
    async execute({ playerIds }: GetPlayers) {
      return playerIds.flatMap((id) => players.get(id) ?? []);
    }
  }

  @QueryHandler(FindPlayersByName)
  class FindPlayersByNameFake implements IQueryHandler<FindPlayersByName> {
    async execute({ beginning }: FindPlayersByName) {
      return [...players.values()].filter(({ name }) => name?.toLowerCase().startsWith(beginning.toLowerCase())).map(({ player_id }) => player_id);
    }
  }

  @CommandHandler(RememberPlayer)
  class RememberPlayerFake implements ICommandHandler<RememberPlayer> {
    async execute({ facts }: RememberPlayer) {
      remembered.push(facts);
      const { balances, ...plain } = facts;
      const before = players.get(facts.player_id) ?? playerForTest({ player_id: facts.player_id, name: null });
      players.set(facts.player_id, { ...before, ...plain, ...(balances ? { balances } : {}) } as PlayerView);
      return { id: before.id };
    }
  }

  return { players, remembered, module: { module: FakePlayersModule, providers: [GetPlayerFake, GetPlayersFake, FindPlayersByNameFake, RememberPlayerFake] } };
}
