import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { isCurrency } from '#platform/kernel/currency';
import { Command, Query } from '#platform/kernel/messages';
import { RateDayInvalid, RateDayThere } from './contracts/errors.js';
import { RateBook } from './rate-book.js';

export interface NewRateDay {
  /** `YYYY-MM-DD`, today (UTC) at the latest. */
  day: string;
  /** Who printed it. */
  source: string;
  base: string;
  /** Units of each currency for one of the base, decimals above zero. */
  units: { currency: string; units: string }[];
}
export interface RateDayView extends NewRateDay {
  recorded_by: string;
  /** Unix seconds. */
  recorded_at: number;
}

/** Records the rates of a day, in the operator's scope. Throws `fx.day_invalid`, `fx.day_there`. */
export class RecordRateDay extends Command<void> {
  static readonly context = 'money/fx';
  constructor(readonly told: NewRateDay) { super(); }
}

/** What was recorded, newest first. */
export class ListRateDays extends Query<RateDayView[]> {
  constructor(readonly limit: number) { super(); }
}

@CommandHandler(RecordRateDay)
export class RecordRateDayHandler implements ICommandHandler<RecordRateDay> {
  constructor(private readonly book: RateBook, private readonly clock: Clock) {}

  async execute({ told }: RecordRateDay): Promise<void> {
    const now = this.clock.now();
    if (told.day > now.toISOString().slice(0, 10)) throw new RateDayInvalid('day', `${told.day} is still to come.`);
    const { day, source, base } = told;
    if (!(await this.book.record({ day, source, base, units: unitsOf(told), recorded_by: currentScope().actor.id, recorded_at: now }))) throw new RateDayThere(day);
  }
}

@QueryHandler(ListRateDays)
export class ListRateDaysHandler implements IQueryHandler<ListRateDays> {
  constructor(private readonly book: RateBook) {}

  async execute({ limit }: ListRateDays): Promise<RateDayView[]> {
    return (await this.book.recorded(limit)).map(({ units, recorded_at, ...row }) => ({
      ...row, units: Object.entries(units).sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, each]) => ({ currency, units: each })), recorded_at: unixSeconds(recorded_at),
    }));
  }
}

function unitsOf({ base, units }: NewRateDay): Record<string, string> {
  if (!isCurrency(base)) throw new RateDayInvalid('base', `${base} is not a currency that is known here.`);
  const by = new Map<string, string>();
  for (const each of units) {
    if (!isCurrency(each.currency) || each.currency === base) throw new RateDayInvalid('units', `${each.currency} is the base, or not a currency that is known here.`);
    if (by.has(each.currency)) throw new RateDayInvalid('units', `${each.currency} is there twice.`);
    if (/^[0.]*$/.test(each.units)) throw new RateDayInvalid('units', `${each.currency} is worth nothing.`);
    by.set(each.currency, each.units);
  }
  return Object.fromEntries(by);
}
