import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ConvertAmount, GetUsdValue } from '#money/fx/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import type { Environment } from '#studio/games/queries';
import { RATE_DAYS_MAX, type RunOutcome } from '../contracts/words.js';
import { claimsOf, setOffIn, type Balance } from '../domain/balance.js';
import { addDays } from '../domain/days.js';
import { exchangedShares, spreadOf } from '../domain/exchange.js';
import { periodOf } from '../domain/periods.js';
import { sharesOf } from '../domain/shares.js';
import { termsOn, type Terms } from '../domain/terms.js';
import { AccountsRepository } from '../infra/accounts.repository.js';
import type { PayoutExchange } from '../infra/payout-rows.js';
import { AnotherIsOpen, PayoutsRepository, type NewPayout, type NewShare } from '../infra/payouts.repository.js';
import { ProviderOf } from './provider-of.js';
import type { StandingView } from './set-terms.js';
import { balanceOf, ReadStudioMoney, type StudioMoney } from './studio-money.js';

export const SEND_JOB = 'payouts.send';

class MakePayout extends Command<boolean> {
  static readonly context = 'money/payouts';
  constructor(readonly payout: NewPayout, readonly shares: readonly NewShare[], readonly known: string | null) { super(); }
}

/** The period of this currency was over before: nothing of the command is kept. */
class PeriodIsOver extends Error {}

@CommandHandler(MakePayout)
export class MakePayoutHandler implements ICommandHandler<MakePayout> {
  constructor(private readonly payouts: PayoutsRepository, private readonly jobs: Jobs) {}

  async execute({ payout, shares, known }: MakePayout): Promise<boolean> {
    if (!(await this.payouts.make(payout, shares, known))) return false;
    const { environment, currency, period, amount_minor, created_at } = payout;
    if (!(await this.payouts.note({ environment, currency, period, outcome: 'paid_out', available_minor: amount_minor, payout_id: payout.id, looked_at: created_at }))) throw new PeriodIsOver();
    await this.jobs.schedule({ type: SEND_JOB, key: payout.id, payload: { payout_id: payout.id } });
    return true;
  }
}

class NoteRun extends Command<boolean> {
  static readonly context = 'money/payouts';
  constructor(readonly run: { environment: Environment; currency: string; period: string; outcome: Exclude<RunOutcome, 'paid_out'>; available_minor: bigint }) { super(); }
}

@CommandHandler(NoteRun)
export class NoteRunHandler implements ICommandHandler<NoteRun> {
  constructor(private readonly payouts: PayoutsRepository, private readonly clock: Clock) {}
  execute({ run }: NoteRun): Promise<boolean> {
    return this.payouts.note({ ...run, payout_id: null, looked_at: this.clock.now() });
  }
}

export interface OwnPayouts {
  /** By currency. */
  leaving: Record<string, { leaving_minor: bigint; set_off_minor: bigint; last_id: string; is_open: boolean }>;
  accounts: Record<string, { id: string; paid_in: string | null }>;
}

/** What is under way and where money of each currency would go. */
export class GetOwnPayouts extends Query<OwnPayouts> {
  constructor(readonly environment: Environment) { super(); }
}

@QueryHandler(GetOwnPayouts)
export class GetOwnPayoutsHandler implements IQueryHandler<GetOwnPayouts> {
  constructor(private readonly payouts: PayoutsRepository, private readonly accounts: AccountsRepository, private readonly clock: Clock) {}
  async execute({ environment }: GetOwnPayouts): Promise<OwnPayouts> {
    const leaving = await this.payouts.standing(environment);
    const accounts = await this.accounts.usable(environment, this.clock.now());
    return { leaving: Object.fromEntries(leaving.map(({ currency, ...each }) => [currency, each])), accounts: Object.fromEntries(accounts.map(({ currency, id, paid_in }) => [currency, { id, paid_in }])) };
  }
}

class ListOver extends Query<string[]> {
  constructor(readonly environment: Environment, readonly period: string) { super(); }
}

@QueryHandler(ListOver)
export class ListOverHandler implements IQueryHandler<ListOver> {
  constructor(private readonly payouts: PayoutsRepository) {}
  execute({ environment, period }: ListOver): Promise<string[]> {
    return this.payouts.over(environment, period);
  }
}

