import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Calls, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Egress, type EgressAnswer } from '#platform/egress/egress';
import { Clock } from '#platform/kernel/clock';
import { decimalString, isCurrency } from '#platform/kernel/currency';
import { systemScope } from '#platform/kernel/scope';
import { GetTrialBalance } from '#money/ledger/queries';
import { ImportSettlementFlow } from '#money/reconciliation/module';
import { ListSettlementBreaks, UNROUTED, type SettlementBreak } from '#money/reconciliation/queries';
import { FetchSettlement, ReadSettlement } from '#sales/payments/queries';
import { GetGame } from '#studio/games/queries';
import { withApplication } from '../beside.js';

const SANDBOX = 'sandbox';
const REPORT_BYTES_MAX = 64 * 1024 * 1024;
const BREAKS_SHOWN = 20;

/** Whose settlement: the sandbox's, over its HTTP API, which closes a batch of its own first; or that of a provider, as its gateway fetches it, or reads it out of the text of the provider's own file. */
export type SettlementSource = { url: string; apiKey: string } | { provider: string; text?: string };

export interface Reconciled {
  batch_id: string | null;
  lines: number;
  matched: number;
  posted: number;
  /** Lines of the operator's account, which no game's books have. */
  of_account: number;
  /** Lines that an earlier report told with other amounts, which stand. */
  changed: number;
  /** Those that nobody has explained. */
  breaks: SettlementBreak[];
  /** What the provider still holds by our ledger, per currency; nothing is left out but zeros. */
  clearing: { currency: string; open_minor: bigint }[];
}

/** What a run needs of the application: `app.get` of Nest. */
export interface Services {
  get<T>(token: abstract new (...args: never[]) => T): T;
}

/** The sandbox closes what is open and tells of it. */
async function ofSandbox(services: Services, { url, apiKey }: { url: string; apiKey: string }, from: number): Promise<{ batch_id: string | null; csv: string }> {
  const egress = services.get(Egress);
  const ask = async (method: 'GET' | 'POST', path: string): Promise<EgressAnswer> => {
    const answer = await egress.send({ method, url: `${url}${path}`, headers: { authorization: `Bearer ${apiKey}` }, deadlineMs: 60_000, maxBytes: REPORT_BYTES_MAX, reach: 'any' });
    if (answer.status !== 200) throw new Error(`The provider answered ${answer.status} to ${method} ${path}`);
    if (answer.cut) throw new Error(`The settlement report is larger than ${REPORT_BYTES_MAX} bytes; ask for fewer days`);
    return answer;
  };
  const { batch_id } = JSON.parse((await ask('POST', '/settlements/close')).body.toString('utf8')) as { batch_id: string | null };
  return { batch_id, csv: (await ask('GET', `/settlements/report.csv?from=${from}`)).body.toString('utf8') };
}

/** A real provider pays out by itself. */
async function ofProvider(services: Services, { provider, text }: { provider: string; text?: string }, from: number, to: number): Promise<{ batch_id: null; csv: string }> {
  const scope = systemScope(UNROUTED, 'reconcile');
  const report = text === undefined ? await services.get(Calls).ask(new FetchSettlement({ provider, from, to }), scope) : await services.get(Queries).ask(new ReadSettlement({ provider, text }), scope);
  if (report.outcome !== 'answered') throw new Error(text === undefined ? `There is no settlement report of ${provider}: ${report.reason}` : `The settlement report of ${provider} cannot be read: ${report.reason}`);
  return { batch_id: null, csv: report.csv };
}

