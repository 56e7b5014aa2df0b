import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { AgreementThere } from '../contracts/errors.js';
import type { AgreementKind } from '../contracts/words.js';
import { AcceptanceRows, AgreementRows, type AcceptanceRow, type AgreementRow } from './rows.js';

/** Of studios' words: a row each. */
const LISTED_MAX = 200;
/** With their bodies, each of 200 kB at most. */
const TEXTS_MAX = 20;

/** Texts, which everybody reads, and who of a studio has agreed to them. */
@Injectable()
export class AgreementsRepository {
  constructor(private readonly database: Database) {}

  /** Throws `onboarding.agreement_there`. */
  async publish(row: AgreementRow): Promise<void> {
    try {
      await this.database.rows(AgreementRows).insert(row);
    } catch (error) {
      if (violates((error as { driverError?: unknown }).driverError, 'agreement_version_key')) throw new AgreementThere(row.version);
      throw error;
    }
  }

  /** Newest first. */
  list(): Promise<AgreementRow[]> {
    return this.database.query<AgreementRow>(`SELECT * FROM onboarding.agreement ORDER BY id DESC LIMIT ${TEXTS_MAX}`);
  }

  newest(kind: AgreementKind): Promise<AgreementRow | undefined> {
    return this.database.one<AgreementRow>('SELECT * FROM onboarding.agreement WHERE kind = $1 ORDER BY id DESC LIMIT 1', [kind]);
  }

  find(kind: AgreementKind, version: string): Promise<AgreementRow | undefined> {
    return this.database.one<AgreementRow>('SELECT * FROM onboarding.agreement WHERE kind = $1 AND version = $2', [kind, version]);
  }

  /** Agreeing again changes nothing: the first time counts. */
  async accept(row: AcceptanceRow): Promise<void> {
    await this.database.rows(AcceptanceRows).createQueryBuilder().insert().values(row).orIgnore().execute();
  }

  /** Of a studio, newest first. */
  acceptances(studioId: string): Promise<AcceptanceRow[]> {
    return this.database.query<AcceptanceRow>(`SELECT * FROM onboarding.acceptance WHERE studio_id = $1 ORDER BY agreement_id DESC LIMIT ${LISTED_MAX}`, [studioId]);
  }

  /** Whether a studio has agreed to the text that is required at that moment, or to a later one. What is required: the newest whose day has come, or else the first that there is. */
  async standing(studioId: string, kind: AgreementKind, now: Date): Promise<'accepted' | 'not_accepted' | 'not_published'> {
    const row = await this.database.one<{ required: string | null; accepted: string | null }>(
      `SELECT coalesce((SELECT max(id) FROM onboarding.agreement WHERE kind = $2 AND required_from <= $3), (SELECT min(id) FROM onboarding.agreement WHERE kind = $2)) AS required,
              (SELECT max(agreement_id) FROM onboarding.acceptance WHERE studio_id = $1 AND kind = $2) AS accepted`, [studioId, kind, now]);
    if (!row?.required) return 'not_published';
    return row.accepted !== null && row.accepted >= row.required ? 'accepted' : 'not_accepted';
  }

  /** The version of a text that a studio has agreed to last, and when; none where that is not enough any more. */
  async inForce(studioId: string, kind: AgreementKind, now: Date): Promise<{ version: string; accepted_at: Date } | undefined> {
    if ((await this.standing(studioId, kind, now)) !== 'accepted') return undefined;
    return this.database.one(
      `SELECT a.version, c.accepted_at FROM onboarding.acceptance c JOIN onboarding.agreement a ON a.id = c.agreement_id WHERE c.studio_id = $1 AND c.kind = $2 ORDER BY c.agreement_id DESC LIMIT 1`, [studioId, kind]);
  }
}
