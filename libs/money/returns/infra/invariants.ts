import type { HeldByContext } from '#platform/invariants/invariants';

export const HELD_BY_RETURNS: HeldByContext = {
  invariants: [
    {
      id: 'returns.filed-is-the-account', of: 'I13', says: 'What was filed of a jurisdiction, currency and period is what the account `tax_payable` of the game moved by in it.', book: 'ledger.tax-payable-of-period',
      rows: (within) => `SELECT s.game_id, concat_ws(' ', s.jurisdiction, s.currency, s.first_day, s.last_day) AS key, s.tax_minor::text AS value, s.filed_at AS since FROM returns.filed_sum s WHERE ${within.at('s.filed_at')}`,
    },
    {
      id: 'returns.append-only', of: 'I4', says: 'Nobody who runs Hubcraft may change what was filed, and the triggers that refuse even the owner are on.',
      installation: `SELECT t.name AS table_name FROM (VALUES ('returns.tax_return', 'keep_filed'), ('returns.filed_sum', 'append_only')) AS t(name, keeper)
        WHERE has_table_privilege('hubcraft_app', t.name, 'DELETE') OR has_table_privilege('hubcraft_app', t.name, 'TRUNCATE') OR (t.name = 'returns.filed_sum' AND has_table_privilege('hubcraft_app', t.name, 'UPDATE'))
          OR NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.name::regclass AND g.tgname = t.keeper AND g.tgenabled IN ('O', 'A'))`,
    },
  ],
};
