import { goalRows, goalTable, type TestReport } from '../../../scripts/lib/goal-table.mjs';

const page = `
| Goal | Asked | Tests | Verdict | Scale, or what stands in the way |
|---|---|---|---|---|
| G1 | Kills | \`test/a.chaos.ts\` › G1 kills<br>\`test/a.e2e-spec.ts\` › survives (all) of it | held | 200 of 20,000. |
| G2 | Points | \`test/a.chaos.ts\` › G2 points | held | In full. |
| G3 | Races | \`libs/b.spec.ts\` › %s at once are %i | below | Seven of twelve. |
| G4 | Wallets | – | not yet | There are none. |
`;
const report = (...tests: [file: string, title: string, status: string][]): TestReport => ({ testResults: tests.map(([file, title, status]) => ({ name: `/somewhere/${file}`, assertionResults: [{ title, status }] })) });
const good = [['test/a.e2e-spec.ts', 'survives (all) of it', 'passed'], ['libs/b.spec.ts', '30 at once are 1', 'passed'], ['libs/b.spec.ts', '100 at once are 2', 'passed']] as [string, string, string][];

describe('the table of goals that a run of the tests prints', () => {
  it('has those goals that the run holds, with what the page says of their number', () => {
    expect(goalRows(page, report(...good))).toEqual([
      { goal: 'G1', asked: 'Kills', figure: '1 of 1 tests', scale: '200 of 20,000.', verdict: 'held' },
      { goal: 'G3', asked: 'Races', figure: '2 of 2 tests', scale: 'Seven of twelve.', verdict: 'below' },
    ]);
    expect(goalTable(goalRows(page, report(...good)))).toContain('| G3 | Races | 2 of 2 tests | Seven of twelve. | below |');
  });

  it('says FAILED for a test that failed, and for one that was not run', () => {
    const failed = report(good[0]!, good[1]!, [good[2]![0], good[2]![1], 'failed']);
    expect(goalRows(page, failed).map(({ verdict, figure }) => [verdict, figure])).toEqual([['held', '1 of 1 tests'], ['FAILED', '1 of 2 tests']]);
    expect(goalRows(page, report(good[1]!, good[2]!)).map(({ verdict }) => verdict)).toEqual(['FAILED', 'below']);
  });
});
