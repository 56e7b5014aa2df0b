import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { CallScope, Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Injectable } from '@nestjs/common';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Call, Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Limits } from '#platform/limits/limits';
import { TaxIdMalformed, TaxIdNotCheckable } from '../contracts/errors.js';
import { CheckTaxId, type TaxPlace } from '../contracts/queries.js';
import { newTaxIdCheckId } from '../contracts/ids.js';
import { bareTaxId, type TaxIdOutcome } from '../domain/tax-id-existence.js';
import { checkTaxId } from '../domain/tax-ids.js';
import { shippedTables } from '../infra/rate-files.js';
import { type TaxIdCheckRow, TaxIdChecksRepository } from '../infra/tax-id-checks.repository.js';
import { type RegisterAnswer, TaxIdRegister } from '../domain/tax-id-register.js';

/** Within this time nobody is asked again: the register counts who asks too often. */
const ASKED_AGAIN_AFTER_MS = 24 * 3_600_000;
/** Of one game: the register shuts out an address that asks in bulk, and all games share ours. */
const QUESTIONS = { capacity: 20, perSecond: 0.5 } as const;

export interface TaxIdCheckView {
  id: string;
  territory: string;
  number: string;
  register: string;
  outcome: TaxIdOutcome;
  consultation_id: string | null;
  failure: string | null;
  checked_at: number;
}

const view = (row: TaxIdCheckRow): TaxIdCheckView => ({ ...row, checked_at: unixSeconds(row.checked_at) });

/** Asks the register; stores nothing. */
export class AskTaxIdRegister extends Call<RegisterAnswer> {
  constructor(readonly territory: string, readonly number: string) {
    super();
  }
}

@QueryHandler(AskTaxIdRegister)
export class AskTaxIdRegisterHandler implements IQueryHandler<AskTaxIdRegister> {
  constructor(private readonly register: TaxIdRegister, private readonly limits: Limits, private readonly callers: CallScope) {}

  async execute({ territory, number }: AskTaxIdRegister): Promise<RegisterAnswer> {
    const { allowed } = await this.limits.take(`tax:id-register:${this.callers.current.gameId}`, QUESTIONS);
    return allowed ? this.register.ask(territory, number) : { outcome: 'unavailable', consultation_id: null, failure: 'asked_too_often' };
  }
}

/** The answer of the last day, null where there is none. */
export class FindTaxIdAnswer extends Query<TaxIdCheckView | null> {
  constructor(readonly territory: string, readonly number: string) {
    super();
  }
}

@QueryHandler(FindTaxIdAnswer)
export class FindTaxIdAnswerHandler implements IQueryHandler<FindTaxIdAnswer> {
  constructor(private readonly checks: TaxIdChecksRepository, private readonly clock: Clock) {}

  async execute({ territory, number }: FindTaxIdAnswer): Promise<TaxIdCheckView | null> {
    const row = await this.checks.answerSince(territory, number, new Date(this.clock.now().getTime() - ASKED_AGAIN_AFTER_MS));
    return row ? view(row) : null;
  }
}

/** Stores what the register said, and that it said nothing. */
export class NoteTaxIdAnswer extends Command<TaxIdCheckView> {
  static readonly context = 'money/tax';
  constructor(readonly asked: { territory: string; number: string; register: string }, readonly answer: RegisterAnswer) {
    super();
  }
}

@CommandHandler(NoteTaxIdAnswer)
export class NoteTaxIdAnswerHandler implements ICommandHandler<NoteTaxIdAnswer> {
  constructor(private readonly checks: TaxIdChecksRepository, private readonly clock: Clock) {}

  async execute({ asked, answer }: NoteTaxIdAnswer): Promise<TaxIdCheckView> {
    const row = { id: newTaxIdCheckId(), ...asked, ...answer, checked_at: this.clock.now() };
    await this.checks.insert(row);
    return view(row);
  }
}

export class ListTaxIdChecks extends Query<{ data: TaxIdCheckView[]; has_more: boolean }> {
  constructor(readonly wish: { number?: string; starting_after?: string; limit: number }) {
    super();
  }
}

@QueryHandler(ListTaxIdChecks)
export class ListTaxIdChecksHandler implements IQueryHandler<ListTaxIdChecks> {
  constructor(private readonly checks: TaxIdChecksRepository) {}

  async execute({ wish }: ListTaxIdChecks): Promise<{ data: TaxIdCheckView[]; has_more: boolean }> {
    const rows = await this.checks.list({ ...wish, limit: wish.limit + 1 });
    return { data: rows.slice(0, wish.limit).map(view), has_more: rows.length > wish.limit };
  }
}

/** Whether a number exists: the answer of the last day, or a new one of the register, which is stored before it is told. */
@Injectable()
export class CheckTaxIdFlow {
  constructor(private readonly calls: Calls, private readonly commands: Commands, private readonly queries: Queries, private readonly register: TaxIdRegister) {}

  /** @throws CountryUnknown, RegionUnknown, PostcodeMalformed, PlaceContradictory, TaxIdNotCheckable, TaxIdMalformed */
  async check(place: TaxPlace, told: string, scope: Scope): Promise<TaxIdCheckView> {
    const { territory } = shippedTables().places.resolve(place).territory;
    if (!this.register.serves(territory)) throw new TaxIdNotCheckable(territory);
    if (checkTaxId(territory, told) !== 'valid') throw new TaxIdMalformed(territory);
    const number = bareTaxId(territory, told);
    const known = await this.queries.ask(new FindTaxIdAnswer(territory, number), scope);
    if (known) return known;
    const answer = await this.calls.ask(new AskTaxIdRegister(territory, number), scope);
    return this.commands.execute(new NoteTaxIdAnswer({ territory, number, register: this.register.name }, answer), scope);
  }
}

@QueryHandler(CheckTaxId)
export class CheckTaxIdHandler implements IQueryHandler<CheckTaxId> {
  constructor(private readonly flow: CheckTaxIdFlow, private readonly callers: CallScope) {}

  async execute({ place, value }: CheckTaxId): Promise<{ outcome: TaxIdOutcome } | null> {
    try {
      const { outcome } = await this.flow.check(place, value, this.callers.current);
      return { outcome };
    } catch (error) {
      if (error instanceof TaxIdNotCheckable || error instanceof TaxIdMalformed) return null;
      throw error;
    }
  }
}
