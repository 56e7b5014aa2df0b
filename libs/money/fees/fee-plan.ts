import { divideRounded } from '#platform/kernel/rational';

/** What the platform keeps of a sale, from a day on. A plan is never edited: the next one follows it. */
export interface FeePlan {
  id: string;
  /** Null: all games of the studio. */
  game_id: string | null;
  /** `YYYY-MM-DD` of the first day (UTC). */
  valid_from: string;
  /** Parts per million of the net amount. */
  rate_ppm: number;
  /** US cents by sale, on top. */
  fixed_usd_minor: bigint;
  /** US cents by sale that are kept at least. */
  minimum_usd_minor: bigint;
  /** Payment method → parts per million of the net amount, on top. */
  surcharges_ppm: Readonly<Record<string, number>>;
}

/** Five percent of the net amount: the plan of a studio that has none of its own. */
export const DEFAULT_PLAN: FeePlan = { id: 'default', game_id: null, valid_from: '0001-01-01', rate_ppm: 50_000, fixed_usd_minor: 0n, minimum_usd_minor: 0n, surcharges_ppm: {} };

const MILLION = 1_000_000n;

/** The plan of a game on a day: the newest of its own whose first day is not after it, else the newest for all games of its studio. */
export function planOn(plans: readonly FeePlan[], gameId: string, day: string): FeePlan {
  const begun = plans.filter(({ valid_from }) => valid_from <= day).sort((a, b) => (a.valid_from < b.valid_from ? 1 : -1));
  return begun.find(({ game_id }) => game_id === gameId) ?? begun.find(({ game_id }) => game_id === null) ?? DEFAULT_PLAN;
}

/**
 * The fee of a sale in minor units of its currency: share and surcharge of the net amount (half away from zero, rounded once) and the fixed part, the minimum at least, and never more than the net amount.
 * @param netMinor the sale without tax
 * @param usd what the plan's US cents are in the sale's currency
 */
export function feeOf(netMinor: bigint, plan: Pick<FeePlan, 'rate_ppm' | 'surcharges_ppm'>, method: string | null, usd: { fixed: bigint; minimum: bigint }): bigint {
  const ppm = BigInt(plan.rate_ppm + ((method !== null && Object.hasOwn(plan.surcharges_ppm, method) && plan.surcharges_ppm[method]) || 0));
  const share = divideRounded(netMinor * ppm, MILLION, 'half_away_from_zero') + usd.fixed;
  const fee = share > usd.minimum ? share : usd.minimum;
  return fee < netMinor ? fee : netMinor;
}
