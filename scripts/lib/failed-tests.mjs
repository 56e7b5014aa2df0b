import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const LINES = 12;
const LENGTH = 300;

/**
 * Every test that failed with the beginning of what it says, for the end of the output: who sees only the tail of a long log still knows which.
 * @param {string} root what the names of files are relative to
 * @param {{ testResults: { name: string, message: string, status: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[] }} report Jest's
 */
export function failedTests(root, report) {
  const files = report.testResults.filter(({ status }) => status === 'failed').map(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages }) => `  ${fullName}\n${beginning(failureMessages[0] ?? '')}`);
    // A file that could not be loaded has no test that failed, but a message.
    return [path.relative(root, name), ...(failed.length > 0 ? failed : [beginning(message)])].join('\n');
  });
  return ['Failed:', ...files].join('\n');
}

const beginning = (text) => stripVTControlCharacters(text).trim().split('\n').slice(0, LINES).map((line) => `    ${line.slice(0, LENGTH)}`).join('\n');
