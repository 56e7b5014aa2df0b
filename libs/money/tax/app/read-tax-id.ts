import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetTaxIdForm, ReadTaxId, type TaxIdForm, type TaxIdReading } from '../contracts/queries.js';
import { printedTaxId } from '../domain/tax-id-existence.js';
import { taxIdForm } from '../domain/tax-id-forms.js';
import { checkTaxId } from '../domain/tax-ids.js';
import { shippedTables } from '../infra/rate-files.js';

@QueryHandler(GetTaxIdForm)
export class GetTaxIdFormHandler implements IQueryHandler<GetTaxIdForm> {
  async execute({ place }: GetTaxIdForm): Promise<TaxIdForm | null> {
    return taxIdForm(shippedTables().places.resolve(place).territory.territory);
  }
}

@QueryHandler(ReadTaxId)
export class ReadTaxIdHandler implements IQueryHandler<ReadTaxId> {
  async execute({ place, value }: ReadTaxId): Promise<TaxIdReading> {
    const { territory } = shippedTables().places.resolve(place).territory;
    return { territory, status: checkTaxId(territory, value), number: printedTaxId(territory, value) };
  }
}
