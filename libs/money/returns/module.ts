import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { FileReturnHandler, SetDueDateHandler, TellRatesHandler } from './app/change-return.js';
import { FileReturnFlow } from './app/file-return.flow.js';
import { Gather } from './app/gather.js';
import { OpenReturnsChore, OpenReturnsHandler } from './app/open-returns.js';
import { FindReturnHandler, GetRatesHandler, ListReturnsHandler, ReadReturn } from './app/read-returns.js';
import { ListUndraftedReturnsHandler } from './app/undrafted.js';
import { TaxReturnsController } from './http/operator.controller.js';
import { HELD_BY_RETURNS } from './infra/invariants.js';
import { ReturnsRepository } from './infra/returns.repository.js';

export const rows: EntitySchema[] = [];

@Holds(HELD_BY_RETURNS)
@Module({
  controllers: [TaxReturnsController],
  providers: [ReturnsRepository, Gather, ReadReturn, FileReturnFlow, FindReturnHandler, GetRatesHandler, ListReturnsHandler, TellRatesHandler, SetDueDateHandler, FileReturnHandler, OpenReturnsHandler, OpenReturnsChore, ListUndraftedReturnsHandler],
})
export class ReturnsModule {}
