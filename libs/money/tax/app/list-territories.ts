import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { ListTerritories, type TerritoryView } from '../contracts/queries.js';
import { shippedTables } from '../infra/rate-files.js';

@QueryHandler(ListTerritories)
export class ListTerritoriesHandler implements IQueryHandler<ListTerritories> {
  async execute({ date }: ListTerritories): Promise<TerritoryView[]> {
    return shippedTables().places.all(date);
  }
}
