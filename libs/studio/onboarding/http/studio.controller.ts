import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { grantsAllow, STUDIO_ADMIN } from '#platform/http/permission';
import { StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import { GameNotFound } from '#studio/games/errors';
import { GetGameOfStudio, type GameView } from '#studio/games/queries';
import { AcceptAgreement, ListAgreements } from '../app/agreements.js';
import { Readiness } from '../app/readiness.flow.js';
import { GetVerification, SubmitCompany } from '../app/verification.js';
import { AgreementNotFound } from '../contracts/errors.js';
import { AGREEMENTS, type AgreementKind } from '../contracts/words.js';
import { AgreementAccept, AgreementList } from './agreements.dto.js';
import { ReadinessRead } from './readiness.dto.js';
import { studioOf } from './studio-of.js';
import { CompanySubmit, VerificationRead } from './verification.dto.js';
import { verificationRead } from './verification-read.js';

/** What a studio does before its live games take money. */
@ApiTags('Onboarding')
@Controller('v1')
export class OnboardingController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly readiness: Readiness) {}

  @Get('games/:game_id/readiness')
  @StudioRoute('games:read')
  @Operation('get_game_readiness', 'What is missing before a live environment takes money, and who has to do it')
  @Answers200(ReadinessRead)
  async ready(@Param('game_id') id: string, @WhoCalls() caller: Principal): Promise<ReadinessRead> {
    return this.readiness.tell(await this.gameOf(id, caller), studioOf(caller));
  }

  @Post('games/:game_id/readiness')
  @StudioRoute('games:write')
  @Operation('check_game_readiness', 'Look again now, and open or close the live environment accordingly')
  @Answers200(ReadinessRead)
  async check(@Param('game_id') id: string, @WhoCalls() caller: Principal): Promise<ReadinessRead> {
    const scope = studioOf(caller);
    const game = await this.gameOf(id, caller);
    await this.readiness.set(game, scope);
    return this.readiness.tell(game, scope);
  }

  @Get('verification')
  @StudioRoute('studio:admin')
  @Operation('get_verification', 'How the verification of the studio (KYB) stands')
  @Answers200(VerificationRead)
  async verification(@WhoCalls() caller: Principal): Promise<VerificationRead> {
    const scope = studioOf(caller);
    return verificationRead(await this.queries.ask(new GetVerification(scope.studioId), scope));
  }

  @Put('verification/company')
  @StudioRoute('studio:admin')
  @Operation('submit_company', 'Submit the data of the company and of the people behind it, or other ones in their place')
  @Answers200(VerificationRead)
  async submit(@Body() body: CompanySubmit, @WhoCalls() caller: Principal): Promise<VerificationRead> {
    const scope = studioOf(caller);
    const people = body.people.map((person) => ({ ...person, ownership_percent: person.ownership_percent ?? null }));
    await this.commands.execute(new SubmitCompany(scope.studioId, { ...body, tax_id: body.tax_id ?? null, website: body.website ?? null, people }), scope);
    return this.verification(caller);
  }

  @Get('agreements')
  @StudioRoute('games:read')
  @Operation('list_agreements', 'The texts that studios agree to, and which of them this one has agreed to')
  @Answers200(AgreementList)
  async agreements(@WhoCalls() caller: Principal): Promise<AgreementList> {
    const scope = studioOf(caller);
    return { data: await this.queries.ask(new ListAgreements(scope.studioId), scope) };
  }

  @Post('agreements/:kind/acceptance')
  @StudioRoute('studio:admin')
  @Operation('accept_agreement', 'Agree to a text for the studio; by a member who is signed in')
  @Answers200(AgreementList)
  async accept(@Param('kind') kind: string, @Body() { version }: AgreementAccept, @WhoCalls() caller: Principal): Promise<AgreementList> {
    if (!(AGREEMENTS as readonly string[]).includes(kind)) throw new AgreementNotFound();
    const scope = studioOf(caller);
    await this.commands.execute(new AcceptAgreement(scope.studioId, kind as AgreementKind, version), scope);
    return this.agreements(caller);
  }

  /** The caller's own environment; any of the studio's for whoever administers it. To everybody else it is not there. */
  private gameOf(id: string, caller: Principal): Promise<GameView> {
    const gameId = parseId('gam', id);
    if (gameId !== caller.scope.gameId && !grantsAllow(caller.grants, STUDIO_ADMIN)) throw new GameNotFound();
    return this.queries.ask(new GetGameOfStudio(gameId), studioOf(caller));
  }
}
