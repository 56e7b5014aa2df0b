import { Injectable } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { CreateOrder, type OrderPlaced } from '#sales/orders/commands';
import { OpenCheckoutFlow } from './open-checkout.flow.js';
import { PlayerConfirmation } from './player-confirmation.js';

export interface HubOrder {
  player_id: string;
  items: { store_item_id: string; quantity?: number }[];
  locale?: string;
  country?: string;
  ip_address: string | null;
  user_agent: string | null;
}

/** An order that a player makes in the hub: what the store sells, in the country that she chose or is guessed to be in. Throws `player.refused`. */
@Injectable()
export class OrderFromHubFlow {
  constructor(private readonly commands: Commands, private readonly opening: OpenCheckoutFlow, private readonly confirmation: PlayerConfirmation) {}

  async place(order: HubOrder, scope: Scope): Promise<Pick<OrderPlaced, 'order_id' | 'checkout_url' | 'checkout_secret'>> {
    await this.confirmation.confirm(order.player_id, scope);
    const place = order.country ? { country: order.country, country_source: 'buyer' as const } : await this.opening.guess(order, scope);
    const { order_id, checkout_url, checkout_secret } = await this.commands.execute(new CreateOrder({
      source: 'hub', player_id: order.player_id, lines: order.items.map(({ store_item_id, quantity }) => ({ sku: '', store_item_id, quantity: quantity ?? 1 })), ...place,
      locale: order.locale ?? null, ip_address: order.ip_address, user_agent: order.user_agent,
    }), scope);
    return { order_id, checkout_url, checkout_secret };
  }
}
