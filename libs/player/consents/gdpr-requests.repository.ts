import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Identity, Subject } from '#platform/personal-data/personal-data';
import type { GdprRequestType, GdprRequestView } from './contracts/queries.js';
import type { GdprRequestRow } from './rows.js';

/** The law gives a month (Art. 12(3) GDPR). */
const DUE_DAYS = 30;
export const EXPORT_KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

type Sealed = 'subject' | 'players' | 'document';

/** Requests as rows. Whom they are about stands in them sealed, and only for as long as it is needed. */
@Injectable()
export class GdprRequestsRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly keys: DerivedKeys) {}

  /** Makes the request, or answers the id of the one of this kind about the same person that has not ended. */
  async make(type: GdprRequestType, identity: Identity, now: Date): Promise<string> {
    const { gameId } = currentScope();
    const id = newId('gdr');
    const text = JSON.stringify([identity.email, identity.user_id, identity.player_id]);
    const [subjectKey, ...before] = await this.keys.hashes(text, gameId, 'gdpr_request');
    const same = await this.database.one<{ id: string }>(`SELECT id FROM consents.gdpr_request WHERE game_id = $1 AND type = $2 AND subject_key = ANY($3::text[]) AND status <> 'completed'`, [gameId, type, before]);
    if (same) return same.id;
    const row = await this.database.one<{ id: string }>(
      `INSERT INTO consents.gdpr_request AS r (game_id, id, type, status, subject, subject_key, requested_at, due_at) VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7)
       ON CONFLICT (game_id, type, subject_key) WHERE status <> 'completed' DO UPDATE SET subject_key = r.subject_key RETURNING id`,
      [gameId, id, type, this.sealed(id, 'subject', identity), subjectKey, now, new Date(now.getTime() + DUE_DAYS * DAY_MS)],
    );
    return row!.id;
  }

  find(id: string): Promise<GdprRequestRow | undefined> {
    return this.database.one<GdprRequestRow>('SELECT * FROM consents.gdpr_request WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  list(limit: number, startingAfter: string | null): Promise<GdprRequestRow[]> {
    return this.database.query<GdprRequestRow>('SELECT * FROM consents.gdpr_request WHERE game_id = $1 AND ($2::text IS NULL OR id < $2) ORDER BY id DESC LIMIT $3', [currentScope().gameId, startingAfter, limit]);
  }

  /** Keeps who was found; whoever comes second gets what stands there. */
  async keepPlayers(id: string, subjects: readonly Subject[]): Promise<void> {
    await this.database.execute(`UPDATE consents.gdpr_request SET players = $3 WHERE game_id = $1 AND id = $2 AND players IS NULL AND status <> 'completed'`, [currentScope().gameId, id, this.sealed(id, 'players', subjects)]);
  }

  async wait(id: string, reasons: readonly string[]): Promise<void> {
    await this.database.execute(`UPDATE consents.gdpr_request SET status = 'waiting', waits_for = $3 WHERE game_id = $1 AND id = $2 AND status <> 'completed'`, [currentScope().gameId, id, reasons]);
  }

  async countErased(id: string, rows: number): Promise<void> {
    await this.database.execute(`UPDATE consents.gdpr_request SET status = 'pending', waits_for = '{}', rows_erased = rows_erased + $3 WHERE game_id = $1 AND id = $2 AND status <> 'completed'`, [currentScope().gameId, id, rows]);
  }

  /** Answers whether it ends now. With an erasure goes whom it was about. */
  async endErasure(id: string, now: Date): Promise<boolean> {
    return (await this.database.execute(
      `UPDATE consents.gdpr_request SET status = 'completed', waits_for = '{}', ended_at = $3, subject = NULL, subject_key = NULL, players = NULL WHERE game_id = $1 AND id = $2 AND status <> 'completed'`,
      [currentScope().gameId, id, now])) > 0;
  }

  async endExport(id: string, document: object, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE consents.gdpr_request SET status = 'completed', ended_at = $3, document = $4, document_expires_at = $5, subject = NULL, subject_key = NULL WHERE game_id = $1 AND id = $2 AND status <> 'completed'`,
      [currentScope().gameId, id, now, this.sealed(id, 'document', document), new Date(now.getTime() + EXPORT_KEPT_DAYS * DAY_MS)]);
  }

  /** Exports that are kept, with the players that they are about. */
  async kept(): Promise<{ id: string; players: Subject[] }[]> {
    const rows = await this.database.query<Pick<GdprRequestRow, 'id' | 'players'>>('SELECT id, players FROM consents.gdpr_request WHERE game_id = $1 AND document_expires_at IS NOT NULL ORDER BY id LIMIT 10000', [currentScope().gameId]);
    return rows.map((row) => ({ id: row.id, players: this.opened<Subject[]>(row, 'players') ?? [] }));
  }

  removeDocuments(ids: readonly string[]): Promise<number> {
    return this.database.execute('UPDATE consents.gdpr_request SET document = NULL, document_expires_at = NULL, players = NULL WHERE game_id = $1 AND id = ANY($2::text[]) AND document IS NOT NULL', [currentScope().gameId, ids]);
  }

  /** Removes up to `max` documents whose days are over. */
  removeExpired(now: Date, max: number): Promise<number> {
    return this.database.execute(
      `UPDATE consents.gdpr_request SET document = NULL, document_expires_at = NULL, players = NULL
        WHERE game_id = $1 AND id IN (SELECT id FROM consents.gdpr_request WHERE game_id = $1 AND document_expires_at <= $2 ORDER BY document_expires_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
      [currentScope().gameId, now, max]);
  }

  opened<T>(row: Pick<GdprRequestRow, 'id' | Sealed> | (Pick<GdprRequestRow, 'id'> & Partial<GdprRequestRow>), what: Sealed): T | null {
    const sealed = row[what];
    return sealed ? (JSON.parse(this.envelope.open(sealed, currentScope().gameId, placeOf(row.id, what))) as T) : null;
  }

  private sealed(id: string, what: Sealed, value: object): Buffer {
    return this.envelope.seal(JSON.stringify(value), currentScope().gameId, placeOf(id, what));
  }
}

const placeOf = (id: string, what: Sealed): string => `consents.gdpr_request|${what}|${id}`;

export const GDPR_REQUESTS_SEALED: readonly SealedColumn[] = (['subject', 'players', 'document'] as const).map((what) => (
  { table: 'consents.gdpr_request', column: what, tenant: 'game_id', key: 'id', place: (id) => placeOf(id, what), form: 'bytes' }
));

export function gdprRequestView(row: GdprRequestRow): GdprRequestView {
  const { id, type, status, waits_for, rows_erased } = row;
  return { id, type, status, waits_for, rows_erased, requested_at: unixSeconds(row.requested_at), due_at: unixSeconds(row.due_at), ended_at: unixSecondsOrNull(row.ended_at), document_expires_at: unixSecondsOrNull(row.document_expires_at) };
}
