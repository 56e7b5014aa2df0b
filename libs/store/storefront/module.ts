import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { HubsController } from './hubs.controller.js';
import { StorefrontController } from './storefront.controller.js';
import { GetHubHandler, GetHubShownHandler, SaveHubHandler } from './hubs.js';
import { KnownHubs } from './known-hubs.js';
import { KnownSales } from './known-sales.js';
import { StorefrontAnswers } from './storefront-answers.js';
import { HubRows } from './rows.js';

export const rows: EntitySchema[] = [HubRows];

@Module({ controllers: [HubsController, StorefrontController], providers: [KnownHubs, KnownSales, StorefrontAnswers, GetHubHandler, GetHubShownHandler, SaveHubHandler] })
export class StorefrontModule {}
