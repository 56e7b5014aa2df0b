import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListUndraftedReturns } from '../contracts/queries.js';
import { obligationsOf } from '../domain/obligations.js';
import { periodOf } from '../domain/periods.js';
import { ReturnsRepository } from '../infra/returns.repository.js';
import { Gather } from './gather.js';

@QueryHandler(ListUndraftedReturns)
export class ListUndraftedReturnsHandler implements IQueryHandler<ListUndraftedReturns> {
  constructor(private readonly gather: Gather, private readonly returns: ReturnsRepository) {}

  async execute({ entities, month }: ListUndraftedReturns): Promise<string[]> {
    const { registrations, currencyOf } = await this.gather.registered();
    const wanted = obligationsOf(registrations, currencyOf)
      .filter(({ entity, from, until }) => entities.includes(entity) && (from === null || from <= month) && (until === null || until >= month))
      .map(({ entity, form }) => ({ entity, form: form.id, period: periodOf(month, form.months).key }));
    return (await this.returns.unopened(wanted)).map(({ form }) => form);
  }
}
