import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import { FeeAboveAll, FeePlanBeginsTooEarly, FeePlanThere, SurchargeTwice } from './contracts/errors.js';
import { DEFAULT_PLAN, type FeePlan } from './fee-plan.js';
import { FeePlansRepository } from './fee-plans.repository.js';

const WHOLE_PPM = 1_000_000;
const DAY_MS = 86_400_000;

export interface NewFeePlan {
  /** Null: all games of the studio. */
  game_id: string | null;
  /** `YYYY-MM-DD` */
  valid_from: string;
  rate_ppm: number;
  fixed_usd_minor: number;
  minimum_usd_minor: number;
  surcharges: { method: string; rate_ppm: number }[];
}
export interface FeePlanView extends NewFeePlan {
  id: string;
  set_by: string | null;
  /** Unix seconds. */
  set_at: number | null;
}

/** A plan for a studio, or one of its games, from a later day on. Those that there are stay as they were. Throws `fees.plan_too_early`, `fees.plan_there`, `fees.surcharge_twice`, `fees.above_all`. */
export class SetFeePlan extends Command<{ id: string }> {
  static readonly context = 'money/fees';
  constructor(readonly studioId: string, readonly plan: NewFeePlan) { super(); }
}

/** Of a studio, newest first; that which holds where nothing else was agreed last. */
export class ListFeePlans extends Query<FeePlanView[]> {
  constructor(readonly studioId: string) { super(); }
}

@CommandHandler(SetFeePlan)
export class SetFeePlanHandler implements ICommandHandler<SetFeePlan> {
  constructor(private readonly repository: FeePlansRepository, private readonly clock: Clock) {}

  async execute({ studioId, plan: { surcharges, ...plan } }: SetFeePlan) {
    const now = this.clock.now();
    const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
    if (plan.valid_from < tomorrow) throw new FeePlanBeginsTooEarly(tomorrow);
    const id = newId('fee');
    const row = { ...plan, studio_id: studioId, id, fixed_usd_minor: numberToMinor(plan.fixed_usd_minor), minimum_usd_minor: numberToMinor(plan.minimum_usd_minor), surcharges_ppm: surchargesOf(plan.rate_ppm, surcharges), set_by: currentScope().actor.id, created_at: now };
    try {
      await this.repository.add(row);
    } catch (error) {
      if (violates((error as { driverError?: unknown }).driverError, 'fee_plan_from_key')) throw new FeePlanThere(plan.valid_from);
      throw error;
    }
    return { id };
  }
}

@QueryHandler(ListFeePlans)
export class ListFeePlansHandler implements IQueryHandler<ListFeePlans> {
  constructor(private readonly repository: FeePlansRepository) {}
  async execute({ studioId }: ListFeePlans): Promise<FeePlanView[]> {
    return [...(await this.repository.list(studioId)).map((row) => view(row, row.set_by, row.created_at)), view(DEFAULT_PLAN, null, null)];
  }
}

function surchargesOf(ratePpm: number, surcharges: NewFeePlan['surcharges']): Record<string, number> {
  const by = new Map<string, number>();
  for (const { method, rate_ppm } of surcharges) {
    if (by.has(method)) throw new SurchargeTwice(method);
    if (ratePpm + rate_ppm > WHOLE_PPM) throw new FeeAboveAll(method);
    by.set(method, rate_ppm);
  }
  return Object.fromEntries(by);
}

function view(plan: FeePlan, setBy: string | null, setAt: Date | null): FeePlanView {
  const { id, game_id, valid_from, rate_ppm } = plan;
  return {
    id, game_id, valid_from, rate_ppm, fixed_usd_minor: minorToNumber(plan.fixed_usd_minor), minimum_usd_minor: minorToNumber(plan.minimum_usd_minor),
    surcharges: Object.entries(plan.surcharges_ppm).map(([method, ppm]) => ({ method, rate_ppm: ppm })).sort((a, b) => (a.method < b.method ? -1 : 1)), set_by: setBy, set_at: unixSecondsOrNull(setAt),
  };
}
