import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { GetCatalogItems, type CatalogItem } from '#store/catalog/queries';
import { PriceTemplateExists, SnapToPricePoint } from '#store/pricing/queries';
import type { StoreItemMembers } from '../contracts/commands.js';
import { BonusAmbiguous, PriceAmbiguous, UnknownItem, UnknownPriceTemplate, WindowInverted } from '../contracts/errors.js';
import type { StoreItemRow } from '../infra/rows.js';
import { storedInstant, storedInteger, told } from './told.js';

export type StoreItemState = Omit<StoreItemRow, 'game_id' | 'id' | 'store_id' | 'item_id' | 'created_at' | 'modified_at'>;

export interface StoreItemStep {
  itemId: string;
  before: StoreItemState;
  told: Partial<StoreItemMembers>;
  /** Where in the request it stands, for the error. */
  path: (string | number)[];
}

/** What offers are after a change, with everything that they refer to looked up. */
@Injectable()
export class StoreItemMerge {
  constructor(private readonly queries: Queries) {}

  async all(steps: StoreItemStep[]): Promise<StoreItemState[]> {
    const ids = [...new Set(steps.map(({ itemId }) => itemId))];
    const items = new Map((await this.queries.ask(new GetCatalogItems({ ids }))).map((item) => [item.id, item]));
    const states: StoreItemState[] = [];
    for (const step of steps) {
      const item = items.get(step.itemId);
      if (!item) throw new UnknownItem(step.path);
      states.push(await this.one(step, item));
    }
    return states;
  }

  private async one(step: StoreItemStep, item: CatalogItem): Promise<StoreItemState> {
    const { before, told: change, path } = step;
    const start_at = storedInstant(change.start_at, before.start_at);
    const end_at = storedInstant(change.end_at, before.end_at);
    if (start_at && end_at && start_at >= end_at) throw new WindowInverted(path);
    return {
      ...(await this.price(step, item)), ...bonusOf(step), start_at, end_at,
      position: change.position ?? before.position, name: told(change.name, before.name), description: told(change.description, before.description),
      image_url: told(change.image_url, before.image_url), discount_percent: told(change.discount_percent, before.discount_percent), custom_badge: told(change.custom_badge, before.custom_badge),
      bonus_badge: told(change.bonus_badge, before.bonus_badge), quantity: storedInteger(change.quantity, before.quantity),
      requirements_mismatch_behavior: told(change.requirements_mismatch_behavior, before.requirements_mismatch_behavior), card_type: told(change.card_type, before.card_type),
      show_first_on_category_list: told(change.show_first_on_category_list, before.show_first_on_category_list),
      show_disabled_by_max_purchases: told(change.show_disabled_by_max_purchases, before.show_disabled_by_max_purchases),
    };
  }

  /** What is told now takes the place of the other kind; both at once contradict each other. */
  private async price({ told: change, before, path }: StoreItemStep, item: CatalogItem): Promise<Pick<StoreItemState, 'price_minor' | 'price_template_id'>> {
    if (change.price != null && change.price_template_id != null) throw new PriceAmbiguous(path);
    if (change.price_template_id != null) {
      if (!(await this.queries.ask(new PriceTemplateExists(change.price_template_id)))) throw new UnknownPriceTemplate(path);
      return { price_minor: null, price_template_id: change.price_template_id };
    }
    if (change.price != null) return { price_minor: BigInt(await this.queries.ask(new SnapToPricePoint({ price_minor: change.price, currency: item.currency }))), price_template_id: null };
    return { price_minor: change.price === null ? null : before.price_minor, price_template_id: change.price_template_id === null ? null : before.price_template_id };
  }
}

function bonusOf({ told: change, before, path }: StoreItemStep): Pick<StoreItemState, 'bonus_percent' | 'bonus_fixed'> {
  if (change.bonus_percent != null && change.bonus_fixed != null) throw new BonusAmbiguous(path);
  if (change.bonus_percent != null) return { bonus_percent: change.bonus_percent, bonus_fixed: null };
  if (change.bonus_fixed != null) return { bonus_percent: null, bonus_fixed: BigInt(change.bonus_fixed) };
  return { bonus_percent: told(change.bonus_percent, before.bonus_percent), bonus_fixed: storedInteger(change.bonus_fixed, before.bonus_fixed) };
}
