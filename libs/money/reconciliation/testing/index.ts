import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ReportedLine } from '../contracts/commands.js';
import { ListSettlementBreaks, ListUnsettledMovements, type SettlementBreak, type UnsettledMovement } from '../contracts/queries.js';

/** A line of a capture of 19.99 EUR as the sandbox PSP settles it. */
export function reportedLineForTest(told: Partial<ReportedLine> = {}): ReportedLine {
  return {
    line_id: 'psl_1', batch_id: 'psb_1', kind: 'capture', reference: 'pmt_1', payment_id: 'pmt_1', provider_payment_id: 'psp_1', currency: 'EUR', gross_minor: 1_999, fee_minor: 88, net_minor: 1_911,
    settled_at: 1_790_000_000, ...told,
  };
}

/** Breaks and open movements that a test sets and changes at any time. */
export class FakeReconciliation {
  breaks: SettlementBreak[] = [];
  unsettled: UnsettledMovement[] = [];
}

@QueryHandler(ListSettlementBreaks)
class FakeListBreaks implements IQueryHandler<ListSettlementBreaks> {
  constructor(private readonly fake: FakeReconciliation) {}
  async execute() { return this.fake.breaks; }
}

@QueryHandler(ListUnsettledMovements)
class FakeListUnsettled implements IQueryHandler<ListUnsettledMovements> {
  constructor(private readonly fake: FakeReconciliation) {}
  async execute({ filter }: ListUnsettledMovements) { return this.fake.unsettled.filter((movement) => movement.age_seconds >= filter.older_than_seconds); }
}

@Module({})
class FakeReconciliationModule {}

export function fakeReconciliation(fake = new FakeReconciliation()): DynamicModule {
  return { module: FakeReconciliationModule, providers: [{ provide: FakeReconciliation, useValue: fake }, FakeListBreaks, FakeListUnsettled] };
}
