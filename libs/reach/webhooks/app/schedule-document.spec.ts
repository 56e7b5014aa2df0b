import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scheduleDocument } from './schedule-document.js';

const file = path.resolve(import.meta.dirname, '../../../../docs/reference/webhook-schedule.md');

describe('the published schedule', () => {
  it('is that of the code: run this test with UPDATE_DOCS=1 after a change', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(file, scheduleDocument());
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(scheduleDocument());
  });

  it('says the waits and the sums in words', () => {
    const lines = scheduleDocument().split('\n');
    expect(lines).toEqual(expect.arrayContaining(['| 2 | 5 s | 5 s to 6 s | 5 s |', '| 5 | 1 min | 54 s to 1 min 6 s | 3 min 35 s |', '| 18 | 1 d | 21 h 36 min to 1 d 2 h | 9 d 19 h |', '## All others: 18 attempts']));
  });
});
