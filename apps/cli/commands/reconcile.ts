import { parseArgs } from 'node:util';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Egress, type EgressAnswer } from '#platform/egress/egress';
import { Clock } from '#platform/kernel/clock';
import { decimalString, isCurrency } from '#platform/kernel/currency';
import { systemScope } from '#platform/kernel/scope';
import { GetTrialBalance } from '#money/ledger/queries';
import { ImportSettlementFlow } from '#money/reconciliation/module';
import { ListSettlementBreaks, UNROUTED, type SettlementBreak } from '#money/reconciliation/queries';
import { GetGame } from '#studio/games/queries';
import { withApplication } from '../beside.js';

const PROVIDER = 'sandbox';
const REPORT_BYTES_MAX = 64 * 1024 * 1024;
const BREAKS_SHOWN = 20;

/** The provider's settlement, over its HTTP API. */
export interface SettlementSource {
  url: string;
  apiKey: string;
}

export interface Reconciled {
  batch_id: string | null;
  lines: number;
  matched: number;
  posted: number;
  breaks: SettlementBreak[];
  /** What the provider still holds by our ledger, per currency; nothing is left out but zeros. */
  clearing: { currency: string; open_minor: bigint }[];
}

/** What a run needs of the application: `app.get` of Nest. */
export interface Services {
  get<T>(token: abstract new (...args: never[]) => T): T;
}

/** Closes a batch at the provider and imports the report of the last `days`: what an earlier run left undone is done by this one. */
export async function reconcile(services: Services, source: SettlementSource, days: number): Promise<Reconciled> {
  const egress = services.get(Egress);
  const ask = async (method: 'GET' | 'POST', path: string): Promise<EgressAnswer> => {
    const answer = await egress.send({ method, url: `${source.url}${path}`, headers: { authorization: `Bearer ${source.apiKey}` }, deadlineMs: 60_000, maxBytes: REPORT_BYTES_MAX, reach: 'any' });
    if (answer.status !== 200) throw new Error(`The provider answered ${answer.status} to ${method} ${path}`);
    if (answer.cut) throw new Error(`The settlement report is larger than ${REPORT_BYTES_MAX} bytes; ask for fewer days`);
    return answer;
  };
  const { batch_id } = JSON.parse((await ask('POST', '/settlements/close')).body.toString('utf8')) as { batch_id: string | null };
  const report = await ask('GET', `/settlements/report.csv?from=${services.get(Clock).nowSeconds() - days * 86_400}`);
  const queries = services.get(Queries);
  const studioOf = async (gameId: string) => (await queries.ask(new GetGame(), systemScope(gameId, 'reconcile'))).studio_id;
  const { lines, matched, posted } = await services.get(ImportSettlementFlow).importReport(report.body.toString('utf8'), PROVIDER, studioOf);
  const games = (await services.get(Database).unscoped<{ game_id: string }>('SELECT DISTINCT game_id FROM platform.route WHERE kind = $1', [`psp:${PROVIDER}`])).map((row) => row.game_id);
  const breaks: SettlementBreak[] = [];
  for (const gameId of [...games, UNROUTED]) breaks.push(...(await queries.ask(new ListSettlementBreaks(), systemScope(gameId, 'reconcile'))));
  return { batch_id, lines, matched, posted, breaks, clearing: await clearingLeft(queries, games) };
}

/** The clearing account of all games, as the ledger of each tells it. */
async function clearingLeft(queries: Queries, games: string[]): Promise<{ currency: string; open_minor: bigint }[]> {
  const left = new Map<string, bigint>();
  for (const gameId of games) {
    const { accounts } = await queries.ask(new GetTrialBalance(), systemScope(gameId, 'reconcile'));
    for (const { currency, balance } of accounts.filter(({ code }) => code === `psp_clearing:${PROVIDER}`)) left.set(currency, (left.get(currency) ?? 0n) + BigInt(balance));
  }
  return [...left].filter(([, open_minor]) => open_minor !== 0n).sort().map(([currency, open_minor]) => ({ currency, open_minor }));
}

const money = (minor: bigint, currency: string): string => `${isCurrency(currency) ? decimalString(minor, currency) : minor} ${currency}`;

/** What a line is about: of a fee that stands alone the fee, else what came or went before fees. */
const amountOf = (line: SettlementBreak): bigint => BigInt(line.kind === 'fee' ? line.fee_minor : line.gross_minor);

/** The result as a table for a terminal. */
export function reconciliationTable(result: Reconciled): string {
  const clearing = result.clearing.length === 0 ? '0' : result.clearing.map(({ currency, open_minor }) => money(open_minor, currency)).join(', ');
  const rows: [string, string][] = [
    ['batch closed', result.batch_id ?? 'none (nothing was unsettled)'], ['lines', String(result.lines)], ['matched', String(result.matched)], ['posted now', String(result.posted)],
    ['breaks', String(result.breaks.length)], ['clearing left', clearing],
  ];
  const shown = result.breaks.slice(0, BREAKS_SHOWN).map((line) => `  ${line.line_id}  ${line.reason}  ${line.kind} ${money(amountOf(line), line.currency)}  ${line.reference}  ${Math.floor(line.age_seconds / 3_600)} h old`);
  const more = result.breaks.length > BREAKS_SHOWN ? [`  … and ${result.breaks.length - BREAKS_SHOWN} more`] : [];
  return [...rows.map(([name, value]) => `${name.padEnd(14)} ${value}`), ...shown, ...more].join('\n');
}

/** `hubcraft reconcile [--days 35]`: settles with the sandbox PSP and holds its report against the books. Exit code 1 when lines match nothing. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { days: { type: 'string', default: '35' } } });
  if (!/^[1-9]\d{0,3}$/.test(values.days)) {
    console.error('--days takes a whole number of days from 1 to 9999');
    return 2;
  }
  return withApplication(async (app, config) => {
    const source = { url: config.required('SANDBOX_PSP_URL').replace(/\/+$/, ''), apiKey: config.required('SANDBOX_PSP_API_KEY') };
    const result = await reconcile(app, source, Number(values.days));
    console.log(reconciliationTable(result));
    return result.breaks.length > 0 ? 1 : 0;
  });
}
