import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
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

@Module({})
class FakeOnboardingModule {}

export function fakeOnboarding(closed = new ClosedGames()): DynamicModule {
  return { module: FakeOnboardingModule, providers: [{ provide: ClosedGames, useValue: closed }, FakeMayTakeMoney] };
}
