import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { GetPlayers, playerContext } from '#player/players/queries';
import type { DeliveryTarget } from '#studio/game-servers/queries';
import { eventDataOf } from '../domain/envelope.js';
import { VersionedBodies } from './versioned-bodies.js';
import { DeliveriesRepository, type ClaimedDelivery, type Reassigned } from '../infra/deliveries.repository.js';

/**
 * Gives grants whose endpoint takes them no more to the one that does. What was sent before, what is told of the player and in which version is the other endpoint's matter, so the
 * bytes are made anew; event, effect and `transaction_id` stay.
 */
@Injectable()
export class GrantMoves {
  constructor(private readonly deliveries: DeliveriesRepository, private readonly queries: Queries, private readonly bodies: VersionedBodies) {}

  /** Answers the deliveries as they are sent now. One that cannot move at this moment is left out: its turn comes again. */
  async to(target: DeliveryTarget, grants: readonly ClaimedDelivery[]): Promise<ClaimedDelivery[]> {
    const moved = new Map((await this.deliveries.reassign(grants, target.endpoint_id)).map((each) => [each.id, each]));
    const left = grants.filter((each) => !moved.has(each.id));
    if (left.length > 0) await this.deliveries.postpone(left.map((each) => each.id));
    const contexts = target.player_context_enabled ? await this.contexts(grants, moved) : new Map<string, object | null>();
    const bodies = new Map(grants.flatMap(({ id, event_type }) => {
      const now = moved.get(id);
      if (!now) return [];
      const facts = { context: contexts.get(id) ?? null, previous_sequence: now.previous_sequence === null ? null : Number(now.previous_sequence), transaction_id: id };
      return [[id, this.bodies.stored(event_type, now.head, facts, target.api_version)]];
    }));
    if (bodies.size > 0) await this.deliveries.rewriteBodies(bodies);
    return grants.flatMap((each) => {
      const body = bodies.get(each.id);
      return body ? [{ ...each, endpoint_id: target.endpoint_id, head: body.head ?? moved.get(each.id)!.head, tail: body.tail, is_failing: false, is_broken: false }] : [];
    });
  }

  /** By delivery: as it was when the event was made, where any endpoint asked for it then; else as it is now. */
  private async contexts(grants: readonly ClaimedDelivery[], moved: ReadonlyMap<string, Reassigned>): Promise<Map<string, object | null>> {
    const playerOf = (each: ClaimedDelivery) => String(eventDataOf(moved.get(each.id)!.head)['player_id']);
    const unknown = grants.filter((each) => moved.get(each.id)?.context === null);
    const players = unknown.length > 0 ? await this.queries.ask(new GetPlayers([...new Set(unknown.map(playerOf))])) : [];
    const now = new Map(players.map((player) => [player.player_id, playerContext(player)]));
    return new Map(grants.filter((each) => moved.has(each.id)).map((each) => [each.id, moved.get(each.id)?.context ?? now.get(playerOf(each)) ?? null]));
  }
}
