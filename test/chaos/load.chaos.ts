import { startSystem, type System } from '../support/system.js';
import { goal } from './goals.js';
import { PayingLoad, type Bought } from './paying-load.js';
import { ProcessWatch, slope, type Sample } from './process-watch.js';
import { judge, type Verdict } from './purchases.js';
import { figure, most, none, percentile, short, told } from './verdicts.js';

const WARM_SECONDS = 10;
const CAPACITY_SECONDS = 20;
const HOLD_MINUTES = Number(process.env.CHAOS_MINUTES ?? 10);
const SOAK_MINUTES = Number(process.env.CHAOS_MINUTES ?? 14);
/** What the goals ask for a second; where the machine cannot do it, the part of what it can. */
const ASKED = 50;
const [HELD_PART, SOAK_PART] = [0.7, 0.3];
const REQUEST_MS = 400;

async function underLoad(work: (system: System, load: PayingLoad) => Promise<Verdict[]>): Promise<Verdict[]> {
  const system = await startSystem({ without: ['mailbox'] });
  try {
    const load = await PayingLoad.on(system);
    try {
      return [...(await work(system, load)), ...(await judge(system, load.report('purchases', load.acknowledged.length)))];
    } finally {
      await load.close();
    }
  } finally {
    await system.close();
  }
}

/** Paid orders a second with as many hands as there are. */
async function capacityOf(load: PayingLoad): Promise<Bought> {
  await load.closed(WARM_SECONDS);
  return load.closed(CAPACITY_SECONDS);
}

async function purchases(_system: System, load: PayingLoad): Promise<Verdict[]> {
  const capacity = await capacityOf(load);
  const wanted = Number(process.env.CHAOS_RATE ?? Math.min(ASKED, capacity.perSecond * HELD_PART));
  const held = await load.atRate(wanted, HOLD_MINUTES * 60);
  return [
    told('paid orders a second that the machine can do', short(capacity.perSecond)), told('asked for by the goal', ASKED),
    figure(`paid orders a second, held for ${HOLD_MINUTES} min (${short(wanted)})`, `${short(held.perSecond)}, ${held.count} in all`, held.perSecond >= wanted * 0.97),
    most('ms to an answer of the api, p99', percentile(held.requests, 0.99), REQUEST_MS), told('p50, and the slowest', `${short(percentile(held.requests, 0.5))}; ${held.slowest}`),
    told('p99 of each minute', held.minutes.map((minute) => short(percentile(minute, 0.99))).join(', ')),
    told('ms from when it was due to a paid order, p50 and p99', `${short(percentile(held.purchases, 0.5))}, ${short(percentile(held.purchases, 0.99))}`), none('requests without a good answer', held.errors),
  ];
}

/** The second half: what is compiled, cached and connected for the first time is behind it. */
const settled = <T extends { minutes: number }>(list: readonly T[]): T[] => list.filter(({ minutes }) => minutes >= (list.at(-1)?.minutes ?? 0) / 2);

function memoryOf(name: string, samples: readonly Sample[]): Verdict[] {
  const late = settled(samples);
  return [
    most(`MB of ${name} a minute`, slope(late.map(({ minutes, rssMb }) => [minutes, rssMb] as const)), 1),
    told(`MB of ${name}: first, half way, last; heap a minute`, `${short(samples[0]!.rssMb)}, ${short(late[0]!.rssMb)}, ${short(late.at(-1)!.rssMb)}; ${short(slope(late.map(({ minutes, heapMb }) => [minutes, heapMb] as const)))}`),
    most(`ms of delay in the event loop of ${name}, p99`, late.reduce((sum, { loopMs }) => sum + loopMs, 0) / late.length, 100),
  ];
}

async function soak(system: System, load: PayingLoad): Promise<Verdict[]> {
  const capacity = await capacityOf(load);
  const wanted = Number(process.env.CHAOS_RATE ?? capacity.perSecond * SOAK_PART);
  const watch = await ProcessWatch.on(system);
  const [held, claims] = await load.atRate(wanted, SOAK_MINUTES * 60).then(async (bought) => [bought, await watch.claims()] as const).finally(() => watch.end());
  const [early, late] = [watch.moments.filter(({ minutes }) => minutes < SOAK_MINUTES / 2), settled(watch.moments)];
  const connections = [early, late].map((list) => Math.max(...list.map((each) => each.connections)));
  return [
    told('paid orders a second that the machine can do', short(capacity.perSecond)), figure(`paid orders a second, held for ${SOAK_MINUTES} min (${short(wanted)})`, `${short(held.perSecond)}, ${held.count} in all`, held.perSecond >= wanted * 0.97),
    ...memoryOf('api', watch.samples.api), ...memoryOf('worker', watch.samples.worker),
    most('dead rows of the outbox, at most', Math.max(...watch.moments.map(({ dead }) => dead)), 20_000),
    most('ms to a claim, mean and 2.33 standard deviations of the slowest kind', claims.p99, 20), told('claims, their mean, the slowest', `${claims.calls}, ${short(claims.mean)} ms, ${short(claims.slowest)} ms`),
    figure('connections to PostgreSQL at most: first half, second half', connections.join(', '), connections[1]! <= connections[0]! + 1), none('requests without a good answer', held.errors),
  ];
}

describe('purchases under load', () => {
  goal({
    id: 'G16', promise: 'paid orders at 70 % of what the machine can do, minute after minute: answers within 400 ms but for one in a hundred, no error, every book right',
    scale: `70 % of the capacity where that is less than ${ASKED} a second; ${HOLD_MINUTES} min for 10; generator, provider, game, PostgreSQL, api and worker on the same two cores`,
  }, () => underLoad(purchases));
  goal({
    id: 'G37', promise: 'at 30 % load memory, event loop, dead rows, claims and connections stay as they are',
    scale: `${SOAK_MINUTES} min for 60; the second half is looked at`,
  }, () => underLoad(soak));
});
