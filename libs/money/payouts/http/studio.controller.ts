import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { ListHolds } from '../app/holds.js';
import { ListTerms } from '../app/set-terms.js';
import { TellBalance } from '../app/tell-balance.js';
import { studioOf } from './studio-of.js';
import { BalanceRead, PayoutHoldList, PayoutTermsList } from './payouts.dto.js';

/** The studio's money: of all its games of one kind of environment, that of the key or the session. */
@ApiTags('Payouts')
@Controller('v1')
export class BalanceController {
  constructor(private readonly balance: TellBalance, private readonly queries: Queries) {}

  @Get('balance')
  @StudioRoute('payouts:read')
  @Operation('get_balance', 'What the studio is owed, and what of it can be paid out when, per currency')
  @Answers200(BalanceRead)
  get(@WhoCalls() caller: Principal): Promise<BalanceRead> {
    return this.balance.tell(studioOf(caller), caller.environment);
  }

  @Get('payout_terms')
  @StudioRoute('payouts:read')
  @Operation('list_payout_terms', 'What was agreed with the studio, from which day on')
  @Answers200(PayoutTermsList)
  async terms(@WhoCalls() caller: Principal): Promise<PayoutTermsList> {
    const scope = studioOf(caller);
    return { data: await this.queries.ask(new ListTerms(scope.studioId), scope) };
  }

  @Get('payout_holds')
  @StudioRoute('payouts:read')
  @Operation('list_payout_holds', 'What is not paid out, why, what would end it and when it ends')
  @Answers200(PayoutHoldList)
  async holds(@WhoCalls() caller: Principal): Promise<PayoutHoldList> {
    const scope = studioOf(caller);
    return { data: await this.queries.ask(new ListHolds(scope.studioId, caller.environment), scope) };
  }
}
