import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListDisputes, type DisputeView } from '../contracts/queries.js';

/** A dispute of 19.99 EUR that waits for its answer; what is told replaces it. */
export function disputeForTest(told: Partial<DisputeView> & Pick<DisputeView, 'payment_id' | 'order_id' | 'provider_dispute_id'>): DisputeView {
  return {
    id: 'dsp_01h00000000000000000000001', game_id: 'gam_1', studio_id: 'stu_1', environment: 'sandbox', provider: 'sandbox', status: 'needs_response', is_inquiry: false, reason: 'fraudulent', provider_reason: null, network_code: null, scheme: 'visa',
    amount_minor: 1_999, currency: 'EUR', opened_at: 1_795_000_000, due_at: null, closed_at: null, answer: 'none', answer_failure: null, answered_at: null, answered_by: null, ...told,
  };
}

/** The disputes that there are. Tests change them at any time. */
export class FakeDisputes {
  readonly there: DisputeView[] = [];
}

@QueryHandler(ListDisputes)
class FakeListDisputes implements IQueryHandler<ListDisputes> {
  constructor(private readonly disputes: FakeDisputes) {}
  async execute({ filter }: ListDisputes) {
    return { data: this.disputes.there.filter((each) => filter.payment_id === undefined || each.payment_id === filter.payment_id), has_more: false, next_cursor: null };
  }
}

@Module({})
class FakeDisputesModule {}

export function fakeDisputes(disputes = new FakeDisputes()): DynamicModule {
  return { module: FakeDisputesModule, providers: [{ provide: FakeDisputes, useValue: disputes }, FakeListDisputes] };
}
