import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { breakId, type BreakKey } from '../contracts/break-id.js';
import { UpdateBreak, type ReportedLine } from '../contracts/commands.js';
import { SettlementBreakNotFound } from '../contracts/errors.js';
import type { BreakReason } from '../contracts/queries.js';
import type { SettlementLineRow } from '../infra/rows.js';
import { reportedLine } from '../infra/settlement.repository.js';

/** A line that matches nothing, as the operator's staff see it. */
export interface BreakView extends ReportedLine {
  id: string;
  /** `unrouted`: no payment of ours. */
  game_id: string;
  provider: string;
  reason: BreakReason;
  imported_at: number;
  age_seconds: number;
  owner: string | null;
  resolution: string | null;
  resolved_by: string | null;
  resolved_at: number | null;
}

export interface BreakFilter {
  /** `open`: nobody has explained it yet. */
  status: 'open' | 'resolved';
  provider?: string;
  after: BreakKey | null;
  limit: number;
}

/** Breaks over all games, the oldest first, for the operator's staff. */
@Injectable()
export class SettlementBreaks {
  constructor(private readonly commands: Commands, private readonly database: Database, private readonly clock: Clock) {}

  async list({ status, provider, after, limit }: BreakFilter): Promise<BreakView[]> {
    const rows = await this.database.acrossGames<SettlementLineRow & Record<string, unknown>>(
      `SELECT l.* FROM reconciliation.settlement_line l
        WHERE l.state = 'break' AND (l.resolved_at IS NULL) = $1 AND ($2::text IS NULL OR l.provider = $2)
          AND ($3::text IS NULL OR (l.imported_at, l.game_id, l.provider, l.line_id) > (SELECT a.imported_at, a.game_id, a.provider, a.line_id FROM reconciliation.settlement_line a WHERE a.game_id = $3 AND a.provider = $4 AND a.line_id = $5))
        ORDER BY l.imported_at, l.game_id, l.provider, l.line_id LIMIT $6`,
      [status === 'open', provider ?? null, after?.game_id ?? null, after?.provider ?? null, after?.line_id ?? null, limit]);
    return rows.map((row) => this.view(row));
  }

  async update(key: BreakKey, change: { owner?: string | null; resolution?: string | null }, scope: Scope): Promise<BreakView> {
    await this.commands.execute(new UpdateBreak({ provider: key.provider, line_id: key.line_id, ...change }), { ...scope, gameId: key.game_id });
    const [row] = await this.database.acrossGames<SettlementLineRow & Record<string, unknown>>('SELECT * FROM reconciliation.settlement_line WHERE game_id = $1 AND provider = $2 AND line_id = $3', [key.game_id, key.provider, key.line_id]);
    return this.view(row!);
  }

  private view(row: SettlementLineRow): BreakView {
    return {
      ...reportedLine(row), id: breakId(row), game_id: row.game_id, provider: row.provider, reason: row.reason!, imported_at: unixSeconds(row.imported_at), age_seconds: Math.max(0, this.clock.nowSeconds() - unixSeconds(row.imported_at)),
      owner: row.break_owner, resolution: row.resolution, resolved_by: row.resolved_by, resolved_at: unixSecondsOrNull(row.resolved_at),
    };
  }
}

@CommandHandler(UpdateBreak)
export class UpdateBreakHandler implements ICommandHandler<UpdateBreak> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ input: { provider, line_id, owner, resolution } }: UpdateBreak): Promise<void> {
    const { gameId, actor } = currentScope();
    const changed = await this.database.execute(
      `UPDATE reconciliation.settlement_line SET break_owner = CASE WHEN $4 THEN $5 ELSE break_owner END, resolution = CASE WHEN $6 THEN $7 ELSE resolution END,
              resolved_by = CASE WHEN NOT $6 THEN resolved_by WHEN $7::text IS NOT NULL THEN $8 END, resolved_at = CASE WHEN NOT $6 THEN resolved_at WHEN $7::text IS NOT NULL THEN $9::timestamptz END
        WHERE game_id = $1 AND provider = $2 AND line_id = $3 AND state = 'break'`,
      [gameId, provider, line_id, owner !== undefined, owner ?? null, resolution !== undefined, resolution ?? null, actor.id, this.clock.now()]);
    if (changed === 0) throw new SettlementBreakNotFound();
  }
}
