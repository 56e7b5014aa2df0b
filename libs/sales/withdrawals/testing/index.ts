import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import { WithdrawalNotFound } from '../contracts/errors.js';
import { GetWithdrawal, type WithdrawalView } from '../contracts/queries.js';

export function withdrawalForTest(told: Partial<WithdrawalView> = {}): WithdrawalView {
  return {
    id: newId('wdr'), order_id: newId('ord'), locale: 'en', stated_at: 1_790_000_000, outcome: 'refund', because: 'no_waiver',
    basis: { country: 'DE', rule: 'eu_crd', concluded_at: 1_789_999_000, ends_at: 1_791_288_000, waiver: null, granted_at: 1_789_999_010, confirmed_at: 1_789_999_005 },
    declarant: { name: 'Aria Example', email: 'aria@example.com', order: '0000000000000042' }, ...told,
  };
}

@Module({})
class FakeWithdrawalsModule {}

/** Statements that are there without a database, by id. */
export function fakeWithdrawals(): { withdrawals: Map<string, WithdrawalView>; module: DynamicModule } {
  const withdrawals = new Map<string, WithdrawalView>();

  @QueryHandler(GetWithdrawal)
  class Get implements IQueryHandler<GetWithdrawal> {
    async execute({ withdrawalId }: GetWithdrawal) {
      const found = withdrawals.get(withdrawalId);
      if (!found) throw new WithdrawalNotFound();
      return found;
    }
  }

  return { withdrawals, module: { module: FakeWithdrawalsModule, providers: [Get] } };
}
