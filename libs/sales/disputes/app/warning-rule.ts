import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';

/** Off while `refund_up_to_usd_minor` is null. US cents; hours from the report on. `set_by` is null where the game has said nothing, and the installation's setting holds. */
export interface WarningRuleView { refund_up_to_usd_minor: number | null; within_hours: number; set_by: string | null; set_at: number | null }

export const HOURS_DEFAULT = 24;

/** Whether a report of fraud gives the money of the scope's game back by itself. */
export class GetWarningRule extends Query<WarningRuleView> {}

@QueryHandler(GetWarningRule)
export class GetWarningRuleHandler implements IQueryHandler<GetWarningRule> {
  constructor(private readonly database: Database, private readonly config: Config) {}
  async execute(): Promise<WarningRuleView> {
    const row = await this.database.one<{ refund_up_to_usd_minor: bigint | null; within_hours: number; set_by: string; set_at: Date }>('SELECT * FROM disputes.warning_rule WHERE game_id = $1', [currentScope().gameId]);
    if (row) return { refund_up_to_usd_minor: row.refund_up_to_usd_minor === null ? null : minorToNumber(row.refund_up_to_usd_minor), within_hours: row.within_hours, set_by: row.set_by, set_at: unixSeconds(row.set_at) };
    return { refund_up_to_usd_minor: this.config.integer('FRAUD_WARNING_REFUND_USD_CENTS', 0, 100_000_000) || null, within_hours: HOURS_DEFAULT, set_by: null, set_at: null };
  }
}

export class SetWarningRule extends Command<void> {
  static readonly context = 'sales/disputes';
  constructor(readonly rule: { refund_up_to_usd_minor: number | null; within_hours: number }) { super(); }
}

@CommandHandler(SetWarningRule)
export class SetWarningRuleHandler implements ICommandHandler<SetWarningRule> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ rule: { refund_up_to_usd_minor, within_hours } }: SetWarningRule): Promise<void> {
    const { gameId, actor } = currentScope();
    await this.database.execute(
      `INSERT INTO disputes.warning_rule (game_id, refund_up_to_usd_minor, within_hours, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT warning_rule_pkey DO UPDATE SET refund_up_to_usd_minor = excluded.refund_up_to_usd_minor, within_hours = excluded.within_hours, set_by = excluded.set_by, set_at = excluded.set_at`,
      [gameId, refund_up_to_usd_minor, within_hours, actor.id, this.clock.now()]);
  }
}
