import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import type { Environment } from '#studio/games/queries';
import { PayoutNotFound, PayoutNotWaiting } from '../contracts/errors.js';
import { exchangeOf, type PayoutRow, type RunRow } from '../infra/payout-rows.js';
import { PayoutsRepository } from '../infra/payouts.repository.js';

export interface PayoutView {
  id: string; environment: string; currency: string; amount_minor: number;
  exchange: { currency: string; amount_minor: number; spread_minor: number; rate: string; rate_date: string; rate_source: string } | null;
  state: string; period: string; account_id: string; provider: string; provider_reference: string | null; failure: string | null;
  created_at: number; sent_at: number | null; ended_at: number | null; returned_at: number | null;
}
export interface PayoutPageView { data: PayoutView[]; has_more: boolean; next_cursor: string | null }

/** Payouts of a studio, newest first; of one environment where it is named. The scope is the studio's or the operator's. */
export class ListPayouts extends Query<PayoutPageView> {
  constructor(readonly studioId: string, readonly filter: { environment: Environment | null; limit: number; starting_after?: string | undefined }) { super(); }
}

@QueryHandler(ListPayouts)
export class ListPayoutsHandler implements IQueryHandler<ListPayouts> {
  constructor(private readonly payouts: PayoutsRepository) {}
  async execute({ studioId, filter }: ListPayouts): Promise<PayoutPageView> {
    const rows = await this.payouts.list(studioId, { ...filter, limit: filter.limit + 1 });
    const data = rows.slice(0, filter.limit).map(payoutView);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

/** One of the scope's studio and that environment, with what of it came out of which game's books. Throws `payouts.payout_not_found`. */
export class GetPayout extends Query<PayoutView & { shares: { game_id: string; amount_minor: number }[] }> {
  constructor(readonly id: string, readonly environment: Environment) { super(); }
}

@QueryHandler(GetPayout)
export class GetPayoutHandler implements IQueryHandler<GetPayout> {
  constructor(private readonly payouts: PayoutsRepository) {}
  async execute({ id, environment }: GetPayout) {
    const row = await this.payouts.find(id);
    if (row?.environment !== environment) throw new PayoutNotFound();
    const shares = await this.payouts.shares(id);
    return { ...payoutView(row), shares: shares.map(({ game, amount_minor }) => ({ game_id: game, amount_minor: minorToNumber(amount_minor) })) };
  }
}

/** By staff, in the operator's scope: takes a payout back that has not left; the money is available again. Throws `payouts.payout_not_found`, `payouts.payout_not_waiting`. */
export class CancelPayout extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly id: string) { super(); }
}

@CommandHandler(CancelPayout)
export class CancelPayoutHandler implements ICommandHandler<CancelPayout> {
  constructor(private readonly payouts: PayoutsRepository, private readonly clock: Clock) {}
  async execute({ studioId, id }: CancelPayout): Promise<void> {
    if (await this.payouts.cancel(studioId, id, currentScope().actor.id, this.clock.now())) return;
    const there = await this.payouts.ofStudio(studioId, id);
    if (!there) throw new PayoutNotFound();
    throw new PayoutNotWaiting(there.state);
  }
}

export interface RunView { currency: string; period: string; outcome: string; available: number; payout_id: string | null; looked_at: number }

/** What became of the last run of each currency. */
export class ListLastRuns extends Query<RunView[]> {
  constructor(readonly environment: Environment) { super(); }
}

@QueryHandler(ListLastRuns)
export class ListLastRunsHandler implements IQueryHandler<ListLastRuns> {
  constructor(private readonly payouts: PayoutsRepository) {}
  async execute({ environment }: ListLastRuns): Promise<RunView[]> {
    return (await this.payouts.lastRuns(environment)).map(runView);
  }
}

function runView({ currency, period, outcome, available_minor, payout_id, looked_at }: RunRow): RunView {
  return { currency, period, outcome, available: minorToNumber(available_minor), payout_id, looked_at: unixSeconds(looked_at) };
}

function payoutView(row: PayoutRow): PayoutView {
  return {
    id: row.id, environment: row.environment, currency: row.currency, amount_minor: minorToNumber(row.amount_minor), exchange: exchangeView(row), state: row.state, period: row.period, account_id: row.account_id, provider: row.provider,
    provider_reference: row.provider_reference, failure: row.failure, created_at: unixSeconds(row.created_at), sent_at: unixSecondsOrNull(row.sent_at), ended_at: unixSecondsOrNull(row.ended_at), returned_at: unixSecondsOrNull(row.returned_at),
  };
}

export function exchangeView(row: PayoutRow): PayoutView['exchange'] {
  const exchange = exchangeOf(row);
  if (!exchange) return null;
  const { paid_in, paid_minor, spread_minor, rate, rate_date, rate_source } = exchange;
  return { currency: paid_in, amount_minor: minorToNumber(paid_minor), spread_minor: minorToNumber(spread_minor), rate, rate_date, rate_source };
}
