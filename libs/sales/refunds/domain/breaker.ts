/** What the breaker of automatic refunds goes by. */
export interface BreakerSetting {
  /** At most so many automatic refunds an hour. */
  perHourMax: number;
  /** At most this share of the orders paid in the last hour. */
  percentMax: number;
}

/** Below this many paid orders an hour a percentage says nothing: one refund of ten sales would be ten percent. */
export const PERCENT_COUNTS_FROM = 20;

/** How many automatic refunds may pass in an hour in which `paid` orders were paid. */
export function admittedMax(setting: BreakerSetting, paid: number): number {
  const byShare = paid >= PERCENT_COUNTS_FROM ? Math.floor((paid * setting.percentMax) / 100) : Number.MAX_SAFE_INTEGER;
  return Math.min(setting.perHourMax, byShare);
}
