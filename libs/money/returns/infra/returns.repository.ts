import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { newTaxReturnId } from '../contracts/ids.js';
import type { ReturnState } from '../domain/periods.js';
import type { ToldRate } from '../domain/return-rows.js';

export interface ReturnHead {
  id: string;
  entity: string;
  form: string;
  period: string;
  /** `YYYY-MM-DD`. */
  first_day: string;
  last_day: string;
  /** ISO 4217: of the form. */
  currency: string;
  due_on: string | null;
  filed_on: string | null;
  reference: string | null;
  declared_minor: bigint | null;
  filed_at: Date | null;
  filed_by: string | null;
}

export interface FiledSum {
  game_id: string;
  jurisdiction: string;
  currency: string;
  tax_minor: bigint;
}

const HEAD = 'id, entity, form, period, first_day::text, last_day::text, currency, due_on::text, filed_on::text, reference, declared_minor, filed_at, filed_by';
/** As `stateOf`; `$1` is today. */
const STATE = `CASE WHEN filed_at IS NOT NULL THEN 'filed' WHEN $1::date <= last_day THEN 'open' WHEN due_on IS NULL OR $1::date <= due_on THEN 'due' ELSE 'overdue' END`;

@Injectable()
export class ReturnsRepository {
  constructor(private readonly database: Database) {}

  /** Adds those that are not there; whoever adds one at the same moment adds the same. */
  async open(returns: readonly Pick<ReturnHead, 'entity' | 'form' | 'period' | 'first_day' | 'last_day' | 'currency' | 'due_on'>[]): Promise<number> {
    const added = await this.database.query<{ id: string }>(
      `INSERT INTO returns.tax_return (id, entity, form, period, first_day, last_day, currency, due_on)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[], $8::date[])
       ON CONFLICT ON CONSTRAINT tax_return_period_key DO NOTHING RETURNING id`,
      [returns.map(() => newTaxReturnId()), returns.map((r) => r.entity), returns.map((r) => r.form), returns.map((r) => r.period), returns.map((r) => r.first_day), returns.map((r) => r.last_day), returns.map((r) => r.currency), returns.map((r) => r.due_on)],
    );
    return added.length;
  }

  /** Those of which no return has been opened. */
  unopened(wanted: readonly Pick<ReturnHead, 'entity' | 'form' | 'period'>[]): Promise<Pick<ReturnHead, 'entity' | 'form' | 'period'>[]> {
    return this.database.query(
      `SELECT w.entity, w.form, w.period FROM unnest($1::text[], $2::text[], $3::text[]) AS w(entity, form, period)
        WHERE NOT EXISTS (SELECT FROM returns.tax_return r WHERE r.entity = w.entity AND r.form = w.form AND r.period = w.period) ORDER BY w.form, w.entity`,
      [wanted.map((w) => w.entity), wanted.map((w) => w.form), wanted.map((w) => w.period)]);
  }

  /** The last one that ends first, by id. */
  list(wish: { state?: ReturnState; form?: string; entity?: string; starting_after?: string; limit: number }, today: string): Promise<ReturnHead[]> {
    return this.database.query<ReturnHead>(
      `SELECT ${HEAD} FROM returns.tax_return r
        WHERE ($2::text IS NULL OR ${STATE} = $2) AND ($3::text IS NULL OR form = $3) AND ($4::text IS NULL OR entity = $4)
          AND ($5::text IS NULL OR (r.last_day, r.id) < (SELECT b.last_day, b.id FROM returns.tax_return b WHERE b.id = $5))
        ORDER BY r.last_day DESC, r.id DESC LIMIT $6`,
      [today, wish.state ?? null, wish.form ?? null, wish.entity ?? null, wish.starting_after ?? null, wish.limit],
    );
  }

  find(id: string): Promise<(ReturnHead & { snapshot: object | null }) | undefined> {
    return this.database.one(`SELECT ${HEAD}, snapshot FROM returns.tax_return WHERE id = $1`, [id]);
  }