/** Lets go what a studio is due, once per currency and period. May be repeated, and run by two at once: the period, the one payout that may be open and the last one that was known decide. */
@Injectable()
export class RunPayouts {
  private readonly logger = new Logger('Payouts');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly money: ReadStudioMoney, private readonly providers: ProviderOf, private readonly clock: Clock) {}

  /** `scope` is of one of the studio's games of that environment: jobs run under it. */
  async run(scope: Scope & { studioId: string }, environment: Environment): Promise<void> {
    // What leaves is read before the ledgers: a payout that is posted meanwhile is counted twice, never not at all.
    const own = await this.queries.ask(new GetOwnPayouts(environment), scope);
    const money = await this.money.read(scope, environment);
    const terms = termsOn(money.terms, money.today);
    const period = periodOf(terms.schedule, money.today);
    const over = new Set(await this.queries.ask(new ListOver(environment, period), scope));
    for (const currency of money.facts.keys()) if (!over.has(currency)) await this.runCurrency(scope, money, own, terms, period, currency);
  }

  private async runCurrency(scope: Scope, money: StudioMoney, own: OwnPayouts, terms: Terms, period: string, currency: string): Promise<void> {
    const { environment } = money;
    const leaving = own.leaving[currency];
    const balance = balanceOf(money, currency, leaving?.leaving_minor ?? 0n);
    const provider = await this.providers.find(environment, currency);
    const account = own.accounts[currency];
    const why = leaving?.is_open ? 'payout_open' : (stopped(balance, environment, money.standing) ?? (provider ? (account ? null : 'no_account') : 'no_provider'));
    const outcome = why ?? ((await this.isBelowMinimum(scope, balance.available, currency, terms, money.today)) ? 'below_minimum' : null);
    if (outcome !== null || !provider || !account) {
      await this.commands.execute(new NoteRun({ environment, currency, period, outcome: outcome ?? 'no_account', available_minor: balance.available }), scope);
      return;
    }
    const exchange = account.paid_in === null ? null : await this.exchange(scope, { environment, date: money.today, amount: balance.available, from: currency, to: account.paid_in, spreadPpm: terms.exchange_spread_ppm });
    if (typeof exchange === 'string') {
      await this.commands.execute(new NoteRun({ environment, currency, period, outcome: exchange, available_minor: balance.available }), scope);
      return;
    }
    const payable = new Map<string, bigint>();
    for (const { game, payable_minor } of money.facts.get(currency)!) payable.set(game, (payable.get(game) ?? 0n) + payable_minor);
    const payout = { id: newId('pyo'), environment, currency, period, amount_minor: balance.available, account_id: account.id, provider: provider.provider, runs_at: scope.gameId, created_at: this.clock.now(), exchange, set_off_minor: setOffIn(balance.available, claimsOf(money.facts.get(currency)!) - (leaving?.set_off_minor ?? 0n)) };
    const shares = sharesOf(balance.available, payable);
    try {
      await this.commands.execute(new MakePayout(payout, exchange ? exchangedShares(shares, { spread: exchange.spread_minor, paid: exchange.paid_minor }) : shares, leaving?.last_id ?? null), scope);
    } catch (error) {
      if (!(error instanceof AnotherIsOpen || error instanceof PeriodIsOver)) throw error;
      this.logger.log({ msg: 'somebody else has made this payout', studio_id: money.studioId, currency, period });
    }
  }

  /**
   * What arrives in another currency, by the rate of the day. Of a live environment a rate that is older than a week is none: nobody's money is exchanged by it. A sandbox takes whatever rate is known. The rate stays
   * that of the run, however long a hold keeps the payout.
   */
  private async exchange(scope: Scope, { environment, date, amount, from, to, spreadPpm }: { environment: Environment; date: string; amount: bigint; from: string; to: string; spreadPpm: number }): Promise<PayoutExchange | 'no_rate' | 'below_minimum'> {
    const { spread, exchanged } = spreadOf(amount, spreadPpm);
    const found = await this.queries.ask(new ConvertAmount({ minor: exchanged, from: parseCurrency(from), to: parseCurrency(to), date }), scope);
    if (!found || (environment === 'live' && found.rate_date < addDays(date, -RATE_DAYS_MAX))) return 'no_rate';
    if (found.minor === 0n) return 'below_minimum';
    return { paid_in: to, paid_minor: found.minor, spread_minor: spread, rate: found.rate, rate_date: found.rate_date, rate_source: found.source };
  }

  /** What no rate is known for has no minimum: it would never be paid. */
  private async isBelowMinimum(scope: Scope, available: bigint, currency: string, terms: Terms, date: string): Promise<boolean> {
    const value = await this.queries.ask(new GetUsdValue({ minor: available, currency: parseCurrency(currency), date }), scope);
    return value !== null && value.minor < terms.minimum_usd_minor;
  }
}

/** Why nothing goes out, as far as the money itself says. */
function stopped({ available, held }: Balance, environment: Environment, standing: StandingView): 'nothing' | 'held' | 'not_enabled' | null {
  if (available <= 0n && held <= 0n) return 'nothing';
  if (!mayBePaid(environment, standing)) return 'not_enabled';
  return available <= 0n ? 'held' : null;
}

/** A sandbox pays out play money to anybody. */
export function mayBePaid(environment: Environment, { kyb_status, payouts_enabled }: Pick<StandingView, 'kyb_status' | 'payouts_enabled'>): boolean {
  return environment === 'sandbox' || (kyb_status === 'approved' && payouts_enabled);
}
