import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { MethodRule } from '../contracts/queries.js';

/** `set_by` is null where the studio has said nothing: then every method is offered, in the order of the table. */
export interface MethodRulesView { rules: MethodRule[]; set_by: string | null; set_at: number | null }

/** What the studio says of methods in the game of the scope. */
export class GetMethodRules extends Query<MethodRulesView> {}

@QueryHandler(GetMethodRules)
export class GetMethodRulesHandler implements IQueryHandler<GetMethodRules> {
  constructor(private readonly database: Database) {}

  async execute(): Promise<MethodRulesView> {
    const row = await this.database.one<{ rules: MethodRule[]; set_by: string; set_at: Date }>('SELECT rules, set_by, set_at FROM payments.method_rules WHERE game_id = $1', [currentScope().gameId]);
    return row ? { rules: row.rules, set_by: row.set_by, set_at: unixSeconds(row.set_at) } : { rules: [], set_by: null, set_at: null };
  }
}

/** Puts these rules in the place of all that were there. */
export class SetMethodRules extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly rules: readonly MethodRule[]) { super(); }
}

@CommandHandler(SetMethodRules)
export class SetMethodRulesHandler implements ICommandHandler<SetMethodRules> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ rules }: SetMethodRules): Promise<void> {
    const { gameId, actor } = currentScope();
    await this.database.execute(
      `INSERT INTO payments.method_rules (game_id, rules, set_by, set_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT method_rules_pkey DO UPDATE SET rules = excluded.rules, set_by = excluded.set_by, set_at = excluded.set_at`,
      [gameId, JSON.stringify(rules), actor.id, this.clock.now()]);
  }
}
