import { randomUUID } from 'node:crypto';
import { startSystem, type System } from '../support/system.js';
import { AtOnce, TECHNIQUES } from './at-once.js';
import { goal } from './goals.js';
import { Contests } from './limited-things.js';
import { judge, type Verdict } from './purchases.js';
import { now } from './receiver-apart.js';
import { figure, happened, most, none, percentile, short, told } from './verdicts.js';

const CROWDS = [30, 100];
const MINUTES = Number(process.env.CHAOS_MINUTES ?? 15);
const ROUNDS = 10;
const KEYS = 1_000;
const TWINS = 50;
const WAIT_MS = 2_000;

async function inShop(work: (system: System, contests: Contests, atOnce: AtOnce) => Promise<Verdict[]>): Promise<Verdict[]> {
  const system = await startSystem({ without: ['mailbox'] });
  try {
    const [contests, atOnce] = [await Contests.on(system), await AtOnce.on(system)];
    try {
      return await work(system, contests, atOnce);
    } finally {
      await Promise.all([contests.store.close(), atOnce.close()]);
    }
  } finally {
    await system.close();
  }
}

/** Round after round of everything with every technique and crowd, until there were ten or the time is up. */
async function races(system: System, contests: Contests, atOnce: AtOnce): Promise<Verdict[]> {
  const [end, faults, done] = [now() + MINUTES * 60_000, new Map<string, number>(), new Map<string, number>()];
  let [contested, requests, busy, rounds] = [0, 0, 0, 0];
  for (; rounds < ROUNDS && now() < end; rounds++) {
    for (const crowd of CROWDS) for (const technique of TECHNIQUES) for (const thing of contests.things) {
      if (now() > end) break;
      const { requests: crowded, faultOf } = await thing.contest(crowd);
      const fault = await atOnce.send(technique, crowded, thing.table).then((answers) => {
        busy += answers.filter(({ status }) => status === 503).length;
        return faultOf(answers);
      }, (error: unknown) => String(error));
      contested++;
      requests += crowded.length;
      done.set(`${technique}, ${crowd}`, (done.get(`${technique}, ${crowd}`) ?? 0) + 1);
      if (fault) faults.set(`${thing.name}, ${technique}, ${crowd}: ${fault}`, (faults.get(`${thing.name}, ${technique}, ${crowd}: ${fault}`) ?? 0) + 1);
    }
  }
  const ways = CROWDS.length * TECHNIQUES.length;
  const verdicts = [
    happened('contests', contested), happened('requests in them', requests), told('that were told to come again', busy), figure(`rounds of ${contests.things.length} things by ${TECHNIQUES.length} techniques and ${CROWDS.join(' and ')} at once (${ROUNDS})`, short(contested / (ways * contests.things.length)), contested > 0),
    figure('ways that were taken', [...done].map(([way, count]) => `${way}: ${count}`).join('; '), done.size === ways),
    { goal: 'contests that came out otherwise', figure: [...faults].map(([what, count]) => `${what} (${count}×)`).join('; ') || '0', isGood: faults.size === 0 },
  ];
  const { repeated, requests: asked, troubles, slowest } = contests.store;
  return [...verdicts, ...(await judge(system, { acknowledged: contests.paid, faults: contested, what: 'contests', repeated, requests: asked, troubles, slowest, seconds: 0 }))];
}

/** 50 at once with one key, again and again with another: one effect, the same bytes, in time; afterwards the key with another body. */
async function twins(_system: System, contests: Contests, atOnce: AtOnce): Promise<Verdict[]> {
  const [end, waits] = [now() + MINUTES * 60_000, [] as number[]];
  let [keys, unlike, doubled, reused, busy] = [0, 0, 0, 0, 0];
  for (; keys < KEYS && now() < end; keys++) {
    const [playerId, key] = [`Twin-${randomUUID().slice(0, 13)}`, randomUUID()];
    const { body, authorization } = contests.orderOf(playerId);
    const requests = Array.from({ length: TWINS }, () => contests.request('POST', '/v1/orders', body, authorization, key));
    const began = now();
    const first = await atOnce.send(TECHNIQUES[keys % 2]!, requests, 'orders.order');
    waits.push(now() - began);
    // On a slow machine the first may take longer than its twins wait: they are told so, and come again.
    const answers = first.filter((answer) => answer.status !== 409);
    busy += first.length - answers.length;
    if (answers.length < first.length) answers.push(...(await atOnce.send('the last byte of each', requests.slice(answers.length), 'orders.order')));
    if (new Set(answers.map((answer) => `${answer.status} ${answer.body.toString('hex')}`)).size !== 1 || answers[0]!.status !== 201) unlike++;
    if ((await contests.get(`/v1/orders?player_id=${playerId}`)).data.length !== 1) doubled++;
    const [other] = await atOnce.send('the last byte of each', [contests.request('POST', '/v1/orders', { ...body, email: 'else@player.example' }, authorization, key)], 'orders.order');
    if (other!.status !== 422) reused++;
  }
  return [
    happened(`keys, ${TWINS} calls each (${KEYS})`, keys), none('keys whose answers were not all the same bytes', unlike), none('keys with another number of effects than one', doubled), none('keys that were taken with another body', reused),
    told('twins that were told to come again', busy), most('ms until all twins have their answer, p99', percentile(waits, 0.99), WAIT_MS), told('p50', short(percentile(waits, 0.5))),
  ];
}

describe('at once', () => {
  goal({
    id: 'G13', promise: 'whoever asks at once for what there is one of: it is given once, by every technique and in every round',
    scale: `7 limited things for 12 (coupons, stock, wallets and rewards are not there yet), ${ROUNDS} rounds for 50 or ${MINUTES} min`,
  }, () => inShop(races));
  goal({ id: 'G14', promise: '50 identical calls at once: one effect, the same bytes, within two seconds', scale: `${KEYS} keys or ${MINUTES} min, all of the Studio API's orders` }, () => inShop(twins));
});
