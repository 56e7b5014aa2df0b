import { KEPT_DAYS } from './remove-old.js';
import { ATTEMPT_DEADLINE_MS } from './deliverer.js';
import { BREAKER, FAILING_ATTEMPTS, FAILING_DAYS } from '../domain/endpoint-health.js';
import { RETRY_AFTER_MAX_SECONDS } from '../domain/retry-after.js';
import { GENERAL_WAITS, GRANT_WAITS, JITTER } from '../domain/schedule.js';

const UNITS: [string, number][] = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]];

/** `1 d 3 h`, `2 min 30 s`, `0 s`: the two greatest units that say something. */
function span(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

function table(waits: readonly number[]): string {
  let at = 0;
  const rows = [0, ...waits].map((wait, index) => {
    at += wait;
    return `| ${index + 1} | ${index === 0 ? 'at once' : span(wait)} | ${index === 0 ? '' : `${span(wait * (1 - JITTER))} to ${span(wait * (1 + JITTER))}`} | ${span(at)} |`;
  });
  return `| Attempt | Wait before it | With jitter | After the event |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** docs/reference/webhook-schedule.md: made from the code that decides. */
export function scheduleDocument(): string {
  const grants = [...GRANT_WAITS, ...GENERAL_WAITS];
  return `# When webhooks are sent

Generated from \`libs/reach/webhooks\`. What your server has to do: [the guide](../guides/game-server.md).

Each wait counts from the end of the attempt before and is up to ${JITTER * 100} % shorter or longer. An attempt ends after ${ATTEMPT_DEADLINE_MS / 1_000} seconds in all. A delivery that no attempt has brought is \`dead\`; it is kept for
${KEPT_DAYS} days and can be replayed, from the beginning of the schedule.

## \`item.add\` and \`item.remove\`: ${grants.length + 1} attempts

${table(grants)}
## All others: ${GENERAL_WAITS.length + 1} attempts

${table(GENERAL_WAITS)}
## What changes it

- \`Retry-After\` of 429 and 503 puts the next attempt off to the time that it names, never before its turn in the schedule, and by ${span(RETRY_AFTER_MAX_SECONDS)} at most.
- A webhook that is silent (no answer, 429, 5xx) ${BREAKER.silentAttempts} times in a row is left alone for ${span(BREAKER.firstSeconds)}, twice as long each time after that, ${span(BREAKER.longestSeconds)} at most; then one attempt finds out. What is kept back uses up no attempts.
- A webhook that answers 410, or that took nothing for ${FAILING_DAYS} days and at least ${FAILING_ATTEMPTS} attempts, is disabled, and tells so. Deliveries of a disabled webhook wait without using up attempts, and are sent once it is enabled. A live webhook that has not answered its challenge counts as disabled.
- Of a webhook with \`max_per_second\` or \`max_concurrency\` what is more waits in line, without using up attempts.
`;
}
