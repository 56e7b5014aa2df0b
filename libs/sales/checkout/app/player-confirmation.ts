import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Calls, Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayer, playerContext } from '#player/players/queries';
import { PlayerRefused } from '#player/sign-in/errors';
import { IsPlayerVerified, VerifyPlayer } from '#studio/game-servers/queries';

/** Whether the game has to be asked about a player again, and what it is told of her then. */
export class GetPlayerToConfirm extends Query<{ context: object | null } | null> {
  constructor(readonly playerId: string) { super(); }
}

@QueryHandler(GetPlayerToConfirm)
export class GetPlayerToConfirmHandler implements IQueryHandler<GetPlayerToConfirm> {
  constructor(private readonly queries: Queries) {}

  async execute({ playerId }: GetPlayerToConfirm): Promise<{ context: object | null } | null> {
    if (await this.queries.ask(new IsPlayerVerified(playerId))) return null;
    const player = await this.queries.ask(new GetPlayer(playerId));
    return { context: player ? playerContext(player) : null };
  }
}

/**
 * Within a session the game is asked again once its last yes is older than ten minutes: whoever was banned meanwhile neither orders nor pays. A game that does not answer
 * stops nobody who is signed in.
 */
@Injectable()
export class PlayerConfirmation {
  constructor(private readonly queries: Queries, private readonly calls: Calls) {}

  /** Throws `player.refused`. */
  async confirm(playerId: string, scope: Scope): Promise<void> {
    const open = await this.queries.ask(new GetPlayerToConfirm(playerId), scope);
    if (!open) return;
    const verdict = await this.calls.ask(new VerifyPlayer({ player_id: playerId, trigger: 'hub.purchase', context: open.context }), scope);
    if (verdict.outcome === 'refused') throw new PlayerRefused(verdict.code, verdict.message);
  }
}
