import { Injectable, Logger } from '@nestjs/common';
import { PostSettlementLines, type SettlementLine } from '#money/ledger/commands';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { DropRoutedLines, ImportSettlement, MarkSettlementPosted, type ChangedLine, type ReportedLine } from '../contracts/commands.js';
import { ListUnpostedLines, UNROUTED } from '../contracts/queries.js';
import { isOfAccount } from '../domain/match-line.js';
import { parseSettlementReport, type ParsedLine } from '../domain/settlement-report.js';
import { SettlementRates } from './settlement-rates.js';

/** How the lines of a report stand after their import. */
export interface ImportedReport {
  lines: number;
  /** Lines that were not known before. */
  added: number;
  matched: number;
  breaks: number;
  /** Lines of the operator's account, which are of no payment and are booked by nobody here. */
  of_account: number;
  /** Lines that were kept before with other amounts, which they keep: each an alarm. */
  changed: number;
  /** Lines that the ledger booked now. */
  posted: number;
  /** Games with lines in the report, `unrouted` among them when lines are about no payment of ours. */
  games: string[];
}

/** Whose game it is, and who bears the fees of its provider now. */
export interface TermsOfGame {
  studio_id: string;
  psp_fee_bearer: 'studio' | 'operator';
}

interface Route {
  game_id: string;
  payment_id: string;
}

const CHUNK = 500;

/**
 * A settlement report from its text to the ledger, step by step, each step safe to repeat: keep and match the lines of each game, have the ledger book
 * what is matched, note that it did. A run that breaks off is finished by the next one.
 */
@Injectable()
export class ImportSettlementFlow {
  private readonly logger = new Logger(ImportSettlementFlow.name);
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly database: Database, private readonly rates: SettlementRates) {}

  /** `termsOf` answers whose game it is: money asks nobody outside of money. @throws ReportUnreadable */
  async importReport(csvText: string, provider: string, termsOf: (gameId: string) => Promise<TermsOfGame>): Promise<ImportedReport> {
    const parsed = parseSettlementReport(csvText);
    const byGame = await this.byGame(parsed, provider);
    const report: ImportedReport = { lines: parsed.length, added: 0, matched: 0, breaks: 0, of_account: 0, changed: 0, posted: 0, games: [...byGame.keys()].sort() };
    for (const [gameId, lines] of byGame) {
      const scope = systemScope(gameId, 'settlement-import');
      const terms = gameId === UNROUTED ? null : await termsOf(gameId);
      for (let from = 0; from < lines.length; from += CHUNK) {
        const { added, matched, breaks, of_account, changed } = await this.commands.execute(new ImportSettlement({ provider, studio_id: terms?.studio_id ?? null, lines: lines.slice(from, from + CHUNK) }), scope);
        report.added += added;
        report.matched += matched;
        report.breaks += breaks;
        report.of_account += of_account;
        report.changed += this.alarm(provider, gameId, changed);
      }
      if (terms) report.posted += await this.post(provider, terms, scope);
    }
    report.changed += await this.dropRouted(provider, [...byGame].flatMap(([gameId, lines]) => (gameId === UNROUTED ? [] : lines)));
    return report;
  }

  /** What was kept, and perhaps booked, is not what the provider says now: a person has to ask which is right. Answers how many. */
  private alarm(provider: string, gameId: string, changed: ChangedLine[]): number {
    const [first] = changed;
    if (first) this.logger.error({ msg: 'ALARM: a settlement report tells a line with other amounts than before', provider, game_id: gameId, count: changed.length, first: first.line_id, was: first.was, reported: first.reported });
    return changed.length;
  }

  private async post(provider: string, terms: TermsOfGame, scope: Scope): Promise<number> {
    let posted = 0;
    for (;;) {
      const lines = await this.queries.ask(new ListUnpostedLines({ provider }), scope);
      if (lines.length === 0) return posted;
      const settled: SettlementLine[] = [];
      for (const line of lines) {
        const { line_id, kind, payment_id, currency, gross_minor, fee_minor, net_minor, batch_id, fees_status } = line;
        const exchange = await this.rates.exchangeOf(line, provider, scope);
        settled.push({ line_id, provider, kind, payment_id, currency, gross_minor, fee_minor, net_minor, batch_id, fees_status, ...(exchange ? { exchange } : {}) });
      }
      posted += (await this.commands.execute(new PostSettlementLines({ ...terms, lines: settled }), scope)).posted;
      await this.commands.execute(new MarkSettlementPosted({ provider, line_ids: lines.map((line) => line.line_id) }), scope);
    }
  }

  private async byGame(parsed: ParsedLine[], provider: string): Promise<Map<string, ReportedLine[]>> {
    const routes = await this.routes(parsed, provider);
    const byGame = new Map<string, ReportedLine[]>();
    for (const line of parsed) {
      const route = isOfAccount(line.kind) ? undefined : routes.get(line.provider_payment_id);
      const gameId = route?.game_id ?? UNROUTED;
      const lines = byGame.get(gameId) ?? [];
      byGame.set(gameId, lines);
      lines.push({ ...line, payment_id: route?.payment_id ?? null });
    }
    return byGame;
  }

  /** Which payment of which game each of the provider's payments is: by our id in a line of its own, or as an earlier report told it. */
  private async routes(parsed: ParsedLine[], provider: string): Promise<Map<string, Route>> {
    const own = parsed.filter((line) => line.kind !== 'refund');
    const payments = await this.lookUp(`psp:${provider}`, own.map((line) => line.reference));
    const settled = await this.lookUp(`settled:${provider}`, parsed.map((line) => line.provider_payment_id));
    const direct = own.flatMap((line): [string, Route][] => {
      const route = payments.get(line.reference);
      return route ? [[line.provider_payment_id, route]] : [];
    });
    return new Map([...settled, ...direct]);
  }

  private async lookUp(kind: string, handles: string[]): Promise<Map<string, Route>> {
    const rows = await this.database.unscoped<Route & { handle: string }>(
      `SELECT handle, game_id, target_id AS payment_id FROM platform.route WHERE kind = $1 AND handle = ANY($2) AND target_id IS NOT NULL`, [kind, [...new Set(handles)]]);
    return new Map(rows.map(({ handle, game_id, payment_id }) => [handle, { game_id, payment_id }]));
  }

  private async dropRouted(provider: string, lines: ReportedLine[]): Promise<number> {
    let count = 0;
    for (let from = 0; from < lines.length; from += CHUNK) {
      const { changed } = await this.commands.execute(new DropRoutedLines({ provider, lines: lines.slice(from, from + CHUNK) }), systemScope(UNROUTED, 'settlement-import'));
      count += this.alarm(provider, UNROUTED, changed);
    }
    return count;
  }
}
