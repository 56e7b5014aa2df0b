import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetPlaceRequirements, type PlaceRequirements } from '../contracts/queries.js';
import { shippedTables } from '../infra/rate-files.js';

@QueryHandler(GetPlaceRequirements)
export class GetPlaceRequirementsHandler implements IQueryHandler<GetPlaceRequirements> {
  async execute({ country, date }: GetPlaceRequirements): Promise<PlaceRequirements> {
    return shippedTables().places.requirements(country, date);
  }
}
