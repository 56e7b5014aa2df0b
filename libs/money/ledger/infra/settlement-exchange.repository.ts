import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { KnownFee } from '../domain/psp-fees.js';
import { NO_POSITION, type ExchangedFee, type ExchangedLine, type FxPosition } from '../domain/settlement-exchange.js';

/** Positions of payments, by payment and account. */
export class FxPositions {
  private readonly positions = new Map<string, FxPosition>();

  of(paymentId: string, account: string): FxPosition {
    return this.positions.get(`${paymentId} ${account}`) ?? NO_POSITION;
  }

  set(paymentId: string, account: string, position: FxPosition): void {
    this.positions.set(`${paymentId} ${account}`, position);
  }
}

/** Lines that were settled in another currency than they were paid in, and what the journal says was exchanged of each payment. */
@Injectable()
export class SettlementExchangeRepository {
  constructor(private readonly database: Database) {}

  /** Notes lines. Answers those that were new: of two that note the same at once one does. */
  async note(lines: readonly ExchangedLine[]): Promise<Set<string>> {
    if (lines.length === 0) return new Set();
    const of = <V>(value: (line: ExchangedLine) => V): V[] => lines.map(value);
    const rows = await this.database.query<{ provider: string; line_id: string }>(
      `INSERT INTO ledger.settlement_exchange (game_id, provider, line_id, payment_id, kind, currency, gross_minor, booked_fee_minor, settled_currency, settled_gross_minor, settled_fee_minor, settled_net_minor, provider_rate, rate, rate_date, rate_source,
         worth_minor, fee_minor, is_fee_estimated)
       SELECT $1, l.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::date[], $16::text[], $17::bigint[], $18::bigint[],
         $19::boolean[]) AS l ORDER BY 1, 2, 3
       ON CONFLICT ON CONSTRAINT settlement_exchange_pkey DO NOTHING RETURNING provider, line_id`,
      [
        currentScope().gameId, of((l) => l.provider), of((l) => l.line_id), of((l) => l.payment_id), of((l) => l.kind), of((l) => l.exchange.currency), of((l) => l.exchange.gross_minor), of((l) => l.exchange.booked_fee_minor), of((l) => l.currency),
        of((l) => l.gross_minor), of((l) => l.fee_minor), of((l) => l.net_minor), of((l) => l.exchange.provider_rate), of((l) => l.exchange.rate), of((l) => l.exchange.rate_date), of((l) => l.exchange.rate_source), of((l) => l.exchange.worth_minor),
        of((l) => l.exchange.fee_minor), of((l) => l.kind === 'capture' && l.fees_status === 'estimated'),
      ]);
    return new Set(rows.map(({ provider, line_id }) => `${provider} ${line_id}`));
  }

  /** What was exchanged of payments, by the journal. Whoever else would move it waits until this transaction has ended. */
  async take(paymentIds: readonly string[]): Promise<FxPositions> {
    const positions = new FxPositions();
    if (paymentIds.length === 0) return positions;
    const { gameId } = currentScope();
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger.fx_position:' || $1::text || ':' || id, 0)) FROM (SELECT DISTINCT id FROM unnest($2::text[]) AS p(id) ORDER BY id) AS ids`, [gameId, paymentIds]);
    const sums = await this.database.query<{ payment_id: string; account: string; held_minor: string; worth_minor: string }>(
      `SELECT e.payment_id, p.account, coalesce(sum(p.amount_minor) FILTER (WHERE p.currency = split_part(split_part(p.account, ':', 2), '-', 1)), 0)::text AS held_minor,
              coalesce(-sum(p.amount_minor) FILTER (WHERE p.currency = split_part(p.account, '-', 2)), 0)::text AS worth_minor
         FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
        WHERE e.game_id = $1 AND e.payment_id = ANY($2::text[]) AND p.account LIKE 'fx\\_position:%' GROUP BY 1, 2`, [gameId, paymentIds]);
    for (const { payment_id, account, held_minor, worth_minor } of sums) positions.set(payment_id, account, { held_minor: BigInt(held_minor), worth_minor: BigInt(worth_minor) });
    return positions;
  }

  /** The orders of payments, as the journal has them. */
  async ordersOf(paymentIds: readonly string[]): Promise<Map<string, string>> {
    if (paymentIds.length === 0) return new Map();
    const rows = await this.database.query<{ payment_id: string; order_id: string }>(
      `SELECT DISTINCT ON (payment_id) payment_id, order_id FROM ledger.journal_entry WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND order_id IS NOT NULL ORDER BY payment_id, id`, [currentScope().gameId, paymentIds]);
    return new Map(rows.map(({ payment_id, order_id }) => [payment_id, order_id]));
  }

  /** Settles fees of which both is known, what was booked with the money and what a line has kept in another currency: of these payments, or of all. Each is answered once. */
  async settledFees(paymentIds: readonly string[] | null): Promise<(KnownFee & { exchanged: ExchangedFee })[]> {
    const rows = await this.database.query<KnownFee & ExchangedFee>(
      `UPDATE ledger.psp_fee f SET settled_minor = x.fee_minor, line_id = x.line_id FROM ledger.settlement_exchange x
        WHERE f.game_id = $1 AND ($2::text[] IS NULL OR f.payment_id = ANY($2)) AND f.bearer IS NOT NULL AND f.settled_minor IS NULL AND x.game_id = f.game_id AND x.payment_id = f.payment_id AND x.provider = f.provider AND x.is_fee_estimated
       RETURNING f.payment_id, f.order_id, f.provider, f.currency, f.is_of_sale, f.bearer, f.estimated_minor, f.occurred_on::text AS occurred_on, f.settled_minor, f.line_id, x.settled_currency, x.settled_fee_minor`,
      [currentScope().gameId, paymentIds]);
    return rows.map(({ settled_currency, settled_fee_minor, ...fee }) => ({ ...fee, exchanged: { settled_currency, settled_fee_minor } }));
  }
}
