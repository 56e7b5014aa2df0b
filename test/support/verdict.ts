import { Pool } from 'undici';
import type { Attack } from './hostile.js';

export interface Verdict {
  attack: Attack;
  status: number;
  text: string;
  faults: string[];
  /** Until the whole answer of the last try was there. */
  ms: number;
}

/** What a refusal may be. */
const FAMILY = new Set([400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 428, 429, 431]);

/** What never stands in an answer: traces of the stack, statements and messages of the database, places of this machine. */
const LEAKS: readonly [string, RegExp][] = [
  ['a stack trace', /\bat (?:async )?[\w.<>]+ \(|\bat (?:async )?(?:file:\/\/|\/)|\.[jt]s:\d+/],
  ['a path of the machine', /node_modules|\/dist\/|\/libs\/|\/work\/|\/home\/|\/root\/|\/tmp\//],
  ['a message of the database', /violates|constraint "|relation "|column "|syntax error at|invalid input syntax|invalid byte sequence|QueryFailedError|hubcraft_(?:app|owner|ops|dispatcher)|current_setting|row-level security/],
  ['a name of our code', /TypeError|ReferenceError|Cannot read propert|is not a function|undefined is not|class-validator|Repository|Handler\b/],
];

/** Sends attacks with several hands and judges each answer by itself. A refusal for the rate is waited out and tried again: it is not what is looked at here. */
export async function attackAll(url: string, attacks: Attack[], tables: readonly string[], hands = 12): Promise<Verdict[]> {
  const pool = new Pool(url, { connections: hands, pipelining: 1, headersTimeout: 20_000, bodyTimeout: 20_000 });
  const verdicts: Verdict[] = [];
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let attack = attacks[next++]; attack; attack = attacks[next++]) {
      verdicts.push(await once(pool, attack, tables));
    }
  };
  try {
    await Promise.all(Array.from({ length: hands }, hand));
  } finally {
    await pool.destroy();
  }
  return verdicts;
}

async function once(pool: Pool, attack: Attack, tables: readonly string[]): Promise<Verdict> {
  for (let tries = 1; ; tries++) {
    const began = performance.now();
    const answer = await pool.request({ method: attack.method as 'GET', path: attack.path, headers: attack.headers, ...(attack.body === undefined ? {} : { body: attack.body }) }).then(
      async (response) => ({ status: response.statusCode, type: String(response.headers['content-type'] ?? ''), retryAfter: Number(response.headers['retry-after'] ?? 1), text: await response.body.text() }),
      (error: Error) => error,
    );
    if (answer instanceof Error) return { attack, status: 0, text: '', faults: [`no answer: ${answer.message}`], ms: performance.now() - began };
    if (answer.status === 429 && tries < 10) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(2, answer.retryAfter) * 1_000));
      continue;
    }
    return { attack, status: answer.status, text: answer.text, faults: faultsOf(attack, answer, tables), ms: performance.now() - began };
  }
}

function faultsOf(attack: Attack, answer: { status: number; type: string; text: string }, tables: readonly string[]): string[] {
  const { status, type, text } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`answered ${status}`);
  else if (attack.expected && !attack.expected.includes(status)) faults.push(`answered ${status}, not ${attack.expected.join(' or ')}`);
  if (status < 400) return faults;
  if (status < 500 && !FAMILY.has(status)) faults.push(`${status} is no refusal of ours`);
  if (!type.startsWith('application/problem+json')) return [...faults, `the refusal is ${type || 'without a type'}`];
  const problem = parsed(text);
  if (!problem) return [...faults, 'the refusal is no JSON object'];
  if (problem['status'] !== status) faults.push('the status of the problem is another than that of the answer');
  for (const member of ['type', 'title', 'code', 'detail']) if (typeof problem[member] !== 'string' || problem[member] === '') faults.push(`the problem has no ${member}`);
  if (attack.loc && status === 422 && !namesPlace(problem, attack.loc)) faults.push(`the refusal does not name ${attack.loc.join('.')}`);
  const words = text.slice(0, 20_000);
  for (const [what, pattern] of LEAKS) if (pattern.test(words)) faults.push(`the refusal shows ${what}: ${pattern.exec(words)![0]}`);
  const table = tables.find((name) => new RegExp(`\\b${name.replace('.', '\\.')}\\b(?!_)`).test(String(problem['detail'])));
  if (table) faults.push(`the refusal names the table ${table}`);
  return faults;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** True when an error stands at the place or around it. */
function namesPlace(problem: Record<string, unknown>, place: readonly (string | number)[]): boolean {
  const errors = Array.isArray(problem['errors']) ? (problem['errors'] as { loc: (string | number)[] }[]) : [];
  return errors.some(({ loc }) => loc.slice(1).every((step, at) => String(step) === String(place[at])));
}

/** The faults in words, the same ones of one operation together: what a failing test prints. */
export function summaryOf(verdicts: Verdict[]): string[] {
  const groups = new Map<string, { count: number; example: string }>();
  for (const { attack, text, faults } of verdicts) {
    for (const fault of faults) {
      const key = `${attack.operation}: ${fault}`;
      const known = groups.get(key);
      if (known) known.count++;
      else groups.set(key, { count: 1, example: `${attack.what} — ${attack.method} ${attack.path.slice(0, 120)} ${String(attack.body ?? '').slice(0, 160)} → ${text.slice(0, 300)}` });
    }
  }
  return [...groups].map(([key, { count, example }]) => `${key} (${count}×) e.g. ${example}`);
}
