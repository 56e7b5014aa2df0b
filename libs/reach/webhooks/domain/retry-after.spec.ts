import { secondsToWait } from './retry-after.js';

const NOW = new Date('2026-11-26T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120], [' 5 ', 5], ['0', 0], ['86401', 86_400], ['999999999999', 86_400], ['Thu, 26 Nov 2026 12:10:00 GMT', 600], ['Thursday, 26-Nov-26 12:01:00 GMT', 60], ['Thu, 26 Nov 2026 11:00:00 GMT', 0],
    ['Thu, 26 Nov 2099 12:00:00 GMT', 86_400],
  ])('%s is %d seconds', (header, seconds) => expect(secondsToWait(header, NOW)).toBe(seconds));
  it.each([null, '', 'soon', '-5', '1.5', '1e9', 'Infinity', '2026-11-26T13:00:00Z', 'Thu, no date', '9'.repeat(400)])('%s says nothing', (header) => expect(secondsToWait(header, NOW)).toBe(0));
});
