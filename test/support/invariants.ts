import pg, { type ClientBase } from 'pg';
import { AT_REST, EVERYTHING, InvariantBook, type HeldByContext, type Invariant } from '#platform/invariants/invariants';
import { PLATFORM } from '#platform/invariants/platform-invariants';
import { HELD_BY_LEDGER } from '../../libs/money/ledger/infra/invariants.js';
import { HELD_BY_PAYOUTS } from '../../libs/money/payouts/infra/invariants.js';
import { HELD_BY_RECONCILIATION } from '../../libs/money/reconciliation/infra/invariants.js';
import { HELD_BY_RETURNS } from '../../libs/money/returns/infra/invariants.js';
import { HELD_BY_CONSENTS } from '../../libs/player/consents/invariants.js';
import { HELD_BY_WEBHOOKS } from '../../libs/reach/webhooks/infra/invariants.js';
import { HELD_BY_FULFILLMENT } from '../../libs/sales/fulfillment/invariants.js';
import { HELD_BY_ORDERS } from '../../libs/sales/orders/infra/invariants.js';
import { HELD_BY_PAYMENTS } from '../../libs/sales/payments/infra/invariants.js';
import { HELD_BY_RECEIPTS } from '../../libs/sales/receipts/infra/invariants.js';
import { HELD_BY_REFUNDS } from '../../libs/sales/refunds/infra/invariants.js';
import { HELD_BY_WITHDRAWALS } from '../../libs/sales/withdrawals/invariants.js';

/** What the contexts contribute, without loading their modules. test/invariants holds it against those. */
export const ALL_HELD: readonly HeldByContext[] = [PLATFORM, HELD_BY_LEDGER, HELD_BY_PAYOUTS, HELD_BY_RETURNS, HELD_BY_RECONCILIATION, HELD_BY_ORDERS, HELD_BY_PAYMENTS, HELD_BY_FULFILLMENT, HELD_BY_REFUNDS, HELD_BY_RECEIPTS, HELD_BY_WITHDRAWALS, HELD_BY_WEBHOOKS, HELD_BY_CONSENTS];
export const ALL_INVARIANTS: readonly Invariant[] = ALL_HELD.flatMap((held) => held.invariants);

export interface BrokenInvariant {
  id: string;
  rows: object[];
}

/** Who is there for real: two contexts are compared only where both are. */
function bookOf(real: readonly HeldByContext[]): InvariantBook {
  return new InvariantBook(ALL_HELD.map((held) => (real.includes(held) || held === PLATFORM ? held : { ...held, invariants: held.invariants.filter((each) => !('book' in each)), books: [] })));
}

/** What is broken in a database that nobody writes to any more, over all games. `client` sees everything. */
export async function brokenInvariants(client: Pick<ClientBase, 'query'>, real: readonly HeldByContext[] = ALL_HELD): Promise<BrokenInvariant[]> {
  const book = bookOf(real);
  const found: BrokenInvariant[] = [];
  for (const each of book.invariants) {
    const { rows } = await client.query(book.statement(each, EVERYTHING, AT_REST));
    if (rows.length > 0) found.push({ id: each.id, rows: rows as object[] });
  }
  return found;
}

/** Every suite with a database closes with it: throws when an invariant does not hold. `breaks`: those that the suite broke on purpose; one that is named and holds is a mistake too. */
export async function requireInvariants(adminUrl: string, { real = ALL_HELD, breaks = [] }: { real?: readonly HeldByContext[]; breaks?: readonly string[] } = {}): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const broken = await brokenInvariants(admin, real).finally(() => admin.end());
  const unknown = breaks.filter((id) => !broken.some((each) => each.id === id));
  const faults = [
    ...broken.filter(({ id }) => !breaks.includes(id)).map(({ id, rows }) => `${id}: ${ALL_INVARIANTS.find((each) => each.id === id)!.says} ${rows.length} rows, the first ${JSON.stringify(rows[0], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`),
    ...unknown.map((id) => `${id}: the suite says that it breaks this, and it holds`),
  ];
  if (faults.length > 0) throw new Error(`Invariants at the end of the suite:\n${faults.join('\n')}`);
}
