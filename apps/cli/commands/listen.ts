import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { wants } from '#studio/game-servers/queries';
import { StudioAccess, StudioRefusal, answering, readArguments } from './studio-access.js';

const USAGE = `usage: hubcraft listen --forward-to URL [--secret whsec_…] [--events order.paid,item.add] [--from EVENT_ID|beginning]

Forwards the events of your environment to a server on this machine, signed as a webhook is. The secret is WEBHOOK_SECRET, --secret, or a new one that is printed.
It only reads the log of events: your registered webhooks are called as before, and nothing counts as acknowledged by what the server answers here.`;

const POLL_MS = 1_000;
const FORWARD_DEADLINE_MS = 15_000;
const PAGE = 100;

interface LogPage {
  data: { event_id: string; event_type: string; body: string }[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface Listening {
  forwardTo: string;
  secret: string;
  events: readonly string[];
  from: string;
  signal: AbortSignal;
  /** Told once, when the place in the log is known from which on everything is forwarded. */
  listens: () => void;
  say: (line: string) => void;
}

function wanted(events: readonly string[], type: string): boolean {
  return events.length === 0 || wants(events, type);
}

/** One event to the server; answers what came of it in a word or two. */
async function forward(listening: Listening, event: LogPage['data'][number]): Promise<string> {
  const body = Buffer.from(event.body);
  const began = performance.now();
  try {
    const answer = await fetch(listening.forwardTo, {
      method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(FORWARD_DEADLINE_MS), body,
      headers: {
        'content-type': 'application/json', 'user-agent': 'Hubcraft/1 (listen)',
        ...signatureHeaders({ scheme: 'standard-webhooks' }, [listening.secret], event.event_id, Math.floor(Date.now() / 1_000), body),
      },
    });
    await answer.body?.cancel();
    return `${answer.status} in ${Math.round(performance.now() - began)} ms`;
  } catch (error) {
    return `no answer (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Reads the log from `from` on until the signal ends it. A server that is away for a while is waited for; a refusal ends it. */
export async function listen(api: StudioAccess, listening: Listening): Promise<void> {
  let cursor: string | null = listening.from === 'beginning' ? null : listening.from;
  let isAway = false;
  let hasBegun = false;
  while (!listening.signal.aborted) {
    try {
      const page: LogPage = await api.ask('GET', `/event_log?limit=${PAGE}${cursor ? `&starting_after=${encodeURIComponent(cursor)}` : ''}`);
      isAway = false;
      if (!hasBegun) listening.listens();
      hasBegun = true;
      for (const event of page.data) {
        if (listening.signal.aborted) return;
        if (wanted(listening.events, event.event_type)) listening.say(`${event.event_type.padEnd(20)} ${event.event_id}  ${await forward(listening, event)}`);
      }
      // An empty log has no end to name yet: everything that comes is new.
      cursor = page.next_cursor;
      if (page.has_more) continue;
    } catch (error) {
      if (!(error instanceof StudioRefusal) || (error.status !== null && error.status < 500 && error.status !== 429)) throw error;
      if (!isAway) listening.say(`${error.message} Trying again.`);
      isAway = true;
    }
    await pause(POLL_MS, undefined, { signal: listening.signal }).catch(() => undefined);
  }
}

/** `hubcraft listen`: until Ctrl-C. */
export function run(args: string[]): Promise<number> {
  return answering(async () => {
    if (args.includes('--help')) return console.log(USAGE), 0;
    const { options, rest } = readArguments(args, ['forward-to', 'secret', 'events', 'from']);
    const forwardTo = options['forward-to'] ?? '';
    if (rest.length > 0 || !/^https?:\/\//.test(forwardTo) || !URL.canParse(forwardTo)) return console.error(USAGE), 2;
    const api = StudioAccess.fromEnvironment();
    const given = options.secret ?? process.env.WEBHOOK_SECRET;
    if (given && !given.startsWith('whsec_')) throw new StudioRefusal('A secret begins with whsec_.', null);
    const secret = given ?? `whsec_${randomBytes(32).toString('base64')}`;
    console.log(given ? 'Signing with the secret that was given.' : `Signing with ${secret}`);
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const events = (options.events ?? '').split(',').filter(Boolean);
    await listen(api, { forwardTo, secret, events, from: options.from ?? 'latest', signal: stop.signal, say: (line) => console.log(line), listens: () => console.log(`Forwarding to ${forwardTo}. Ctrl-C ends.`) });
    return 0;
  });
}
