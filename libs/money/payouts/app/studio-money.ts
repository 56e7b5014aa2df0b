import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListStudioDays } from '#money/ledger/queries';
import { Queries } from '#platform/cqrs/doors';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { ListGames, type Environment } from '#studio/games/queries';
import { WAIT_DAYS_MAX } from '../contracts/words.js';
import { balanceOn, releasesAfter, type Balance } from '../domain/balance.js';
import { addDays } from '../domain/days.js';
import type { CountedFact } from '../domain/statement.js';
import type { Terms } from '../domain/terms.js';
import { BooksRepository, scopeStudio } from '../infra/books.repository.js';
import type { HoldRow } from '../infra/rows.js';
import { TermsRepository, termsOf } from '../infra/terms.repository.js';
import { standingView, type StandingView } from './set-terms.js';

/** Before any sale. */
export const BEFORE_EVERYTHING = '2000-01-01';

interface OwnBooks {
  terms: Terms[];
  standing: StandingView;
  holds: HoldRow[];
  closedUntil: Record<string, string>;
  facts: (CountedFact & { currency: string })[];
}

/** What this context itself knows of a studio's money: terms, holds, and the days that are closed, those before `from` added up. */
class GetOwnBooks extends Query<OwnBooks> {
  constructor(readonly games: readonly string[], readonly environment: Environment, readonly from: string) { super(); }
}

@QueryHandler(GetOwnBooks)
export class GetOwnBooksHandler implements IQueryHandler<GetOwnBooks> {
  constructor(private readonly books: BooksRepository, private readonly terms: TermsRepository, private readonly clock: Clock) {}

  async execute({ games, environment, from }: GetOwnBooks): Promise<OwnBooks> {
    const studioId = scopeStudio();
    const terms = await this.terms.list(studioId);
    const standing = await this.terms.standing(studioId);
    const holds = await this.terms.openHolds(studioId, environment, this.clock.now());
    const books = await this.books.books();
    const sums = await this.books.sums(games, from);
    return {
      terms: terms.map(termsOf), standing: standingView(standing), holds,
      closedUntil: Object.fromEntries(books.flatMap(({ of_game, closed_until }) => (closed_until ? [[of_game, closed_until]] : []))),
      facts: sums.map(({ of_game, ...sum }) => ({ ...sum, game: of_game })),
    };
  }
}

/** A studio's money in one kind of environment, as of now. */
export interface StudioMoney {
  studioId: string;
  environment: Environment;
  today: string;
  games: readonly string[];
  terms: readonly Terms[];
  standing: StandingView;
  holds: readonly HoldRow[];
  /** By currency, in its order. */
  facts: ReadonlyMap<string, readonly CountedFact[]>;
}

/** Adds up what the ledgers of a studio's games say: closed days from here, later ones from the ledger itself. Outside of any transaction: each game is asked under its own scope. */
@Injectable()
export class ReadStudioMoney {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  /** What was added before `since` stands under the day before it, added up; without it, what no wait reaches any more. */
  async read(scope: Scope & { studioId: string }, environment: Environment, since?: string): Promise<StudioMoney> {
    const today = dayOf(this.clock.now());
    const games = (await this.queries.ask(new ListGames(), scope)).filter((game) => game.environment === environment).map(({ id }) => id);
    const own = await this.queries.ask(new GetOwnBooks(games, environment, since ?? addDays(today, -WAIT_DAYS_MAX - 2)), scope);
    const facts = new Map<string, CountedFact[]>();
    const add = (currency: string, fact: CountedFact): void => {
      const known = facts.get(currency);
      if (known) known.push(fact);
      else facts.set(currency, [fact]);
    };
    for (const { currency, ...fact } of own.facts) add(currency, fact);
    for (const game of games) {
      const days = await this.queries.ask(new ListStudioDays(own.closedUntil[game] ?? BEFORE_EVERYTHING), { ...scope, gameId: game });
      for (const { currency, ...day } of days) add(currency, { ...day, game });
    }
    return { studioId: scope.studioId, environment, today, games, terms: own.terms, standing: own.standing, holds: own.holds, facts: new Map([...facts].sort(([a], [b]) => (a < b ? -1 : 1))) };
  }
}

/** What is left for one currency by holds of all currencies and by its own. */
export function holdsOf(money: StudioMoney, currency: string): { amount_minor: bigint | null }[] {
  return money.holds.filter((hold) => hold.currency === null || hold.currency === currency);
}

export function balanceOf(money: StudioMoney, currency: string, leaving = 0n): Balance {
  return balanceOn(money.today, { facts: money.facts.get(currency) ?? [], terms: money.terms, holds: holdsOf(money, currency), leaving });
}

export function releasesOf(money: StudioMoney, currency: string, leaving = 0n): { day: string; amount: bigint }[] {
  return releasesAfter(money.today, { facts: money.facts.get(currency) ?? [], terms: money.terms, leaving });
}
