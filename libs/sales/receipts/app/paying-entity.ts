import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPayingEntity, type PayingEntity } from '#money/payouts/queries';
import { Config } from '#platform/config/config';
import { ownNumbers, payingEntity } from '../domain/legal-entity.js';
import { DocumentsRepository } from '../infra/documents.repository.js';

/** Payouts ask who pays the studios. */
@QueryHandler(GetPayingEntity)
export class GetPayingEntityHandler implements IQueryHandler<GetPayingEntity> {
  constructor(private readonly documents: DocumentsRepository, private readonly config: Config) {}

  async execute(): Promise<PayingEntity | null> {
    const entity = payingEntity(await this.documents.entities(), this.config.isProduction);
    if (!entity) return null;
    const { id, name, address_lines, country, contact, number_prefix } = entity;
    return { id, name, address_lines, country, contact, tax_ids: ownNumbers(entity).map(({ label, number }) => ({ label, number })), number_prefix };
  }
}
