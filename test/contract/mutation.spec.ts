import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { MODULES } from '../../tools/mutation/modules.mjs';
import { ROOT } from '../arch/source-tree.js';

/** What G31 wants a score of. */
const WANTED = ['access', 'egress', 'idempotency', 'ledger', 'money', 'signing', 'tax'];
const SCORE_MIN = 90;
const RESULTS = readFileSync(path.join(ROOT, 'bench/RESULTS.md'), 'utf8');

/** What is wrong with the table of scores: a module without a row, figures that do not add up, a score below 90 % without what was stopped by the clock. */
function faultsOf(results: string): string[] {
  const rows = [...results.slice(results.indexOf('\n## Mutation\n')).matchAll(/^\| (\w+) [^|]*\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| [^|]+ \| ([\d.]+) % \| ([\d.]+) % \|/gm)];
  const names = rows.map(([, name]) => name!);
  return [
    ...WANTED.filter((name) => !names.includes(name)).map((name) => `${name} has no score`),
    ...rows.flatMap(([, name, ...cells]) => {
      const [faults, found, hung, missed, score, certain] = cells.map(Number) as [number, number, number, number, number, number];
      const percent = (some: number): number => Number(((some * 100) / faults).toFixed(1));
      const addsUp = found + missed === faults && percent(found) === score && percent(found - hung) === certain;
      return [...(addsUp ? [] : [`${name} does not add up`]), ...(certain >= SCORE_MIN ? [] : [`${name} has ${certain} %`])];
    }),
  ];
}

const isThere = (pattern: string): boolean => {
  const [before, behind] = path.posix.basename(pattern).split('*');
  const folder = path.join(ROOT, path.posix.dirname(pattern));
  return behind === undefined ? existsSync(path.join(ROOT, pattern)) : readdirSync(folder).some((name) => name.startsWith(before!) && name.endsWith(behind));
};

describe('the modules whose tests are tested', () => {
  it('name code and tests that are there', () => {
    const gone = Object.values(MODULES).flatMap(({ mutate, tests }) => [...mutate, ...tests]).filter((pattern) => !pattern.startsWith('!') && !isThere(pattern));
    expect(gone).toEqual([]);
  });

  it('have a score that was measured, of 90 % without the faults that were found by the clock alone', () => {
    expect(WANTED.filter((name) => !(name in MODULES))).toEqual([]);
    expect(faultsOf(RESULTS)).toEqual([]);
  });

  it('turns red for a score that is gone, too low, or other than its figures', () => {
    const told = (row: string): string[] => faultsOf(`${RESULTS.replace(/^\| tax \(.*\n/m, '')}\n${row}\n`);
    expect(told('')).toEqual(['tax has no score']);
    expect(told('| tax (x) | 100 | 89 | 0 | 11 | 0 | 89.0 % | 89.0 % | 1 |')).toEqual(['tax has 89 %']);
    expect(told('| tax (x) | 100 | 95 | 6 | 5 | 0 | 95.0 % | 89.0 % | 1 |')).toEqual(['tax has 89 %']);
    expect(told('| tax (x) | 100 | 95 | 0 | 6 | 0 | 95.0 % | 95.0 % | 1 |')).toEqual(['tax does not add up']);
    expect(told('| tax (x) | 100 | 95 | 0 | 5 | 0 | 97.0 % | 95.0 % | 1 |')).toEqual(['tax does not add up']);
  });
});
