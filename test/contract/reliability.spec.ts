import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../arch/source-tree.js';
import { KnownTests, namedTests } from './named-tests.js';

const PAGE = 'docs/reference/reliability.md';
const page = readFileSync(path.join(ROOT, PAGE), 'utf8');

/** What is wrong with the page: promises that are not numbered one after the other, and tests that are not there. */
function faultsOf(text: string): string[] {
  const known = new KnownTests();
  return [...text.matchAll(/^\| (\d+) \| (.+?) \| (.+) \|$/gm)].flatMap(([, number, , tests], at) => [
    ...(Number(number) === at + 1 ? [] : [`promise ${number} stands at ${at + 1}`]), ...namedTests(tests!).flatMap((test) => known.faultOf(test) ?? []).map((fault) => `promise ${number}: ${fault}`),
  ]);
}

describe(PAGE, () => {
  it('names a test for every promise, each there by file and title', () => {
    expect(page.match(/^\| \d+ \|/gm)!.length).toBeGreaterThan(15);
    expect(faultsOf(page)).toEqual([]);
  });

  it('turns red for a test or a goal that is renamed, a file that is moved and a promise that is gone', () => {
    expect(faultsOf(page.replace('› charges once for 30 simultaneous payments with one token', '› charges'))).toEqual(['promise 1: test/e2e/races.e2e-spec.ts has no test "charges"']);
    expect(faultsOf(page.replace('› G5 worker', '› G5 nobody')).join()).toContain('promise 6: test/chaos/freeze.chaos.ts has no test "G5 nobody');
    expect(faultsOf(page.replace('test/chaos/redis.chaos.ts', 'test/chaos/gone.ts'))).toEqual(['promise 22: test/chaos/gone.ts is not there']);
    expect(faultsOf(page.replace(/^\| 4 \|.*\n/m, ''))).toContain('promise 5 stands at 4');
  });
});
