import { Injectable } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { RememberPlayer, type PlayerFacts } from '#player/players/commands';
import { CreateOrder, type NewOrder, type OrderPlaced } from '../contracts/commands.js';

/** An order, and what it tells of its player: two commands of two contexts, each complete by itself. */
@Injectable()
export class PlaceOrderFlow {
  constructor(private readonly commands: Commands) {}

  async place(order: NewOrder, facts: Omit<PlayerFacts, 'player_id'>, scope: Scope): Promise<OrderPlaced> {
    const placed = await this.commands.execute(new CreateOrder(order), scope);
    if (!placed.is_player_known || Object.values(facts).some((fact) => fact !== undefined)) {
      await this.commands.execute(new RememberPlayer({ player_id: order.player_id, ...facts }), scope);
    }
    return placed;
  }
}
