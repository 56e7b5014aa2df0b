import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Calls, Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayer, playerContext } from '#player/players/queries';
import { PlayerRefused } from '#player/sign-in/errors';
import { IsPlayerVerified, VerifyPlayer } from '#studio/game-servers/queries';

/** A player about whom the game is to be asked, and what it is told of her. */
export interface PlayerToConfirm {
  player_id: string;
  context: object | null;
}

/** Null: the game's last yes is still believed. */
export class GetPlayerToConfirm extends Query<PlayerToConfirm | null> {
  constructor(readonly playerId: string) { super(); }
}

@QueryHandler(GetPlayerToConfirm)
export class GetPlayerToConfirmHandler implements IQueryHandler<GetPlayerToConfirm> {
  constructor(private readonly queries: Queries) {}

  async execute({ playerId }: GetPlayerToConfirm): Promise<PlayerToConfirm | null> {
    if (await this.queries.ask(new IsPlayerVerified(playerId))) return null;
    const player = await this.queries.ask(new GetPlayer(playerId));
    return { player_id: playerId, context: player ? playerContext(player) : null };
  }
}

/**
 * Within a session the game is asked again once its last yes is older than ten minutes: whoever was banned meanwhile neither orders nor pays. A game that does not answer
 * stops nobody who is signed in.
 */
@Injectable()
export class PlayerConfirmation {
  constructor(private readonly calls: Calls) {}

  /** Throws `player.refused`. */
  async confirm(player: PlayerToConfirm, scope: Scope): Promise<void> {
    const verdict = await this.calls.ask(new VerifyPlayer({ ...player, trigger: 'hub.purchase' }), scope);
    if (verdict.outcome === 'refused') throw new PlayerRefused(verdict.code, verdict.message);
  }
}
