import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { DocumentIssuer } from './app/document-issuer.js';
import { AskForCopyHandler, ChargeLookup, ChargeNotes, ForgetOldChargesHandler, GetChargeHandler, OldCharges } from './app/charges.js';
import { GetKeptFileHandler, KeepFileHandler, OpenDocumentFileHandler, OpenFileOfOrderHandler } from './app/document-files.js';
import { GetDocumentHandler, ListDocumentsHandler, ListDocumentsOfOrdersHandler } from './app/document-queries.js';
import { DocumentWriter } from './app/document-writer.js';
import { IssueHeldHandler, IssueHeldJob } from './app/issue-held.job.js';
import { CreditChargebacks, CreditParts, CreditRefunds, IssueReceipts } from './app/order-subscribers.js';
import { GetFilerHandler } from './app/filer.js';
import { GetPayingEntityHandler } from './app/paying-entity.js';
import { ForgetChargesHandler, ReceiptData } from './app/receipt-data.js';
import { ChargeController } from './http/charge.controller.js';
import { PlayerReceiptsController } from './http/store.controller.js';
import { ReceiptsController } from './http/studio.controller.js';
import { ChargesRepository } from './infra/charges.repository.js';
import { DocumentsRepository } from './infra/documents.repository.js';
import { HELD_BY_RECEIPTS } from './infra/invariants.js';

export { storeLegalEntity, storeDemoEntity, listLegalEntities, LegalEntityInvalid } from './infra/legal-entity-store.js';

export const rows: EntitySchema[] = [];

@Holds(HELD_BY_RECEIPTS)
@Module({
  controllers: [ReceiptsController, PlayerReceiptsController, ChargeController],
  providers: [
    DocumentsRepository, DocumentWriter, DocumentIssuer, IssueReceipts, CreditParts, CreditRefunds, CreditChargebacks, IssueHeldHandler, IssueHeldJob, GetDocumentHandler, ListDocumentsHandler, ListDocumentsOfOrdersHandler, ReceiptData,
    GetKeptFileHandler, KeepFileHandler, OpenDocumentFileHandler, OpenFileOfOrderHandler, GetPayingEntityHandler, GetFilerHandler,
    ChargesRepository, ChargeNotes, ChargeLookup, GetChargeHandler, AskForCopyHandler, ForgetOldChargesHandler, OldCharges, ForgetChargesHandler,
  ],
})
export class ReceiptsModule {}
