import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { Believed } from '#platform/memory/believed';
import { ExemptionTwice } from '../contracts/errors.js';
import { exemptionFor, type Exemption, type ExemptionRule, type ScaSale } from '../domain/sca.js';

/** A change is in force everywhere within it. */
const BELIEVED_MS = 5_000;

interface Row { country: string; low_value: boolean; tra_up_to_minor: bigint | null; set_by: string; set_at: Date }
const ruleOf = ({ country, low_value, tra_up_to_minor }: Row): ExemptionRule => ({ country, low_value, tra_up_to_minor: tra_up_to_minor === null ? null : minorToNumber(tra_up_to_minor) });

class GetExemptionRules extends Query<ExemptionRule[]> {}

@QueryHandler(GetExemptionRules)
export class GetExemptionRulesHandler implements IQueryHandler<GetExemptionRules> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<ExemptionRule[]> {
    return (await this.database.query<Row>('SELECT * FROM payments.sca_exemption ORDER BY country')).map(ruleOf);
  }
}

/** What banks are asked not to ask their cardholders. Every charge wants to know it, and it hardly ever changes. */
@Injectable()
export class ScaExemptions {
  private readonly rules = new Believed<ExemptionRule[]>(BELIEVED_MS);
  constructor(private readonly queries: Queries) {}

  /** For a sale of the scope's game. */
  async of(sale: ScaSale, scope: Scope): Promise<Exemption | null> {
    return exemptionFor(await this.rules.of('', () => this.queries.ask(new GetExemptionRules(), scope)), sale);
  }

  forget(): void {
    this.rules.forget('');
  }
}

export interface ExemptionsView { exemptions: ExemptionRule[]; set_by: string | null; set_at: number | null }

/** As they were set. Of the operator's scope. */
export class GetScaExemptions extends Query<ExemptionsView> {}

@QueryHandler(GetScaExemptions)
export class GetScaExemptionsHandler implements IQueryHandler<GetScaExemptions> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<ExemptionsView> {
    const rows = await this.database.query<Row>('SELECT * FROM payments.sca_exemption ORDER BY country');
    return { exemptions: rows.map(ruleOf), set_by: rows[0]?.set_by ?? null, set_at: rows[0] ? unixSeconds(rows[0].set_at) : null };
  }
}

/** Puts these in the place of all that were there. Throws `payments.exemption_twice` (422). */
export class SetScaExemptions extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly rules: readonly ExemptionRule[]) { super(); }
}

@CommandHandler(SetScaExemptions)
export class SetScaExemptionsHandler implements ICommandHandler<SetScaExemptions> {
  constructor(private readonly database: Database, private readonly known: ScaExemptions, private readonly clock: Clock) {}

  async execute({ rules }: SetScaExemptions): Promise<void> {
    const at = rules.findIndex(({ country }, index) => rules.findIndex((each) => each.country === country) < index);
    if (at >= 0) throw new ExemptionTwice(at);
    // Two people at once: the later one's list stands, whole.
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('payments.sca_exemption', 0))`);
    await this.database.execute('DELETE FROM payments.sca_exemption');
    await this.database.execute(
      `INSERT INTO payments.sca_exemption (country, low_value, tra_up_to_minor, set_by, set_at) SELECT r.country, r.low_value, r.tra, $4, $5 FROM unnest($1::text[], $2::boolean[], $3::bigint[]) AS r(country, low_value, tra)`,
      [rules.map(({ country }) => country), rules.map(({ low_value }) => low_value), rules.map(({ tra_up_to_minor }) => tra_up_to_minor), currentScope().actor.id, this.clock.now()]);
    this.known.forget();
  }
}
