import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Calls, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { AnswersPdf, sendPdf } from '#platform/http/pdf-answer';
import { StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import { GetInvoice, ListInvoices, OpenInvoiceFile } from '../app/invoices.js';
import { PayoutInvoicePage, PayoutInvoiceQuery, PayoutInvoiceRead, PayoutInvoicesQuery } from './invoice.dto.js';
import { studioOf } from './studio-of.js';

const LIMIT = 20;

/** What the operator bills in the studio's name. */
@ApiTags('Payouts')
@Controller('v1')
export class PayoutInvoicesController {
  constructor(private readonly queries: Queries, private readonly calls: Calls) {}

  @Get('payout_invoices')
  @StudioRoute('payouts:read')
  @Operation('list_payout_invoices', 'Self-billed invoices of payouts and their credit notes, newest first')
  @Answers200(PayoutInvoicePage)
  list(@Query() { limit = LIMIT, starting_after }: PayoutInvoicesQuery, @WhoCalls() caller: Principal): Promise<PayoutInvoicePage> {
    const scope = studioOf(caller);
    return this.queries.ask(new ListInvoices({ studioId: scope.studioId, environment: caller.environment, limit, starting_after }), scope);
  }

  @Get('payouts/:payout_id/invoice')
  @StudioRoute('payouts:read')
  @Operation('get_payout_invoice', 'The self-billed invoice of a payout that has succeeded, or its credit note', 'Issued within seconds of the payout. 404 `payouts.invoice_not_issued` says in `missing` what it waits for.')
  @Answers200(PayoutInvoiceRead)
  get(@Param('payout_id') id: string, @Query() { kind = 'invoice' }: PayoutInvoiceQuery, @WhoCalls() caller: Principal): Promise<PayoutInvoiceRead> {
    const scope = studioOf(caller);
    return this.queries.ask(new GetInvoice({ studioId: scope.studioId, payoutId: parseId('pyo', id), kind, environment: caller.environment }), scope);
  }

  @Get('payouts/:payout_id/invoice/pdf')
  @StudioRoute('payouts:read')
  @Operation('download_payout_invoice', 'The PDF of it', 'Made when it is asked for first, and the same to the byte from then on. `x-content-sha256` is its hash.')
  @AnswersPdf()
  async pdf(@Param('payout_id') id: string, @Query() { kind = 'invoice' }: PayoutInvoiceQuery, @WhoCalls() caller: Principal, @Res() reply: FastifyReply): Promise<void> {
    const scope = studioOf(caller);
    sendPdf(reply, await this.calls.ask(new OpenInvoiceFile({ studioId: scope.studioId, payoutId: parseId('pyo', id), kind, environment: caller.environment }), scope));
  }
}
