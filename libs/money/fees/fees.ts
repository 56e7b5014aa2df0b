import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { divideRounded } from '#platform/kernel/rational';
import { ComputePlatformFee } from './contracts/queries.js';

/** The plan of a studio that has none of its own: 5 % of the net amount. */
export const DEFAULT_PLAN = { id: 'default', valid_from: '0001-01-01', rate_ppm: 50_000 } as const;

interface Plan {
  id: string;
  valid_from: string;
  rate_ppm: number;
}

/** `rate_ppm` of the net amount, half away from zero. */
export function feeOf(netMinor: bigint, ratePpm: number): bigint {
  return divideRounded(netMinor * BigInt(ratePpm), 1_000_000n, 'half_away_from_zero');
}

const KNOWN_FOR_MS = 5_000;
const GAMES_MAX = 1_000;

@QueryHandler(ComputePlatformFee)
export class ComputePlatformFeeHandler implements IQueryHandler<ComputePlatformFee> {
  private readonly known = new Map<string, { plans: Plan[]; until: number }>();

  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ input }: ComputePlatformFee) {
    const plans = await this.plans(currentScope().gameId);
    const plan = plans.find((candidate) => candidate.valid_from <= input.date) ?? DEFAULT_PLAN;
    return { fee_minor: Number(feeOf(BigInt(input.net_minor), plan.rate_ppm)), plan_id: plan.id };
  }

  /** Plans of a game, newest first. They change rarely and are asked for at every sale, so they are kept for 5 s. */
  private async plans(gameId: string): Promise<Plan[]> {
    const now = this.clock.now().getTime();
    const cached = this.known.get(gameId);
    if (cached && cached.until > now) return cached.plans;
    const plans = await this.database.query<Plan & Record<string, unknown>>(`SELECT id, valid_from::text AS valid_from, rate_ppm FROM fees.fee_plan WHERE game_id = $1 ORDER BY valid_from DESC LIMIT 1000`, [gameId]);
    if (this.known.size >= GAMES_MAX) this.known.delete(this.known.keys().next().value!);
    this.known.set(gameId, { plans, until: now + KNOWN_FOR_MS });
    return plans;
  }
}
