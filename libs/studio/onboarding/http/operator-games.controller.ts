import { Body, Controller, Get, Param, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { GetGame } from '#studio/games/queries';
import { ListAgreements, PublishAgreement } from '../app/agreements.js';
import { Readiness } from '../app/readiness.flow.js';
import { EndWaiver, ListReadinessWaivers } from '../app/waivers.js';
import { AgreementList, AgreementPublish } from './agreements.dto.js';
import { ReadinessRead, ReadinessWaiverEnd, ReadinessWaiverPage, ReadinessWaiversQuery } from './readiness.dto.js';

const LIMIT = 50;

/** Which live games take money, and the texts that studios agree to. */
@ApiTags('Operator onboarding')
@Controller('operator/v1')
export class OperatorGamesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly readiness: Readiness, private readonly clock: Clock) {}

  @Get('games/:game_id/readiness')
  @OperatorRoute('verification:read')
  @Operation('get_readiness_of_game', 'What is missing before a live environment takes money')
  @Answers200(ReadinessRead)
  async ready(@Param('game_id') id: string, @WhoCalls() { scope }: Principal): Promise<ReadinessRead> {
    const game = await this.queries.ask(new GetGame(), { ...scope, gameId: parseId('gam', id) });
    return this.readiness.tell(game, { ...scope, gameId: game.id, studioId: game.studio_id });
  }

  @Get('readiness_waivers')
  @OperatorRoute('verification:read')
  @Operation('list_readiness_waivers', 'Live games that take money without being ready, because they sold before there were requirements')
  @Answers200(ReadinessWaiverPage)
  async waivers(@Params() { limit = LIMIT, starting_after }: ReadinessWaiversQuery, @WhoCalls() { scope }: Principal): Promise<ReadinessWaiverPage> {
    const rows = await this.queries.ask(new ListReadinessWaivers(starting_after ?? null, limit + 1), scope);
    const data = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.game_id : null };
  }

  @Post('games/:game_id/readiness_waiver/end')
  @OperatorRoute('verification:write')
  @Operation('end_readiness_waiver', 'Let a game that sold before there were requirements take money only when nothing is missing any more')
  @Answers200(ReadinessRead)
  async endWaiver(@Param('game_id') id: string, @Body() { reason }: ReadinessWaiverEnd, @WhoCalls() caller: Principal): Promise<ReadinessRead> {
    const own = { ...caller.scope, gameId: parseId('gam', id) };
    requireStaffProof(caller, this.clock.now());
    const game = await this.queries.ask(new GetGame(), own);
    await this.commands.execute(new EndWaiver(game.studio_id, reason), own);
    return this.readiness.tell(game, { ...own, studioId: game.studio_id });
  }

  @Get('agreements')
  @OperatorRoute('verification:read')
  @Operation('list_published_agreements', 'The texts that studios agree to, newest first')
  @Answers200(AgreementList)
  async agreements(@WhoCalls() { scope }: Principal): Promise<AgreementList> {
    return { data: await this.queries.ask(new ListAgreements(null), scope) };
  }

  @Post('agreements')
  @OperatorRoute('verification:write')
  @Operation('publish_agreement', 'Publish a version of a text; it is never changed')
  @Answers201(AgreementList)
  async publish(@Body() { required_from = null, ...text }: AgreementPublish, @WhoCalls() caller: Principal): Promise<AgreementList> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new PublishAgreement({ ...text, required_from }), caller.scope);
    return this.agreements(caller);
  }
}
