import { Injectable } from '@nestjs/common';
import { AskToCloseMonth, CloseMonth, ReopenMonth } from '#money/ledger/commands';
import { CountBookedMeanwhile, CountUntoldEntries, ListGamesWithUntoldEntries, ListMonths, type ClearingExplanation, type MonthBalance, type MonthView } from '#money/ledger/queries';
import { ListUndraftedReturns, UNNAMED_ENTITY } from '#money/returns/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { monthOf, type Month } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { inPages } from '#platform/kernel/pages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { BooksOutOfBalance, ClearingUnexplained, ReturnsNotDrafted } from '../contracts/errors.js';
import { outOfBalance, unexplained } from '../domain/month-checks.js';
import { MonthBooks } from './month-books.js';

/**
 * Closes a month of the books of one legal entity. Two people do: one asks, and explains the clearing accounts that are not at zero; the other closes. Both times the books are looked through: debits equal credits, each clearing account is at
 * zero or explained with the balance that it has, the returns of the month are drafted, and no entry is untold. What is booked between the look and the closing is seen by the ledger, which then closes nothing.
 */
@Injectable()
export class CloseMonthFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly books: MonthBooks, private readonly clock: Clock) {}

  async ask(legalEntity: string | undefined, month: Month, explanations: readonly ClearingExplanation[], scope: Scope): Promise<MonthView> {
    const entity = await this.books.entity(legalEntity, scope);
    const next = await this.books.next(entity, scope);
    const { state } = await this.month(entity.id, month, scope);
    // Whatever is asked out of its turn is refused by the ledger.
    if (state === 'open' && month === next && month < monthOf(this.clock.now())) await this.look(entity, month, explanations, scope);
    await this.commands.execute(new AskToCloseMonth({ legal_entity: entity.id, month, next, explanations: [...explanations] }), scope);
    return this.month(entity.id, month, scope);
  }

  async close(legalEntity: string | undefined, month: Month, scope: Scope): Promise<MonthView> {
    const entity = await this.books.entity(legalEntity, scope);
    const { state, asked_by, asked_at, explanations } = await this.month(entity.id, month, scope);
    const meanwhile = await this.queries.ask(new CountBookedMeanwhile(entity.id, month), scope);
    const untold = await this.untold(scope);
    const isReady = state === 'closing' && asked_by !== scope.actor.id && untold === 0;
    const balances = isReady ? await this.look(entity, month, explanations, scope) : [];
    await this.commands.execute(new CloseMonth({ legal_entity: entity.id, month, untold, meanwhile, asked_at: state === 'closing' ? asked_at : null, balances }), scope);
    return this.month(entity.id, month, scope);
  }

  async reopen(legalEntity: string | undefined, month: Month, scope: Scope): Promise<MonthView> {
    const { id } = await this.books.entity(legalEntity, scope);
    await this.commands.execute(new ReopenMonth({ legal_entity: id, month }), scope);
    return this.month(id, month, scope);
  }

  private async look(entity: { id: string; is_rest: boolean }, month: Month, explanations: readonly ClearingExplanation[], scope: Scope): Promise<MonthBalance[]> {
    const balances = await this.books.asTheyStand(entity.id, month, scope);
    const wrong = outOfBalance(balances);
    if (wrong.length > 0) throw new BooksOutOfBalance(wrong);
    const open = unexplained(balances, explanations);
    if (open.length > 0) throw new ClearingUnexplained(open);
    if (await this.books.hasLiveBooks(month, scope)) {
      const forms = await this.queries.ask(new ListUndraftedReturns(entity.is_rest ? [entity.id, UNNAMED_ENTITY] : [entity.id], month), scope);
      if (forms.length > 0) throw new ReturnsNotDrafted(forms);
    }
    return balances.map(({ account, currency, opening_minor, debits_minor, credits_minor }) => ({ account, currency, opening_minor, debits_minor, credits_minor }));
  }

  private async untold(scope: Scope): Promise<number> {
    let sum = 0;
    for await (const game of inPages((after) => this.queries.ask(new ListGamesWithUntoldEntries(after), scope))) sum += await this.queries.ask(new CountUntoldEntries(), systemScope(game, 'books.untold', scope.requestId));
    return sum;
  }

  private async month(legalEntity: string, month: Month, scope: Scope): Promise<MonthView> {
    return (await this.queries.ask(new ListMonths(legalEntity, month, month), scope))[0]!;
  }
}
