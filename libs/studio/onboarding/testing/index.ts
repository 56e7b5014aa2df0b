import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPayee, GetTaxpayer, type Payee, type Taxpayer } from '#money/payouts/queries';
import { currentScope } from '#platform/database/store';
import { MayTakeMoney } from '../contracts/queries.js';

/** Which games may not take money, in tests of other contexts; all others may. */
export class ClosedGames extends Set<string> {}

@QueryHandler(MayTakeMoney)
class FakeMayTakeMoney implements IQueryHandler<MayTakeMoney> {
  constructor(private readonly closed: ClosedGames) {}
  async execute(): Promise<boolean> {
    return !this.closed.has(currentScope().gameId);
  }
}

/** Who studios are, in tests of other contexts; of all others nothing is known. */
export class Payees extends Map<string, Payee> {}

export const PAYEE_FOR_TEST: Payee = {
  company: { legal_name: 'Süßholz Spiele GmbH', address_lines: ['Lindenweg 3', '10115 Berlin'], country: 'DE', tax_id: 'DE811907980', registration_number: 'HRB 12345' }, self_billing: { version: '2026-01', accepted_at: 1_767_225_600 },
};

@QueryHandler(GetPayee)
class FakeGetPayee implements IQueryHandler<GetPayee> {
  constructor(private readonly payees: Payees) {}
  async execute({ studioId }: GetPayee): Promise<Payee> {
    return this.payees.get(studioId) ?? { company: null, self_billing: null };
  }
}

/** What tax offices are told of them, in tests of other contexts. */
export class Taxpayers extends Map<string, Taxpayer> {}

@QueryHandler(GetTaxpayer)
class FakeGetTaxpayer implements IQueryHandler<GetTaxpayer> {
  constructor(private readonly taxpayers: Taxpayers) {}
  async execute({ studioId }: GetTaxpayer): Promise<Taxpayer> {
    return this.taxpayers.get(studioId) ?? { form: null, tin: null, company: null };
  }
}

@Module({})
class FakeOnboardingModule {}

export function fakeOnboarding(closed = new ClosedGames(), payees = new Payees(), taxpayers = new Taxpayers()): DynamicModule {
  return { module: FakeOnboardingModule, providers: [{ provide: ClosedGames, useValue: closed }, { provide: Payees, useValue: payees }, { provide: Taxpayers, useValue: taxpayers }, FakeMayTakeMoney, FakeGetPayee, FakeGetTaxpayer] };
}
