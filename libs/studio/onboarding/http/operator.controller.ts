import { Body, Controller, Get, Param, Post, Put, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { HoldsGuessable, OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { RequireStudio } from '#studio/games/queries';
import { ApproveDecision, DecideVerification, ListDecisions, RejectDecision } from '../app/decisions.js';
import { Screenings } from '../app/screening.js';
import { GetVerification, ListVerifications, SetTaxForm } from '../app/verification.js';
import { TaxFormDates, TaxFormNumber } from '../contracts/errors.js';
import { DecisionMake, TaxFormSet, VerificationOfStudioRead, VerificationPage, VerificationsQuery } from './operator.dto.js';
import { verificationRead } from './verification-read.js';

const LIMIT = 50;

/** Who the studios are, decided by the operator's staff. Their transactions are the operator's own. */
@ApiTags('Operator onboarding')
@Controller('operator/v1')
export class OperatorOnboardingController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly screenings: Screenings, private readonly clock: Clock) {}

  @Get('verifications')
  @OperatorRoute('verification:read')
  @Operation('list_verifications', 'Studios that have begun their verification, by id')
  @Answers200(VerificationPage)
  async list(@Params() { status, limit = LIMIT, starting_after }: VerificationsQuery, @WhoCalls() { scope }: Principal): Promise<VerificationPage> {
    const { data, has_more } = await this.queries.ask(new ListVerifications({ status: status ?? null, starting_after: starting_after ?? null, limit }), scope);
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.studio_id : null };
  }

  @Get('studios/:studio_id/verification')
  @OperatorRoute('verification:read')
  @Operation('get_verification_of_studio', 'What a studio says of its company, what the lists say of its names, and what was decided')
  @Answers200(VerificationOfStudioRead)
  async one(@Param('studio_id') id: string, @WhoCalls() { scope }: Principal): Promise<VerificationOfStudioRead> {
    return this.told(await this.known(id, scope), scope);
  }

  @Post('studios/:studio_id/verification/decisions')
  @OperatorRoute('verification:write')
  @Operation('decide_verification', 'Decide about a studio; an approval takes a second person, a suspension closes its live games at once')
  @Answers201(VerificationOfStudioRead)
  async decide(@Param('studio_id') id: string, @Body() body: DecisionMake, @WhoCalls() caller: Principal): Promise<VerificationOfStudioRead> {
    const company_id = body.company_id == null ? null : parseId('kyv', body.company_id);
    requireStaffProof(caller, this.clock.now());
    const studioId = await this.known(id, caller.scope);
    await this.commands.execute(new DecideVerification(studioId, { kind: body.kind, company_id, reason: body.reason, screening_note: body.screening_note ?? null }), caller.scope);
    return this.told(studioId, caller.scope);
  }

  @Post('studios/:studio_id/verification/decisions/:decision_id/approval')
  @OperatorRoute('verification:write')
  @Operation('approve_verification_decision', 'Agree to the approval that somebody else proposed: the studio is verified')
  @Answers200(VerificationOfStudioRead)
  async approve(@Param('studio_id') id: string, @Param('decision_id') decisionId: string, @WhoCalls() caller: Principal): Promise<VerificationOfStudioRead> {
    const decision = parseId('kyd', decisionId);
    requireStaffProof(caller, this.clock.now());
    const studioId = await this.known(id, caller.scope);
    await this.commands.execute(new ApproveDecision(studioId, decision), caller.scope);
    return this.told(studioId, caller.scope);
  }

  @Post('studios/:studio_id/verification/decisions/:decision_id/rejection')
  @OperatorRoute('verification:write')
  @Operation('reject_verification_decision', 'Refuse the approval that somebody else proposed, or take back what one proposed oneself')
  @Answers200(VerificationOfStudioRead)
  async reject(@Param('studio_id') id: string, @Param('decision_id') decisionId: string, @WhoCalls() { scope }: Principal): Promise<VerificationOfStudioRead> {
    const decision = parseId('kyd', decisionId);
    const studioId = await this.known(id, scope);
    await this.commands.execute(new RejectDecision(studioId, decision), scope);
    return this.told(studioId, scope);
  }

  @Post('studios/:studio_id/verification/screening')
  @OperatorRoute('verification:write')
  @Operation('screen_studio', 'Look the names of a studio up on the sanctions list again')
  @Answers200(VerificationOfStudioRead)
  async screen(@Param('studio_id') id: string, @WhoCalls() { scope }: Principal): Promise<VerificationOfStudioRead> {
    const studioId = await this.known(id, scope);
    await this.screenings.now(studioId, scope);
    return this.told(studioId, scope);
  }

  @Put('studios/:studio_id/tax_form')
  @OperatorRoute('verification:write')
  @HoldsGuessable('tin')
  @Operation('set_tax_form', 'Say that a form W-8 or W-9 of a studio is on file, or that none is needed')
  @Answers200(VerificationOfStudioRead)
  async taxForm(@Param('studio_id') id: string, @Body() { kind, reference, signed_on = null, tin = null }: TaxFormSet, @WhoCalls() caller: Principal): Promise<VerificationOfStudioRead> {
    const studioId = await this.known(id, caller.scope);
    const now = this.clock.now();
    if (kind !== 'not_needed' && signed_on === null) throw new TaxFormDates('signed_on', 'is missing');
    if (signed_on !== null && signed_on > now.toISOString().slice(0, 10)) throw new TaxFormDates('signed_on', 'is still to come');
    if (tin !== null && kind !== 'w9') throw new TaxFormNumber();
    requireStaffProof(caller, now);
    await this.commands.execute(new SetTaxForm(studioId, { kind, reference, signed_on: kind === 'not_needed' ? null : signed_on, tin: tin?.replaceAll('-', '') ?? null }), caller.scope);
    return this.told(studioId, caller.scope);
  }

  private known(id: string, scope: Principal['scope']): Promise<string> {
    return this.queries.ask(new RequireStudio(), { ...scope, studioId: parseId('stu', id) });
  }

  private async told(studioId: string, scope: Principal['scope']): Promise<VerificationOfStudioRead> {
    const view = await this.queries.ask(new GetVerification(studioId), scope);
    const decisions = await this.queries.ask(new ListDecisions(studioId), scope);
    return { ...verificationRead(view), is_listed: view.is_listed, screening: view.company?.screening ?? null, decisions };
  }
}
