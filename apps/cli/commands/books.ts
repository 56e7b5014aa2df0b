import { SealChecks, type SealFault } from '#platform/seals/seal-checks';
import { withApplication } from '../beside.js';

const USAGE = `usage: hubcraft books verify

  verify   hold every entry of the journal and every order against its seal, and all of them against their sums`;

export function faultLine({ book, game_id, id, what }: SealFault): string {
  return [book, game_id, id].filter(Boolean).join(' ').concat(`: ${what}`);
}

/** `hubcraft books verify`. Exit code 1 when something is not as it was sealed. */
export async function run(args: string[]): Promise<number> {
  if (args.length !== 1 || args[0] !== 'verify') {
    console.error(USAGE);
    return 2;
  }
  return withApplication(async (app) => {
    const started = performance.now();
    const checks = app.get(SealChecks);
    const { rows, count, first } = await checks.checkAll();
    for (const fault of first) console.error(faultLine(fault));
    for (const { book, games, entries, since } of await checks.totals()) console.log(`${book}: ${entries} rows of ${games} games are summed up${since ? `, sealed without exception since ${since}` : ''}`);
    console.log(`${rows} rows held against their seals in ${((performance.now() - started) / 1_000).toFixed(1)} s: ${count === 0 ? 'all are as they were sealed.' : `${count} faults${count > first.length ? `, the first ${first.length} above` : ''}.`}`);
    return count > 0 ? 1 : 0;
  });
}
