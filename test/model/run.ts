import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { Storefront } from '../support/buyer.js';
import type { System } from '../support/system.js';
import { atRest, expectedInventory, sequences } from './commands.js';
import { World, plainOffers, type Model } from './world.js';

export interface Plan {
  seed: number;
  runs: number;
  /** Steps of one sequence, at most. */
  length: number;
  hands: number;
  /** No further sequence is begun after this. */
  untilMs?: number;
}

export interface Outcome {
  sequences: number;
  steps: number;
  /** Seed, number and steps of each sequence that went another way than the model, and where. */
  mismatches: string[];
}

const INVENTORY_MS = 60_000;

/** Runs sequences of steps side by side, each with a player of its own, through the HTTP API of the product as it runs, and beside them in the model. */
export async function runModel(system: System, { seed, runs, length, hands, untilMs = Infinity }: Plan): Promise<Outcome> {
  await shortDelays(system);
  const store = new Storefront(system, 120_000);
  const offers = await plainOffers(system);
  const all = fc.sample(sequences(length), { seed, numRuns: runs });
  const outcome: Outcome = { sequences: 0, steps: 0, mismatches: [] };
  const began = performance.now();
  let next = 0;
  const hand = async (): Promise<void> => {
    while (next < all.length && performance.now() - began < untilMs) {
      const number = next++;
      const steps = [...all[number]!];
      const model: Model = { orders: [] };
      const world = new World(system, store, offers, `Model-${seed}-${number}`);
      try {
        await world.signIn();
        await fc.asyncModelRun(() => ({ model, real: world }), steps);
        await atRest(model, world);
        await agrees(model, world);
      } catch (error) {
        outcome.mismatches.push(`seed ${seed}, sequence ${number} (${steps.join(', ')}): ${String(error)}`);
      }
      outcome.sequences++;
      outcome.steps += steps.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: hands }, hand));
  } finally {
    await store.close();
  }
  return outcome;
}

/** The game is told a moment after the order has changed. */
async function agrees(model: Model, world: World): Promise<void> {
  const wanted = entries(await expectedInventory(model, world));
  for (const deadline = performance.now() + INVENTORY_MS; ; await pause(50)) {
    const has = entries(await world.inventory());
    if (has === wanted) return;
    if (performance.now() > deadline) throw new Error(`The game has given ${has} and not ${wanted}`);
  }
}

const entries = (counted: Record<string, number>): string => JSON.stringify(Object.entries(counted).sort());

async function shortDelays(system: System): Promise<void> {
  const answer = await fetch(`${system.urls.psp}/control`, { method: 'POST', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ dispute_delay_ms: 300, refund_delay_ms: 100 }) });
  if (!answer.ok) throw new Error(`The provider was not set: ${answer.status}`);
}
