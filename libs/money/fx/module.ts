import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { FetchRatesChore } from './fetch-rates.chore.js';
import { OperatorFxController } from './fx.controller.js';
import { ConvertAmountHandler, GetUsdValueHandler } from './fx.js';
import { RateBook } from './rate-book.js';
import { ListRateDaysHandler, RecordRateDayHandler } from './record-day.js';

export const rows: EntitySchema[] = [];

@Module({ controllers: [OperatorFxController], providers: [RateBook, ConvertAmountHandler, GetUsdValueHandler, RecordRateDayHandler, ListRateDaysHandler, FetchRatesChore] })
export class FxModule {}
