import type { HeldByContext, Invariant } from '#platform/invariants/invariants';

const invariants: Invariant[] = [
  {
    id: 'withdrawals.append-only', of: 'I4', says: 'Nobody who runs Hubcraft may change or remove a statement of withdrawal, and the trigger that refuses even the owner is on.',
    installation: `SELECT 'withdrawals.withdrawal' AS table_name
      WHERE has_table_privilege('hubcraft_app', 'withdrawals.withdrawal', 'UPDATE') OR has_table_privilege('hubcraft_app', 'withdrawals.withdrawal', 'DELETE') OR has_table_privilege('hubcraft_app', 'withdrawals.withdrawal', 'TRUNCATE')
        OR NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = 'withdrawals.withdrawal'::regclass AND g.tgname = 'append_only' AND g.tgenabled IN ('O', 'A'))`,
  },
];

export const HELD_BY_WITHDRAWALS: HeldByContext = { invariants, books: [] };
