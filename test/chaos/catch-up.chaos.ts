import { setTimeout as pause } from 'node:timers/promises';
import { goal } from './goals.js';
import type { Verdict } from './purchases.js';
import { now } from './receiver-apart.js';
import { figure, happened, most, none, percentile, short, told, within } from './verdicts.js';
import { inWorld, type ChaosGame, type WebhookWorld } from './webhook-world.js';

/** CHAOS_EVENTS changes the scale; in full it is 50,000. */
const EVENTS = Number(process.env.CHAOS_EVENTS ?? 50_000);
/** Of so many things, each of which goes through so many states. */
const STATES = 10;
const AT_ONCE = 100;
const HANDS = 4;
const PAGE = 500;
/** How the ids of those things begin: the log has those of the neighbour too. */
const AWAY = 'ord_away_';
const PUSH_SECONDS = 480;
/** One event a quarter of a second to a webhook that is well, all the while. */
const NEIGHBOUR_MS = 250;

/** What a game makes of events, in whatever order and however often they come: the latest state of each thing, and how many events of it there were. */
class Books {
  private readonly latest = new Map<string, { sequence: number; nth: number }>();
  readonly ids = new Set<string>();
  twice = 0;

  add({ eventId, aggregateId, sequence, nth }: { eventId: string; aggregateId: string; sequence: number; nth: number }): void {
    if (this.ids.has(eventId)) return void this.twice++;
    this.ids.add(eventId);
    const known = this.latest.get(aggregateId);
    if (!known || sequence > known.sequence) this.latest.set(aggregateId, { sequence, nth });
  }

  /** Things whose state or number of events is another than in these. */
  differences(other: Books): number {
    const keys = new Set([...this.latest.keys(), ...other.latest.keys()]);
    const missing = [...other.ids].filter((id) => !this.ids.has(id)).length + [...this.ids].filter((id) => !other.ids.has(id)).length;
    return missing + [...keys].filter((key) => JSON.stringify(this.latest.get(key)) !== JSON.stringify(other.latest.get(key))).length;
  }
}

interface Logged { event_id: string; aggregate_id: string; sequence: number; body: string }
interface LogPage { data: Logged[]; has_more: boolean; next_cursor: string | null }

const read = (world: WebhookWorld, game: ChaosGame, after: string | null): Promise<LogPage> => world.studio<LogPage>(game, 'GET', `/v1/event_log?limit=${PAGE}${after ? `&starting_after=${after}` : ''}`);
const nthOf = (body: string): number => (JSON.parse(body) as { event_data: { nth: number } }).event_data.nth;

/** Reads the log page by page, from `after` until `isOver` and nothing more is there. */
async function readLog(world: WebhookWorld, game: ChaosGame, isOver: () => boolean): Promise<{ books: Books; slowest: number; seconds: number }> {
  const [books, began] = [new Books(), now()];
  let [after, slowest]: [string | null, number] = [null, 0];
  for (;;) {
    const [wasOver, asked] = [isOver(), now()];
    const page = await read(world, game, after);
    slowest = Math.max(slowest, now() - asked);
    for (const each of page.data) if (each.aggregate_id.startsWith(AWAY)) books.add({ eventId: each.event_id, aggregateId: each.aggregate_id, sequence: each.sequence, nth: nthOf(each.body) });
    after = page.next_cursor;
    // What was committed a moment ago may still be held back by an older transaction: the end is where nothing has come for a while.
    if (page.data.length === 0 && wasOver && books.ids.size >= EVENTS) return { books, slowest, seconds: (now() - began) / 1_000 };
    if (page.data.length === 0 && wasOver && now() - began > PUSH_SECONDS * 1_000) return { books, slowest, seconds: Number.POSITIVE_INFINITY };
    if (page.data.length === 0) await pause(100);
  }
}

/** Our own books: the rows, past the API. */
async function ours(world: WebhookWorld, game: ChaosGame): Promise<Books> {
  const { rows } = await world.admin.query<{ id: string; aggregate_id: string; sequence: string; head: Buffer }>(
    `SELECT id, aggregate_id, sequence, head FROM webhooks.event WHERE game_id = $1 AND aggregate_id LIKE $2`, [game.scope.gameId, `${AWAY}%`]);
  const books = new Books();
  for (const row of rows) books.add({ eventId: row.id, aggregateId: row.aggregate_id, sequence: Number(row.sequence), nth: Number(/"nth":(\d+)/.exec(row.head.toString('utf8'))![1]) });
  return books;
}

/** A webhook that is well and gets an event now and then: how long each of them takes, while others are away or catch up. */
class Neighbour {
  private readonly sent = new Map<string, { at: number; phase: string }>();
  private readonly running: Promise<void>;
  private isOver = false;
  phase = '';

  constructor(private readonly world: WebhookWorld, game: ChaosGame) {
    this.running = this.run(game);
  }

  private async run(game: ChaosGame): Promise<void> {
    const endpoint = await this.world.endpointApart(game, 'neighbour', { events: ['payment.dispute'] });
    for (let n = 0; !this.isOver; n++) {
      const [phase, [id]] = [this.phase, await this.world.announce(game, [`ord_neighbour_${n}`], n, endpoint)];
      this.sent.set(id!, { at: now(), phase });
      await pause(NEIGHBOUR_MS);
    }
  }

