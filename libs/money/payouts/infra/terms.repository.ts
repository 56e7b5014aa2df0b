import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { dayOf } from '#platform/kernel/calendar-date';
import { missingPapers } from '../domain/papers.js';
import type { Terms } from '../domain/terms.js';
import { TermsRows, type HoldRow, type StandingRow, type TermsRow } from './rows.js';

const TERMS_MAX = 1_000;
const HOLDS_MAX = 200;

/** Terms, standing and holds of a studio. Its own scope sees its own, the operator's scope those of all: each statement names the studio. */
@Injectable()
export class TermsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  list(studioId: string): Promise<TermsRow[]> {
    return this.database.query<TermsRow>(
      `SELECT studio_id, id, to_char(valid_from, 'YYYY-MM-DD') AS valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor, schedule, exchange_spread_ppm, set_by, set_at FROM payouts.terms
        WHERE studio_id = $1 ORDER BY valid_from DESC LIMIT ${TERMS_MAX}`, [studioId]);
  }

  async add(row: TermsRow): Promise<void> {
    await this.database.rows(TermsRows).insert(row);
  }

  async standing(studioId: string): Promise<StandingRow | undefined> {
    return this.database.one<StandingRow>(
      `SELECT studio_id, kyb_status, payouts_enabled, reason, set_by, set_at, heard_version, has_self_billing, has_tax_form, to_char(tax_form_valid_until, 'YYYY-MM-DD') AS tax_form_valid_until, is_listed FROM payouts.standing WHERE studio_id = $1`, [studioId]);
  }

  async setEnabled(row: Pick<StandingRow, 'studio_id' | 'payouts_enabled' | 'reason' | 'set_by' | 'set_at'>): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.standing AS s (studio_id, kyb_status, payouts_enabled, reason, set_by, set_at) VALUES ($1, 'not_started', $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT standing_pkey DO UPDATE SET payouts_enabled = excluded.payouts_enabled, reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at`,
      [row.studio_id, row.payouts_enabled, row.reason, row.set_by, row.set_at]);
  }

  /** What onboarding says of a studio; an older one of its changes that is heard later changes nothing. */
  async hear(said: Omit<StandingRow, 'payouts_enabled' | 'reason' | 'set_by' | 'set_at'>, by: string, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.standing AS s (studio_id, kyb_status, payouts_enabled, reason, set_by, set_at, heard_version, has_self_billing, has_tax_form, tax_form_valid_until, is_listed) VALUES ($1, $2, false, 'Nobody has enabled payouts yet.', $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT ON CONSTRAINT standing_pkey DO UPDATE SET kyb_status = excluded.kyb_status, heard_version = excluded.heard_version, has_self_billing = excluded.has_self_billing, has_tax_form = excluded.has_tax_form,
         tax_form_valid_until = excluded.tax_form_valid_until, is_listed = excluded.is_listed
        WHERE s.heard_version < excluded.heard_version`,
      [said.studio_id, said.kyb_status, by, now, said.heard_version, said.has_self_billing, said.has_tax_form, said.tax_form_valid_until, said.is_listed]);
  }

  /** Holds that are in force at that moment, newest first. */
  async openHolds(studioId: string, environment: 'sandbox' | 'live', now: Date): Promise<HoldRow[]> {
    const placed = await this.database.query<HoldRow>(
      `SELECT * FROM payouts.hold WHERE studio_id = $1 AND environment = $2 AND released_at IS NULL AND (release_at IS NULL OR release_at > $3) ORDER BY id DESC LIMIT ${HOLDS_MAX}`, [studioId, environment, now]);
    return environment === 'sandbox' ? placed : [...(await this.paperHolds(studioId, now)), ...placed];
  }

  /** What keeps everything of a studio's live money back while a paper is missing. They stand in no row: they are there as long as the reason is, and nobody releases them. */
  private async paperHolds(studioId: string, now: Date): Promise<HoldRow[]> {
    const standing = await this.standing(studioId);
    return missingPapers(standing, dayOf(now)).map(({ reason_code, explanation, evidence_asked }) => ({
      studio_id: studioId, id: reason_code, environment: 'live', currency: null, amount_minor: null, reason_code, explanation, evidence_asked, release_at: null, placed_by: 'money/payouts', placed_at: standing?.set_at ?? now, released_by: null, released_at: null,
    }));
  }

  /** All holds of a studio, newest first. */
  async holds(studioId: string, environment: string | null, now: Date): Promise<HoldRow[]> {
    const placed = await this.database.query<HoldRow>(`SELECT * FROM payouts.hold WHERE studio_id = $1 AND ($2::text IS NULL OR environment = $2) ORDER BY id DESC LIMIT ${HOLDS_MAX}`, [studioId, environment]);
    return environment === 'sandbox' ? placed : [...(await this.paperHolds(studioId, now)), ...placed];
  }

  async release(studioId: string, id: string, by: string, now: Date): Promise<HoldRow | undefined> {
    return this.database.one<HoldRow>('UPDATE payouts.hold SET released_by = $3, released_at = $4 WHERE studio_id = $1 AND id = $2 AND released_at IS NULL RETURNING *', [studioId, id, by, now]);
  }
}

export function termsOf(row: TermsRow): Terms {
  const { id, valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor, schedule, exchange_spread_ppm } = row;
  return { id, valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor, schedule, exchange_spread_ppm };
}
