import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ConvertAmountHandler, GetUsdValueHandler } from './fx.js';

export const rows: EntitySchema[] = [];

@Module({ providers: [ConvertAmountHandler, GetUsdValueHandler] })
export class FxModule {}
