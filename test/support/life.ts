import { GetTrialBalance } from '#money/ledger/queries';
import { OPEN_CLEARING } from '#money/ledger/testing';
import { newId } from '#platform/kernel/ids';
import { CreateApiKey } from '#studio/access/commands';
import { reconcile } from '../../apps/cli/commands/reconcile.js';
import type { Booted, Tenant } from './boot.js';
import type { SandboxPsp } from './sandbox-psp.js';

/** What the tests of a life of a sale ask at its end: its journal, closed books and the studio's statement, on the real provider and its settlement. */
export class Life {
  constructor(private readonly app: Booted, private readonly psp: SandboxPsp, private readonly tenant: Tenant) {}

  /** The journal in the order of its posting: kind, and what each account was moved by, debits positive. */
  async journal(): Promise<[string, Record<string, number>][]> {
    const rows = await this.app.look<{ kind: string; postings: Record<string, number> }>(
      `SELECT e.kind, (SELECT jsonb_object_agg(replace(p.account, ':sandbox', ''), p.amount_minor) FROM ledger.posting p WHERE p.game_id = e.game_id AND p.entry_id = e.id) AS postings
         FROM ledger.journal_entry e WHERE e.game_id = $1 ORDER BY e.id`, [this.tenant.gameId]);
    return rows.map(({ kind, postings }) => [kind, postings]);
  }

  /** Settles with the provider, whose reports of so many days are read: no break, clearing at zero, a balanced trial balance. Answers what each account is left with. */
  async closed(days = 35): Promise<Record<string, number>> {
    expect(await reconcile(this.app.app, { url: this.psp.url, apiKey: this.psp.apiKey }, days)).toMatchObject({ breaks: [], clearing: [] });
    expect(await this.app.look(OPEN_CLEARING.replace('WHERE', `WHERE game_id = '${this.tenant.gameId}' AND`))).toEqual([]);
    const { balanced, accounts } = await this.app.queries.ask(new GetTrialBalance(), this.tenant.scope);
    expect(balanced).toBe(true);
    return Object.fromEntries(accounts.map(({ code, balance }) => [code, balance]));
  }

  /** The studio's statements in euros, this month's and, where `since` (`YYYY-MM`) is earlier, those from it on: each opens where the one before closed and adds up. Kind by kind, and what all comes to. */
  async statement(since?: string): Promise<{ lines: Record<string, number>; closing: number }> {
    const { key } = await this.app.commands.execute(new CreateApiKey({ name: newId('key'), environment: 'sandbox', scopes: ['payouts:*'], studio_id: this.tenant.studioId }), this.tenant.scope);
    const thisMonth = this.app.clock.now().toISOString().slice(0, 7);
    const [lines, months] = [{} as Record<string, number>, monthsFrom(since ?? thisMonth, thisMonth)];
    let closing: number | undefined;
    for (const month of months) {
      const { json } = await this.app.inject({ method: 'GET', url: `/v1/statements/${month}?currency=EUR`, apiKey: key });
      const statement = json.statement as { opening: { total: number }; lines: { kind: string; total: number }[]; closing: { total: number } };
      if (closing !== undefined) expect(statement.opening.total).toBe(closing);
      expect(statement.lines.reduce((sum, { total }) => sum + total, statement.opening.total)).toBe(statement.closing.total);
      for (const { kind, total } of statement.lines) lines[kind] = (lines[kind] ?? 0) + total;
      closing = statement.closing.total;
    }
    return { lines, closing: closing! };
  }
}

function monthsFrom(first: string, last: string): string[] {
  const months = [first];
  while (months.at(-1)! < last) {
    const [year, month] = months.at(-1)!.split('-').map(Number) as [number, number];
    months.push(new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7));
  }
  return months;
}
