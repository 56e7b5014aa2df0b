import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isCurrency } from '#platform/kernel/currency';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import { AbovePricePoints } from '../contracts/errors.js';
import { GetPricingVersion, PriceInCountry, PriceTemplateExists, SnapToPricePoint, type LocalPrice } from '../contracts/queries.js';
import { localPriceOf } from '../domain/local-price.js';
import { PriceTemplatesRepository } from '../infra/price-templates.repository.js';
import { shippedPriceBook } from '../infra/price-tiers.js';

@QueryHandler(PriceInCountry)
export class PriceInCountryHandler implements IQueryHandler<PriceInCountry> {
  constructor(private readonly templates: PriceTemplatesRepository) {}

  async execute({ input }: PriceInCountry): Promise<(LocalPrice | null)[]> {
    const ids = [...new Set(input.sources.flatMap(({ price_template_id }) => price_template_id ?? []))];
    const known = ids.length > 0 ? await this.templates.known(ids, input.country) : new Map();
    const where = { country: input.country, platform: input.platform, currency: input.currency ?? null };
    return input.sources.map((source) => localPriceOf(source, known.get(source.price_template_id ?? ''), where, shippedPriceBook()));
  }
}

@QueryHandler(PriceTemplateExists)
export class PriceTemplateExistsHandler implements IQueryHandler<PriceTemplateExists> {
  constructor(private readonly templates: PriceTemplatesRepository) {}

  async execute({ priceTemplateId }: PriceTemplateExists): Promise<boolean> {
    return (await this.templates.known([priceTemplateId], null)).size > 0;
  }
}

@QueryHandler(SnapToPricePoint)
export class SnapToPricePointHandler implements IQueryHandler<SnapToPricePoint> {
  async execute({ input }: SnapToPricePoint): Promise<number> {
    const minor = numberToMinor(input.price_minor);
    const point = isCurrency(input.currency) ? shippedPriceBook().snap(minor, input.currency) : minor;
    if (point === null) throw new AbovePricePoints();
    return minorToNumber(point);
  }
}

@QueryHandler(GetPricingVersion)
export class GetPricingVersionHandler implements IQueryHandler<GetPricingVersion> {
  constructor(private readonly templates: PriceTemplatesRepository) {}
  execute(): Promise<number> {
    return this.templates.version();
  }
}
