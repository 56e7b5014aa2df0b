import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { ListHolds, PlaceHold, ReleaseHold, type HoldView } from '../app/holds.js';
import { OfStudio } from '../app/of-studio.js';
import { GetStanding, ListTerms, SetStanding, SetTerms } from '../app/set-terms.js';
import type { HoldReason, Schedule } from '../contracts/words.js';
import { PayoutHoldList, PayoutHoldPlace, PayoutHoldRead, PayoutStandingRead, PayoutStandingSet, PayoutTermsList, PayoutTermsSet } from './payouts.dto.js';

/** What the operator's staff agree with a studio, and what they keep from being paid out. Their transactions are the operator's own. */
@ApiTags('Operator payouts')
@Controller('operator/v1/studios/:studio_id')
export class OperatorPayoutsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock, private readonly studios: OfStudio) {}

  @Get('payout_terms')
  @OperatorRoute('payouts:read')
  @Operation('list_payout_terms_of_studio', 'The terms of a studio, newest first')
  @Answers200(PayoutTermsList)
  async terms(@Param('studio_id') id: string, @WhoCalls() { scope }: Principal): Promise<PayoutTermsList> {
    return { data: await this.queries.ask(new ListTerms(await this.studios.known(id, scope)), scope) };
  }

  @Post('payout_terms')
  @OperatorRoute('payouts:write')
  @Operation('set_payout_terms', 'Terms from a later day on; those before stay as they were')
  @Answers201(PayoutTermsList)
  async setTerms(@Param('studio_id') id: string, @Body() body: PayoutTermsSet, @WhoCalls() caller: Principal): Promise<PayoutTermsList> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new SetTerms(await this.studios.known(id, caller.scope), { ...body, schedule: body.schedule as Schedule, exchange_spread_ppm: body.exchange_spread_ppm ?? 0 }), caller.scope);
    return this.terms(id, caller);
  }

  @Get('payout_standing')
  @OperatorRoute('payouts:read')
  @Operation('get_payout_standing', 'Whether a studio may be paid from its live environments')
  @Answers200(PayoutStandingRead)
  async standing(@Param('studio_id') id: string, @WhoCalls() { scope }: Principal): Promise<PayoutStandingRead> {
    return this.queries.ask(new GetStanding(await this.studios.known(id, scope)), scope);
  }

  @Put('payout_standing')
  @OperatorRoute('payouts:write')
  @Operation('set_payout_standing', 'Say whether a studio is paid once it is verified')
  @Answers200(PayoutStandingRead)
  async setStanding(@Param('studio_id') id: string, @Body() body: PayoutStandingSet, @WhoCalls() caller: Principal): Promise<PayoutStandingRead> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new SetStanding(await this.studios.known(id, caller.scope), body), caller.scope);
    return this.standing(id, caller);
  }

  @Get('payout_holds')
  @OperatorRoute('payouts:read')
  @Operation('list_payout_holds_of_studio', 'Holds of a studio, newest first, those that ended too')
  @Answers200(PayoutHoldList)
  async holds(@Param('studio_id') id: string, @WhoCalls() { scope }: Principal): Promise<PayoutHoldList> {
    return { data: await this.queries.ask(new ListHolds(await this.studios.known(id, scope), null), scope) };
  }

  @Post('payout_holds')
  @OperatorRoute('payouts:write')
  @Operation('place_payout_hold', 'Keep money of a studio from being paid out; the studio sees why, what is asked for and until when')
  @Answers201(PayoutHoldRead)
  async place(@Param('studio_id') id: string, @Body() body: PayoutHoldPlace, @WhoCalls() { scope }: Principal): Promise<HoldView> {
    const studioId = await this.studios.known(id, scope);
    const placed = await this.commands.execute(new PlaceHold(studioId, {
      environment: body.environment as 'sandbox' | 'live', currency: body.currency ?? null, amount_minor: body.amount_minor ?? null, reason_code: body.reason_code as HoldReason, explanation: body.explanation,
      evidence_asked: body.evidence_asked ?? [], release_at: body.release_at ?? null,
    }), scope);
    return (await this.queries.ask(new ListHolds(studioId, null), scope)).find((hold) => hold.id === placed.id)!;
  }

  @Post('payout_holds/:hold_id/release')
  @OperatorRoute('payouts:write')
  @Operation('release_payout_hold', 'End a hold')
  @Answers204()
  async release(@Param('studio_id') id: string, @Param('hold_id') holdId: string, @WhoCalls() caller: Principal): Promise<void> {
    const hold = parseId('pyh', holdId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new ReleaseHold(await this.studios.known(id, caller.scope), hold), caller.scope);
  }
}
