import { Injectable } from '@nestjs/common';
import { GetFirstMonth, ListBookedMonths, ListBookMovements, ListClosedBalances, ListEntitiesOfBooks, ListGamesWithBooks, type BookMovement, type EntityOfBooks } from '#money/ledger/queries';
import { EntityOfBooksNotFound } from '#money/ledger/errors';
import { Queries } from '#platform/cqrs/doors';
import { addMonths, type Month } from '#platform/kernel/calendar-month';
import { inPages } from '#platform/kernel/pages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { GetEnvironment } from '#studio/games/queries';
import { addedUp, closingOf } from '../domain/month-checks.js';

const CAUSE = 'books.read';

/** Reads the books of a legal entity over all live games, one after the other. A sandbox sells nothing. Outside of any transaction. */
@Injectable()
export class MonthBooks {
  constructor(private readonly queries: Queries) {}

  /** The one that is named; else whoever sells to everybody else. Throws `ledger.entity_not_found`. */
  async entity(named: string | undefined, scope: Scope): Promise<EntityOfBooks> {
    const all = await this.queries.ask(new ListEntitiesOfBooks(), scope);
    const found = all.find(({ id, is_rest }) => (named === undefined ? is_rest : id === named));
    if (!found) throw new EntityOfBooksNotFound(named ?? '');
    return found;
  }

  async *liveGames(scope: Scope): AsyncGenerator<Scope> {
    for await (const game of this.allGames(scope)) if ((await this.queries.ask(new GetEnvironment(), game)) === 'live') yield game;
  }

  async *allGames(scope: Scope): AsyncGenerator<Scope> {
    for await (const id of inPages((after) => this.queries.ask(new ListGamesWithBooks(after), scope))) yield systemScope(id, CAUSE, scope.requestId);
  }

  /** The month whose turn it is to be closed: that after the last closed one; else the first one with something in these books, or, where there is nothing, in any. */
  async next(entity: EntityOfBooks, scope: Scope): Promise<Month | null> {
    if (entity.last_closed !== null) return addMonths(entity.last_closed, 1);
    const [own, any]: Month[][] = [[], []];
    for await (const game of this.allGames(scope)) {
      own!.push(...(await this.queries.ask(new ListBookedMonths(entity.id), game)).slice(0, 1));
      const first = await this.queries.ask(new GetFirstMonth(), game);
      if (first !== null) any!.push(first);
    }
    const first = [...(own!.length > 0 ? own! : any!)].sort()[0] ?? null;
    return first !== null && first < entity.begins ? entity.begins : first;
  }

  /** The trial balance of a month: as it was closed, or as the books stand. */
  async balances(legalEntity: string, month: Month, scope: Scope): Promise<(BookMovement & { closing_minor: bigint })[]> {
    const closed = await this.queries.ask(new ListClosedBalances(legalEntity, month), scope);
    return (closed.length > 0 ? closed : await this.asTheyStand(legalEntity, month, scope)).map((row) => ({ ...row, closing_minor: closingOf(row) }));
  }

  /** Added up from the balances with which the month before was closed; where it was not, from all that was ever posted. */
  async asTheyStand(legalEntity: string, month: Month, scope: Scope): Promise<BookMovement[]> {
    const carried = await this.queries.ask(new ListClosedBalances(legalEntity, addMonths(month, -1)), scope);
    let sums = addedUp(carried, []);
    for await (const game of this.liveGames(scope)) sums = addedUp([], [sums, await this.queries.ask(new ListBookMovements(legalEntity, month, carried.length === 0), game)]);
    return sums;
  }

  /** Whether a live game had books in a month or before. */
  async hasLiveBooks(month: Month, scope: Scope): Promise<boolean> {
    for await (const game of this.liveGames(scope)) {
      const first = await this.queries.ask(new GetFirstMonth(), game);
      if (first !== null && first <= month) return true;
    }
    return false;
  }
}
