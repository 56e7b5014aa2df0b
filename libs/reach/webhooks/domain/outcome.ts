import { waitAfter } from './schedule.js';

/** What an endpoint answered, or why there is no answer. */
export type Answered = { status: number; body: string; isCut: boolean } | { failure: string; text: string };

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

/**
 * 2xx is success and nothing else is. `item.add` answered 400 with `{"status":"error","code":"declined"}` is final: the game will not credit. Everything else is tried again
 * after the schedule's wait, until the schedule ends. `round` counts the attempts of this round, this one included; `random` is in [0, 1). A delivery that had succeeded before it was
 * sent again ends as that, whatever it is answered now.
 */
export function judge(type: string, answered: Answered, round: number, random: number, hasSucceeded = false): Judgement {
  const judgement = judgeAlone(type, answered, round, random);
  return hasSucceeded && judgement.state === 'dead' ? { ...judgement, state: 'succeeded', closed_reason: null } : judgement;
}

function judgeAlone(type: string, answered: Answered, round: number, random: number): Judgement {
  const failed = (status: number | null, error_class: string, error_text: string): Judgement => {
    const wait = waitAfter(type, round, random);
    return { state: wait === null ? 'dead' : 'pending', closed_reason: null, wait_seconds: wait ?? 0, status, error_class, error_text, message: null };
  };
  if ('failure' in answered) return failed(null, answered.failure, answered.text);
  const { status } = answered;
  if (status >= 200 && status < 300) return { state: 'succeeded', closed_reason: null, wait_seconds: 0, status, error_class: null, error_text: null, message: null };
  const message = type === 'item.add' && status === 400 && !answered.isCut ? declineMessage(answered.body) : null;
  if (message !== null) return { state: 'dead', closed_reason: 'declined', wait_seconds: 0, status, error_class: 'declined', error_text: message, message };
  if (status >= 300 && status < 400) return failed(status, 'redirect', `The endpoint answered ${status}; redirects are not followed.`);
  return failed(status, 'status', `The endpoint answered ${status}.`);
}

function declineMessage(body: string): string | null {
  try {
    const said = JSON.parse(body) as { status?: unknown; code?: unknown; message?: unknown } | null;
    if (said === null || typeof said !== 'object' || said.status !== 'error' || said.code !== 'declined') return null;
    return typeof said.message === 'string' && said.message !== '' ? said.message.slice(0, MESSAGE_MAX) : 'The game declined the items.';
  } catch {
    return null;
  }
}
