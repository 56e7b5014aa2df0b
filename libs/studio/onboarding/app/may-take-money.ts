import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { GetEnvironment } from '#studio/games/queries';
import { MayTakeMoney } from '../contracts/queries.js';
import { GatesRepository } from '../infra/gates.repository.js';

@QueryHandler(MayTakeMoney)
export class MayTakeMoneyHandler implements IQueryHandler<MayTakeMoney> {
  constructor(private readonly queries: Queries, private readonly gates: GatesRepository) {}

  async execute(): Promise<boolean> {
    return (await this.queries.ask(new GetEnvironment())) === 'sandbox' || this.gates.isOpen(currentScope().gameId);
  }
}
