import { EntitySchema } from 'typeorm';
import type { GdprRequestStatus, GdprRequestType } from './contracts/queries.js';

export interface GdprRequestRow {
  game_id: string;
  id: string;
  type: GdprRequestType;
  status: GdprRequestStatus;
  /** Sealed. */
  subject: Buffer | null;
  subject_key: string | null;
  /** Sealed. */
  players: Buffer | null;
  waits_for: string[];
  rows_erased: number;
  /** Sealed. */
  document: Buffer | null;
  document_expires_at: Date | null;
  requested_at: Date;
  due_at: Date;
  ended_at: Date | null;
}

const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const maybeBytes = { type: 'bytea', nullable: true } as const;
const instant = { type: 'timestamptz' } as const;
const maybeInstant = { type: 'timestamptz', nullable: true } as const;

export const GdprRequestRows = new EntitySchema<GdprRequestRow>({
  name: 'GdprRequestRow', schema: 'consents', tableName: 'gdpr_request',
  columns: {
    game_id: { ...text, primary: true }, id: { ...text, primary: true }, type: text, status: text, subject: maybeBytes, subject_key: maybeText, players: maybeBytes,
    waits_for: { type: 'text', array: true, default: '{}' }, rows_erased: { type: 'int', default: 0 }, document: maybeBytes, document_expires_at: maybeInstant, requested_at: instant, due_at: instant, ended_at: maybeInstant,
  },
});
