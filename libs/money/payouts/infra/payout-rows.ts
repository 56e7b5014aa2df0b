import { EntitySchema } from 'typeorm';
import type { PayoutState, RunOutcome } from '../contracts/words.js';

export interface PayoutRow {
  studio_id: string; id: string; environment: 'sandbox' | 'live'; currency: string; period: string; amount_minor: bigint; state: PayoutState; account_id: string; provider: string; runs_at: string;
  provider_reference: string | null; failure: string | null; created_at: Date; posted_at: Date | null; sent_at: Date | null; ended_at: Date | null; canceled_by: string | null;
  paid_in: string | null; paid_minor: bigint | null; spread_minor: bigint | null; rate: string | null; rate_date: string | null; rate_source: string | null; debited_minor: bigint | null;
  returned_at: Date | null; returned_by: string | null; return_reason: string | null;
  /** What of it was set off against platform fees of the studio's own sales; null of a build before. */
  set_off_minor: bigint | null;
}
/** The exchange of a payout that arrives in another currency. */
export type PayoutExchange = { [K in 'paid_in' | 'paid_minor' | 'spread_minor' | 'rate' | 'rate_date' | 'rate_source']: NonNullable<PayoutRow[K]> };
export function exchangeOf({ paid_in, paid_minor, spread_minor, rate, rate_date, rate_source }: PayoutRow): PayoutExchange | null {
  if (paid_in === null || paid_minor === null || spread_minor === null || rate === null || rate_date === null || rate_source === null) return null;
  return { paid_in, paid_minor, spread_minor, rate, rate_date, rate_source };
}

export const PayoutRows = new EntitySchema<PayoutRow>({
  name: 'PayoutRow', schema: 'payouts', tableName: 'payout',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, environment: { type: 'text' }, currency: { type: 'text' }, period: { type: 'date' }, amount_minor: { type: 'bigint' }, state: { type: 'text' }, account_id: { type: 'text' },
    provider: { type: 'text' }, runs_at: { type: 'text' }, provider_reference: { type: 'text', nullable: true }, failure: { type: 'text', nullable: true }, created_at: { type: 'timestamptz' }, posted_at: { type: 'timestamptz', nullable: true },
    sent_at: { type: 'timestamptz', nullable: true }, ended_at: { type: 'timestamptz', nullable: true }, canceled_by: { type: 'text', nullable: true },
    paid_in: { type: 'text', nullable: true }, paid_minor: { type: 'bigint', nullable: true }, spread_minor: { type: 'bigint', nullable: true }, rate: { type: 'text', nullable: true }, rate_date: { type: 'date', nullable: true },
    rate_source: { type: 'text', nullable: true }, debited_minor: { type: 'bigint', nullable: true },
    returned_at: { type: 'timestamptz', nullable: true }, returned_by: { type: 'text', nullable: true }, return_reason: { type: 'text', nullable: true }, set_off_minor: { type: 'bigint', nullable: true },
  },
});

export const PayoutShareRows = new EntitySchema<{ studio_id: string; payout_id: string; of_game: string; amount_minor: bigint; paid_minor: bigint | null; spread_minor: bigint | null }>({
  name: 'PayoutShareRow', schema: 'payouts', tableName: 'payout_share',
  columns: { studio_id: { type: 'text', primary: true }, payout_id: { type: 'text', primary: true }, of_game: { type: 'text', primary: true }, amount_minor: { type: 'bigint' }, paid_minor: { type: 'bigint', nullable: true }, spread_minor: { type: 'bigint', nullable: true } },
});

export interface RunRow { studio_id: string; environment: 'sandbox' | 'live'; currency: string; period: string; outcome: RunOutcome; available_minor: bigint; payout_id: string | null; looked_at: Date }
export const RunRows = new EntitySchema<RunRow>({
  name: 'PayoutRunRow', schema: 'payouts', tableName: 'run',
  columns: {
    studio_id: { type: 'text', primary: true }, environment: { type: 'text', primary: true }, currency: { type: 'text', primary: true }, period: { type: 'date', primary: true }, outcome: { type: 'text' }, available_minor: { type: 'bigint' },
    payout_id: { type: 'text', nullable: true }, looked_at: { type: 'timestamptz' },
  },
});
