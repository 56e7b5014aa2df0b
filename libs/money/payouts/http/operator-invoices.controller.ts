import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { AnswersPdf, sendPdf } from '#platform/http/pdf-answer';
import { Caller, OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetInvoice, ListInvoices, ListInvoiceTerms, ListWaitingInvoices, OpenInvoiceFile, SetInvoiceTerms } from '../app/invoices.js';
import { OfStudio } from '../app/of-studio.js';
import { ReturnPayout } from '../app/return-payout.js';
import { InvoiceTermsList, InvoiceTermsSet, PayoutInvoicePage, PayoutInvoiceQuery, PayoutInvoiceRead, PayoutInvoicesOfAllQuery, PayoutReturnTell, WaitingInvoicePage, WaitingInvoicesQuery } from './invoice.dto.js';

const LIMIT = 20;
const WAITING = 50;

@ApiTags('Operator payouts')
@Controller('operator/v1')
export class OperatorInvoicesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly clock: Clock, private readonly studios: OfStudio) {}

  @Get('payout_invoices')
  @OperatorRoute('payouts:read')
  @Operation('list_payout_invoices_of_all', 'Self-billed invoices and credit notes of all studios, or of one, newest first')
  @Answers200(PayoutInvoicePage)
  async list(@Query() { limit = LIMIT, starting_after, studio_id }: PayoutInvoicesOfAllQuery, @Caller() scope: Scope): Promise<PayoutInvoicePage> {
    return this.queries.ask(new ListInvoices({ studioId: studio_id === undefined ? null : await this.studios.known(studio_id, scope), environment: null, limit, starting_after }), scope);
  }

  @Get('waiting_payout_invoices')
  @OperatorRoute('payouts:read')
  @Operation('list_waiting_payout_invoices', 'Documents that could not be issued yet, with what they wait for, by payout')
  @Answers200(WaitingInvoicePage)
  async waiting(@Query() { limit = WAITING, starting_after }: WaitingInvoicesQuery, @Caller() scope: Scope): Promise<WaitingInvoicePage> {
    const rows = await this.queries.ask(new ListWaitingInvoices(starting_after ?? null, limit + 1), scope);
    const data = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.payout_id : null };
  }

  @Get('studios/:studio_id/payouts/:payout_id/invoice')
  @OperatorRoute('payouts:read')
  @Operation('get_payout_invoice_of_studio', 'The self-billed invoice of a payout, or its credit note')
  @Answers200(PayoutInvoiceRead)
  async get(@Param('studio_id') id: string, @Param('payout_id') payoutId: string, @Query() { kind = 'invoice' }: PayoutInvoiceQuery, @Caller() scope: Scope): Promise<PayoutInvoiceRead> {
    return this.queries.ask(new GetInvoice({ studioId: await this.studios.known(id, scope), payoutId: parseId('pyo', payoutId), kind, environment: null }), scope);
  }

  @Get('studios/:studio_id/payouts/:payout_id/invoice/pdf')
  @OperatorRoute('payouts:read')
  @Operation('download_payout_invoice_of_studio', 'The PDF of it, the same that the studio gets')
  @AnswersPdf()
  async pdf(@Param('studio_id') id: string, @Param('payout_id') payoutId: string, @Query() { kind = 'invoice' }: PayoutInvoiceQuery, @Caller() scope: Scope, @Res() reply: FastifyReply): Promise<void> {
    sendPdf(reply, await this.calls.ask(new OpenInvoiceFile({ studioId: await this.studios.known(id, scope), payoutId: parseId('pyo', payoutId), kind, environment: null }), scope));
  }

  @Post('studios/:studio_id/payouts/:payout_id/return')
  @OperatorRoute('payouts:write')
  @Operation('return_payout', 'Say that the money of a payout that was paid has come back, as the bank has booked it: of live money once a second person says so too (`get_bank_order` tells who has), the studio is owed it again, and a credit note takes its invoice back. Repeating it changes nothing')
  @Answers204()
  async returned(@Param('studio_id') id: string, @Param('payout_id') payoutId: string, @Body() { reason }: PayoutReturnTell, @WhoCalls() caller: Principal): Promise<void> {
    const payout = parseId('pyo', payoutId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new ReturnPayout(await this.studios.known(id, caller.scope), payout, reason), caller.scope);
  }

  @Get('studios/:studio_id/invoice_terms')
  @OperatorRoute('payouts:read')
  @Operation('list_invoice_terms', 'How the invoices of a studio are written, newest first; none: as the two countries say')
  @Answers200(InvoiceTermsList)
  async terms(@Param('studio_id') id: string, @Caller() scope: Scope): Promise<InvoiceTermsList> {
    return { data: await this.queries.ask(new ListInvoiceTerms(await this.studios.known(id, scope)), scope) };
  }

  @Put('studios/:studio_id/invoice_terms')
  @OperatorRoute('payouts:write')
  @Operation('set_invoice_terms', 'Say how the invoices of a studio are written and taxed from now on; those that wait for it are issued within the hour')
  @Answers200(InvoiceTermsList)
  async setTerms(@Param('studio_id') id: string, @Body() { language = null, vat, rate = null, law = null, reason }: InvoiceTermsSet, @WhoCalls() caller: Principal): Promise<InvoiceTermsList> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new SetInvoiceTerms(await this.studios.known(id, caller.scope), { language, vat, rate, law, reason }), caller.scope);
    return this.terms(id, caller.scope);
  }
}
