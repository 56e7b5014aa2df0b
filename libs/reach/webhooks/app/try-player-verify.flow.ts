import { Injectable } from '@nestjs/common';
import { Calls, Queries } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayers, playerContext } from '#player/players/queries';
import { TryVerifyPlayer, type TriedQuestion } from '#studio/game-servers/queries';

/** Asks one webhook about a player as a sign-in would, for whoever wires its server. Throws `webhook.not_found`. */
@Injectable()
export class TryPlayerVerifyFlow {
  constructor(private readonly calls: Calls, private readonly queries: Queries) {}

  async ask(endpointId: string, playerId: string, scope: Scope): Promise<TriedQuestion> {
    const [player] = await this.queries.ask(new GetPlayers([playerId]), scope);
    return this.calls.ask(new TryVerifyPlayer({ endpoint_id: endpointId, player_id: playerId, context: player ? playerContext(player) : null }), scope);
  }
}
