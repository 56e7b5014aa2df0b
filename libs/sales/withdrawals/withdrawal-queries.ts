import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { WithdrawalNotFound } from './contracts/errors.js';
import { GetWithdrawal, ListWithdrawals, type WithdrawalView } from './contracts/queries.js';
import type { WithdrawalRow } from './rows.js';

const SELECT = `SELECT w.*, d.name, d.email, d.order_told FROM withdrawals.withdrawal w LEFT JOIN withdrawals.declarant d ON d.game_id = w.game_id AND d.withdrawal_id = w.id WHERE w.game_id = $1`;

function view(row: WithdrawalRow): WithdrawalView {
  return {
    id: row.id, order_id: row.order_id, locale: row.locale, stated_at: unixSeconds(row.stated_at), outcome: row.outcome, because: row.because, basis: row.basis,
    declarant: row.name === null ? null : { name: row.name, email: row.email!, order: row.order_told! },
  };
}

@QueryHandler(GetWithdrawal)
export class GetWithdrawalHandler implements IQueryHandler<GetWithdrawal> {
  constructor(private readonly database: Database) {}

  async execute({ withdrawalId }: GetWithdrawal): Promise<WithdrawalView> {
    const row = await this.database.one<WithdrawalRow & Record<string, unknown>>(`${SELECT} AND w.id = $2`, [currentScope().gameId, withdrawalId]);
    if (!row) throw new WithdrawalNotFound();
    return view(row);
  }
}

@QueryHandler(ListWithdrawals)
export class ListWithdrawalsHandler implements IQueryHandler<ListWithdrawals> {
  constructor(private readonly database: Database) {}

  async execute({ filter }: ListWithdrawals): Promise<{ data: WithdrawalView[]; has_more: boolean; next_cursor: string | null }> {
    const rows = await this.database.query<WithdrawalRow & Record<string, unknown>>(
      `${SELECT} AND ($2::text IS NULL OR w.order_id = $2) AND ($3::text[] IS NULL OR w.outcome = ANY($3)) AND ($4::text IS NULL OR w.id < $4) ORDER BY w.id DESC LIMIT $5`,
      [currentScope().gameId, filter.order_id ?? null, filter.outcome ?? null, filter.starting_after ?? null, filter.limit + 1],
    );
    const data = rows.slice(0, filter.limit).map(view);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
