import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { EstimatedFee, KnownFee, SettledFee } from '../domain/psp-fees.js';

const KNOWN = `payment_id, order_id, provider, currency, is_of_sale, bearer, estimated_minor, occurred_on::text AS occurred_on, settled_minor, line_id`;

/** Fees that were not told with their payments. Each statement answers the fees of which everything is known by it: each fee is answered once, whichever half comes first and however many come at once. */
@Injectable()
export class PspFeesRepository {
  constructor(private readonly database: Database) {}

  /** What was booked of them with their money. What is noted already stays. */
  async estimated(fees: readonly EstimatedFee[]): Promise<KnownFee[]> {
    const of = onePerPayment(fees);
    if (of.length === 0) return [];
    return this.complete(await this.database.query<KnownFee>(
      `INSERT INTO ledger.psp_fee (game_id, payment_id, order_id, provider, currency, is_of_sale, bearer, estimated_minor, occurred_on)
       SELECT $1, f.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::bigint[], $9::date[]) AS f ORDER BY 1, 2
       ON CONFLICT ON CONSTRAINT psp_fee_pkey DO UPDATE SET order_id = excluded.order_id, is_of_sale = excluded.is_of_sale, bearer = excluded.bearer, estimated_minor = excluded.estimated_minor, occurred_on = excluded.occurred_on
        WHERE psp_fee.bearer IS NULL
       RETURNING ${KNOWN}`,
      [
        currentScope().gameId, of.map((f) => f.payment_id), of.map((f) => f.order_id), of.map((f) => f.provider), of.map((f) => f.currency), of.map((f) => f.is_of_sale), of.map((f) => f.bearer), of.map((f) => f.estimated_minor),
        of.map((f) => f.occurred_on),
      ]));
  }

  /** What the provider has settled of them. What is noted already stays. */
  async settled(fees: readonly SettledFee[]): Promise<KnownFee[]> {
    const of = onePerPayment(fees);
    if (of.length === 0) return [];
    return this.complete(await this.database.query<KnownFee>(
      `INSERT INTO ledger.psp_fee (game_id, payment_id, provider, currency, settled_minor, line_id)
       SELECT $1, f.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) AS f ORDER BY 1, 2
       ON CONFLICT ON CONSTRAINT psp_fee_pkey DO UPDATE SET settled_minor = excluded.settled_minor, line_id = excluded.line_id WHERE psp_fee.settled_minor IS NULL
       RETURNING ${KNOWN}`,
      [currentScope().gameId, of.map((f) => f.payment_id), of.map((f) => f.provider), of.map((f) => f.currency), of.map((f) => f.settled_minor), of.map((f) => f.line_id)]));
  }

  /** Notes payments of which a line has kept a fee in another currency: `SettlementExchangeRepository` settles it once it is known what was booked with them. */
  async awaited(fees: readonly Pick<SettledFee, 'payment_id' | 'provider' | 'currency'>[]): Promise<void> {
    const of = onePerPayment(fees);
    if (of.length === 0) return;
    await this.database.execute(
      `INSERT INTO ledger.psp_fee (game_id, payment_id, provider, currency) SELECT $1, f.* FROM unnest($2::text[], $3::text[], $4::text[]) AS f ORDER BY 1, 2 ON CONFLICT ON CONSTRAINT psp_fee_pkey DO NOTHING`,
      [currentScope().gameId, of.map((f) => f.payment_id), of.map((f) => f.provider), of.map((f) => f.currency)]);
  }

  /** Of fees that are settled and that nobody has told of: what the books say of their money, where it is booked. A sale that was booked without a fee says of nobody that they bear it: `bearer` does. */
  booked(bearer: 'studio' | 'operator'): Promise<EstimatedFee[]> {
    return this.database.query<EstimatedFee>(
      `SELECT w.payment_id, e.order_id, w.provider, w.currency, e.kind = 'sale' AS is_of_sale, coalesce(-c.amount_minor, 0) AS estimated_minor, e.occurred_on::text AS occurred_on,
              CASE WHEN e.kind = 'overpayment' OR b.account = 'psp_fee_expense' THEN 'operator' WHEN b.account = 'studio_payable' THEN 'studio' ELSE $2 END AS bearer
         FROM ledger.psp_fee w JOIN ledger.journal_entry e ON e.game_id = w.game_id AND e.payment_id = w.payment_id AND e.kind IN ('sale', 'overpayment')
         LEFT JOIN ledger.journal_entry f ON f.game_id = w.game_id AND f.fact = 'psp_fee:' || w.payment_id
         LEFT JOIN ledger.posting b ON b.game_id = f.game_id AND b.entry_id = f.id AND b.account IN ('psp_fee_expense', 'studio_payable')
         LEFT JOIN ledger.posting c ON c.game_id = f.game_id AND c.entry_id = f.id AND c.account LIKE 'psp\\_clearing:%'
        WHERE w.game_id = $1 AND w.bearer IS NULL ORDER BY w.payment_id LIMIT 500`,
      [currentScope().gameId, bearer]);
  }

  private complete(rows: readonly KnownFee[]): KnownFee[] {
    return rows.filter(({ bearer, settled_minor }) => (bearer as string | null) !== null && (settled_minor as bigint | null) !== null);
  }
}

function onePerPayment<F extends { payment_id: string }>(fees: readonly F[]): F[] {
  return [...new Map(fees.map((fee) => [fee.payment_id, fee])).values()];
}
