import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { OperatorRoute, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { parseId } from '#platform/kernel/ids';
import { GetGameOfStudio, RequireStudio } from '#studio/games/queries';
import { FeePlanList, FeePlanSet } from './fees.dto.js';
import { ListFeePlans, SetFeePlan } from './set-plan.js';

@ApiTags('Fees')
@Controller('v1/fee_plans')
export class FeePlansController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @StudioRoute('ledger:read')
  @Operation('list_fee_plans', 'What the operator keeps of the sales of this environment, from which day on')
  @Answers200(FeePlanList)
  async list(@WhoCalls() { scope }: Principal): Promise<FeePlanList> {
    invariant(scope.studioId, 'A caller of the Studio API has no studio');
    const plans = await this.queries.ask(new ListFeePlans(scope.studioId), scope);
    return { data: plans.filter(({ game_id }) => game_id === null || game_id === scope.gameId) };
  }
}

/** What the operator's staff agree with a studio. Their transactions are the operator's own. */
@ApiTags('Operator fees')
@Controller('operator/v1/studios/:studio_id/fee_plans')
export class OperatorFeePlansController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('fees:read')
  @Operation('list_fee_plans_of_studio', 'The fee plans of a studio, newest first')
  @Answers200(FeePlanList)
  async list(@Param('studio_id') id: string, @WhoCalls() { scope }: Principal): Promise<FeePlanList> {
    const studioId = await this.queries.ask(new RequireStudio(), { ...scope, studioId: parseId('stu', id) });
    return { data: await this.queries.ask(new ListFeePlans(studioId), scope) };
  }

  @Post()
  @OperatorRoute('fees:write')
  @Operation('set_fee_plan', 'A plan from a later day on; those before stay as they were')
  @Answers201(FeePlanList)
  async set(@Param('studio_id') id: string, @Body() body: FeePlanSet, @WhoCalls() caller: Principal): Promise<FeePlanList> {
    requireStaffProof(caller, this.clock.now());
    const scope = { ...caller.scope, studioId: parseId('stu', id) };
    const studioId = await this.queries.ask(new RequireStudio(), scope);
    const game_id = body.game_id ? (await this.queries.ask(new GetGameOfStudio(parseId('gam', body.game_id)), scope)).id : null;
    await this.commands.execute(new SetFeePlan(studioId, {
      game_id, valid_from: body.valid_from, rate_ppm: body.rate_ppm, fixed_usd_minor: body.fixed_usd_minor ?? 0, minimum_usd_minor: body.minimum_usd_minor ?? 0, surcharges: body.surcharges ?? [],
    }), caller.scope);
    return this.list(id, caller);
  }
}
