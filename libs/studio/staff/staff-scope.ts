import { OWN_SESSION } from '#platform/http/authentication';
import { OPERATOR, type Scope } from '#platform/kernel/scope';
import type { StaffRole } from './contracts/roles.js';

/** What each role may do on the routes of the operator. Everybody has her own session. */
const SCOPES: Readonly<Record<StaffRole, readonly string[]>> = {
  admin: ['staff:*', 'dead_work:*', 'audit:read', 'status:*', 'slo:read', 'tax:*', 'ledger:*', 'payouts:*', 'fees:*', 'fx:*', 'payments:*', 'disputes:*', 'risk:*', 'verification:*', 'mails:*'],
  finance: ['staff:read', 'dead_work:read', 'status:read', 'slo:read', 'tax:*', 'ledger:*', 'payouts:*', 'fees:*', 'fx:*', 'payments:*', 'disputes:*', 'risk:*', 'verification:*', 'mails:read'],
  support: ['staff:read', 'dead_work:*', 'status:*', 'slo:read', 'tax:read', 'fees:read', 'fx:read', 'payments:read', 'disputes:read', 'risk:*', 'verification:read', 'mails:*'],
};

export function scopesOf(role: StaffRole): readonly string[] {
  return [...SCOPES[role], OWN_SESSION];
}

/** The operator before anybody is known, or as somebody of hers. */
export function operatorScope(requestId: string | null, staffId?: string): Scope {
  return { gameId: OPERATOR, studioId: OPERATOR, actor: staffId ? { kind: 'staff', id: staffId } : { kind: 'system', id: 'studio/staff' }, requestId };
}
