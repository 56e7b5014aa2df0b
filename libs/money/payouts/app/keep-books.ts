import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { PostStudioMoves } from '#money/ledger/commands';
import { GetTrialBalance, ListStudioDays, type StudioDay } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { lotsOf } from '../domain/balance.js';
import { addDays } from '../domain/days.js';
import type { Terms } from '../domain/terms.js';
import { BooksRepository, scopeStudio, type ClosedDay, type ReservePart } from '../infra/books.repository.js';
import { TermsRepository, termsOf } from '../infra/terms.repository.js';
import { BEFORE_EVERYTHING } from './studio-money.js';

/** A day is closed once it has been over for this long: by then whatever was posted on it is committed. */
const OPEN_DAYS = 2;

class CloseDays extends Command<boolean> {
  static readonly context = 'money/payouts';
  constructor(readonly game: string, readonly from: string | null, readonly until: string, readonly days: readonly ClosedDay[], readonly parts: readonly ReservePart[]) { super(); }
}

@CommandHandler(CloseDays)
export class CloseDaysHandler implements ICommandHandler<CloseDays> {
  constructor(private readonly books: BooksRepository) {}
  execute({ game, from, until, days, parts }: CloseDays): Promise<boolean> {
    return this.books.close(game, from, until, days, parts);
  }
}

class ReopenDays extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly game: string) { super(); }
}

@CommandHandler(ReopenDays)
export class ReopenDaysHandler implements ICommandHandler<ReopenDays> {
  constructor(private readonly books: BooksRepository) {}
  execute({ game }: ReopenDays): Promise<void> {
    return this.books.reopen(game);
  }
}

class MarkParts extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly game: string, readonly parts: readonly Pick<ReservePart, 'currency' | 'day'>[], readonly how: 'held' | 'released') { super(); }
}

@CommandHandler(MarkParts)
export class MarkPartsHandler implements ICommandHandler<MarkParts> {
  constructor(private readonly books: BooksRepository, private readonly clock: Clock) {}
  execute({ game, parts, how }: MarkParts): Promise<void> {
    return this.books.moved(game, parts, how, this.clock.now());
  }
}

class GetBookOfGame extends Query<{ closed_until: string | null; terms: Terms[]; closed: ClosedDay[] }> {
  constructor(readonly game: string) { super(); }
}

@QueryHandler(GetBookOfGame)
export class GetBookOfGameHandler implements IQueryHandler<GetBookOfGame> {
  constructor(private readonly books: BooksRepository, private readonly terms: TermsRepository) {}
  async execute({ game }: GetBookOfGame) {
    const book = (await this.books.books()).find(({ of_game }) => of_game === game);
    // Everything that is closed, added up: under one day.
    return { closed_until: book?.closed_until ?? null, terms: (await this.terms.list(scopeStudio())).map(termsOf), closed: await this.books.sums([game], '9999-12-31') };
  }
}

class ListPartsToMove extends Query<(ReservePart & { is_held: boolean })[]> {
  constructor(readonly game: string, readonly today: string) { super(); }
}

@QueryHandler(ListPartsToMove)
export class ListPartsToMoveHandler implements IQueryHandler<ListPartsToMove> {
  constructor(private readonly books: BooksRepository) {}
  execute({ game, today }: ListPartsToMove) {
    return this.books.partsToMove(game, today);
  }
}

/**
 * The books of one game, once a day: closes the days that are over, holds what is closed against the balances of the ledger, and moves what is kept back into the reserve and out of it. Each step may be
 * repeated; two at once do no more than one.
 */
@Injectable()
export class KeepBooks {
  private readonly logger = new Logger('Payouts');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  /** `scope` is of the game and names its studio. */
  async run(scope: Scope & { studioId: string }): Promise<void> {
    const today = dayOf(this.clock.now());
    await this.close(scope, today);
    await this.moveReserve(scope, today);
    await this.verify(scope);
  }

