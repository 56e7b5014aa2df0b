import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { ListBookedEntries, ListBookedMonths, ListClosedBalances, ListMonths } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { firstDay, lastDay, type Month } from '#platform/kernel/calendar-month';
import { InvariantBroken } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { CSV_HEADER, csvOf, jsonOf, linesOf, Totals, type GeneralLedgerLine, type MappedAccount } from '../domain/general-ledger.js';
import { GetAccountMapping, KeepMappingOfMonth } from './account-mapping.js';
import { MonthBooks } from './month-books.js';

/** Entries that are in memory at once. */
const PAGE = 500;

/**
 * The general ledger of a month as a file, by game, day and entry: read and written page by page, whatever its length. Of a closed month it is the same to the byte each time, and its totals are those with which the month was closed: where
 * they are not, the file breaks off and an alarm says so.
 */
@Injectable()
export class GeneralLedger {
  private readonly logger = new Logger('Books');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly books: MonthBooks) {}

  async csv(legalEntity: string | undefined, month: Month, scope: Scope): Promise<Readable> {
    const lines = await this.lines(legalEntity, month, scope);
    return Readable.from((async function* () {
      yield CSV_HEADER;
      for await (const page of lines.pages) yield page.map(csvOf).join('');
    })());
  }

  async json(legalEntity: string | undefined, month: Month, scope: Scope): Promise<Readable> {
    const { head, pages } = await this.lines(legalEntity, month, scope);
    return Readable.from((async function* () {
      yield `${JSON.stringify(head).slice(0, -1)},"data":[`;
      let isFirst = true;
      for await (const page of pages) {
        yield `${isFirst ? '' : ','}${page.map(jsonOf).join(',')}`;
        isFirst = false;
      }
      yield ']}';
    })());
  }

  /** What can be refused is refused before the first line. */
  private async lines(named: string | undefined, month: Month, scope: Scope): Promise<{ head: object; pages: AsyncGenerator<GeneralLedgerLine[]> }> {
    const { id } = await this.books.entity(named, scope);
    const { state } = (await this.queries.ask(new ListMonths(id, month, month), scope))[0]!;
    const version = state === 'closed' ? await this.commands.execute(new KeepMappingOfMonth(id, month), scope) : null;
    const mapping = await this.queries.ask(new GetAccountMapping(version), scope);
    const closed = state === 'closed' ? await this.queries.ask(new ListClosedBalances(id, month), scope) : [];
    return { head: { legal_entity: id, period: month, state, mapping_version: mapping.version }, pages: this.held(this.pages(id, month, new Map(mapping.accounts.map((each) => [each.account, each])), scope), closed, id, month) };
  }

  /** Adds up what goes by. A month that an earlier build closed has no balances to be held against. */
  private async *held(pages: AsyncGenerator<GeneralLedgerLine[]>, closed: readonly { account: string; currency: string; debits_minor: bigint; credits_minor: bigint }[], legalEntity: string, month: Month): AsyncGenerator<GeneralLedgerLine[]> {
    const totals = new Totals();
    for await (const page of pages) {
      page.forEach((line) => totals.add(line));
      yield page;
    }
    const wrong = closed.length === 0 ? [] : totals.differ(closed);
    if (wrong.length === 0) return;
    this.logger.error({ msg: 'ALARM: a closed month is not what it was closed with', legal_entity: legalEntity, period: month, count: wrong.length, first: wrong[0] });
    throw new InvariantBroken(`${month} of ${legalEntity} is not what it was closed with: ${wrong.slice(0, 20).join(', ')}`);
  }

  private async *pages(legalEntity: string, month: Month, mapped: ReadonlyMap<string, MappedAccount>, scope: Scope): AsyncGenerator<GeneralLedgerLine[]> {
    for await (const game of this.books.liveGames(scope)) {
      if (!(await this.queries.ask(new ListBookedMonths(legalEntity), game)).includes(month)) continue;
      for (const day of daysOf(month)) {
        for (let after = ''; ;) {
          const entries = await this.queries.ask(new ListBookedEntries(legalEntity, day, after, PAGE), game);
          if (entries.length > 0) yield entries.flatMap((entry) => linesOf({ legal_entity: legalEntity, period: month, game_id: game.gameId }, entry, mapped));
          if (entries.length < PAGE) break;
          after = entries.at(-1)!.id;
        }
      }
    }
  }
}

function daysOf(month: Month): string[] {
  const last = Number(lastDay(month).slice(8));
  return Array.from({ length: last }, (_, n) => `${firstDay(month).slice(0, 8)}${String(n + 1).padStart(2, '0')}`);
}
