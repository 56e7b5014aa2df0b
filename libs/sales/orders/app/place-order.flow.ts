import { Injectable } from '@nestjs/common';
import { Calls, Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { CheckTaxId, withTaxEngine } from '#money/tax/queries';
import { RememberPlayer, type PlayerFacts } from '#player/players/commands';
import { CreateOrder, type NewOrder, type OrderPlaced } from '../contracts/commands.js';

/** What an order may tell of its player. */
export type ToldOfPlayer = Pick<PlayerFacts, 'name' | 'avatar_url' | 'attributes' | 'custom_attributes'>;

/** An order, and what it tells of its player: two commands of two contexts, each complete by itself. The number of a business is asked for first. */
@Injectable()
export class PlaceOrderFlow {
  constructor(private readonly commands: Commands, private readonly calls: Calls) {}

  /** E-mail and country belong to the purchase: they become the player's own only when nothing is known of her yet. */
  async place(order: NewOrder, info: ToldOfPlayer, scope: Scope): Promise<OrderPlaced> {
    // The register is asked before the order's transaction; the quote finds what it said.
    if (order.business && order.country) await this.calls.ask(new CheckTaxId({ country: order.country }, order.business.tax_id), scope);
    const placed = await withTaxEngine(this.calls, scope, () => this.commands.execute(new CreateOrder(order), scope));
    const first = placed.is_player_known ? {} : { ...(order.email ? { email: order.email } : {}), ...(order.country ? { country: order.country } : {}) };
    if (!placed.is_player_known || Object.keys(info).length > 0) {
      await this.commands.execute(new RememberPlayer({ player_id: order.player_id, ...first, ...info }), scope);
    }
    return placed;
  }
}
