import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import type { Environment } from '#studio/games/queries';
import { nextRunAfter } from '../domain/periods.js';
import { termsOn } from '../domain/terms.js';
import { holdView } from './holds.js';
import { ListLastRuns } from './payouts.js';
import { GetOwnPayouts } from './run-payouts.js';
import { ListTerms } from './set-terms.js';
import { balanceOf, ReadStudioMoney, releasesOf } from './studio-money.js';

/** The balance of a studio in words of the API, amounts as JSON numbers of minor units. */
@Injectable()
export class TellBalance {
  constructor(private readonly money: ReadStudioMoney, private readonly queries: Queries, private readonly clock: Clock) {}

  async tell(scope: Scope & { studioId: string }, environment: Environment) {
    // Before the ledgers, as payouts themselves do: what is posted meanwhile counts as gone.
    const own = await this.queries.ask(new GetOwnPayouts(environment), scope);
    const money = await this.money.read(scope, environment);
    const inForce = termsOn(money.terms, money.today);
    const all = await this.queries.ask(new ListTerms(scope.studioId), scope);
    const now = this.clock.now();
    return {
      environment,
      data: [...money.facts.keys()].map((currency) => {
        const leaving = own.leaving[currency]?.leaving_minor ?? 0n;
        const { owed, pending, reserved, held, available } = balanceOf(money, currency, leaving);
        return {
          currency, owed: minorToNumber(owed), pending: minorToNumber(pending), reserved: minorToNumber(reserved), held: minorToNumber(held), available: minorToNumber(available),
          releases: releasesOf(money, currency, leaving).map(({ day, amount }) => ({ date: day, amount: minorToNumber(amount) })),
        };
      }),
      terms: all.find(({ id }) => id === inForce.id)!, next_payout_on: nextRunAfter(inForce.schedule, money.today),
      kyb_status: money.standing.kyb_status, payouts_enabled: money.standing.payouts_enabled, holds: money.holds.map((hold) => holdView(hold, now)),
      last_runs: await this.queries.ask(new ListLastRuns(environment), scope),
    };
  }
}
