import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPricingVersion, PriceInCountry, PriceTemplateExists, SnapToPricePoint, type LocalPrice } from '../contracts/queries.js';
import { localPriceOf, type KnownTemplate } from '../domain/local-price.js';
import { shippedPriceBook } from '../infra/price-tiers.js';

/** What the fake knows: templates by id, and a version to move. Prices are derived as in the product. */
export interface FakePricing {
  templates: Map<string, KnownTemplate>;
  version: number;
  module: DynamicModule;
}

@Module({})
class FakePricingModule {}

export function fakePricing(templates: Record<string, KnownTemplate> = {}): FakePricing {
  const state: FakePricing = { templates: new Map(Object.entries(templates)), version: 1, module: { module: FakePricingModule } };

  @QueryHandler(PriceInCountry)
  class PriceInCountryFake implements IQueryHandler<PriceInCountry> {
    async execute({ input }: PriceInCountry): Promise<(LocalPrice | null)[]> {
      const where = { country: input.country, platform: input.platform, currency: input.currency ?? null };
      return input.sources.map((source) => localPriceOf(source, state.templates.get(source.price_template_id ?? ''), where, shippedPriceBook()));
    }
  }
  @QueryHandler(PriceTemplateExists)
  class PriceTemplateExistsFake implements IQueryHandler<PriceTemplateExists> {
    async execute({ priceTemplateId }: PriceTemplateExists) {
      return state.templates.has(priceTemplateId);
    }
  }
  @QueryHandler(SnapToPricePoint)
  class SnapToPricePointFake implements IQueryHandler<SnapToPricePoint> {
    async execute({ input }: SnapToPricePoint) {
      return Number(shippedPriceBook().snap(BigInt(input.price_minor), input.currency as 'USD'));
    }
  }
  @QueryHandler(GetPricingVersion)
  class GetPricingVersionFake implements IQueryHandler<GetPricingVersion> {
    async execute() {
      return state.version;
    }
  }
  state.module = { module: FakePricingModule, providers: [PriceInCountryFake, PriceTemplateExistsFake, SnapToPricePointFake, GetPricingVersionFake] };
  return state;
}
