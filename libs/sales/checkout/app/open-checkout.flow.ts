import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Calls, CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { withTaxEngine } from '#money/tax/queries';
import { DomainError } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { ChangeOrderPlace, RequoteOrder } from '#sales/orders/commands';
import { OrderNotChangeable, PlaceRefused } from '#sales/orders/errors';
import { GetOrderDetails, IsOrderOutdated } from '#sales/orders/queries';
import { GetCheckout, OpenCheckout, type CheckoutView } from '../contracts/queries.js';
import { countryName } from '../domain/country-names.js';
import { FollowAttemptFlow } from './follow-attempt.flow.js';
import { GuessCountry } from './guess-country.js';

/** Settles where an order is taxed before its page is shown: what the order says, else the player's country, else the address's, else the hub's. */
@Injectable()
export class OpenCheckoutFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly following: FollowAttemptFlow) {}

  async open(input: OpenCheckout['input'], scope: Scope): Promise<CheckoutView> {
    if (input.returned && Object.keys(input.returned).length > 0) await this.following.refresh(input.order_id, scope, input.returned);
    const refused = await this.settle(input, scope);
    const view = await this.queries.ask(new GetCheckout({ order_id: input.order_id, locale: input.locale, verified_player: input.verified_player ?? null }), scope);
    if (!refused || view.place.country !== null) return view;
    const place = { ...view.place, country: refused.country, country_name: countryName(refused.country, view.locale), refusal_code: refused.code };
    return { ...view, place, amounts: null, lines: view.lines.map((line) => ({ ...line, unit: null, total: null, total_before_discount: null })), methods: [], wallets: [], saved_methods: [], saving: null, card_frame: null };
  }

  /** Answers the guessed country when nothing can be sold there. */
  private async settle(input: OpenCheckout['input'], scope: Scope): Promise<{ country: string; code: string } | null> {
    const order = await this.queries.ask(new GetOrderDetails(input.order_id), scope);
    if (order.is_expired || (order.status !== 'created' && order.status !== 'reattempted')) return null;
    if (order.country !== null) {
      if (await this.queries.ask(new IsOrderOutdated(order.id), scope)) await withTaxEngine(this.calls, scope, () => this.commands.execute(new RequoteOrder(order.id), scope));
      return null;
    }
    const guess = await this.queries.ask(new GuessCountry({ player_id: order.player_id, ip_address: order.ip_address ?? input.ip_address }), scope);
    try {
      await withTaxEngine(this.calls, scope, () => this.commands.execute(new ChangeOrderPlace({ order_id: order.id, ...guess }), scope));
      return null;
    } catch (error) {
      if (error instanceof OrderNotChangeable) return null;
      if (error instanceof DomainError && (error instanceof PlaceRefused || error.code.startsWith('tax.'))) return { country: guess.country, code: error.code };
      throw error;
    }
  }
}

@QueryHandler(OpenCheckout)
export class OpenCheckoutHandler implements IQueryHandler<OpenCheckout> {
  constructor(private readonly flow: OpenCheckoutFlow, private readonly caller: CallScope) {}
  execute({ input }: OpenCheckout): Promise<CheckoutView> {
    return this.flow.open(input, this.caller.current);
  }
}
