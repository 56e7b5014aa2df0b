/** The ways this processor can be told to misbehave; the manual says what each does. */
export const FAULT_MODES = ['lose_answer', 'charged_but_unknown', 'delay', 'duplicate', 'reorder', 'wrong_amount', 'fail_refunds'] as const;
export type FaultMode = (typeof FAULT_MODES)[number];
export type AppliesTo = 'answers' | 'notifications';

export interface ActiveFault {
  readonly probability: number;
  count_left: number | null;
  readonly delay_ms: number | null;
  readonly applies_to: AppliesTo | null;
}

export interface Delays {
  async_delay_ms: number;
  refund_delay_ms: number;
  dispute_delay_ms: number;
  dispute_due_ms: number;
  /** As long as `dispute_delay_ms` unless told. */
  dispute_close_ms?: number;
}

/** Switches, dice and counters of the faults. The n-th opportunity of a mode has the same fate under the same seed. */
export class Faults {
  readonly delays: Delays = { async_delay_ms: 120_000, refund_delay_ms: 300, dispute_delay_ms: 60_000, dispute_due_ms: 14 * 86_400_000 };
  private seed = 1;
  private readonly active = new Map<FaultMode, ActiveFault>();
  private readonly injected = new Map<FaultMode, number>(FAULT_MODES.map((mode) => [mode, 0]));
  private dice = new Map<FaultMode, () => number>();

  constructor() {
    this.reseed(1);
  }

  reseed(seed: number): void {
    this.seed = seed;
    this.dice = new Map(FAULT_MODES.map((mode, place) => [mode, dice(seed + place * 0x9e37_79b9)]));
  }

  set(mode: FaultMode, fault: ActiveFault): void {
    this.active.set(mode, fault);
  }

  clear(): void {
    this.active.clear();
  }

  /** Throws the dice for one opportunity; the fault when it strikes (and is counted), else null. */
  strikes(mode: FaultMode, appliesTo?: AppliesTo): ActiveFault | null {
    const fault = this.active.get(mode);
    if (fault === undefined || fault.count_left === 0) return null;
    if (appliesTo !== undefined && (fault.applies_to ?? 'answers') !== appliesTo) return null;
    const thrown = this.dice.get(mode)?.() ?? 0;
    if (thrown >= fault.probability * 2 ** 32) return null;
    if (fault.count_left !== null) fault.count_left -= 1;
    this.injected.set(mode, (this.injected.get(mode) ?? 0) + 1);
    return fault;
  }

  view(): Record<string, unknown> {
    return { modes: Object.fromEntries(this.active), injected: Object.fromEntries(this.injected), seed: this.seed, ...this.delays };
  }
}

/** mulberry32: a small seeded generator of 32-bit integers; no secret depends on it. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
