import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { fromUnixSeconds } from '#platform/kernel/clock';
import { looksLikeId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import type { PaymentView } from '../contracts/queries.js';
import { paymentView } from '../infra/payment-views.js';
import type { PaymentRow } from '../infra/rows.js';

export type RangeField = 'created_at' | 'modified_at' | 'status_updated_at';

export interface PaymentFilter {
  limit: number;
  offset: number;
  starting_after: string | null;
  field: RangeField;
  range: { from: number; to: number } | null;
  player_id: string | null;
  order_id: string | null;
  status: string[] | null;
  countries: string[] | null;
  search: string | null;
  /** What others know under the words that are searched for. */
  found: { order_ids: string[]; player_ids: string[] };
}

/** Payments of the game, newest first. */
export class ListPayments extends Query<PaymentView[]> {
  constructor(readonly filter: PaymentFilter) { super(); }
}

@QueryHandler(ListPayments)
export class ListPaymentsHandler implements IQueryHandler<ListPayments> {
  constructor(private readonly database: Database) {}

  async execute({ filter }: ListPayments): Promise<PaymentView[]> {
    const wanted: string[] = ['game_id = $1'];
    const values: unknown[] = [currentScope().gameId];
    const want = (condition: (place: string) => string, value: unknown): void => {
      values.push(value);
      wanted.push(condition(`$${values.length}`));
    };
    if (filter.range) {
      want((at) => `${filter.field} >= ${at}`, fromUnixSeconds(filter.range.from));
      // The end is a whole second: what happened within it belongs to the range.
      want((at) => `${filter.field} < ${at}`, fromUnixSeconds(filter.range.to + 1));
    }
    if (filter.player_id !== null) want((at) => `player_id = ${at}`, filter.player_id);
    if (filter.order_id !== null) want((at) => `order_id = ${at}`, filter.order_id);
    if (filter.status) want((at) => `status = ANY(${at}::text[])`, filter.status);
    if (filter.countries) want((at) => `country = ANY(${at}::text[])`, filter.countries);
    if (filter.search !== null && looksLikeId(filter.search.toLowerCase())) {
      // A whole id is looked up by index; everything else has to be searched for.
      want((at) => `(id = ${at} OR order_id = ${at})`, filter.search.toLowerCase());
    } else if (filter.search !== null) {
      const { order_ids, player_ids } = filter.found;
      const known = `order_id = ANY($${values.push(order_ids)}::text[]) OR player_id = ANY($${values.push(player_ids)}::text[])`;
      want((at) => `(id ILIKE ${at} OR order_id ILIKE ${at} OR player_id ILIKE ${at} OR card_last4 ILIKE ${at} OR ${known})`, `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`);
    }
    if (filter.starting_after !== null) want((at) => `id < ${at}`, filter.starting_after);
    const rows = await this.database.query<PaymentRow>(
      `SELECT * FROM payments.payment WHERE ${wanted.join(' AND ')} ORDER BY id DESC LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, filter.limit, filter.offset],
    );
    return rows.map(paymentView);
  }
}
