interface FailedReport {
  testResults: { name: string; message: string; status: string; assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
}
export function failedTests(root: string, report: FailedReport): string;
