import { Module } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ComputePlatformFee } from '../contracts/queries.js';

@QueryHandler(ComputePlatformFee)
class FivePercent implements IQueryHandler<ComputePlatformFee> {
  async execute({ input }: ComputePlatformFee) {
    return { fee_minor: Math.trunc((input.net_minor * 50 + 500) / 1000), plan_id: 'fake' };
  }
}

/** Stands in for money/fees: five percent of the net amount. */
@Module({ providers: [FivePercent] })
export class FakeFees {}
