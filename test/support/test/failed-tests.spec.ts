import { failedTests } from '../../../scripts/lib/failed-tests.mjs';

const test = (fullName: string, status: string, ...failureMessages: string[]) => ({ fullName, status, failureMessages });

it('the end of a run names each test that failed and what it said, and files that could not be loaded', () => {
  const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const told = failedTests('/root', {
    testResults: [
      { name: '/root/a.spec.ts', status: 'failed', message: 'all of it', assertionResults: [test('a holds', 'passed'), test('a counts', 'failed', `\u001B[31mExpected\u001B[39m 1\n${long}`)] },
      { name: '/root/b.spec.ts', status: 'passed', message: '', assertionResults: [test('b holds', 'passed')] },
      { name: '/root/c.spec.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ],
  });
  expect(told).toMatch(/^Failed:\na\.spec\.ts\n {2}a counts\n {4}Expected 1\n {4}line 0\n/);
  expect(told).toMatch(/ {4}line 10\nc\.spec\.ts\n {4}Cannot find module$/);
  expect(told).not.toMatch(/holds|all of it|line 11/);
});
