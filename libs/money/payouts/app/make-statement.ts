import { Injectable } from '@nestjs/common';
import jcs from 'canonicalize';
import { DocumentSigner } from '#platform/crypto/document-signer';
import { Queries } from '#platform/cqrs/doors';
import { dayOf } from '#platform/kernel/calendar-date';
import { csvLine } from '#platform/kernel/csv';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { exponentOf, parseCurrency } from '#platform/kernel/currency';
import { invariant } from '#platform/kernel/errors';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { GetStudioName, type Environment } from '#studio/games/queries';
import { MonthNotStarted } from '../contracts/errors.js';
import { daysOfMonth, statementOf, WORDS, type Statement } from '../domain/statement.js';
import { ReadStudioMoney } from './studio-money.js';

/** The package is CommonJS and its types say otherwise. */
export const canonicalize = jcs as unknown as (value: object) => string | undefined;

type StudioScope = Scope & { studioId: string };
const MONTHS_LISTED = 24;

/** Amounts in minor units of `currency`; what the studio is owed more of is positive. */
export interface StatementDocument {
  type: 'hubcraft.statement';
  studio_id: string;
  studio_name: string;
  environment: Environment;
  currency: string;
  exponent: number;
  month: string;
  from: string;
  to: string;
  is_final: boolean;
  made_at: number;
  opening: { payable: number; reserve: number; total: number };
  lines: { kind: string; what: string; entries: number; payable: number; reserve: number; total: number }[];
  closing: { payable: number; reserve: number; total: number };
}
export interface SignedStatement { statement: StatementDocument; signature: { algorithm: 'Ed25519'; key_id: string; value: string } }

/** Statements of a studio: a month in one currency, signed so that a file of it can be verified by anybody who has the public key. */
@Injectable()
export class MakeStatement {
  constructor(private readonly money: ReadStudioMoney, private readonly queries: Queries, private readonly signer: DocumentSigner, private readonly clock: Clock) {}

  /** Throws `payouts.month_not_started`, `money.currency_unknown`. */
  async make(scope: StudioScope, environment: Environment, month: string, currency: string): Promise<StatementDocument> {
    const code = parseCurrency(currency);
    const now = this.clock.now();
    const { first } = daysOfMonth(month);
    if (first > dayOf(now)) throw new MonthNotStarted(month);
    const { facts, today } = await this.money.read(scope, environment, first);
    const statement = statementOf(month, today, facts.get(code) ?? []);
    return {
      type: 'hubcraft.statement', studio_id: scope.studioId, studio_name: (await this.queries.ask(new GetStudioName(), scope)) ?? '', environment, currency: code, exponent: exponentOf(code),
      month, from: statement.from, to: statement.to, is_final: statement.is_final, made_at: unixSeconds(now), opening: sums(statement.opening),
      lines: statement.lines.map((line) => ({ kind: line.kind, what: WORDS[line.kind] ?? line.kind, entries: line.entries, ...sums(line) })), closing: sums(statement.closing),
    };
  }

  /** The signature is over the statement in the canonical form of JSON (RFC 8785), in UTF-8. */
  sign(statement: StatementDocument): SignedStatement {
    const text = canonicalize(statement);
    invariant(text, 'A statement has no canonical form');
    return { statement, signature: { algorithm: 'Ed25519', ...this.signer.sign(Buffer.from(text)) } };
  }

  /** As a file (RFC 4180). Its last line is the signature over all bytes before that line. */
  csv(statement: StatementDocument): string {
    const { lines, opening, closing, ...head } = statement;
    const rows: (string | number | boolean)[][] = [
      ...Object.entries(head).map(([name, value]) => [name, value]), ['kind', 'what', 'entries', 'payable', 'reserve', 'total'],
      ['opening', 'Owed before', '', opening.payable, opening.reserve, opening.total], ...lines.map((line) => [line.kind, line.what, line.entries, line.payable, line.reserve, line.total]),
      ['closing', 'Owed after', '', closing.payable, closing.reserve, closing.total],
    ];
    const signed = rows.map((row) => csvLine(row.map(String))).join('');
    const { key_id, value } = this.signer.sign(Buffer.from(signed));
    return `${signed}signature,Ed25519,${key_id},${value}\r\n`;
  }

  /** Which statements there are: of each month and currency in which something was booked, the last 24 months, newest first. */
  async list(scope: StudioScope, environment: Environment): Promise<{ month: string; currency: string; closing: number; is_final: boolean }[]> {
    const today = dayOf(this.clock.now());
    const months = monthsUntil(today.slice(0, 7));
    const { facts } = await this.money.read(scope, environment, `${months.at(-1)!}-01`);
    return months.flatMap((month) => [...facts].flatMap(([currency, all]) => {
      const { lines, closing, is_final } = statementOf(month, today, all);
      return lines.length === 0 ? [] : [{ month, currency, closing: sums(closing).total, is_final }];
    }));
  }
}

function sums({ payable_minor, reserve_minor }: Statement['opening']) {
  return { payable: minorToNumber(payable_minor), reserve: minorToNumber(reserve_minor), total: minorToNumber(payable_minor + reserve_minor) };
}

/** Newest first. */
function monthsUntil(last: string): string[] {
  const [year, month] = last.split('-').map(Number) as [number, number];
  return Array.from({ length: MONTHS_LISTED }, (_, n) => new Date(Date.UTC(year, month - 1 - n, 1)).toISOString().slice(0, 7));
}
