import { Query } from '#platform/kernel/messages';

export type GdprRequestType = 'export' | 'erasure';
export type GdprRequestStatus = 'pending' | 'waiting' | 'completed';

export interface GdprRequestView {
  id: string;
  type: GdprRequestType;
  /** `waiting`: something is under way that has to end first. */
  status: GdprRequestStatus;
  waits_for: string[];
  rows_erased: number;
  requested_at: number;
  /** The law's month. */
  due_at: number;
  ended_at: number | null;
  document_expires_at: number | null;
}

/** Throws `gdpr_request.not_found`. */
export class GetGdprRequest extends Query<GdprRequestView> {
  constructor(readonly id: string) { super(); }
}

/** Newest first; `starting_after` is the last id of the page before. */
export class ListGdprRequests extends Query<{ data: GdprRequestView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly page: { limit: number; starting_after?: string }) { super(); }
}
