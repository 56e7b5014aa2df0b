import { Body, Controller, Get, Param, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ApproveTaxChange, RejectTaxChange } from '../app/decide-tax-change.js';
import { GetTaxChange, ListTaxChanges, ListTaxRows, type TaxChangeView, type TaxRowsOf } from '../app/list-tax-rows.js';
import { ProposeTaxChange } from '../app/propose-tax-change.js';
import {
  TaxChangePage, TaxChangePropose, TaxChangeQuery, TaxChangeRead, TaxChangeReject, type TaxChangeTold, TaxEngineUsePage, TaxEngineUseQuery, TaxLocalRatePage, TaxLocalRateQuery, TaxRatePage, TaxRateQuery, TaxRegistrationPage, TaxRegistrationQuery,
} from './tax-change.dto.js';

const LIMIT = 50;
const NOTHING: TaxChangeTold = { entity: null, territory: null, region: null, scheme: null, postcode_prefix: null, name: null, category: null, rate: null, valid_from: null, valid_to: null, when_silent: null, filed_by: null, row_id: null, last_day: null };

function read(view: TaxChangeView): TaxChangeRead {
  const { kind: _, ...told } = view.told;
  return { ...view, told: { ...NOTHING, ...told } };
}

/** What the operator stores of tax, changed by two of its staff. */
@ApiTags('Operator tax')
@Controller('operator/v1/tax')
export class TaxOperatorController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Post('changes')
  @OperatorRoute('tax:write')
  @Operation('propose_tax_change', 'Propose a registration, a local rate, another rate, the use of an outside engine, or the end of one; somebody else approves it within thirty days')
  @Answers201(TaxChangeRead)
  async propose(@Body() { reason, source_url = null, ...told }: TaxChangePropose, @Caller() scope: Scope): Promise<TaxChangeRead> {
    const { id } = await this.commands.execute(new ProposeTaxChange(told, { reason, source_url }), scope);
    return this.told(id, scope);
  }

  @Get('changes')
  @OperatorRoute('tax:read')
  @Operation('list_tax_changes', 'What was proposed and what became of it, newest first')
  @Answers200(TaxChangePage)
  async changes(@Params() { limit = LIMIT, ...wish }: TaxChangeQuery, @Caller() scope: Scope): Promise<TaxChangePage> {
    const { data, has_more } = await this.queries.ask(new ListTaxChanges({ ...wish, limit }), scope);
    return { data: data.map(read), has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Get('changes/:change_id')
  @OperatorRoute('tax:read')
  @Operation('get_tax_change', 'One proposed change')
  @Answers200(TaxChangeRead)
  change(@Param('change_id') changeId: string, @Caller() scope: Scope): Promise<TaxChangeRead> {
    return this.told(parseId('txc', changeId), scope);
  }

  @Post('changes/:change_id/approval')
  @OperatorRoute('tax:write')
  @Operation('approve_tax_change', 'Approve what somebody else proposed; quotes take it from its first day on')
  @Answers200(TaxChangeRead)
  async approve(@Param('change_id') changeId: string, @WhoCalls() caller: Principal): Promise<TaxChangeRead> {
    const id = parseId('txc', changeId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new ApproveTaxChange(id), caller.scope);
    return this.told(id, caller.scope);
  }

  @Post('changes/:change_id/rejection')
  @OperatorRoute('tax:write')
  @Operation('reject_tax_change', 'Refuse what somebody else proposed, or take back what one proposed oneself')
  @Answers200(TaxChangeRead)
  async reject(@Param('change_id') changeId: string, @Body() { reason = null }: TaxChangeReject, @Caller() scope: Scope): Promise<TaxChangeRead> {
    const id = parseId('txc', changeId);
    await this.commands.execute(new RejectTaxChange(id, reason), scope);
    return this.told(id, scope);
  }

  @Get('registrations')
  @OperatorRoute('tax:read')
  @Operation('list_tax_registrations', 'Where the operator may collect, newest first')
  @Answers200(TaxRegistrationPage)
  registrations(@Params() wish: TaxRegistrationQuery, @Caller() scope: Scope): Promise<TaxRegistrationPage> {
    return this.rows('registration', wish, scope) as Promise<TaxRegistrationPage>;
  }

  @Get('local_rates')
  @OperatorRoute('tax:read')
  @Operation('list_tax_local_rates', 'What cities and counties add to their states, newest first')
  @Answers200(TaxLocalRatePage)
  localRates(@Params() wish: TaxLocalRateQuery, @Caller() scope: Scope): Promise<TaxLocalRatePage> {
    return this.rows('local_rate', wish, scope) as Promise<TaxLocalRatePage>;
  }

  @Get('rates')
  @OperatorRoute('tax:read')
  @Operation('list_tax_rates', 'Rates that take the place of one of the shipped table, newest first')
  @Answers200(TaxRatePage)
  rates(@Params() wish: TaxRateQuery, @Caller() scope: Scope): Promise<TaxRatePage> {
    return this.rows('rate', wish, scope) as Promise<TaxRatePage>;
  }

  @Get('engine_uses')
  @OperatorRoute('tax:read')
  @Operation('list_tax_engine_uses', 'For which legal entities and where an outside engine computes the tax, newest first')
  @Answers200(TaxEngineUsePage)
  engineUses(@Params() wish: TaxEngineUseQuery, @Caller() scope: Scope): Promise<TaxEngineUsePage> {
    return this.rows('engine_use', wish, scope) as Promise<TaxEngineUsePage>;
  }

  private async rows(of: TaxRowsOf, { limit = LIMIT, ...wish }: TaxRegistrationQuery, scope: Scope): Promise<object> {
    const { data, has_more } = await this.queries.ask(new ListTaxRows({ of, ...wish, limit }), scope);
    // Of each kind the members that it has: the columns of the others are null in every row.
    const members = { registration: ['entity', 'scheme'], local_rate: ['postcode_prefix', 'name', 'rate'], rate: ['category', 'rate'], engine_use: ['entity', 'when_silent', 'filed_by'] }[of];
    const shown = ['id', 'territory', 'region', 'valid_from', 'valid_to', 'change_id', ...members];
    return { data: data.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => shown.includes(name)))), has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  private async told(id: string, scope: Scope): Promise<TaxChangeRead> {
    return read(await this.queries.ask(new GetTaxChange(id), scope));
  }
}
