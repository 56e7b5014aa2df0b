import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { HubsController } from './hubs.controller.js';
import { StorefrontController } from './storefront.controller.js';
import { GetHubHandler, SaveHubHandler } from './hubs.js';
import { HubRows } from './rows.js';

export const rows: EntitySchema[] = [HubRows];

@Module({ controllers: [HubsController, StorefrontController], providers: [GetHubHandler, SaveHubHandler] })
export class StorefrontModule {}