  /** Held until the end of the transaction: of two who change it at once one is the later. */
  hold(id: string): Promise<ReturnHead | undefined> {
    return this.database.one<ReturnHead>(`SELECT ${HEAD} FROM returns.tax_return WHERE id = $1 FOR UPDATE`, [id]);
  }

  /** What was told for a return, and, for earlier periods of which nothing was told for it, what their own returns of the same entity and form were filed with. */
  rates(head: Pick<ReturnHead, 'id' | 'entity' | 'form' | 'period'>): Promise<ToldRate[]> {
    return this.database.query<ToldRate>(
      `SELECT DISTINCT ON (x.currency, x.of_period) x.currency, x.of_period, x.rate, x.rate_date::text, x.source
         FROM returns.exchange_rate x JOIN returns.tax_return r ON r.id = x.return_id
        WHERE x.return_id = $1 OR (r.entity = $2 AND r.form = $3 AND r.period = x.of_period AND r.filed_at IS NOT NULL)
        ORDER BY x.currency, x.of_period, (x.return_id = $1) DESC`,
      [head.id, head.entity, head.form],
    );
  }

  async tell(id: string, rates: readonly ToldRate[], by: string, at: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO returns.exchange_rate AS x (return_id, currency, of_period, rate, rate_date, source, told_by, told_at)
       SELECT $1, r.*, $7, $8 FROM unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::text[]) AS r
       ON CONFLICT (return_id, currency, of_period) DO UPDATE SET rate = excluded.rate, rate_date = excluded.rate_date, source = excluded.source, told_by = excluded.told_by, told_at = excluded.told_at`,
      [id, rates.map((r) => r.currency), rates.map((r) => r.of_period), rates.map((r) => r.rate), rates.map((r) => r.rate_date), rates.map((r) => r.source), by, at],
    );
  }

  async setDue(id: string, due_on: string | null): Promise<void> {
    await this.database.execute('UPDATE returns.tax_return SET due_on = $2, alarmed_on = NULL WHERE id = $1', [id, due_on]);
  }

  async file(head: ReturnHead, filed: { filed_on: string; reference: string; declared_minor: bigint; filed_at: Date; filed_by: string; snapshot: object }, sums: readonly FiledSum[]): Promise<void> {
    await this.database.execute('UPDATE returns.tax_return SET filed_on = $2, reference = $3, declared_minor = $4, filed_at = $5, filed_by = $6, snapshot = $7 WHERE id = $1', [
      head.id, filed.filed_on, filed.reference, filed.declared_minor, filed.filed_at, filed.filed_by, JSON.stringify(filed.snapshot),
    ]);
    await this.database.execute(
      `INSERT INTO returns.filed_sum (return_id, game_id, jurisdiction, currency, first_day, last_day, tax_minor, filed_at)
       SELECT $1, s.game_id, s.jurisdiction, s.currency, $6, $7, s.tax_minor, $8 FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS s(game_id, jurisdiction, currency, tax_minor)`,
      [head.id, sums.map((s) => s.game_id), sums.map((s) => s.jurisdiction), sums.map((s) => s.currency), sums.map((s) => s.tax_minor), head.first_day, head.last_day, filed.filed_at],
    );
  }

  /** Those that are overdue and were not told of today; each is told of once a day. */
  async alarm(today: string): Promise<Pick<ReturnHead, 'id' | 'form' | 'period'>[]> {
    return this.database.query(
      `UPDATE returns.tax_return SET alarmed_on = $1 WHERE filed_at IS NULL AND due_on < $1::date AND alarmed_on IS DISTINCT FROM $1::date RETURNING id, form, period`,
      [today],
    );
  }

  /** Over all, by dates alone. */
  async countOverdue(today: string): Promise<number> {
    const [row] = await this.database.asDispatcher<{ count: number }>('SELECT count(*)::int AS count FROM returns.tax_return WHERE filed_at IS NULL AND due_on < $1::date', [today]);
    return row!.count;
  }
}
