import { secondsToWait } from './retry-after.js';
import { waitAfter } from './schedule.js';

/** What an endpoint answered, or why there is no answer. */
export type Answered = { status: number; body: string; isCut: boolean; retryAfter: string | null } | { failure: string; text: string };

export interface Judgement {
  state: 'pending' | 'succeeded' | 'dead';
  closed_reason: 'declined' | null;
  wait_seconds: number;
  status: number | null;
  error_class: string | null;
  error_text: string | null;
  /** What the game says of a decline. */
  message: string | null;
}

const MESSAGE_MAX = 500;

/** An endpoint that says when it will take requests again. */
const SAYS_WHEN = new Set([429, 503]);

/**
 * 2xx is success and nothing else is. `item.add` answered 400 with `{"status":"error","code":"declined"}` is final: the game will not credit. Any other event answered 400 or 422 with
 * `{"status":"error","code":"rejected"}` is over too, and can be replayed: the game says that it would never take it. Everything else is tried again after the schedule's wait, until
 * the schedule ends; 429 and 503 with `Retry-After` not before the time that they name. `round` counts the attempts of this round, this one included; `random` is in [0, 1). A
 * delivery that had succeeded before it was sent again ends as that, whatever it is answered now.
 */
export function judge(type: string, answered: Answered, round: number, random: number, now: Date, hasSucceeded = false): Judgement {
  const judgement = judgeAlone(type, answered, round, random, now);
  return hasSucceeded && judgement.state === 'dead' ? { ...judgement, state: 'succeeded', closed_reason: null } : judgement;
}

function judgeAlone(type: string, answered: Answered, round: number, random: number, now: Date): Judgement {
  const failed = (status: number | null, error_class: string, error_text: string, atLeast = 0): Judgement => {
    const wait = waitAfter(type, round, random);
    return { state: wait === null ? 'dead' : 'pending', closed_reason: null, wait_seconds: wait === null ? 0 : Math.max(wait, atLeast), status, error_class, error_text, message: null };
  };
  if ('failure' in answered) return failed(null, answered.failure, answered.text);
  const { status } = answered;
  if (status >= 200 && status < 300) return { state: 'succeeded', closed_reason: null, wait_seconds: 0, status, error_class: null, error_text: null, message: null };
  const refusal = answered.isCut ? null : refusalIn(answered.body);
  if (type === 'item.add' && status === 400 && refusal?.code === 'declined') {
    const message = refusal.message ?? 'The game declined the items.';
    return { state: 'dead', closed_reason: 'declined', wait_seconds: 0, status, error_class: 'declined', error_text: message, message };
  }
  // A grant cannot be rejected without its money going back: that is what `declined` is for.
  if (type !== 'item.add' && (status === 400 || status === 422) && refusal?.code === 'rejected') {
    return { state: 'dead', closed_reason: null, wait_seconds: 0, status, error_class: 'rejected', error_text: refusal.message ?? 'The endpoint rejected the event.', message: null };
  }
  if (status >= 300 && status < 400) return failed(status, 'redirect', `The endpoint answered ${status}; redirects are not followed.`);
  return failed(status, 'status', `The endpoint answered ${status}.`, SAYS_WHEN.has(status) ? secondsToWait(answered.retryAfter, now) : 0);
}

/** A refusal in the words of the contract, `{"status":"error","code":"…","message":"…"}`; null for anything else. */
function refusalIn(body: string): { code: string; message: string | null } | null {
  try {
    const said = JSON.parse(body) as { status?: unknown; code?: unknown; message?: unknown } | null;
    if (said === null || typeof said !== 'object' || said.status !== 'error' || typeof said.code !== 'string') return null;
    return { code: said.code, message: typeof said.message === 'string' && said.message !== '' ? said.message.slice(0, MESSAGE_MAX) : null };
  } catch {
    return null;
  }
}
