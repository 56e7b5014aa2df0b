import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { minorToNumber } from '#platform/kernel/money';
import type { PaymentLineKind } from '../contracts/commands.js';
import { ListSettlementBreaks, ListUnpostedLines, ListUnsettledMovements } from '../contracts/queries.js';
import { isFeeEstimated } from '../domain/match-line.js';
import type { ExpectedMovementRow, SettlementLineRow } from '../infra/rows.js';
import { reportedLine } from '../infra/settlement.repository.js';

@QueryHandler(ListSettlementBreaks)
export class ListSettlementBreaksHandler implements IQueryHandler<ListSettlementBreaks> {
  constructor(private readonly database: Database) {}
  async execute() {
    const rows = await this.database.query<SettlementLineRow & { age: bigint }>(
      `SELECT *, extract(epoch FROM clock_timestamp() - imported_at)::bigint AS age FROM reconciliation.settlement_line WHERE game_id = $1 AND state = 'break' AND resolved_at IS NULL ORDER BY imported_at, line_id LIMIT 500`,
      [currentScope().gameId],
    );
    return rows.map((row) => ({ ...reportedLine(row), provider: row.provider, reason: row.reason!, age_seconds: Number(row.age) }));
  }
}

@QueryHandler(ListUnsettledMovements)
export class ListUnsettledMovementsHandler implements IQueryHandler<ListUnsettledMovements> {
  constructor(private readonly database: Database) {}
  async execute({ filter }: ListUnsettledMovements) {
    const rows = await this.database.query<ExpectedMovementRow & { age: bigint }>(
      `SELECT *, extract(epoch FROM clock_timestamp() - expected_at)::bigint AS age FROM reconciliation.expected_movement
        WHERE game_id = $1 AND line_id IS NULL AND expected_at <= clock_timestamp() - make_interval(secs => $2) ORDER BY expected_at, fact LIMIT 500`,
      [currentScope().gameId, filter.older_than_seconds],
    );
    return rows.map((row) => ({ fact: row.fact, provider: row.provider, payment_id: row.payment_id, currency: row.currency, gross_minor: minorToNumber(row.gross_minor), age_seconds: Number(row.age) }));
  }
}

@QueryHandler(ListUnpostedLines)
export class ListUnpostedLinesHandler implements IQueryHandler<ListUnpostedLines> {
  constructor(private readonly database: Database) {}
  async execute({ input }: ListUnpostedLines) {
    const rows = await this.database.query<SettlementLineRow & { expected: Pick<ExpectedMovementRow, 'kind' | 'fees_status' | 'order_id'> & { fee_minor: number | null } | null }>(
      `SELECT l.*, CASE WHEN m.fact IS NOT NULL THEN json_build_object('kind', m.kind, 'fee_minor', m.fee_minor, 'fees_status', m.fees_status, 'order_id', m.order_id) END AS expected
         FROM reconciliation.settlement_line l LEFT JOIN reconciliation.expected_movement m ON m.game_id = l.game_id AND m.provider = l.provider AND m.payment_id = l.payment_id AND m.line_id = l.line_id
        WHERE l.game_id = $1 AND l.provider = $2 AND l.state = 'matched' AND l.posted_at IS NULL ORDER BY l.line_id LIMIT 500`, [currentScope().gameId, input.provider]);
    return rows.map(({ expected, ...row }) => {
      const isEstimated = expected !== null && isFeeEstimated({ ...expected, fee_minor: expected.fee_minor === null ? null : BigInt(expected.fee_minor) });
      return {
        // A line of no payment is never matched.
        ...reportedLine(row), kind: row.kind as PaymentLineKind, payment_id: row.payment_id!, order_id: expected?.order_id ?? null,
        fees_status: isEstimated ? ('estimated' as const) : ('final' as const), booked_fee_minor: isEstimated ? 0 : (expected?.fee_minor ?? 0),
      };
    });
  }
}
