import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { CountDeletedItems, CountSavedItems } from './app/count-template-uses.js';
import { ListPricePointsHandler } from './app/list-price-points.js';
import { GetPricingVersionHandler, PriceInCountryHandler, PriceTemplateExistsHandler, SnapToPricePointHandler } from './app/price-in-country.js';
import { GetPriceTemplateHandler, ListPriceTemplatesHandler } from './app/read-price-templates.js';
import { CreatePriceTemplateHandler, DeletePriceTemplateHandler, UpdatePriceTemplateHandler } from './app/write-price-template.js';
import { PricePointsController, PriceTemplatesController } from './http/studio.controller.js';
import { PriceTemplatesRepository } from './infra/price-templates.repository.js';
import { CustomPriceRows, PriceTemplateRows, PricingVersionRows, TemplateUseRows } from './infra/rows.js';
import { TemplateUses } from './infra/template-uses.js';

export const rows: EntitySchema[] = [PriceTemplateRows, CustomPriceRows, TemplateUseRows, PricingVersionRows];

@Module({
  controllers: [PriceTemplatesController, PricePointsController],
  providers: [
    PriceTemplatesRepository, PriceInCountryHandler, PriceTemplateExistsHandler, SnapToPricePointHandler, GetPricingVersionHandler, GetPriceTemplateHandler, ListPriceTemplatesHandler,
    ListPricePointsHandler, CreatePriceTemplateHandler, UpdatePriceTemplateHandler, DeletePriceTemplateHandler,
    TemplateUses, CountSavedItems, CountDeletedItems,
  ],
})
export class PricingModule {}
