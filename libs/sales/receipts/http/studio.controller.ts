import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Calls, Queries } from '#platform/cqrs/doors';
import { AnswersPdf, sendPdf } from '#platform/http/pdf-answer';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetDocument, ListDocuments, OpenDocumentFile, type DocumentKind } from '../contracts/queries.js';
import { ReceiptPage, ReceiptRead, ReceiptsQuery } from './receipt.dto.js';

const LIMIT = 20;

@ApiTags('Receipts')
@Controller('v1/receipts')
export class ReceiptsController {
  constructor(private readonly queries: Queries, private readonly calls: Calls) {}

  @Get()
  @StudioRoute('orders:read')
  @Operation('list_receipts', 'Receipts, invoices and credit notes, newest first')
  @Answers200(ReceiptPage)
  list(@Query() { limit, starting_after, order_id, number, kind }: ReceiptsQuery, @Caller() scope: Scope): Promise<ReceiptPage> {
    return this.queries.ask(new ListDocuments({
      limit: limit ?? LIMIT, ...(order_id ? { order_id } : {}), ...(number ? { number } : {}), ...(kind ? { kind: kind as DocumentKind[] } : {}), ...(starting_after ? { starting_after } : {}),
    }), scope);
  }

  @Get(':receipt_id')
  @StudioRoute('orders:read')
  @Operation('get_receipt', 'One of them, with everything that it says')
  @Answers200(ReceiptRead)
  get(@Param('receipt_id') receiptId: string, @Caller() scope: Scope): Promise<ReceiptRead> {
    return this.queries.ask(new GetDocument(parseId('inv', receiptId)), scope);
  }

  @Get(':receipt_id/pdf')
  @StudioRoute('orders:read')
  @Operation('download_receipt', 'The PDF of one of them', 'Made when it is asked for first, and the same to the byte from then on. `x-content-sha256` is its hash.')
  @AnswersPdf()
  async pdf(@Param('receipt_id') receiptId: string, @Caller() scope: Scope, @Res() reply: FastifyReply): Promise<void> {
    sendPdf(reply, await this.calls.ask(new OpenDocumentFile(parseId('inv', receiptId)), scope));
  }
}
