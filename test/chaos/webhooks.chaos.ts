import { setTimeout as pause } from 'node:timers/promises';
import { goal } from './goals.js';
import { seeded, type Verdict } from './purchases.js';
import { figure, happened, none, within } from './verdicts.js';
import { inWorld, type WebhookWorld } from './webhook-world.js';
import type { Taken } from './webhook-receiver.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
/** CHAOS_KEYS changes the scale; in full it is 1000. */
const KEYS = Number(process.env.CHAOS_KEYS ?? 60);
const UNUSED = ['mailbox', 'psp', 'game'] as const;

const keysOf = (count: number, name: string) => Array.from({ length: count }, (_, nth) => `ord_${name}_${String(nth).padStart(5, '0')}`);

/** Events that were taken behind a later one of the same thing. */
function inversionsOf(taken: readonly Taken[]): number {
  const last = new Map<string, number>();
  let inversions = 0;
  for (const { aggregateId, sequence } of taken) {
    const before = last.get(aggregateId) ?? 0;
    if (sequence < before || sequence > before + 1) inversions++;
    last.set(aggregateId, Math.max(before, sequence));
  }
  return inversions;
}

/** Does `step` again and again until `isOver`. */
async function again(isOver: () => boolean, everyMs: number, step: () => Promise<void>): Promise<void> {
  while (!isOver()) {
    await step();
    await pause(everyMs);
  }
}

async function inOrder(world: WebhookWorld): Promise<Verdict[]> {
  const random = seeded(seed);
  const game = await world.game();
  await world.endpoint(game, 'ordered', { ordered: true });
  const keys = keysOf(KEYS, 'g21');
  const stuck = new Set(keys.slice(0, 5));
  let isStuck = true;
  // 404 is a failure of this event alone: 5xx would have the whole webhook left alone for a while.
  world.receiver.behaviour = (_route, { aggregateId, sequence }) => (isStuck && stuck.has(aggregateId) && sequence === 3) || random() < 0.3 ? 404 : 200;
  let isOver = false;
  let kills = 0;
  const cutting = again(() => isOver, 400, () => world.cutWaits(game));
  const killing = again(() => isOver || kills >= 6, 7_000, async () => {
    await pause(random() * 4_000);
    await world.system.kill('worker');
    await world.system.start('worker');
    kills++;
  });
  const taken = world.receiver.taken('ordered');
  const reached = () => new Set(taken.map((each) => each.eventId)).size;
  for (let nth = 0; nth < 20; nth++) for (let from = 0; from < keys.length; from += 100) await world.announce(game, keys.slice(from, from + 100), nth);
  const began = performance.now();
  const othersDone = await within(() => reached() === (KEYS - 5) * 20 + 5 * 2, 300);
  const seconds = (performance.now() - began) / 1_000;
  const stuckAt = Math.max(...[...stuck].map((key) => Math.max(0, ...taken.filter((each) => each.aggregateId === key).map((each) => each.sequence))));
  isStuck = false;
  const allDone = await within(() => reached() === KEYS * 20, 120);
  isOver = true;
  await Promise.all([cutting, killing]);
  const quiet = await within(async () => (await world.pending(game)) === 0, 60);
  return [
    figure('events taken, each thing in order', `${reached()} of ${KEYS * 20}`, allDone), happened('attempts refused', world.receiver.refused), happened('kills of the worker', kills), none('inversions', inversionsOf(taken)),
    figure(`all of ${KEYS - 5} keys while 5 were stuck`, `${othersDone ? 'yes' : `no, ${reached()}`}, ${Math.round(seconds)} s after the last announcement`, othersDone), { goal: 'how far the stuck ones were', figure: String(stuckAt), isGood: stuckAt === 2 },
    { goal: 'taken twice after a kill', figure: String(taken.length - reached()), isGood: true }, none('signatures that do not verify', world.receiver.wrong), { goal: 'nothing is left', figure: quiet ? 'yes' : 'no', isGood: quiet },
  ];
}

describe('webhooks', () => {
  goal({
    id: 'G21', promise: 'an ordered webhook under failures and dying workers: no event before an earlier one of its thing, and one that is stuck holds up nothing else',
    scale: `${KEYS} keys for 1,000, 20 events each; the waits of the schedule are cut short`,
  }, () => inWorld(['api', ...UNUSED], inOrder));
});
