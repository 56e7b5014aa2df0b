import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { withTaxEngine } from '#money/tax/queries';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { CreateOrder, type OrderPlaced } from '#sales/orders/commands';
import type { CountrySource } from '#sales/orders/queries';
import { GuessCountry } from './guess-country.js';
import { GetPlayerToConfirm, PlayerConfirmation, type PlayerToConfirm } from './player-confirmation.js';

export interface HubOrder {
  player_id: string;
  items: { store_item_id: string; quantity?: number }[];
  locale?: string;
  country?: string;
  ip_address: string | null;
  user_agent: string | null;
}

interface HubBuyer {
  to_confirm: PlayerToConfirm | null;
  place: { country: string; country_source: CountrySource };
}

/** What has to be known of the player before she orders: whether the game is to be asked about her, and where she is. */
export class GetHubBuyer extends Query<HubBuyer> {
  constructor(readonly order: HubOrder) { super(); }
}

@QueryHandler(GetHubBuyer)
export class GetHubBuyerHandler implements IQueryHandler<GetHubBuyer> {
  constructor(private readonly queries: Queries) {}

  async execute({ order }: GetHubBuyer): Promise<HubBuyer> {
    const to_confirm = await this.queries.ask(new GetPlayerToConfirm(order.player_id));
    return { to_confirm, place: order.country ? { country: order.country, country_source: 'buyer' } : await this.queries.ask(new GuessCountry(order)) };
  }
}

/** An order that a player makes in the hub: what the store sells, in the country that she chose or is guessed to be in. Throws `player.refused`. */
@Injectable()
export class OrderFromHubFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly confirmation: PlayerConfirmation) {}

  async place(order: HubOrder, scope: Scope): Promise<Pick<OrderPlaced, 'order_id' | 'checkout_url' | 'checkout_secret'>> {
    const { to_confirm, place } = await this.queries.ask(new GetHubBuyer(order), scope);
    if (to_confirm) await this.confirmation.confirm(to_confirm, scope);
    const { order_id, checkout_url, checkout_secret } = await withTaxEngine(this.calls, scope, () => this.commands.execute(new CreateOrder({
      source: 'hub', player_id: order.player_id, lines: order.items.map(({ store_item_id, quantity }) => ({ sku: '', store_item_id, quantity: quantity ?? 1 })), ...place,
      locale: order.locale ?? null, ip_address: order.ip_address, user_agent: order.user_agent,
    }), scope));
    return { order_id, checkout_url, checkout_secret };
  }
}
