import { newId } from '#platform/kernel/ids';
import { CreateApiKey } from '#studio/access/commands';
import { DisputesApp } from './disputes-app.js';

/** What of 19.99 EUR is whose: German tax, five percent of the net amount to the operator, and the provider's fee, which the studio bears. */
const [TOTAL, TAX, PLATFORM_FEE, PSP_FEE, DISPUTE_FEE] = [1_999, 319, 84, 88, 1_500];
const EARNED = TOTAL - TAX - PLATFORM_FEE;
const CLEARING = 'psp_clearing:sandbox';
const TRANSIT = 'disputes_in_transit:sandbox';
const SALE: [string, Record<string, number>] = ['sale', { [CLEARING]: TOTAL, 'tax_payable:DE': -TAX, platform_fee_revenue: -PLATFORM_FEE, studio_payable: -EARNED }];

interface Statement { opening: { total: number }; lines: { kind: string; payable: number; total: number }[]; closing: { total: number } }

describe('the life of a disputed sale, as time and as journals', () => {
  let world: DisputesApp;
  beforeAll(async () => {
    world = await DisputesApp.boot();
  });
  afterAll(() => world.close());

  const entries = async (paymentId: string) => (await world.journal(paymentId)).filter(([kind]) => kind !== 'psp_fee');
  const statement = async (): Promise<Statement> => {
    const month = world.app.clock.now().toISOString().slice(0, 7);
    const { status, json, text } = await world.app.inject({ method: 'GET', url: `/v1/statements/${month}?currency=EUR`, apiKey: await financeKey() });
    if (status !== 200) throw new Error(text);
    return json.statement;
  };
  const financeKey = async (): Promise<string> => {
    return (await world.app.commands.execute(new CreateApiKey({ name: newId('key'), environment: 'sandbox', scopes: ['payouts:*'], studio_id: world.tenant.studioId }), world.scope)).key;
  };
  /** A statement adds up, and closes with what the ledger owes the studio. */
  const addsUp = async (): Promise<Record<string, number>> => {
    const { opening, lines, closing } = await statement();
    expect(lines.reduce((sum, line) => sum + line.total, opening.total)).toBe(closing.total);
    const balances = await world.balances();
    expect(closing.total).toBe(-(balances['studio_payable'] ?? 0) - (balances['studio_reserve'] ?? 0));
    return Object.fromEntries(lines.map(({ kind, payable }) => [kind, payable]));
  };

  it('that is lost: sold, taken by the bank, answered, lost, settled', async () => {
    await world.studio();
    const bought = await world.buy('dispute_lost');
    // Day 0: the player pays, the game is granted, the studio has earned.
    expect((await world.order(bought.order.id)).status).toBe('paid');
    expect(await entries(bought.payment_id)).toEqual([SALE]);
    // The bank takes the money back: it is in transit, the sale stands.
    await world.psp.dispute(bought.payment_id, 'opened');
    await world.hear(bought.payment_id);
    expect((await world.order(bought.order.id)).status).toBe('disputed');
    expect((await entries(bought.payment_id)).slice(1)).toEqual([['dispute_opened', { [TRANSIT]: TOTAL, [CLEARING]: -TOTAL }]]);
    // Our answer moves nothing.
    await world.ring('disputes.answer');
    expect((await world.disputes())[0]).toMatchObject({ answer: 'sent' });
    expect(await entries(bought.payment_id)).toHaveLength(2);
    // The bank decides for the player: the sale is mirrored, and nothing stays in transit.
    await world.decide(bought, 'lost');
    expect((await world.order(bought.order.id)).status).toBe('canceled');
    expect((await entries(bought.payment_id)).slice(2)).toEqual([['chargeback', { [TRANSIT]: -TOTAL, 'tax_payable:DE': TAX, platform_fee_revenue: PLATFORM_FEE, studio_payable: EARNED }]]);
    // The provider settles: the charge less its fee, what the bank took, and its fee for the dispute.
    expect(await world.settlement()).toMatchObject({ breaks: [], clearing: [] });
    expect(await world.balances()).toEqual({ 'bank:sandbox': -PSP_FEE - DISPUTE_FEE, psp_fee_expense: DISPUTE_FEE, studio_payable: PSP_FEE });
    expect(await addsUp()).toEqual({ sale: EARNED, psp_fee: -PSP_FEE, chargeback: -EARNED });
  });

  it('that is won: sold, taken by the bank, answered, given back, settled', async () => {
    await world.studio();
    const bought = await world.disputed('dispute_won');
    expect((await world.staff('POST', `disputes/${bought.dispute['id']}/submit`, { statement: 'It was delivered.' })).status).toBe(200);
    await world.app.settle();
    await world.decide(bought, 'won');
    expect((await world.order(bought.order.id)).status).toBe('paid');
    expect(await entries(bought.payment_id)).toEqual([SALE, ['dispute_opened', { [TRANSIT]: TOTAL, [CLEARING]: -TOTAL }], ['dispute_won', { [TRANSIT]: -TOTAL, [CLEARING]: TOTAL }]]);
    expect(await world.settlement()).toMatchObject({ breaks: [], clearing: [] });
    expect(await world.balances()).toEqual({ 'bank:sandbox': TOTAL - PSP_FEE - DISPUTE_FEE, psp_fee_expense: DISPUTE_FEE, 'tax_payable:DE': -TAX, platform_fee_revenue: -PLATFORM_FEE, studio_payable: PSP_FEE - EARNED });
    expect(await addsUp()).toEqual({ sale: EARNED, psp_fee: -PSP_FEE });
    expect(await world.disputes()).toMatchObject([{ status: 'won', answer: 'sent' }]);
  });

  it('that is reported as fraud: sold, reported by the issuer, given back by the rule before the bank acts, settled', async () => {
    await world.studio();
    expect((await world.app.inject({ method: 'PUT', url: '/v1/fraud_warning_rule', apiKey: world.tenant.apiKey, body: { refund_up_to_usd_minor: 10_000 } })).status).toBe(200);
    const bought = await world.buy('fraud');
    expect(await entries(bought.payment_id)).toEqual([SALE]);
    // The issuer tells the network. The report itself moves nothing; the rule of the game gives the money back.
    await world.reportedAsFraud(bought);
    await world.hear(bought.payment_id);
    await world.psp.settled(bought.payment_id);
    await world.ring('payments.refund');
    expect((await world.order(bought.order.id)).status).toBe('refunded');
    expect((await entries(bought.payment_id)).slice(1)).toEqual([['refund', { [CLEARING]: -TOTAL, 'tax_payable:DE': TAX, platform_fee_revenue: PLATFORM_FEE, studio_payable: EARNED }]]);
    expect(await world.settlement()).toMatchObject({ breaks: [], clearing: [] });
    // No dispute, no fee of one: the studio bears what the provider took for the charge.
    expect(await world.balances()).toEqual({ 'bank:sandbox': -PSP_FEE, studio_payable: PSP_FEE });
    expect(await addsUp()).toEqual({ sale: EARNED, psp_fee: -PSP_FEE, refund: -EARNED });
    expect(await world.disputes()).toEqual([]);
  });
});
