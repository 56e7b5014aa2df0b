export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  count: number;
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Runs `work` with so many hands until the time is up; answers the rate and the latencies in milliseconds. */
export async function drive(hands: number, seconds: number, work: (hand: number) => Promise<void>): Promise<Measured> {
  const latencies: number[] = [];
  const from = performance.now();
  const until = from + seconds * 1_000;
  await Promise.all(Array.from({ length: hands }, async (_, hand) => {
    while (performance.now() < until) {
      const start = performance.now();
      await work(hand);
      latencies.push(performance.now() - start);
    }
  }));
  const elapsed = (performance.now() - from) / 1_000;
  const sorted = latencies.sort((a, b) => a - b);
  return { perSecond: latencies.length / elapsed, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), count: latencies.length };
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

export function line(name: string, measured: Measured, floor: Measured, statements?: number): string {
  return `| ${name} | ${short(measured.perSecond)} | ${short(measured.p50)} | ${short(measured.p99)} | ${short(floor.perSecond)} | ${(measured.perSecond / floor.perSecond).toFixed(3)} | ${statements === undefined ? '–' : statements.toFixed(1)} |`;
}
