import { eventually } from '../support/eventually.js';
import type { Verdict } from './purchases.js';

/** What stands in the table of the whole run, good or not. */
export const figure = (name: string, value: string | number, isGood: boolean): Verdict => ({ goal: name, figure: String(value), isGood, isFigure: true });
/** What there may be none of. */
export const none = (name: string, count: number): Verdict => ({ goal: name, figure: String(count), isGood: count === 0 });
/** What a run without it would prove nothing of. */
export const happened = (name: string, count: number): Verdict => ({ goal: name, figure: String(count), isGood: count > 0, isFigure: true });

/** A figure that may be so much at most. */
export const most = (name: string, value: number, max: number, unit = ''): Verdict => figure(`${name} (${max}${unit})`, `${short(value)}${unit}`, value <= max);
/** One that is told and judged by nobody. */
export const told = (name: string, value: string | number): Verdict => figure(name, value, true);

export const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2));

/** The value that so large a part of them does not exceed; 0 where there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** Waits for `isSo`, up to so long; whether it came true is a verdict, not an end of the run. */
export const within = (isSo: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> => eventually(isSo, seconds * 1_000).then(() => true, () => false);
