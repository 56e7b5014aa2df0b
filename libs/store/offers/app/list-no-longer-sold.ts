import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { GetItemStates } from '#store/catalog/queries';
import { ListNoLongerSold } from '../contracts/queries.js';
import { canBeSold } from '../domain/offer.js';

@QueryHandler(ListNoLongerSold)
export class ListNoLongerSoldHandler implements IQueryHandler<ListNoLongerSold> {
  constructor(private readonly queries: Queries) {}

  async execute({ itemIds }: ListNoLongerSold): Promise<string[]> {
    const states = await this.queries.ask(new GetItemStates(itemIds));
    const sold = new Set(states.filter(canBeSold).map(({ id }) => id));
    return itemIds.filter((id) => !sold.has(id));
  }
}
