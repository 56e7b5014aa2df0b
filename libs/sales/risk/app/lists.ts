import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { OPERATOR, type Scope } from '#platform/kernel/scope';
import { AlreadyListed, ListEntryEnded, ListEntryNotFound, ListFull, NotListable, SubjectNeeded, ValueOrPayment } from '../contracts/errors.js';
import type { ListEntryView, ListName, ListSubject, Page } from '../contracts/queries.js';
import { AttemptRepository } from '../infra/attempt.repository.js';
import { entryView, ListRepository, type EntryFilter } from '../infra/list.repository.js';
import { RiskKeys } from '../infra/risk-keys.js';
import { pageOf } from './pages.js';

/** Of one game, or of the operator, at once. */
const ENTRIES_MAX = 10_000;
const DAY_MS = 86_400_000;

export interface NewListEntry {
  list: ListName;
  subject: ListSubject;
  /** What is listed, in clear; or the payment whose attempt shows it. */
  value?: string | undefined;
  payment_id?: string | undefined;
  reason: string;
  expires_in_days: number;
}

class AddListEntry extends Command<ListEntryView> {
  static readonly context = 'sales/risk';
  constructor(readonly entry: { list: ListName; subject: ListSubject; value_key: string; reason: string; expires_in_days: number; author_member: string | null }) { super(); }
}

@CommandHandler(AddListEntry)
export class AddListEntryHandler implements ICommandHandler<AddListEntry> {
  constructor(private readonly lists: ListRepository, private readonly clock: Clock) {}

  async execute({ entry: { expires_in_days, ...entry } }: AddListEntry): Promise<ListEntryView> {
    const now = this.clock.now();
    if ((await this.lists.count(now, ENTRIES_MAX)) >= ENTRIES_MAX) throw new ListFull(ENTRIES_MAX);
    const id: string = newId('rle');
    try {
      await this.lists.insert({ ...entry, id, author: currentScope().actor.id, made_at: now, expires_at: new Date(now.getTime() + expires_in_days * DAY_MS) });
    } catch (error) {
      if (violates(error, 'list_entry_once')) throw new AlreadyListed();
      throw error;
    }
    return entryView((await this.lists.find(id))!, now);
  }
}

/** Ends an entry before its time. Throws `risk.list_entry_not_found`, `risk.list_entry_ended`. */
export class EndListEntry extends Command<ListEntryView> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { id: string; reason: string; by?: string; isRepeatable?: boolean }) { super(); }
}

@CommandHandler(EndListEntry)
export class EndListEntryHandler implements ICommandHandler<EndListEntry> {
  constructor(private readonly lists: ListRepository, private readonly clock: Clock) {}

  async execute({ input: { id, reason, by, isRepeatable = false } }: EndListEntry): Promise<ListEntryView> {
    const now = this.clock.now();
    const isEnded = await this.lists.end(id, { by: by ?? currentScope().actor.id, reason, now });
    const row = await this.lists.find(id);
    if (!row) throw new ListEntryNotFound();
    if (!isEnded && !isRepeatable) throw new ListEntryEnded();
    return entryView(row, now);
  }
}

export class ListListEntries extends Query<Page<ListEntryView>> {
  constructor(readonly filter: Omit<EntryFilter, 'open_at'> & { is_open: boolean }) { super(); }
}

@QueryHandler(ListListEntries)
export class ListListEntriesHandler implements IQueryHandler<ListListEntries> {
  constructor(private readonly lists: ListRepository, private readonly clock: Clock) {}

  async execute({ filter: { is_open, limit, ...filter } }: ListListEntries): Promise<Page<ListEntryView>> {
    const now = this.clock.now();
    return pageOf(await this.lists.list({ ...filter, open_at: is_open ? now : undefined, limit: limit + 1 }), limit, (row) => entryView(row, now), ({ id }) => id);
  }
}

class GetKeysOfAttempt extends Query<AttemptKeys | null> {
  constructor(readonly paymentId: string) { super(); }
}
type AttemptKeys = Record<ListSubject, string | null>;

@QueryHandler(GetKeysOfAttempt)
export class GetKeysOfAttemptHandler implements IQueryHandler<GetKeysOfAttempt> {
  constructor(private readonly attempts: AttemptRepository) {}
  async execute({ paymentId }: GetKeysOfAttempt): Promise<AttemptKeys | null> {
    return (await this.attempts.keysOf(paymentId)) ?? null;
  }
}

/** Finds out what is to be listed, and lists it: for a game under its scope, for all of them under the operator's. */
@Injectable()
export class ListDesk {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly attempts: AttemptRepository, private readonly keys: RiskKeys) {}

  async add({ value, payment_id, ...entry }: NewListEntry, scope: Scope, memberId: string | null): Promise<ListEntryView> {
    if ((value === undefined) === (payment_id === undefined)) throw new ValueOrPayment();
    const isOfOperator = scope.gameId === OPERATOR;
    // Which player it is, is a question of a game.
    if (isOfOperator && entry.subject === 'player') throw new NotListable('a player is of one game', 'subject');
    const value_key = value !== undefined ? this.ofValue(entry.subject, value, scope.gameId) : await this.ofPayment(entry.subject, payment_id!, scope, isOfOperator);
    return this.commands.execute(new AddListEntry({ ...entry, value_key, author_member: memberId }), scope);
  }

  /** The keys by which a value may stand there; undefined where none is asked for. */
  keysOf(subject: ListSubject | undefined, value: string | undefined, gameId: string): string[] | undefined {
    if (value === undefined) return undefined;
    if (subject === undefined) throw new SubjectNeeded();
    return this.keys.allToList(subject, value, gameId);
  }

  private ofValue(subject: ListSubject, value: string, gameId: string): string {
    const key = this.keys.toList(subject, value, gameId);
    if (key === null) throw new NotListable(subject === 'bin' ? 'an issuer is six to eight digits' : subject === 'address' ? 'no address of the public internet' : 'no e-mail address');
    return key;
  }

  private async ofPayment(subject: ListSubject, paymentId: string, scope: Scope, isOfOperator: boolean): Promise<string> {
    const found = isOfOperator ? await this.attempts.keysAnywhere(paymentId) : await this.queries.ask(new GetKeysOfAttempt(paymentId), scope);
    const key = subject === 'player' && found?.player ? this.keys.toList('player', found.player, scope.gameId) : (found?.[subject] ?? null);
    if (key === null) throw new NotListable('nothing of the kind is known of this payment', 'payment_id');
    return key;
  }
}