  private async close(scope: Scope, today: string): Promise<void> {
    const until = addDays(today, -OPEN_DAYS);
    const { closed_until: from, terms } = await this.queries.ask(new GetBookOfGame(scope.gameId), scope);
    if (from !== null && from >= until) return;
    const days = (await this.queries.ask(new ListStudioDays(from ?? BEFORE_EVERYTHING), scope)).filter(({ day }) => day < until);
    const parts = [...new Set(days.map(({ currency }) => currency))].flatMap((currency) => lotsOf(days.filter((each) => each.currency === currency).map((each) => ({ ...each, game: scope.gameId })), terms)
      .filter(({ reserve }) => reserve > 0n).map(({ day, reserve, reserve_ends_on }) => ({ currency, day, amount_minor: reserve, ends_on: reserve_ends_on })));
    await this.commands.execute(new CloseDays(scope.gameId, from, until, days, parts), scope);
  }

  private async moveReserve(scope: Scope & { studioId: string }, today: string): Promise<void> {
    for (;;) {
      const parts = await this.queries.ask(new ListPartsToMove(scope.gameId, today), scope);
      if (parts.length === 0) return;
      await this.move(scope, parts.filter(({ is_held }) => !is_held), 'held');
      await this.move(scope, parts.filter(({ is_held }) => is_held), 'released');
    }
  }

  private async move(scope: Scope & { studioId: string }, parts: readonly ReservePart[], how: 'held' | 'released'): Promise<void> {
    if (parts.length === 0) return;
    const moves = parts.map(({ currency, day, amount_minor }) => ({ kind: `reserve_${how}` as const, about: `${currency}:${day}`, currency, amount_minor: minorToNumber(amount_minor), provider: null }));
    await this.commands.execute(new PostStudioMoves({ studio_id: scope.studioId, moves }), scope);
    await this.commands.execute(new MarkParts(scope.gameId, parts.map(({ currency, day }) => ({ currency, day })), how), scope);
  }

  /** What was committed on a day after it was closed is missing here: then everything is added up anew. Throws where that does not help either: nothing is paid out of books that do not agree. */
  private async verify(scope: Scope): Promise<void> {
    if (await this.agree(scope)) return;
    this.logger.error({ msg: 'closed days do not add up to the ledger, and are added up anew', game_id: scope.gameId });
    await this.commands.execute(new ReopenDays(scope.gameId), scope);
    await this.close(scope, dayOf(this.clock.now()));
    if (!(await this.agree(scope))) throw new Error(`ALARM: the days of ${scope.gameId} do not add up to the balances of the ledger`);
  }

  private async agree(scope: Scope): Promise<boolean> {
    const { closed_until, closed } = await this.queries.ask(new GetBookOfGame(scope.gameId), scope);
    // Before and after: what is posted between the two makes them differ, and then the next look has to agree.
    for (let look = 1; look <= 3; look++) {
      const days = [...closed, ...(await this.queries.ask(new ListStudioDays(closed_until ?? BEFORE_EVERYTHING), scope))];
      const { accounts } = await this.queries.ask(new GetTrialBalance(), scope);
      const told = (code: string) => new Map(accounts.filter((account) => account.code === code).map(({ currency, balance }) => [currency, -BigInt(balance)]));
      if (same(sums(days, 'payable_minor'), told('studio_payable')) && same(sums(days, 'reserve_minor'), told('studio_reserve'))) return true;
    }
    return false;
  }
}

function sums(days: readonly Pick<StudioDay, 'currency' | 'payable_minor' | 'reserve_minor'>[], of: 'payable_minor' | 'reserve_minor'): Map<string, bigint> {
  const sum = new Map<string, bigint>();
  for (const day of days) sum.set(day.currency, (sum.get(day.currency) ?? 0n) + day[of]);
  return sum;
}

function same(a: ReadonlyMap<string, bigint>, b: ReadonlyMap<string, bigint>): boolean {
  return [...new Set([...a.keys(), ...b.keys()])].every((currency) => (a.get(currency) ?? 0n) === (b.get(currency) ?? 0n));
}
