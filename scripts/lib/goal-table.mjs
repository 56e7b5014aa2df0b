/**
 * @typedef {{ goal: string, asked: string, figure: string, scale: string, verdict: 'held' | 'below' | 'FAILED' }} GoalRow
 * `held` and `below` as the page says of the goal's number; `FAILED` when a test of it did, or did not run.
 */

/**
 * What a whole run of the tests says of the goals that it holds.
 * @param {string} page docs/reference/goals.md
 * @param {{ testResults: { name: string, assertionResults: { title: string, status: string }[] }[] }} report Jest's, `name` the path of the file
 * @returns {GoalRow[]} the goals with a test in this run, in their order; those of `npm run chaos` alone are not among them
 */
export function goalRows(page, report) {
  const rows = [...page.matchAll(/^\| (G\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+) \|$/gm)];
  return rows.flatMap(([, goal, asked, tests, said, scale]) => {
    const named = tests === '–' ? [] : tests.split('<br>').map(parse).filter(({ file }) => !file.endsWith('.chaos.ts'));
    if (named.length === 0) return [];
    const outcomes = named.map((test) => outcomeOf(test, report));
    const [passed, all] = [sum(outcomes.map((outcome) => outcome.passed)), sum(outcomes.map((outcome) => outcome.all))];
    const isWhole = outcomes.every((outcome) => outcome.all > 0) && passed === all;
    return [{ goal, asked, figure: `${passed} of ${all} tests`, scale, verdict: isWhole ? said : 'FAILED' }];
  });
}

/** @param {GoalRow[]} rows */
export function goalTable(rows) {
  return ['| Goal | Asked | Figure | Scale, or what stands in the way | Verdict |', '|---|---|---|---|---|', ...rows.map(({ goal, asked, figure, scale, verdict }) => `| ${goal} | ${asked} | ${figure} | ${scale} | ${verdict} |`)].join('\n');
}

function parse(cell) {
  const [file = '', title = ''] = cell.trim().split(' › ');
  return { file: file.replaceAll('`', ''), title };
}

/** A title may be that of many: `%s` stands for whatever `it.each` filled in. */
function outcomeOf({ file, title }, report) {
  const pattern = new RegExp(`^${title.split(/%[a-z]/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');
  const found = report.testResults.filter(({ name }) => name.endsWith(`/${file}`)).flatMap(({ assertionResults }) => assertionResults).filter((test) => pattern.test(test.title));
  return { all: found.length, passed: found.filter(({ status }) => status === 'passed').length };
}

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
