import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { violates } from '#platform/database/database';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query, type RecordedEvent } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { StandingChanged, type StandingFact } from '#studio/onboarding/events';
import { TermsBeginTooEarly, TermsThere } from '../contracts/errors.js';
import type { KybStatus, Schedule } from '../contracts/words.js';
import { addDays } from '../domain/days.js';
import { DEFAULT_TERMS } from '../domain/terms.js';
import type { StandingRow, TermsRow } from '../infra/rows.js';
import { TermsRepository } from '../infra/terms.repository.js';

/** Terms for a studio from a later day on. Those that there are stay as they were. Throws `payouts.terms_too_early`, `payouts.terms_there`. */
export class SetTerms extends Command<{ id: string }> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly terms: { valid_from: string; delay_days: number; reserve_ppm: number; reserve_days: number; minimum_usd_minor: number; schedule: Schedule; exchange_spread_ppm: number }) { super(); }
}

@CommandHandler(SetTerms)
export class SetTermsHandler implements ICommandHandler<SetTerms> {
  constructor(private readonly repository: TermsRepository, private readonly clock: Clock) {}

  async execute({ studioId, terms }: SetTerms) {
    const now = this.clock.now();
    const tomorrow = addDays(dayOf(now), 1);
    if (terms.valid_from < tomorrow) throw new TermsBeginTooEarly(tomorrow);
    const id = newId('pyt');
    try {
      await this.repository.add({ ...terms, studio_id: studioId, id, minimum_usd_minor: BigInt(terms.minimum_usd_minor), set_by: currentScope().actor.id, set_at: now });
    } catch (error) {
      if (violates((error as { driverError?: unknown }).driverError, 'terms_valid_from_key')) throw new TermsThere(terms.valid_from);
      throw error;
    }
    return { id };
  }
}

/** Whether a studio may be paid from its live environments once it is verified: `approved` and enabled, both. It counts at once, also for payouts that are waiting. */
export class SetStanding extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly standing: { payouts_enabled: boolean; reason: string }) { super(); }
}

@CommandHandler(SetStanding)
export class SetStandingHandler implements ICommandHandler<SetStanding> {
  constructor(private readonly repository: TermsRepository, private readonly clock: Clock) {}
  async execute({ studioId, standing }: SetStanding): Promise<void> {
    await this.repository.setEnabled({ studio_id: studioId, ...standing, set_by: currentScope().actor.id, set_at: this.clock.now() });
  }
}

/** Onboarding says how a studio's verification stands and which of its papers are there: payouts go by it from then on. */
@Injectable()
@Subscribes(StandingChanged, 'money/payouts.hear-of-standing')
export class HearOfStanding implements Subscriber<StandingChanged> {
  constructor(private readonly repository: TermsRepository, private readonly clock: Clock) {}
  async handle(events: RecordedEvent<StandingFact>[]): Promise<void> {
    for (const { payload: { version, ...said } } of events) await this.repository.hear({ ...said, heard_version: version }, currentScope().actor.id, this.clock.now());
  }
}

export interface TermsView { id: string; valid_from: string; delay_days: number; reserve_ppm: number; reserve_days: number; minimum_usd_minor: number; schedule: string; exchange_spread_ppm: number; set_by: string | null; set_at: number | null }
export interface StandingView { kyb_status: KybStatus; payouts_enabled: boolean; reason: string | null; set_by: string | null; set_at: number | null }

/** Of a studio: its terms, newest first, those that hold where nothing else was agreed last. The scope is the studio's or the operator's. */
export class ListTerms extends Query<TermsView[]> {
  constructor(readonly studioId: string) { super(); }
}

export class GetStanding extends Query<StandingView> {
  constructor(readonly studioId: string) { super(); }
}

@QueryHandler(ListTerms)
export class ListTermsHandler implements IQueryHandler<ListTerms> {
  constructor(private readonly repository: TermsRepository) {}
  async execute({ studioId }: ListTerms): Promise<TermsView[]> {
    const rows = await this.repository.list(studioId);
    return [...rows, { ...DEFAULT_TERMS, set_by: null, set_at: null }].map(termsView);
  }
}

@QueryHandler(GetStanding)
export class GetStandingHandler implements IQueryHandler<GetStanding> {
  constructor(private readonly repository: TermsRepository) {}
  async execute({ studioId }: GetStanding): Promise<StandingView> {
    return standingView(await this.repository.standing(studioId));
  }
}

function termsView(row: Omit<TermsRow, 'studio_id' | 'set_by' | 'set_at'> & { set_by: string | null; set_at: Date | null }): TermsView {
  const { id, valid_from, delay_days, reserve_ppm, reserve_days, schedule, exchange_spread_ppm, set_by } = row;
  return { id, valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor: minorToNumber(row.minimum_usd_minor), schedule, exchange_spread_ppm, set_by, set_at: unixSecondsOrNull(row.set_at) };
}

/** Where nothing was set, nobody has asked: nothing leaves a live environment. */
export function standingView(row: StandingRow | undefined): StandingView {
  if (!row) return { kyb_status: 'not_started', payouts_enabled: false, reason: null, set_by: null, set_at: null };
  return { kyb_status: row.kyb_status, payouts_enabled: row.payouts_enabled, reason: row.reason, set_by: row.set_by, set_at: unixSeconds(row.set_at) };
}
