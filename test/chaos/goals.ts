import { appendFileSync } from 'node:fs';
import type { Verdict } from './purchases.js';

export interface Goal {
  /** As the reliability goals are numbered. */
  id: string;
  /** What is promised, in words. */
  promise: string;
  /** What is smaller here than the goal asks for, and why; null when nothing is. */
  scale: string | null;
  /** How long it may take, where its scale was raised by hand; 20 minutes without. */
  minutes?: number;
}

const MINUTES_MAX = 20;

/** One goal as a test of its own: it ends within 20 minutes unless somebody has asked for more, prints its verdicts, and leaves its line for the table of the whole run (`CHAOS_TABLE`). */
export function goal({ minutes = MINUTES_MAX, ...told }: Goal, work: () => Promise<Verdict[]>): void {
  it(`${told.id} ${told.promise}`, async () => {
    const started = performance.now();
    const verdicts = await work();
    const failed = verdicts.filter(({ isGood }) => !isGood);
    const figure = (failed.length > 0 ? failed : verdicts.filter(({ isFigure }) => isFigure)).map(({ goal: name, figure: value }) => `${name}: ${value}`).join('; ');
    const line = { ...told, figure, verdict: failed.length > 0 ? 'FAILED' : 'held', seconds: Math.round((performance.now() - started) / 1_000) };
    if (process.env.CHAOS_TABLE) appendFileSync(process.env.CHAOS_TABLE, `${JSON.stringify(line)}\n`);
    process.stdout.write(`${table(`${told.id} ${told.promise}${told.scale ? ` (${told.scale})` : ''}, ${line.seconds} s`, verdicts)}\n`);
    expect(failed).toEqual([]);
  }, minutes * 60_000);
}

export function table(title: string, verdicts: Verdict[]): string {
  const width = Math.max(...verdicts.map(({ goal: name }) => name.length));
  return [title, ...verdicts.map(({ goal: name, figure, isGood }) => `  ${isGood ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${figure}`)].join('\n');
}
