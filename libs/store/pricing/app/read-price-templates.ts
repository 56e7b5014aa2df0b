import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { PriceTemplateNotFound } from '../contracts/errors.js';
import { COUNTRIES, GetPriceTemplate, PLATFORMS, type CustomPrice, type PriceTemplateView } from '../contracts/queries.js';
import { PriceTemplatesRepository, type CountedTemplateRow, type TemplatePage } from '../infra/price-templates.repository.js';
import { shippedPriceBook } from '../infra/price-tiers.js';
import type { CustomPriceRow } from '../infra/rows.js';

export type TemplatePrice = CustomPrice & { is_custom: boolean };

function viewOf(row: CountedTemplateRow): PriceTemplateView {
  return {
    id: row.id, key: row.key, name: row.name, price: minorToNumber(row.price_minor), category: row.category, items_count: row.items_count,
    created_at: unixSeconds(row.created_at), modified_at: unixSecondsOrNull(row.modified_at),
  };
}

/**
 * One price per country and platform: for any platform, and, where the category is `platform`, for each; in between what is set by hand for a single
 * platform. A price that a platform takes over from "any" is listed as what it is there, by hand or derived.
 */
function pricesOf(row: CountedTemplateRow, customs: CustomPriceRow[]): TemplatePrice[] {
  const byHand = new Map(customs.map((custom) => [`${custom.country}/${custom.platform}`, custom]));
  const countries = [...COUNTRIES, ...customs.map(({ country }) => country).filter((country) => !(COUNTRIES as readonly string[]).includes(country))];
  return [...new Set(countries)].flatMap((country) => {
    const local = shippedPriceBook().inCountry(row.price_minor, country);
    return PLATFORMS.flatMap((platform): TemplatePrice[] => {
      const own = byHand.get(`${country}/${platform}`);
      if (!own && platform !== 'any' && row.category === 'none') return [];
      const custom = own ?? byHand.get(`${country}/any`);
      return [custom
        ? { country, currency: custom.currency, platform, price: minorToNumber(custom.price_minor), is_custom: true }
        : { country, currency: local.currency, platform, price: minorToNumber(local.minor), is_custom: false }];
    });
  });
}

@QueryHandler(GetPriceTemplate)
export class GetPriceTemplateHandler implements IQueryHandler<GetPriceTemplate> {
  constructor(private readonly templates: PriceTemplatesRepository) {}

  async execute({ priceTemplateId }: GetPriceTemplate) {
    const row = await this.templates.find(priceTemplateId);
    if (!row) throw new PriceTemplateNotFound();
    return { ...viewOf(row), prices: pricesOf(row, await this.templates.customsOf(row.id)) };
  }
}

/** Templates, the newest first. `before` answers the page that ends right before that template. */
export class ListPriceTemplates extends Query<{ data: PriceTemplateView[]; has_more: boolean }> {
  constructor(readonly page: TemplatePage) { super(); }
}

@QueryHandler(ListPriceTemplates)
export class ListPriceTemplatesHandler implements IQueryHandler<ListPriceTemplates> {
  constructor(private readonly templates: PriceTemplatesRepository) {}

  async execute({ page }: ListPriceTemplates) {
    const rows = await this.templates.page(page);
    const data = rows.slice(0, page.limit).map(viewOf);
    return { data: page.before ? data.reverse() : data, has_more: rows.length > page.limit };
  }
}
