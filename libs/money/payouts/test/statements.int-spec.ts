import { createPublicKey, verify } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { GetTrialBalance } from '#money/ledger/queries';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { canonicalize } from '../app/make-statement.js';
import { PayoutsApp } from './payouts-app.js';

interface Sums { payable: number; reserve: number; total: number }
interface Signed { statement: { opening: Sums; closing: Sums; lines: (Sums & { kind: string; entries: number })[]; is_final: boolean }; signature: { algorithm: string; key_id: string; value: string } }

describe('a statement of a studio', () => {
  let payouts: PayoutsApp;
  let psp: SandboxPsp;
  let other: { sandbox_game_id: string };
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    payouts = await PayoutsApp.boot('2026-01-20T12:00:00Z', { env: psp.env });
    await psp.bank({ delay_ms: 0 });
    await payouts.studio();
    other = await payouts.anotherGame();
    // Two months of a studio: sales in two games, a refund, a chargeback, the reserve and a payout.
    await payouts.account();
    const [first, second] = [await payouts.sell(60_000), await payouts.sell(40_000, { game: other.sandbox_game_id })];
    await payouts.sell(12_345, { currency: 'EUR' });
    payouts.goTo('2026-01-30');
    await first.refund();
    payouts.goTo('2026-02-09');
    await payouts.chores();
    await payouts.later();
    await payouts.sell(70_001, { game: other.sandbox_game_id });
    await second.chargeback();
    payouts.goTo('2026-02-20');
    await payouts.chores();
  });
  afterAll(async () => {
    await payouts.close();
    await psp.close();
  });

  const statement = async (month: string, currency = 'USD'): Promise<Signed> => {
    const answer = await payouts.get(`/v1/statements/${month}?currency=${currency}`);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.json;
  };
  /** What both games' trial balances say, the studio's side positive. */
  const owed = async (currency: string): Promise<Sums> => {
    const sums = { payable: 0, reserve: 0 };
    for (const gameId of [payouts.tenant.gameId, other.sandbox_game_id]) {
      const { accounts } = await payouts.app.queries.ask(new GetTrialBalance(), { ...payouts.tenant.scope, gameId });
      for (const account of accounts.filter((each) => each.currency === currency)) {
        if (account.code === 'studio_payable') sums.payable -= account.balance;
        if (account.code === 'studio_reserve') sums.reserve -= account.balance;
      }
    }
    return { ...sums, total: sums.payable + sums.reserve };
  };

  it('closes with what the ledgers say, to the cent, and opens where the one before closed', async () => {
    const [december, january, february] = [await statement('2025-12'), await statement('2026-01'), await statement('2026-02')];
    expect(december.statement).toMatchObject({ opening: { total: 0 }, lines: [], closing: { total: 0 }, is_final: true });
    expect(january.statement).toMatchObject({ opening: december.statement.closing, is_final: true, lines: [{ kind: 'refund', entries: 1, payable: -60_000 }, { kind: 'sale', entries: 2, payable: 100_000 }] });
    expect(february.statement.opening).toEqual(january.statement.closing);
    expect(february.statement.is_final).toBe(false);
    expect(february.statement.lines.map(({ kind }) => kind)).toEqual(['chargeback', 'payout_sent', 'reserve_held', 'sale']);
    for (const { statement: { opening, lines, closing } } of [january, february]) {
      for (const side of ['payable', 'reserve', 'total'] as const) expect(lines.reduce((sum, line) => sum + line[side], opening[side])).toBe(closing[side]);
    }
    expect(february.statement.closing).toEqual(await owed('USD'));
    expect((await statement('2026-02', 'EUR')).statement.closing).toEqual(await owed('EUR'));
    expect((await payouts.get('/v1/statements')).json.data).toEqual([
      { month: '2026-02', currency: 'EUR', closing: (await owed('EUR')).total, is_final: false }, { month: '2026-02', currency: 'USD', closing: (await owed('USD')).total, is_final: false },
      { month: '2026-01', currency: 'EUR', closing: 12_345, is_final: true }, { month: '2026-01', currency: 'USD', closing: 40_000, is_final: true },
    ]);
  });

  it('is the same from closed days as from the ledger alone', async () => {
    const before = await statement('2026-01');
    await payouts.app.look('DELETE FROM payouts.closed_day');
    await payouts.app.look('UPDATE payouts.book SET closed_until = NULL');
    const { made_at: _, ...alone } = (await statement('2026-01')).statement as Signed['statement'] & { made_at: number };
    expect(before.statement).toMatchObject(alone);
  });

  it('can be verified by anybody with the public key, as JSON and as a file, and not when a byte of it was changed', async () => {
    const { keys } = (await payouts.app.inject({ method: 'GET', url: '/v1/statement_keys' })).json as { keys: { kid: string; x: string }[] };
    const key = (kid: string) => createPublicKey({ key: { ...keys.find((each) => each.kid === kid)! } as object as never, format: 'jwk' });
    const { statement: signed, signature } = await statement('2026-01');
    const holds = (text: string): boolean => verify(null, Buffer.from(text), key(signature.key_id), Buffer.from(signature.value, 'base64url'));
    expect(signature.algorithm).toBe('Ed25519');
    expect(holds(canonicalize(signed)!)).toBe(true);
    expect(holds(canonicalize({ ...signed, closing: { ...signed.closing, total: signed.closing.total + 1 } })!)).toBe(false);
    const file = await payouts.get('/v1/statements/2026-01/csv?currency=USD');
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    const at = file.text.lastIndexOf('signature,');
    const [, algorithm, kid, value] = file.text.slice(at).trim().split(',');
    const fileHolds = (text: string): boolean => verify(null, Buffer.from(text), key(kid!), Buffer.from(value!, 'base64url'));
    expect([algorithm, fileHolds(file.text.slice(0, at)), fileHolds(file.text.slice(0, at).replace('40000', '40001'))]).toEqual(['Ed25519', true, false]);
    const rows = parse(file.text, { relax_column_count: true }) as string[][];
    expect(rows.find(([kind]) => kind === 'closing')).toEqual(['closing', 'Owed after', '', '40000', '0', '40000']);
    expect(rows.find(([kind]) => kind === 'sale')).toEqual(['sale', 'Sales, less tax and platform fee', '2', '100000', '0', '100000']);
  });

  it('is of a month that has begun, in a currency that there is, and of the own studio', async () => {
    for (const [path, code] of [['2026-03?currency=USD', 'payouts.month_not_started'], ['2026-13?currency=USD', 'payouts.month_malformed'], ['2026-01?currency=XXX', 'money.currency_unknown'], ['2026-01', 'request.invalid']] as const) {
      expect((await payouts.get(`/v1/statements/${path}`)).json).toMatchObject({ code });
    }
    await payouts.studio();
    expect((await statement('2026-01')).statement).toMatchObject({ lines: [], closing: { total: 0 } });
  });
});
