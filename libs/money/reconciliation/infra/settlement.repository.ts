import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { ChangedLine, ReportedLine } from '../contracts/commands.js';
import type { ExpectedMovement, Verdict } from '../domain/match-line.js';
import type { ExpectedMovementRow, SettlementLineRow } from './rows.js';

export type NewMovement = Omit<ExpectedMovement, 'line_id'> & { provider: string; order_id: string };

export function reportedLine(row: SettlementLineRow): ReportedLine {
  return {
    line_id: row.line_id, batch_id: row.batch_id, kind: row.kind, reference: row.reference, payment_id: row.payment_id, provider_payment_id: row.provider_payment_id, currency: row.currency,
    gross_minor: minorToNumber(row.gross_minor), fee_minor: minorToNumber(row.fee_minor), net_minor: minorToNumber(row.net_minor), settled_at: unixSeconds(row.settled_at),
    ...(row.presentment_currency === null ? {} : { presentment: { currency: row.presentment_currency, gross_minor: minorToNumber(row.presentment_minor!), rate: row.exchange_rate! } }),
  };
}

@Injectable()
export class SettlementRepository {
  constructor(private readonly database: Database) {}

  /** Notes what will be settled. A fact that is expected already is left alone. */
  async expect(movements: NewMovement[]): Promise<void> {
    await this.note(movements, 'DO NOTHING');
  }

  /** Notes what will be settled instead of what was expected before and is not settled yet. */
  async correct(movements: NewMovement[]): Promise<void> {
    await this.note(movements, 'DO UPDATE SET currency = excluded.currency, gross_minor = excluded.gross_minor, fee_minor = excluded.fee_minor, fees_status = excluded.fees_status WHERE expected_movement.line_id IS NULL');
  }

  private async note(movements: NewMovement[], known: string): Promise<void> {
    if (movements.length === 0) return;
    const column = <K extends keyof NewMovement>(name: K) => movements.map((movement) => movement[name]);
    await this.database.execute(
      `INSERT INTO reconciliation.expected_movement (game_id, fact, provider, kind, payment_id, refund_id, currency, gross_minor, fee_minor, fees_status, provider_refund_id, order_id)
       SELECT $1, m.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[]) AS m
       ON CONFLICT ON CONSTRAINT expected_movement_pkey ${known}`,
      [currentScope().gameId, column('fact'), column('provider'), column('kind'), column('payment_id'), column('refund_id'), column('currency'), column('gross_minor'), column('fee_minor'), column('fees_status'), column('provider_refund_id'), column('order_id')],
    );
  }

  /**
   * Keeps lines that are new, as breaks until they are matched, and notes which payment the provider's own id means: lines of refunds carry no other way
   * to their game. Answers how many were new.
   */
  async add(provider: string, studioId: string | null, lines: ReportedLine[]): Promise<number> {
    const { gameId } = currentScope();
    const column = <K extends keyof ReportedLine>(name: K) => lines.map((line) => line[name]);
    const added = await this.database.execute(
      `INSERT INTO reconciliation.settlement_line (game_id, provider, studio_id, line_id, batch_id, kind, reference, payment_id, provider_payment_id, currency, gross_minor, fee_minor, net_minor, settled_at, state, reason, presentment_currency, presentment_minor, exchange_rate)
       SELECT $1, $2, $3, l.line_id, l.batch_id, l.kind, l.reference, l.payment_id, l.provider_payment_id, l.currency, l.gross_minor, l.fee_minor, l.net_minor, to_timestamp(l.settled_at), 'break', 'not_expected', l.presentment_currency, l.presentment_minor, l.exchange_rate
         FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::text[], $16::bigint[], $17::text[])
              AS l(line_id, batch_id, kind, reference, payment_id, provider_payment_id, currency, gross_minor, fee_minor, net_minor, settled_at, presentment_currency, presentment_minor, exchange_rate)
       ON CONFLICT ON CONSTRAINT settlement_line_pkey DO NOTHING`,
      [
        gameId, provider, studioId, column('line_id'), column('batch_id'), column('kind'), column('reference'), column('payment_id'), column('provider_payment_id'), column('currency'), column('gross_minor'), column('fee_minor'),
        column('net_minor'), column('settled_at'), ...this.presentments(lines),
      ],
    );
    // An earlier build has kept what was settled in another currency without its other side, as a break.
    await this.database.execute(
      `UPDATE reconciliation.settlement_line k SET presentment_currency = l.currency, presentment_minor = l.minor, exchange_rate = l.rate FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) AS l(line_id, currency, minor, rate)
        WHERE k.game_id = $1 AND k.provider = $2 AND k.line_id = l.line_id AND l.currency IS NOT NULL AND k.presentment_currency IS NULL AND k.state = 'break'`,
      [gameId, provider, column('line_id'), ...this.presentments(lines)]);
    await this.database.execute(
      `INSERT INTO platform.route (kind, handle, game_id, target_id)
       SELECT DISTINCT ON (l.handle) 'settled:' || $2, l.handle, $1, l.payment_id FROM unnest($3::text[], $4::text[]) AS l(handle, payment_id) WHERE l.payment_id IS NOT NULL
       ON CONFLICT ON CONSTRAINT route_pkey DO NOTHING`,
      [gameId, provider, column('provider_payment_id'), column('payment_id')],
    );
    return added;
  }

  private presentments(lines: ReportedLine[]): [(string | null)[], (number | null)[], (string | null)[]] {
    const of = lines.map(({ presentment }) => presentment);
    return [of.map((each) => each?.currency ?? null), of.map((each) => each?.gross_minor ?? null), of.map((each) => each?.rate ?? null)];
  }

