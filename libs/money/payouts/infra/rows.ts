import { EntitySchema } from 'typeorm';
import type { HoldReason, KybStatus, Schedule } from '../contracts/words.js';

export interface TermsRow { studio_id: string; id: string; valid_from: string; delay_days: number; reserve_ppm: number; reserve_days: number; minimum_usd_minor: bigint; schedule: Schedule; exchange_spread_ppm: number; set_by: string; set_at: Date }
export const TermsRows = new EntitySchema<TermsRow>({
  name: 'PayoutTermsRow', schema: 'payouts', tableName: 'terms',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, valid_from: { type: 'date' }, delay_days: { type: 'int' }, reserve_ppm: { type: 'int' }, reserve_days: { type: 'int' }, minimum_usd_minor: { type: 'bigint' },
    schedule: { type: 'text' }, exchange_spread_ppm: { type: 'int' }, set_by: { type: 'text' }, set_at: { type: 'timestamptz' },
  },
});

/** What onboarding said last of a studio (`heard_version`: of which of its changes), and whether staff let it be paid. */
export interface StandingRow {
  studio_id: string; kyb_status: KybStatus; payouts_enabled: boolean; reason: string; set_by: string; set_at: Date; heard_version: number; has_self_billing: boolean; has_tax_form: boolean; tax_form_valid_until: string | null; is_listed: boolean;
}
export const StandingRows = new EntitySchema<StandingRow>({
  name: 'PayoutStandingRow', schema: 'payouts', tableName: 'standing',
  columns: {
    studio_id: { type: 'text', primary: true }, kyb_status: { type: 'text' }, payouts_enabled: { type: 'boolean' }, reason: { type: 'text' }, set_by: { type: 'text' }, set_at: { type: 'timestamptz' }, heard_version: { type: 'int', default: 0 },
    has_self_billing: { type: 'boolean', default: false }, has_tax_form: { type: 'boolean', default: false }, tax_form_valid_until: { type: 'date', nullable: true }, is_listed: { type: 'boolean', default: false },
  },
});

export interface HoldRow {
  studio_id: string; id: string; environment: 'sandbox' | 'live'; currency: string | null; amount_minor: bigint | null; reason_code: HoldReason; explanation: string; evidence_asked: string[]; release_at: Date | null;
  placed_by: string; placed_at: Date; released_by: string | null; released_at: Date | null;
}
export const HoldRows = new EntitySchema<HoldRow>({
  name: 'PayoutHoldRow', schema: 'payouts', tableName: 'hold',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, environment: { type: 'text' }, currency: { type: 'text', nullable: true }, amount_minor: { type: 'bigint', nullable: true }, reason_code: { type: 'text' },
    explanation: { type: 'text' }, evidence_asked: { type: 'text', array: true }, release_at: { type: 'timestamptz', nullable: true }, placed_by: { type: 'text' }, placed_at: { type: 'timestamptz' },
    released_by: { type: 'text', nullable: true }, released_at: { type: 'timestamptz', nullable: true },
  },
});

export const BookRows = new EntitySchema<{ studio_id: string; of_game: string; closed_until: string | null; looked_on: string | null }>({
  name: 'PayoutBookRow', schema: 'payouts', tableName: 'book',
  columns: { studio_id: { type: 'text', primary: true }, of_game: { type: 'text', primary: true }, closed_until: { type: 'date', nullable: true }, looked_on: { type: 'date', nullable: true } },
});

export const ClosedDayRows = new EntitySchema<{ studio_id: string; of_game: string; currency: string; day: string; kind: string; entries: number; payable_minor: bigint; reserve_minor: bigint }>({
  name: 'PayoutClosedDayRow', schema: 'payouts', tableName: 'closed_day',
  columns: {
    studio_id: { type: 'text', primary: true }, of_game: { type: 'text', primary: true }, currency: { type: 'text', primary: true }, day: { type: 'date', primary: true }, kind: { type: 'text', primary: true },
    entries: { type: 'int' }, payable_minor: { type: 'bigint' }, reserve_minor: { type: 'bigint' },
  },
});

export interface ReservePartRow { studio_id: string; of_game: string; currency: string; day: string; amount_minor: bigint; ends_on: string; held_at: Date | null; released_at: Date | null }
export const ReservePartRows = new EntitySchema<ReservePartRow>({
  name: 'PayoutReservePartRow', schema: 'payouts', tableName: 'reserve_part',
  columns: {
    studio_id: { type: 'text', primary: true }, of_game: { type: 'text', primary: true }, currency: { type: 'text', primary: true }, day: { type: 'date', primary: true }, amount_minor: { type: 'bigint' }, ends_on: { type: 'date' },
    held_at: { type: 'timestamptz', nullable: true }, released_at: { type: 'timestamptz', nullable: true },
  },
});

export interface AccountRow {
  studio_id: string; id: string; environment: 'sandbox' | 'live'; currency: string; holder_name: string; country: string; kind: 'iban' | 'local'; details_sealed: Buffer; ends_with: string; asked_by: string; asked_by_member: string | null;
  asked_at: Date; confirmed_by: string | null; confirmed_at: Date | null; usable_at: Date | null; removed_by: string | null; removed_at: Date | null; paid_in: string | null;
}
export const AccountRows = new EntitySchema<AccountRow>({
  name: 'PayoutAccountRow', schema: 'payouts', tableName: 'account',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, environment: { type: 'text' }, currency: { type: 'text' }, holder_name: { type: 'text' }, country: { type: 'text' }, kind: { type: 'text' },
    details_sealed: { type: 'bytea' }, ends_with: { type: 'text' }, asked_by: { type: 'text' }, asked_by_member: { type: 'text', nullable: true }, asked_at: { type: 'timestamptz' }, confirmed_by: { type: 'text', nullable: true },
    confirmed_at: { type: 'timestamptz', nullable: true }, usable_at: { type: 'timestamptz', nullable: true }, removed_by: { type: 'text', nullable: true }, removed_at: { type: 'timestamptz', nullable: true }, paid_in: { type: 'text', nullable: true },
  },
});
