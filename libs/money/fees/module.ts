import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ComputePlatformFeeHandler } from './fees.js';
import { FeePlanRows } from './rows.js';

export const rows: EntitySchema[] = [FeePlanRows];

@Module({ providers: [ComputePlatformFeeHandler] })
export class FeesModule {}
