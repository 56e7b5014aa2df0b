import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DocumentNotFound } from '../contracts/errors.js';
import { GetDocument, ListDocuments, ListDocumentsOfOrders, type DocumentView } from '../contracts/queries.js';
import { DocumentsRepository, documentView } from '../infra/documents.repository.js';

@QueryHandler(GetDocument)
export class GetDocumentHandler implements IQueryHandler<GetDocument> {
  constructor(private readonly documents: DocumentsRepository) {}
  async execute({ documentId }: GetDocument): Promise<DocumentView> {
    const row = await this.documents.find(documentId);
    if (!row) throw new DocumentNotFound();
    return documentView(row);
  }
}

@QueryHandler(ListDocumentsOfOrders)
export class ListDocumentsOfOrdersHandler implements IQueryHandler<ListDocumentsOfOrders> {
  constructor(private readonly documents: DocumentsRepository) {}
  async execute({ orderIds }: ListDocumentsOfOrders): Promise<DocumentView[]> {
    return (await this.documents.ofOrders(orderIds)).map(documentView);
  }
}

@QueryHandler(ListDocuments)
export class ListDocumentsHandler implements IQueryHandler<ListDocuments> {
  constructor(private readonly documents: DocumentsRepository) {}
  async execute({ filter }: ListDocuments): Promise<{ data: DocumentView[]; has_more: boolean; next_cursor: string | null }> {
    const rows = await this.documents.list({ ...filter, limit: filter.limit + 1 });
    const data = rows.slice(0, filter.limit).map(documentView);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
