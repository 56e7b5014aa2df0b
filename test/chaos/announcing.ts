import { setTimeout as pause } from 'node:timers/promises';
import type { SubscribedEndpoint } from '#studio/game-servers/queries';
import { now, type ReceiverApart } from './receiver-apart.js';
import { within } from './verdicts.js';
import type { ChaosGame, WebhookWorld } from './webhook-world.js';

/** Announcements that are being written at a time; more have to wait, which the rate then shows. */
const HANDS = 8;
const TICK_MS = 20;
const SLOW_MS = 500;

export interface Offered {
  /** When each event was committed, by its id. */
  committed: Map<string, number>;
  /** When the first was due. */
  began: number;
  perSecond: number;
}

/** So many events a second, each for one of these endpoints in turn, whether those before have arrived or not. Answers once all are committed. */
export async function announceAtRate(world: WebhookWorld, game: ChaosGame, endpoints: readonly SubscribedEndpoint[], perSecond: number, seconds: number, name: string): Promise<Offered> {
  const [began, committed, running] = [now(), new Map<string, number>(), new Set<Promise<void>>()];
  let [due, turn] = [0, 0];
  let failure: unknown;
  const write = async (keys: string[], endpoint: SubscribedEndpoint): Promise<void> => {
    const ids = await world.announce(game, keys, 0, endpoint);
    const at = now();
    for (const id of ids) committed.set(id, at);
  };
  for (let elapsed = 0; elapsed < seconds && !failure; elapsed = (now() - began) / 1_000) {
    const wanted = Math.floor(elapsed * perSecond) - due;
    if (wanted > 0 && running.size < HANDS) {
      // What could not be written in time is written together, as announcements are when there are many.
      const keys = Array.from({ length: Math.min(wanted, 100) }, (_, n) => `ord_${name}_${due + n}`);
      due += keys.length;
      const run = write(keys, endpoints[turn++ % endpoints.length]!).catch((error: unknown) => void (failure ??= error)).finally(() => running.delete(run));
      running.add(run);
    }
    await pause(TICK_MS);
  }
  await Promise.all(running);
  if (failure) throw failure;
  return { committed, began, perSecond: committed.size / ((now() - began) / 1_000) };
}

/** As many events for one endpoint, as fast as they can be written. */
export async function pile(world: WebhookWorld, game: ChaosGame, endpoint: SubscribedEndpoint, count: number, name: string): Promise<void> {
  for (let from = 0; from < count; from += 100) await world.announce(game, Array.from({ length: Math.min(100, count - from) }, (_, n) => `ord_${name}_${from + n}`), 0, endpoint);
}

export interface Arrived {
  /** From commit to 2xx, of those that have arrived. */
  latencies: number[];
  /** The seconds since the beginning in which something was committed that took longer than half a second: what held it up is looked for by that. */
  slowSeconds: number[];
  /** Those that have not. */
  lost: number;
  twice: number;
}

/** Waits until all of these were taken (so long at most), and says how long each took. */
export async function arrivalsOf(receiver: ReceiverApart, routes: readonly string[], { committed, began }: Offered, withinSeconds: number): Promise<Arrived> {
  const took = async (): Promise<number> => {
    const { routes: counts } = await receiver.counts();
    return routes.reduce((sum, route) => sum + counts.get(route)!.taken, 0);
  };
  let at = new Map<string, number>();
  let twice = 0;
  const read = async (): Promise<boolean> => {
    [at, twice] = [new Map(), 0];
    for (const route of routes) {
      for (const each of await receiver.taken(route)) {
        if (!committed.has(each.eventId)) continue;
        if (at.has(each.eventId)) twice++;
        else at.set(each.eventId, each.at);
      }
    }
    return at.size === committed.size;
  };
  let before = -1;
  // Looked at in full only when nothing has come for a second: reading all of it costs the receiver time.
  await within(async () => {
    const count = await took();
    const isStill = count === before;
    before = count;
    if (isStill && (await read())) return true;
    await pause(1_000);
    return false;
  }, withinSeconds);
  await read();
  const slow = [...at].filter(([id, when]) => when - committed.get(id)! > SLOW_MS).map(([id]) => Math.floor((committed.get(id)! - began) / 1_000));
  return { latencies: [...at].map(([id, when]) => when - committed.get(id)!), slowSeconds: [...new Set(slow)].sort((a, b) => a - b), lost: committed.size - at.size, twice };
}
