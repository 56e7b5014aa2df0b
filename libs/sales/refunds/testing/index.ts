import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { RefundNotFound } from '../contracts/errors.js';
import type { RefundFact } from '../contracts/events.js';
import { GetRefund, ListRefunds, type RefundView } from '../contracts/queries.js';

/** A studio's refund of 19.99 EUR on its way; what is told replaces it. */
export function refundForTest(told: Partial<RefundView> & { id: string }): RefundView {
  return {
    order_id: 'ord_1', payment_id: 'pmt_1', player_id: 'P-1', purpose: 'order', amount_minor: 1999, tax_minor: 319, part: null, currency: 'EUR', reason: 'asked for', reason_code: null, source: 'studio', state: 'requested', status: 'pending', held_for: null, consumption: null, asked_by: null, failure: null,
    refunds_last_hour: null, paid_last_hour: null, decided_by: null, decided_at: null, decision_reason: null, requested_at: 1_790_000_000, ended_at: null, ...told,
  };
}

export function refundFactForTest(told: Partial<RefundFact> & { refund_id: string; order_id: string; payment_id: string }): RefundFact {
  return { player_id: 'P-1', amount_minor: 1999, currency: 'EUR', reason: 'asked for', source: 'studio', ...told };
}

@Module({})
class FakeRefundsModule {}

/** Refunds that are there without a database. */
export function fakeRefunds(): { refunds: Map<string, RefundView>; module: DynamicModule } {
  const refunds = new Map<string, RefundView>();

  @QueryHandler(GetRefund)
  class One implements IQueryHandler<GetRefund> {
    async execute({ refundId }: GetRefund) {
      const known = refunds.get(refundId);
      if (!known) throw new RefundNotFound();
      return known;
    }
  }

  @QueryHandler(ListRefunds)
  class Many implements IQueryHandler<ListRefunds> {
    async execute({ filter }: ListRefunds) {
      const data = [...refunds.values()].filter((known) => (!filter.order_id || known.order_id === filter.order_id) && (!filter.state || filter.state.includes(known.state))).slice(0, filter.limit);
      return { data, has_more: false, next_cursor: null };
    }
  }

  return { refunds, module: { module: FakeRefundsModule, providers: [One, Many] } };
}
