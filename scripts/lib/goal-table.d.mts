export interface GoalRow {
  goal: string;
  asked: string;
  figure: string;
  scale: string;
  verdict: 'held' | 'below' | 'FAILED';
}
export interface TestReport {
  testResults: { name: string; assertionResults: { title: string; status: string }[] }[];
}
export function goalRows(page: string, report: TestReport): GoalRow[];
export function goalTable(rows: GoalRow[]): string;
