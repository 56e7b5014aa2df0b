import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { minorToNumber } from '#platform/kernel/money';
import { ListSettlementBreaks, ListUnpostedLines, ListUnsettledMovements } from '../contracts/queries.js';
import type { ExpectedMovementRow, SettlementLineRow } from '../infra/rows.js';
import { reportedLine } from '../infra/settlement.repository.js';

@QueryHandler(ListSettlementBreaks)
export class ListSettlementBreaksHandler implements IQueryHandler<ListSettlementBreaks> {
  constructor(private readonly database: Database) {}
  async execute() {
    const rows = await this.database.query<SettlementLineRow & { age: bigint }>(
      `SELECT *, extract(epoch FROM clock_timestamp() - imported_at)::bigint AS age FROM reconciliation.settlement_line WHERE game_id = $1 AND state = 'break' ORDER BY imported_at, line_id LIMIT 500`,
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
    const rows = await this.database.query<SettlementLineRow>(
      `SELECT * FROM reconciliation.settlement_line WHERE game_id = $1 AND provider = $2 AND state = 'matched' AND posted_at IS NULL ORDER BY line_id LIMIT 500`, [currentScope().gameId, input.provider]);
    return rows.map((row) => ({ ...reportedLine(row), payment_id: row.payment_id! }));
  }
}