  /** Those of the lines that are kept with other amounts than they have here. */
  changedAmong(provider: string, lines: ReportedLine[]): Promise<ChangedLine[]> {
    const column = <K extends keyof ReportedLine>(name: K) => lines.map((line) => line[name]);
    return this.database.query<ChangedLine>(
      `SELECT k.line_id, concat_ws(' ', k.gross_minor, k.fee_minor, k.net_minor, k.currency, k.presentment_minor, k.presentment_currency) AS was,
              concat_ws(' ', l.gross_minor, l.fee_minor, l.net_minor, l.currency, l.presentment_minor, l.presentment_currency) AS reported
         FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::bigint[]) AS l(line_id, gross_minor, fee_minor, net_minor, currency, presentment_currency, presentment_minor)
         JOIN reconciliation.settlement_line k ON k.game_id = $1 AND k.provider = $2 AND k.line_id = l.line_id
        WHERE (k.gross_minor, k.fee_minor, k.net_minor, k.currency, k.presentment_minor, k.presentment_currency) IS DISTINCT FROM (l.gross_minor, l.fee_minor, l.net_minor, l.currency, l.presentment_minor, l.presentment_currency) ORDER BY k.line_id`,
      [currentScope().gameId, provider, column('line_id'), column('gross_minor'), column('fee_minor'), column('net_minor'), column('currency'), ...this.presentments(lines).slice(0, 2)]);
  }

  /** Those of the lines that are breaks, held until the end of the transaction. */
  breaksAmong(provider: string, lineIds: string[]): Promise<SettlementLineRow[]> {
    return this.database.query<SettlementLineRow>(
      `SELECT * FROM reconciliation.settlement_line WHERE game_id = $1 AND provider = $2 AND line_id = ANY($3) AND state = 'break' ORDER BY line_id FOR UPDATE`, [currentScope().gameId, provider, lineIds]);
  }

  /** What is expected of payments, settled or not, the oldest first; held until the end of the transaction. */
  movementsOf(provider: string, paymentIds: string[]): Promise<ExpectedMovementRow[]> {
    return this.database.query<ExpectedMovementRow>(
      `SELECT * FROM reconciliation.expected_movement WHERE game_id = $1 AND provider = $2 AND payment_id = ANY($3) ORDER BY expected_at, fact FOR UPDATE`, [currentScope().gameId, provider, paymentIds]);
  }

  async decide(provider: string, verdicts: { line_id: string; verdict: Verdict }[]): Promise<void> {
    const matched = verdicts.flatMap(({ line_id, verdict }) => (verdict.state === 'matched' ? [{ line_id, fact: verdict.fact }] : []));
    const ofAccount = verdicts.filter(({ verdict }) => verdict.state === 'of_account').map(({ line_id }) => line_id);
    const broken = verdicts.flatMap(({ line_id, verdict }) => (verdict.state === 'break' ? [{ line_id, reason: verdict.reason }] : []));
    const { gameId } = currentScope();
    await this.database.execute(
      `UPDATE reconciliation.settlement_line SET state = 'matched', reason = NULL, matched_at = clock_timestamp() WHERE game_id = $1 AND provider = $2 AND line_id = ANY($3)`, [gameId, provider, matched.map((line) => line.line_id)]);
    await this.database.execute(
      `UPDATE reconciliation.settlement_line SET state = 'of_account', reason = NULL WHERE game_id = $1 AND provider = $2 AND line_id = ANY($3)`, [gameId, provider, ofAccount]);
    await this.database.execute(
      `UPDATE reconciliation.expected_movement m SET line_id = v.line_id FROM unnest($2::text[], $3::text[]) AS v(fact, line_id) WHERE m.game_id = $1 AND m.fact = v.fact`,
      [gameId, matched.map((line) => line.fact), matched.map((line) => line.line_id)]);
    await this.database.execute(
      `UPDATE reconciliation.settlement_line l SET reason = v.reason, resolution = CASE WHEN l.reason = v.reason THEN l.resolution END, resolved_by = CASE WHEN l.reason = v.reason THEN l.resolved_by END,
              resolved_at = CASE WHEN l.reason = v.reason THEN l.resolved_at END
         FROM unnest($3::text[], $4::text[]) AS v(line_id, reason) WHERE l.game_id = $1 AND l.provider = $2 AND l.line_id = v.line_id`,
      [gameId, provider, broken.map((line) => line.line_id), broken.map((line) => line.reason)]);
  }

  async standingOf(provider: string, lineIds: string[]): Promise<{ matched: number; of_account: number }> {
    return (await this.database.one<{ matched: number; of_account: number }>(
      `SELECT count(*) FILTER (WHERE state = 'matched')::int AS matched, count(*) FILTER (WHERE state = 'of_account')::int AS of_account FROM reconciliation.settlement_line
        WHERE game_id = $1 AND provider = $2 AND line_id = ANY($3)`, [currentScope().gameId, provider, lineIds]))!;
  }

  async markPosted(provider: string, lineIds: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE reconciliation.settlement_line SET posted_at = clock_timestamp() WHERE game_id = $1 AND provider = $2 AND line_id = ANY($3) AND state = 'matched' AND posted_at IS NULL`, [currentScope().gameId, provider, lineIds]);
  }

  async drop(provider: string, lineIds: string[]): Promise<void> {
    await this.database.execute(`DELETE FROM reconciliation.settlement_line WHERE game_id = $1 AND provider = $2 AND line_id = ANY($3) AND state = 'break'`, [currentScope().gameId, provider, lineIds]);
  }
}
