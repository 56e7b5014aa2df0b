import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListGamesWithBooks } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { OPERATOR, systemScope, type Scope } from '#platform/kernel/scope';
import { reportBug } from '#platform/log/bugs';
import { GetGame, ListGames, type Environment } from '#studio/games/queries';
import { addDays } from '../domain/days.js';
import { BooksRepository } from '../infra/books.repository.js';
import { KeepBooks } from './keep-books.js';
import { RunPayouts } from './run-payouts.js';

const CAUSE = 'payouts.day';
/** At most so many thousands of games are passed by that were looked at today. */
const PAGES_MAX = 100;

class MarkLooked extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly game: string, readonly day: string) { super(); }
}

@CommandHandler(MarkLooked)
export class MarkLookedHandler implements ICommandHandler<MarkLooked> {
  constructor(private readonly books: BooksRepository) {}
  execute({ game, day }: MarkLooked): Promise<void> {
    return this.books.lookedOn(game, day);
  }
}

/** Which of these games were not looked at on that day, though they have books here. */
class ListNotLooked extends Query<string[]> {
  constructor(readonly games: readonly string[], readonly day: string) { super(); }
}

@QueryHandler(ListNotLooked)
export class ListNotLookedHandler implements IQueryHandler<ListNotLooked> {
  constructor(private readonly books: BooksRepository) {}
  async execute({ games, day }: ListNotLooked): Promise<string[]> {
    const books = await this.books.books();
    return books.filter(({ of_game, looked_on }) => games.includes(of_game) && (looked_on ?? '') < day).map(({ of_game }) => of_game);
  }
}

/** Once a day for each game that has books: adds them up, and when all games of a studio are, lets go what is due to it. A game whose books do not agree holds its studio's payouts up. */
@Injectable()
@Housekeeps('payouts.day')
export class PayoutDayChore implements Chore {
  private readonly logger = new Logger('Payouts');

  constructor(private readonly database: Database, private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock, private readonly keep: KeepBooks, private readonly payouts: RunPayouts) {}

  async due(after: string): Promise<string[]> {
    const today = dayOf(this.clock.now());
    let last = after;
    for (let page = 0; page < PAGES_MAX; page++) {
      const games = await this.queries.ask(new ListGamesWithBooks(last), systemScope(OPERATOR, CAUSE));
      if (games.length === 0) return [];
      const rows = await this.database.asDispatcher<{ of_game: string }>('SELECT of_game FROM payouts.book WHERE of_game = ANY($1) AND looked_on >= $2::date', [games, today]);
      const looked = new Set(rows.map(({ of_game }) => of_game));
      const due = games.filter((game) => !looked.has(game));
      if (due.length > 0) return due;
      last = games.at(-1)!;
    }
    return [];
  }

  /** What fails for one game is told, tried again within the hour, and keeps no other from its turn. */
  async step(gameId: string): Promise<number> {
    try {
      return await this.look(gameId);
    } catch (error) {
      this.logger.error({ msg: 'the payouts of a game were not looked at', game_id: gameId, error: String(error) });
      reportBug(error);
      return 0;
    }
  }

  private async look(gameId: string): Promise<number> {
    const alone = systemScope(gameId, CAUSE);
    const { studio_id, environment } = await this.queries.ask(new GetGame(), alone);
    const scope = { ...alone, studioId: studio_id };
    const today = dayOf(this.clock.now());
    await this.keep.run(scope);
    await this.commands.execute(new MarkLooked(gameId, today), scope);
    try {
      await this.payOut(scope, environment, today);
    } catch (error) {
      // The last game of its studio pays out for all of them: it has to be looked at again today.
      await this.commands.execute(new MarkLooked(gameId, addDays(today, -1)), scope);
      throw error;
    }
    return 1;
  }

  private async payOut(scope: Scope & { studioId: string }, environment: Environment, today: string): Promise<void> {
    const games = (await this.queries.ask(new ListGames(), scope)).filter((game) => game.environment === environment).map(({ id }) => id);
    const left = await this.queries.ask(new ListNotLooked(games, today), scope);
    if (left.length === 0) await this.payouts.run(scope, environment);
  }
}
