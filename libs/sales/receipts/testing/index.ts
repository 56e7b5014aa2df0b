import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetFiler, GetPayingEntity, type PayingEntity } from '#money/payouts/queries';
import { DocumentNotIssued } from '../contracts/errors.js';
import { ListDocumentsOfOrders, OpenFileOfOrder, type DocumentView } from '../contracts/queries.js';
import type { OwnerConnection } from '../infra/legal-entity-store.js';
import { storeLegalEntity } from '../infra/legal-entity-store.js';

/** Somebody who sells to everybody, registered in the EU, Great Britain, Australia and Japan. */
export const ENTITY_FOR_TEST = {
  id: 'main', name: 'Test Seller Ltd', address_lines: ['7 Quay Street', 'Dublin'], country: 'IE', contact: 'help@seller.example', number_prefix: 'TS',
  tax_ids: [
    { territory: 'EU', label: 'VAT ID', number: 'EU372000001', scheme: 'oss_non_union' }, { territory: 'GB', label: 'VAT number', number: 'GB123456789', scheme: 'standard' },
    { territory: 'AU', label: 'ABN', number: '51 824 753 556', scheme: 'standard' }, { territory: 'NZ', label: 'GST number', number: '123-456-789', scheme: 'simplified' },
    { territory: 'JP', label: 'Registration No.', number: 'T1234567890123', scheme: 'qualified_invoice' },
  ],
};

export async function putLegalEntity(look: (sql: string, values?: unknown[]) => Promise<object[]>, told: object = ENTITY_FOR_TEST): Promise<void> {
  const owner: OwnerConnection = { query: async (text, values) => ({ rows: await look(text, values) }) };
  await storeLegalEntity(owner, told);
}

@Module({})
class FakeReceiptsModule {}

export const PAYING_ENTITY_FOR_TEST: PayingEntity = { id: 'main', name: 'Test Seller Ltd', address_lines: ['7 Quay Street', 'Dublin'], country: 'IE', contact: 'help@seller.example', tax_ids: [{ label: 'VAT ID', number: 'IE6388047V' }], number_prefix: 'TS' };

/** Files and documents of receipts that are there without a database, by order, and who pays the studios (`paying.entity`). */
export function fakeReceipts(): { files: Map<string, Buffer>; documents: Map<string, DocumentView[]>; paying: { entity: PayingEntity | null }; module: DynamicModule } {
  const files = new Map<string, Buffer>();
  const documents = new Map<string, DocumentView[]>();
  const paying: { entity: PayingEntity | null } = { entity: PAYING_ENTITY_FOR_TEST };

  @QueryHandler(OpenFileOfOrder)
  class Open implements IQueryHandler<OpenFileOfOrder> {
    async execute({ input }: OpenFileOfOrder) {
      const pdf = files.get(input.order_id);
      if (!pdf) throw new DocumentNotIssued();
      return { document_id: 'inv_1', kind: 'receipt' as const, number: 'TEST-1', pdf, sha256: '' };
    }
  }

  @QueryHandler(ListDocumentsOfOrders)
  class OfOrders implements IQueryHandler<ListDocumentsOfOrders> {
    async execute({ orderIds }: ListDocumentsOfOrders) { return orderIds.flatMap((id) => documents.get(id) ?? []); }
  }

  @QueryHandler(GetPayingEntity)
  class Paying implements IQueryHandler<GetPayingEntity> {
    async execute() { return paying.entity; }
  }

  @QueryHandler(GetFiler)
  class Filing implements IQueryHandler<GetFiler> {
    async execute({ id }: GetFiler) { return paying.entity?.id === id ? { id, name: paying.entity.name, address_lines: paying.entity.address_lines, country: paying.entity.country, us_tin: '98-7654321' } : null; }
  }

  return { files, documents, paying, module: { module: FakeReceiptsModule, providers: [Open, OfOrders, Paying, Filing] } };
}
