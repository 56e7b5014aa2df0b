import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, fromUnixSeconds, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { HoldNeedsCurrency, PayoutHoldNotFound, ReleaseInThePast } from '../contracts/errors.js';
import type { HoldReason } from '../contracts/words.js';
import { HoldRows, type HoldRow } from '../infra/rows.js';
import { TermsRepository } from '../infra/terms.repository.js';

export interface PlacedHold {
  environment: 'sandbox' | 'live';
  /** Null: all currencies, all of them. */
  currency: string | null;
  /** Minor units; null: everything. */
  amount_minor: number | null;
  reason_code: HoldReason;
  /** For the studio. */
  explanation: string;
  evidence_asked: string[];
  /** Unix seconds; null: until somebody releases it. */
  release_at: number | null;
}

/** Keeps money of a studio from being paid out. Throws `payouts.hold_needs_currency`, `payouts.release_in_the_past`. */
export class PlaceHold extends Command<{ id: string }> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly hold: PlacedHold) { super(); }
}

@CommandHandler(PlaceHold)
export class PlaceHoldHandler implements ICommandHandler<PlaceHold> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ studioId, hold }: PlaceHold) {
    const now = this.clock.now();
    if (hold.amount_minor !== null && hold.currency === null) throw new HoldNeedsCurrency();
    if (hold.release_at !== null && hold.release_at <= unixSeconds(now)) throw new ReleaseInThePast();
    const id = newId('pyh');
    await this.database.rows(HoldRows).insert({
      ...hold, studio_id: studioId, id, amount_minor: hold.amount_minor === null ? null : BigInt(hold.amount_minor), release_at: hold.release_at === null ? null : fromUnixSeconds(hold.release_at), placed_by: currentScope().actor.id, placed_at: now, released_by: null, released_at: null,
    });
    return { id };
  }
}

/** Throws `payouts.hold_not_found`. */
export class ReleaseHold extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly holdId: string) { super(); }
}

@CommandHandler(ReleaseHold)
export class ReleaseHoldHandler implements ICommandHandler<ReleaseHold> {
  constructor(private readonly repository: TermsRepository, private readonly clock: Clock) {}
  async execute({ studioId, holdId }: ReleaseHold): Promise<void> {
    if (!(await this.repository.release(studioId, holdId, currentScope().actor.id, this.clock.now()))) throw new PayoutHoldNotFound();
  }
}

export interface HoldView {
  id: string;
  environment: string;
  currency: string | null;
  amount_minor: number | null;
  reason_code: string;
  explanation: string;
  evidence_asked: string[];
  release_at: number | null;
  placed_at: number;
  released_at: number | null;
  is_in_force: boolean;
}

/** Holds of a studio, newest first, at most 200; of one environment where it is named. The scope is the studio's or the operator's. */
export class ListHolds extends Query<HoldView[]> {
  constructor(readonly studioId: string, readonly environment: 'sandbox' | 'live' | null) { super(); }
}

@QueryHandler(ListHolds)
export class ListHoldsHandler implements IQueryHandler<ListHolds> {
  constructor(private readonly repository: TermsRepository, private readonly clock: Clock) {}
  async execute({ studioId, environment }: ListHolds): Promise<HoldView[]> {
    const now = this.clock.now();
    return (await this.repository.holds(studioId, environment, now)).map((row) => holdView(row, now));
  }
}

export function holdView(row: HoldRow, now: Date): HoldView {
  return {
    id: row.id, environment: row.environment, currency: row.currency, amount_minor: row.amount_minor === null ? null : minorToNumber(row.amount_minor), reason_code: row.reason_code, explanation: row.explanation, evidence_asked: row.evidence_asked,
    release_at: unixSecondsOrNull(row.release_at), placed_at: unixSeconds(row.placed_at), released_at: unixSecondsOrNull(row.released_at), is_in_force: row.released_at === null && (row.release_at === null || row.release_at > now),
  };
}