  /** Milliseconds by phase; what has not arrived took for ever. */
  async end(): Promise<Map<string, number[]>> {
    this.isOver = true;
    await this.running;
    await within(async () => (await this.world.apart.takenBy('neighbour')) >= this.sent.size, 120);
    const arrived = new Map((await this.world.apart.taken('neighbour')).map(({ eventId, at }) => [eventId, at]));
    const phases = new Map<string, number[]>();
    for (const [id, { at, phase }] of this.sent) phases.set(phase, [...(phases.get(phase) ?? []), (arrived.get(id) ?? Number.POSITIVE_INFINITY) - at]);
    return phases;
  }
}

/** Writes all events by several hands, each thing through its states in their order. */
async function happen(world: WebhookWorld, game: ChaosGame): Promise<void> {
  const keys = Array.from({ length: Math.ceil(EVENTS / STATES) }, (_, n) => `${AWAY}${String(n).padStart(6, '0')}`);
  const part = Math.ceil(keys.length / HANDS);
  await Promise.all(Array.from({ length: HANDS }, async (_, hand) => {
    const mine = keys.slice(hand * part, (hand + 1) * part);
    for (let nth = 0; nth < STATES; nth++) for (let from = 0; from < mine.length; from += AT_ONCE) await world.announce(game, mine.slice(from, from + AT_ONCE), nth);
  }));
}

/** Everything again that was not taken, page by page, as the API has it. */
async function recover(world: WebhookWorld, game: ChaosGame, endpointId: string, since: number): Promise<number> {
  let replayed = 0;
  for (let after: string | null = null; ; ) {
    const page: { replayed: number; has_more: boolean; next_cursor: string | null } = await world.studio(game, 'POST', `/v1/webhooks/${endpointId}/recover`, { since, ...(after ? { starting_after: after } : {}) });
    replayed += page.replayed;
    if (!page.has_more) return replayed;
    after = page.next_cursor;
  }
}

async function pushed(world: WebhookWorld, route: string): Promise<Books> {
  const books = new Books();
  for (const each of await world.apart.taken(route)) books.add(each);
  return books;
}

async function catchUp(world: WebhookWorld): Promise<Verdict[]> {
  const game = await world.game();
  const [down, off] = [await world.endpointApart(game, 'down'), await world.endpointApart(game, 'off')];
  const since = Math.floor(Date.now() / 1_000) - 60;
  await world.apart.behave('down', 503);
  await world.studio(game, 'PUT', `/v1/webhooks/${off.endpoint_id}`, { enabled: false });
  const neighbour = new Neighbour(world, game);
  let isWritten = false;
  neighbour.phase = 'away';
  // One reader follows while it is written, by several hands at once; one comes when all is over.
  const following = readLog(world, game, () => isWritten);
  const began = now();
  await happen(world, game);
  const writing = (now() - began) / 1_000;
  isWritten = true;
  const followed = await following;
  // Both are away for a while longer, as deep as they are now.
  await pause(Math.min(90_000, EVENTS * 2));
  const pending = await world.pending(game);
  const late = await readLog(world, game, () => true);
  neighbour.phase = 'catching up';
  await world.apart.behave('down', 200);
  const back = now();
  await world.studio(game, 'PUT', `/v1/webhooks/${off.endpoint_id}`, { enabled: true });
  const recovered = await recover(world, game, down.endpoint_id, since);
  const taken = async (): Promise<number> => Math.min(await world.apart.takenBy('down'), await world.apart.takenBy('off'));
  const allTaken = await within(async () => (await taken()) >= EVENTS, PUSH_SECONDS);
  const seconds = (now() - back) / 1_000;
  const quiet = await within(async () => (await world.pending(game)) === 0, 60);
  const phases = await neighbour.end();
  const [books, { wrong }] = [await ours(world, game), await world.apart.counts()];
  const [ofDown, ofOff] = [await pushed(world, 'down'), await pushed(world, 'off')];
  return [
    figure('events while two consumers were away', `${books.ids.size} of ${Math.ceil(EVENTS / STATES) * STATES}, ${short(books.ids.size / writing)} a second`, books.ids.size === Math.ceil(EVENTS / STATES) * STATES),
    happened('deliveries that waited', pending), happened('sent again by recover', recovered),
    figure('both have caught up by push, s', allTaken ? `${short(seconds)}, ${short((2 * books.ids.size) / seconds)} deliveries a second` : `not in ${PUSH_SECONDS}: ${await taken()}`, allTaken),
    none('differences of who was down (503, recovered)', ofDown.differences(books)), none('differences of who was disabled (enabled)', ofOff.differences(books)),
    none('differences of who read the log afterwards', late.books.differences(books)), none('differences of who followed the log meanwhile', followed.books.differences(books)),
    none('events that a log told twice', late.books.twice + followed.books.twice), told('s to read the log from its beginning', short(late.seconds)), told('ms to a page of the log, at most', short(Math.max(late.slowest, followed.slowest))),
    told('pushed twice', ofDown.twice + ofOff.twice), none('signatures that do not verify', wrong), { goal: 'nothing is left', figure: quiet ? 'yes' : 'no', isGood: quiet },
    ...[...phases].map(([phase, list]) => most(`ms to a neighbour while they are ${phase}, p99`, percentile(list, 0.99), 1_000)),
  ];
}

describe('a consumer that was away', () => {
  goal({
    id: 'G25', promise: 'while thousands of events occurred catches up by push and by the log: its state is ours, no id is missing and none is twice',
    scale: `${EVENTS} events for 50,000, written as every announcement is once its outbox has told of it; away for minutes for 24 h`,
  }, () => inWorld(['mailbox', 'psp', 'game'], catchUp, { apart: true }));
});
