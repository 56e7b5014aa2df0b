import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { FeePlansRepository } from './fee-plans.repository.js';
import { FeePlansController, OperatorFeePlansController } from './fees.controller.js';
import { ComputePlatformFeeHandler } from './fees.js';
import { FeePlanRows } from './rows.js';
import { ListFeePlansHandler, SetFeePlanHandler } from './set-plan.js';

export const rows: EntitySchema[] = [FeePlanRows];

@Module({ controllers: [FeePlansController, OperatorFeePlansController], providers: [FeePlansRepository, ComputePlatformFeeHandler, SetFeePlanHandler, ListFeePlansHandler] })
export class FeesModule {}
