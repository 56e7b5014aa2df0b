import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../arch/source-tree.js';
import { KnownTests, namedTests, type NamedTest } from './named-tests.js';

const PAGE = 'docs/reference/attacks.md';
const COUNT = 86;

interface Row {
  numbers: number[];
  tests: NamedTest[];
  answer: string;
}

/** The rows of all tables of the page: number, attack, tests, answer. */
function rowsOf(page: string): Row[] {
  return [...page.matchAll(/^\| (\d+) \| (.+?) \| (.+?) \| (.+) \|$/gm)].map(([, number, , tests, answer]) => ({
    numbers: [Number(number)], answer: answer!.trim(), tests: tests === '–' ? [] : namedTests(tests!),
  }));
}

/** What is wrong with the page, one line each. */
function faultsOf(page: string): string[] {
  const rows = rowsOf(page);
  const seen = rows.flatMap(({ numbers }) => numbers);
  const known = new KnownTests();
  const missing = Array.from({ length: COUNT }, (_, at) => at + 1).filter((number) => seen.filter((each) => each === number).length !== 1).map((number) => `attack ${number} does not stand there once`);
  return [...missing, ...rows.flatMap(({ numbers: [number], tests, answer }) => {
    if (tests.length === 0) return /^(Does not apply|Not yet): .{20,}\.$/.test(answer) ? [] : [`attack ${number} has neither a test nor the sentence why`];
    return tests.flatMap((test) => known.faultOf(test) ?? []).map((fault) => `attack ${number}: ${fault}`);
  })];
}

const page = readFileSync(path.join(ROOT, PAGE), 'utf8');

describe(PAGE, () => {
  it('has every attack once, with tests that exist by file and title, or the sentence why it cannot be tried', () => {
    expect(faultsOf(page)).toEqual([]);
  });

  it('turns red for a row that is gone, a test that is renamed, a file that is moved, and a reason that is missing', () => {
    const row = page.split('\n').find((line) => line.startsWith('| 20 |'))!;
    expect(faultsOf(page.replace(`${row}\n`, ''))).toEqual(['attack 20 does not stand there once']);
    expect(faultsOf(page.replace(row, `${row}\n${row}`))).toContain('attack 20 does not stand there once');
    const [first] = rowsOf(page).find(({ numbers }) => numbers[0] === 20)!.tests;
    expect(faultsOf(page.replaceAll(`› ${first!.title}`, '› something else'))).toContain(`attack 20: ${first!.file} has no test "something else"`);
    expect(faultsOf(page.replace(`${first!.file}\``, 'libs/gone.spec.ts`')).join()).toContain('libs/gone.spec.ts is not there');
    expect(faultsOf(page.replace(row, '| 20 | Keys | – | 401 |'))).toEqual(['attack 20 has neither a test nor the sentence why']);
  });
});
