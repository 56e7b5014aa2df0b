import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetFiler, type Filer } from '#money/payouts/queries';
import { DocumentsRepository } from '../infra/documents.repository.js';

/** Payouts ask who files forms for a tax office of the United States. */
@QueryHandler(GetFiler)
export class GetFilerHandler implements IQueryHandler<GetFiler> {
  constructor(private readonly documents: DocumentsRepository) {}

  async execute({ id }: GetFiler): Promise<Filer | null> {
    const entity = (await this.documents.entities()).find((each) => each.id === id);
    if (!entity) return null;
    const { name, address_lines, country, tax_ids } = entity;
    return { id, name, address_lines, country, us_tin: tax_ids.find(({ territory }) => territory === 'US')?.number ?? null };
  }
}
