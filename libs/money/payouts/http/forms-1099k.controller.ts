import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetForm, GetFormCsv, ListForms, MakeForms1099k } from '../app/forms-1099k.js';
import { Form1099kDetailRead, Form1099kMake, Form1099kPage, Forms1099kQuery } from './forms-1099k.dto.js';

const LIMIT = 20;

/** What the operator tells the tax office of the United States of payees there. */
@ApiTags('Operator payouts')
@Controller('operator/v1/forms_1099k')
export class Forms1099kController {
  constructor(private readonly queries: Queries, private readonly forms: MakeForms1099k, private readonly clock: Clock) {}

  @Post()
  @OperatorRoute('payouts:write')
  @Operation('make_forms_1099k', 'Export the figures of forms 1099-K of a year: another export of it says what has changed since the one before')
  @Answers201(Form1099kDetailRead)
  async make(@Body() { legal_entity, year }: Form1099kMake, @WhoCalls() caller: Principal): Promise<Form1099kDetailRead> {
    requireStaffProof(caller, this.clock.now());
    return this.read(await this.forms.make(legal_entity, year, caller.scope), caller.scope);
  }

  @Get()
  @OperatorRoute('payouts:read')
  @Operation('list_forms_1099k', 'Exports that were made, newest first')
  @Answers200(Form1099kPage)
  async list(@Query() { limit = LIMIT, starting_after }: Forms1099kQuery, @Caller() scope: Scope): Promise<Form1099kPage> {
    const rows = await this.queries.ask(new ListForms(limit + 1, starting_after ?? null), scope);
    const data = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Get(':form_id')
  @OperatorRoute('payouts:read')
  @Operation('get_forms_1099k', 'One of them by payee, without their numbers')
  @Answers200(Form1099kDetailRead)
  async get(@Param('form_id') id: string, @Caller() scope: Scope): Promise<Form1099kDetailRead> {
    return this.read(parseId('pfk', id), scope);
  }

  @Get(':form_id/csv')
  @OperatorRoute('payouts:write')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Operation('download_forms_1099k', 'It as a file, the same each time: it has the taxpayer numbers of the payees')
  @ApiOkResponse({ description: 'The file', content: { 'text/csv': { schema: { type: 'string' } } } })
  async csv(@Param('form_id') id: string, @WhoCalls() caller: Principal): Promise<string> {
    const form = parseId('pfk', id);
    requireStaffProof(caller, this.clock.now());
    return this.queries.ask(new GetFormCsv(form), caller.scope);
  }

  private async read(id: string, scope: Scope): Promise<Form1099kDetailRead> {
    const { data, ...form } = await this.queries.ask(new GetForm(id), scope);
    return { ...form, rows: data.rows.map(({ tin, months_minor, ...row }) => ({ ...row, has_tin: tin !== null, months: months_minor.map((gross_minor, n) => ({ month: n + 1, gross_minor })) })) };
  }
}