/** Imports the report of the last `days`: what an earlier run left undone is done by this one. */
export async function reconcile(services: Services, source: SettlementSource, days: number): Promise<Reconciled> {
  const provider = 'provider' in source ? source.provider : SANDBOX;
  const now = services.get(Clock).nowSeconds();
  const { batch_id, csv } = 'provider' in source ? await ofProvider(services, source, now - days * 86_400, now) : await ofSandbox(services, source, now - days * 86_400);
  const queries = services.get(Queries);
  const termsOf = (gameId: string) => queries.ask(new GetGame(), systemScope(gameId, 'reconcile')).then(({ studio_id, psp_fee_bearer }) => ({ studio_id, psp_fee_bearer }));
  const { lines, matched, posted, of_account, changed } = await services.get(ImportSettlementFlow).importReport(csv, provider, termsOf);
  const games = (await services.get(Database).unscoped<{ game_id: string }>('SELECT DISTINCT game_id FROM platform.route WHERE kind = $1', [`psp:${provider}`])).map((row) => row.game_id);
  const breaks: SettlementBreak[] = [];
  for (const gameId of [...games, UNROUTED]) breaks.push(...(await queries.ask(new ListSettlementBreaks(), systemScope(gameId, 'reconcile'))));
  return { batch_id, lines, matched, posted, of_account, changed, breaks, clearing: await clearingLeft(queries, provider, games) };
}

/** The clearing account of all games, as the ledger of each tells it. */
async function clearingLeft(queries: Queries, provider: string, games: string[]): Promise<{ currency: string; open_minor: bigint }[]> {
  const left = new Map<string, bigint>();
  for (const gameId of games) {
    const { accounts } = await queries.ask(new GetTrialBalance(), systemScope(gameId, 'reconcile'));
    for (const { currency, balance } of accounts.filter(({ code }) => code === `psp_clearing:${provider}`)) left.set(currency, (left.get(currency) ?? 0n) + BigInt(balance));
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
    ['batch closed', result.batch_id ?? 'none (nothing was unsettled)'], ['lines', String(result.lines)], ['matched', String(result.matched)], ['posted now', String(result.posted)], ['of the account', String(result.of_account)],
    ['told otherwise', String(result.changed)], ['breaks', String(result.breaks.length)], ['clearing left', clearing],
  ];
  const shown = result.breaks.slice(0, BREAKS_SHOWN).map((line) => `  ${line.line_id}  ${line.reason}  ${line.kind} ${money(amountOf(line), line.currency)}  ${line.reference}  ${Math.floor(line.age_seconds / 3_600)} h old`);
  const more = result.breaks.length > BREAKS_SHOWN ? [`  … and ${result.breaks.length - BREAKS_SHOWN} more`] : [];
  return [...rows.map(([name, value]) => `${name.padEnd(14)} ${value}`), ...shown, ...more].join('\n');
}

/** `hubcraft reconcile [--provider sandbox] [--days 35] [--file report.csv]`: holds what a provider has paid out against the books. Exit code 1 when lines match nothing and nobody has explained them, or are told with other amounts than before. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { provider: { type: 'string', default: SANDBOX }, days: { type: 'string', default: '35' }, file: { type: 'string' } } });
  if (!/^[1-9]\d{0,3}$/.test(values.days)) {
    console.error('--days takes a whole number of days from 1 to 9999');
    return 2;
  }
  if (values.file !== undefined && (values.provider === SANDBOX || (statSync(values.file, { throwIfNoEntry: false })?.size ?? Infinity) > REPORT_BYTES_MAX)) {
    console.error(`--file takes the report of a --provider, of at most ${REPORT_BYTES_MAX} bytes`);
    return 2;
  }
  const text = values.file === undefined ? undefined : readFileSync(values.file, 'utf8');
  return withApplication(async (app, config) => {
    const source = values.provider === SANDBOX ? { url: config.required('SANDBOX_PSP_URL').replace(/\/+$/, ''), apiKey: config.required('SANDBOX_PSP_API_KEY') } : { provider: values.provider, ...(text === undefined ? {} : { text }) };
    const result = await reconcile(app, source, Number(values.days));
    console.log(reconciliationTable(result));
    return result.breaks.length > 0 || result.changed > 0 ? 1 : 0;
  });
}
