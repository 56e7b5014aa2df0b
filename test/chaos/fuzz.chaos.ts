import { openScene, quiet } from '../support/crime-scene.js';
import { digestOf } from '../support/database-digest.js';
import { ApiDocument } from '../support/openapi-walk.js';
import { startSystem, type System } from '../support/system.js';
import { attackAll, summaryOf, type Verdict as Judged } from '../support/verdict.js';
import { AnswerCheck, Fuzz } from './fuzz.js';
import { goal } from './goals.js';
import { seeded, type Verdict } from './purchases.js';
import { ProcessWatch, slope } from './process-watch.js';
import { now } from './receiver-apart.js';
import { figure, happened, most, none, percentile, short, told } from './verdicts.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const REQUESTS = 200_000;
const MINUTES = Number(process.env.CHAOS_MINUTES ?? 14);
const ANSWER_MS = 1_000;
/** Of the whole process in the second half: what is a leak of one body in a hundred would be more. */
const GROWTH_MB = 5;
/** Answers are many, faults of one kind too: so many are told. */
const TOLD = 12;

async function fuzz(system: System): Promise<Verdict[]> {
  const random = seeded(seed);
  const document = await ApiDocument.of(system.urls.api);
  const scene = await openScene(system, random);
  await quiet(() => digestOf(system.db.adminUrl));
  const tables = Object.keys(await digestOf(system.db.adminUrl));
  const fuzzing = new Fuzz(document, scene, random);
  const check = new AnswerCheck(document, new Map(document.operations.map((operation) => [operation.id, operation])));
  const watch = await ProcessWatch.on(system);
  const [end, began, faulty, took, seen] = [now() + MINUTES * 60_000, now(), [] as Judged[], [] as number[], new Map<number, number>()];
  try {
    while (now() < end && took.length < REQUESTS) {
      for (const judged of await attackAll(system.urls.api, fuzzing.round(), tables)) {
        const fault = check.faultOf(judged.attack.operation, judged.status, judged.text);
        if (fault) judged.faults.push(fault);
        if (judged.faults.length > 0) faulty.push(judged);
        took.push(judged.ms);
        seen.set(judged.status, (seen.get(judged.status) ?? 0) + 1);
        fuzzing.learn(judged.attack, judged.status, judged.text);
      }
    }
  } finally {
    await watch.end();
  }
  const late = watch.samples.api.filter(({ minutes }) => minutes >= watch.samples.api.at(-1)!.minutes / 2);
  const faults = summaryOf(faulty);
  const bugs = system.log('api').split('\n').filter((line) => /"msg":"bug"|UnhandledPromise|TypeError/.test(line));
  return [
    happened(`requests (${REQUESTS})`, took.length), told('of so many operations, a second, seed', `${fuzzing.operations.length}, ${short(took.length / ((now() - began) / 1_000))}, ${seed}`), happened('things made by answers and used again', fuzzing.learnt),
    told('statuses', [...seen].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`).join(', ')), none('answers of 5xx, and none', faulty.filter(({ status }) => status >= 500 || status === 0).length),
    { goal: 'answers otherwise than the document tells, or that tell too much', figure: faults.length === 0 ? '0' : `${faults.length} kinds: ${faults.slice(0, TOLD).join('\n        ')}`, isGood: faults.length === 0 },
    none('bugs in the log of the api', bugs.length), most('ms to an answer, p99', percentile(took, 0.99), ANSWER_MS),
    most('MB of the api a minute', slope(late.map(({ minutes, rssMb }) => [minutes, rssMb] as const)), GROWTH_MB), figure('MB of the api: first, last', `${short(watch.samples.api[0]!.rssMb)}, ${short(watch.samples.api.at(-1)!.rssMb)}`, true),
  ];
}

describe('strange requests', () => {
  goal({ id: 'G28', promise: 'hostile and strange requests at every operation, one after the other on what earlier ones have made: refused or stored as the document tells, never a failure', scale: `${MINUTES} min for ${REQUESTS} requests` }, async () => {
    const system = await startSystem();
    try {
      return await fuzz(system);
    } finally {
      await system.close();
    }
  });
});
