import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../arch/source-tree.js';
import { KnownTests, namedTests } from './named-tests.js';

const PAGE = 'docs/reference/goals.md';
const COUNT = 40;
const page = readFileSync(path.join(ROOT, PAGE), 'utf8');

/** What is wrong with the page: goals that do not stand there in their order, verdicts of another kind, tests that are not there, and what is short of its number without a reason. */
function faultsOf(text: string): string[] {
  const rows = [...text.matchAll(/^\| G(\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+) \|$/gm)];
  const known = new KnownTests();
  return [
    ...(rows.length === COUNT ? [] : [`${rows.length} goals stand there`]),
    ...rows.flatMap(([, number, , tests, verdict, why], at) => [
      ...(Number(number) === at + 1 ? [] : [`G${number} stands at ${at + 1}`]),
      ...(['held', 'below', 'not yet'].includes(verdict!) ? [] : [`G${number} is "${verdict}"`]),
      ...(verdict === 'held' && tests === '–' ? [`G${number} is held by nothing`] : []),
      ...(verdict !== 'held' && why!.length < 40 ? [`G${number} does not say why`] : []),
      ...(tests === '–' ? [] : namedTests(tests!).flatMap((test) => known.faultOf(test) ?? []).map((fault) => `G${number}: ${fault}`)),
    ]),
  ];
}

describe(PAGE, () => {
  it('has every goal once, with its tests by file and title, and a reason where the number is not reached', () => {
    expect(faultsOf(page)).toEqual([]);
  });

  it('turns red for a goal that is gone, a test that is renamed, and a verdict without a reason', () => {
    expect(faultsOf(page.replace(/^\| G3 \|.*\n/m, ''))).toEqual(expect.arrayContaining(['39 goals stand there', 'G4 stands at 3']));
    expect(faultsOf(page.replace('› G5 worker', '› G5 nobody')).join()).toContain('G5: test/chaos/freeze.chaos.ts has no test "G5 nobody');
    expect(faultsOf(page.replace(/\| below \| 13 a second.*\|$/m, '| below | Slow. |'))).toEqual(['G16 does not say why']);
    expect(faultsOf(page.replace('| held | In full. |', '| nearly | In full. |'))).toContain('G8 is "nearly"');
  });
});
