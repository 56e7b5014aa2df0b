import { Injectable } from '@nestjs/common';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { withTaxEngine } from '#money/tax/queries';
import { ChangeOrderPlace } from '#sales/orders/commands';
import { countryOfContradictingCard, GetOrderDetails, placeDecision, type OrderDetails, type PlaceItem } from '#sales/orders/queries';
import type { CardFacts } from '#sales/payments/commands';
import { DescribeCard } from '#sales/payments/queries';
import { GetEnvironment } from '#studio/games/queries';
import { BusinessContradicted, PlaceContradicted } from '../contracts/errors.js';

/** Of these sources somebody has named the country; what we guessed ourselves is no evidence. */
const DECLARED: ReadonlySet<string> = new Set(['studio', 'buyer', 'player', 'card']);

/** What is known of where the buyer is before her order is taken for an attempt. */
@Injectable()
export class WeighPlace {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls) {}

  /**
   * The pieces beside the named country, and what is known of the card. In a live environment a card that contradicts it, where nothing outweighs the card, has the order quoted anew for the card's
   * country; the buyer sees that and confirms it by paying. A tax id frees nobody against whom something speaks that nothing outweighs, be it her address alone: then the order is a consumer's, with tax.
   * Throws `checkout.place_contradicted`, `checkout.business_contradicted`, and what `ChangeOrderPlace` throws where it cannot be sold there.
   */
  async weigh(order: OrderDetails, { token, place, saved_card }: { token: string | null; place: PlaceItem | null; saved_card?: CardFacts | null }, scope: Scope): Promise<{ evidence: PlaceItem[]; card: CardFacts | null }> {
    const card = token === null ? (saved_card ?? null) : await this.calls.ask(new DescribeCard(token, order.seller), scope);
    const country = card?.country ?? null;
    const evidence: PlaceItem[] = [...(place ? [place] : []), ...(country === null ? [] : [{ kind: 'card', country, told_by: 'provider' } as const])];
    await this.confirm(order, evidence, scope);
    return { evidence, card };
  }

  private async confirm(order: OrderDetails, pieces: PlaceItem[], scope: Scope): Promise<void> {
    if (order.country === null || pieces.length === 0) return;
    const declared: PlaceItem[] = DECLARED.has(order.country_source ?? '') ? [{ kind: 'declared', country: order.country, told_by: 'buyer' }] : [];
    const items = [...declared, ...pieces];
    const country = countryOfContradictingCard(order.country, items);
    const isFreed = order.business !== null && order.tax?.outcome === 'reverse_charge' && placeDecision(order.country, items) === 'contradicted';
    if ((country === null && !isFreed) || (await this.queries.ask(new GetEnvironment(), scope)) !== 'live') return;
    const told = country === null ? { business: null } : { country, country_source: 'card' as const };
    await withTaxEngine(this.calls, scope, () => this.commands.execute(new ChangeOrderPlace({ order_id: order.id, ...told }), scope));
    const now = await this.queries.ask(new GetOrderDetails(order.id), scope);
    const total = { total_minor: now.tax === null ? null : now.amount_minor, currency: now.currency };
    throw country === null ? new BusinessContradicted({ declared: order.country, ...total }) : new PlaceContradicted({ declared: order.country, card_country: country, ...total });
  }
}
