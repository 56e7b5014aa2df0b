import { Injectable } from '@nestjs/common';
import { GetUsdValue } from '#money/fx/queries';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { parseCurrency } from '#platform/kernel/currency';
import { GetEnvironment } from '#studio/games/queries';
import type { AttemptToJudge } from '../contracts/commands.js';
import type { ListName } from '../contracts/queries.js';
import type { Facts } from '../domain/facts.js';
import { RiskKeys } from '../infra/risk-keys.js';
import { SaidRepository } from '../infra/said.repository.js';

/** What people and the game have said of an attempt, in the form of the rules. */
@Injectable()
export class Said {
  constructor(private readonly said: SaidRepository, private readonly keys: RiskKeys, private readonly queries: Queries, private readonly config: Config) {}

  async of(attempt: AttemptToJudge, now: Date): Promise<Pick<Facts, 'listed' | 'signals' | 'is_above_limit'>> {
    const { entries, signals, review_above_usd_minor: limit } = await this.said.of(attempt.player_id, this.keys.listedBy({ ...attempt, gameId: currentScope().gameId }), now);
    const first = (list: ListName) => entries.find((each) => each.list === list) ?? null;
    return {
      listed: { block: first('block'), allow: first('allow'), review: first('review') }, signals: new Map(signals.map(({ kind, value }) => [kind, value])),
      is_above_limit: limit !== null && (await this.isAbove(limit, attempt, now)),
    };
  }

  /** Whoever builds a shop tries the same declined cards all day: in a sandbox no rule stops anybody, unless the operator wants to see it. */
  async isScreened(): Promise<boolean> {
    return this.config.optional('RISK_SCREENS_SANDBOX') === 'yes' || (await this.queries.ask(new GetEnvironment())) === 'live';
  }

  /** By the rate of today; what no rate is known for is above every limit. */
  private async isAbove(limit: bigint, { amount_minor, currency }: AttemptToJudge, now: Date): Promise<boolean> {
    const value = await this.queries.ask(new GetUsdValue({ minor: BigInt(amount_minor), currency: parseCurrency(currency), date: now.toISOString().slice(0, 10) }));
    return value === null || value.minor > limit;
  }
}
