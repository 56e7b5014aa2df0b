import { createHash } from 'node:crypto';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { DocumentNotIssued } from '../contracts/errors.js';
import { GetDocument, ListDocumentsOfOrders, OpenDocumentFile, OpenFileOfOrder, type DocumentFile } from '../contracts/queries.js';
import { documentPdf } from '../infra/document-pdf.js';

/** The file of a document as it was given out first; null when nobody has asked for it yet. */
class GetKeptFile extends Query<{ pdf: Buffer; sha256: string } | null> {
  constructor(readonly documentId: string) { super(); }
}

@QueryHandler(GetKeptFile)
export class GetKeptFileHandler implements IQueryHandler<GetKeptFile> {
  constructor(private readonly database: Database) {}
  async execute({ documentId }: GetKeptFile): Promise<{ pdf: Buffer; sha256: string } | null> {
    return (await this.database.one<{ pdf: Buffer; sha256: string }>('SELECT pdf, sha256 FROM receipts.file WHERE game_id = $1 AND document_id = $2', [currentScope().gameId, documentId])) ?? null;
  }
}

/** Keeps a file; of two that were made at once the first stays. */
class KeepFile extends Command<void> {
  static readonly context = 'sales/receipts';
  constructor(readonly documentId: string, readonly pdf: Buffer) { super(); }
}

@CommandHandler(KeepFile)
export class KeepFileHandler implements ICommandHandler<KeepFile> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ documentId, pdf }: KeepFile): Promise<void> {
    await this.database.execute('INSERT INTO receipts.file (game_id, document_id, pdf, sha256, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT file_pkey DO NOTHING',
      [currentScope().gameId, documentId, pdf, createHash('sha256').update(pdf).digest('hex'), this.clock.now()]);
  }
}

/** Drawn outside of any transaction, kept by one, and read again: whoever asks gets the bytes that were kept. */
@QueryHandler(OpenDocumentFile)
export class OpenDocumentFileHandler implements IQueryHandler<OpenDocumentFile> {
  constructor(private readonly queries: Queries, private readonly commands: Commands, private readonly caller: CallScope) {}

  async execute({ documentId }: OpenDocumentFile): Promise<DocumentFile> {
    const scope = this.caller.current;
    const document = await this.queries.ask(new GetDocument(documentId), scope);
    let kept = await this.queries.ask(new GetKeptFile(documentId), scope);
    if (!kept) {
      await this.commands.execute(new KeepFile(documentId, await documentPdf(document.data)), scope);
      kept = (await this.queries.ask(new GetKeptFile(documentId), scope))!;
    }
    return { document_id: documentId, number: document.number, kind: document.kind, ...kept };
  }
}

@QueryHandler(OpenFileOfOrder)
export class OpenFileOfOrderHandler implements IQueryHandler<OpenFileOfOrder> {
  constructor(private readonly queries: Queries, private readonly files: OpenDocumentFileHandler, private readonly caller: CallScope) {}

  async execute({ input }: OpenFileOfOrder): Promise<DocumentFile> {
    const documents = await this.queries.ask(new ListDocumentsOfOrders([input.order_id]), this.caller.current);
    const document = documents.findLast(({ kind }) => (kind === 'credit_note') === (input.kind === 'credit_note'));
    if (!document) throw new DocumentNotIssued();
    return this.files.execute(new OpenDocumentFile(document.id));
  }
}
