import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import jcs from 'canonicalize';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { systemScope } from '#platform/kernel/scope';
import { PaymentDisputesSeen } from '#sales/payments/events';
import { paymentFactForTest } from '#sales/payments/testing';
import { ListRefunds } from '#sales/refunds/queries';
import { AnswerDisputeJob } from '../app/answer-dispute.js';
import { DisputeData } from '../app/dispute-data.js';
import type { DisputeStatus } from '../contracts/queries.js';
import { monthOf, monthsBefore } from '../domain/months.js';
import { DisputesApp } from './disputes-app.js';

const canonicalize = jcs as unknown as (value: object) => string;
const DAY = 86_400;

describe('disputes', () => {
  let world: DisputesApp;
  let alarms: Record<string, unknown>[] = [];
  beforeAll(async () => {
    world = await DisputesApp.boot();
  });
  beforeEach(() => {
    alarms = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void alarms.push(entry as (typeof alarms)[number]));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await world.psp.control({ mode: 'none' });
  });
  afterAll(() => world.close());

  /** What a provider would say of these disputes of a payment. */
  const tells = (payment_id: string, ...disputes: { id: string; status: DisputeStatus; is_inquiry?: boolean }[]) => {
    const now = world.app.clock.nowSeconds();
    const told = disputes.map((each) => ({ is_inquiry: each.status.startsWith('warning'), reason: 'general', network_code: '10.4', amount_minor: 500, opened_at: now, due_at: now + 9 * DAY, has_evidence: false, ...each }));
    return new PaymentDisputesSeen('payment', payment_id, { ...paymentFactForTest({ payment_id, order_id: 'ord_of_it' }), disputes: told });
  };
  const jobOf = async (id: string) => (await world.app.look<{ state: string; wait: number }>(`SELECT state, extract(epoch FROM run_at - now())::float AS wait FROM platform.job WHERE type = 'disputes.answer' AND key = $1 AND state = 'pending'`, [id]))[0];
  const msgs = () => alarms.map(({ msg }) => msg);

  describe('are followed', () => {
    it('from the opening to the end, each told once, whatever comes twice', async () => {
      const bought = await world.disputed('dispute_won');
      const { dispute } = bought;
      expect(dispute).toMatchObject({
        status: 'needs_response', is_inquiry: false, reason: 'product_not_received', provider_reason: 'product_not_received', scheme: 'visa', amount_minor: 1_999, currency: 'EUR', payment_id: bought.payment_id, order_id: bought.order.id,
        answer: 'none', closed_at: null, game_id: world.tenant.gameId, studio_id: world.tenant.studioId, environment: 'sandbox',
      });
      expect(dispute['id']).toMatch(/^dsp_/);
      // Fourteen days are the bank's; the answer goes out two days before.
      expect(dispute['due_at'] - dispute['opened_at']).toBe(14 * DAY);
      expect(Math.round((await jobOf(dispute['id']))!.wait / DAY)).toBe(12);
      await world.hear(bought.payment_id);
      expect(await world.disputes(`?order_id=${bought.order.id}`)).toHaveLength(1);
      await world.decide(bought, 'won');
      expect(await world.read(dispute['id'])).toMatchObject({ status: 'won', answer: 'none', closed_at: expect.any(Number) });
      expect(await jobOf(dispute['id'])).toBeUndefined();
      expect(await world.disputes('?status=lost,won')).toEqual(expect.arrayContaining([expect.objectContaining({ id: dispute['id'] })]));
      expect((await world.app.inject({ method: 'GET', url: '/v1/disputes/dsp_01k00000000000000000000000', apiKey: world.tenant.apiKey })).json).toMatchObject({ status: 404, code: 'disputes.not_found' });
    });

    it('as inquiries that take no money, several of one payment, in whichever order they are told', async () => {
      const { payment_id, order } = await world.buy('succeeds');
      const seen = (...disputes: { id: string; status: DisputeStatus; is_inquiry?: boolean }[]) => world.announce(tells(payment_id, ...disputes));
      const all = async () => (await world.disputes(`?payment_id=${payment_id}`)).map(({ provider_dispute_id, status, is_inquiry, reason }) => [provider_dispute_id, status, is_inquiry, reason]).sort();
      const counted = async () => (await world.app.look('SELECT coalesce(sum(disputes), 0)::int AS disputes, coalesce(sum(fraud_disputes), 0)::int AS fraud FROM disputes.month_count WHERE game_id = $1', [world.tenant.gameId]))[0]!;
      const before = await counted();
      await seen({ id: 'dp_1', status: 'warning_needs_response' }, { id: 'dp_2', status: 'warning_needs_response' });
      expect(await all()).toEqual([['dp_1', 'warning_needs_response', true, 'fraudulent'], ['dp_2', 'warning_needs_response', true, 'fraudulent']]);
      expect(await counted()).toEqual(before);
      await seen({ id: 'dp_1', status: 'warning_closed' }, { id: 'dp_2', status: 'needs_response', is_inquiry: false });
      // A word that was overtaken.
      await seen({ id: 'dp_1', status: 'warning_needs_response' }, { id: 'dp_2', status: 'warning_needs_response' });
      expect(await all()).toEqual([['dp_1', 'warning_closed', true, 'fraudulent'], ['dp_2', 'needs_response', false, 'fraudulent']]);
      expect(await counted()).toEqual({ disputes: before['disputes'] + 1, fraud: before['fraud'] + 1 });
      expect((await world.order(order.id)).status).toBe('paid');
    });
  });

  describe('are answered', () => {
    it('by staff, with what the records hold: kept as it was sent, once, and never changed', async () => {
      const earlier = await world.buy('succeeds', { player: 'P-known' });
      const bought = await world.disputed('dispute_won', { player: 'P-known' });
      const { id } = bought.dispute as { id: string };
      world.grants.byOrder.set(bought.order.id, [{ id: 'grt_1', order_id: bought.order.id, state: 'acknowledged', items: bought.order.lines[0]!.grants, requested_at: 1_790_000_000, acknowledged_at: 1_790_000_009 }]);
      const draft = await world.staff('GET', `disputes/${id}/evidence`);
      expect(draft).toMatchObject({ status: 200, json: { is_frozen: false, document: {
        version: 1, statement: null, order: { id: bought.order.id, email: 'aria@example.com', receipt_number: bought.order.receipt_number, tax_minor: 319, net_minor: 1_680 }, payment: { card: { brand: 'VISA', last4: '2685' } },
        grants: [{ id: 'grt_1', state: 'acknowledged', acknowledged_at: 1_790_000_009 }], earlier_purchases: [{ payment_id: earlier.payment_id, days_before_dispute: 0, same: ['account', 'ip_address'] }], compelling_evidence: { is_met: false },
      } } });
      expect((await world.staff('GET', 'disputes?status=needs_response&limit=100')).json.data.map((each: { id: string }) => each.id)).toContain(id);
      const answers = await Promise.all([1, 2].map((n) => world.staff('POST', `disputes/${id}/submit`, { statement: `Answer ${n}: she plays with it every day.` })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)!.json.code).toBe('disputes.answer_under_way');
      await world.app.settle();
      const sent = (await world.staff('GET', `disputes/${id}/evidence`)).json;
      expect(sent).toMatchObject({ is_frozen: true, document: { statement: expect.stringMatching(/^Answer [12]: she plays/) }, text: expect.stringContaining('acknowledged by the game 2026-09-21 14:13:29 UTC') });
      expect(sent.sha256).toBe(createHash('sha256').update(canonicalize(sent.document)).digest('hex'));
      expect(await world.evidenceAtProvider(bought.payment_id)).toMatchObject({ fingerprint: sent.sha256, characters: sent.text.length });
      expect(await world.read(id)).toMatchObject({ answer: 'sent', answered_by: expect.stringMatching(/^stf_/), answered_at: expect.any(Number) });
      await world.hear(bought.payment_id);
      expect((await world.staff('POST', `disputes/${id}/submit`, {})).json.code).toBe('disputes.nothing_to_answer');
      expect((await world.staff('POST', `disputes/${id}/accept`)).json.code).toBe('disputes.nothing_to_answer');
      for (const change of [`UPDATE disputes.evidence SET sha256 = repeat('0', 64) WHERE dispute_id = $1`, 'DELETE FROM disputes.evidence WHERE dispute_id = $1']) await expect(world.app.look(change, [id])).rejects.toThrow(/Evidence stays as it was built/);
      const stored = await world.app.look<{ document_sealed: Buffer }>('SELECT document_sealed FROM disputes.evidence WHERE dispute_id = $1', [id]);
      expect(stored[0]!.document_sealed.includes('aria@example.com')).toBe(false);
    });

    it('by themselves before their time is over, once, however often the job runs, dies or loses the answer', async () => {
      const bought = await world.disputed('dispute_lost');
      const { id } = bought.dispute as { id: string };
      await world.psp.control({ mode: 'lose_answer', count: 1 });
      const job = world.app.app.get(AnswerDisputeJob);
      const run = () => job.run({ id: 'job_1', type: 'disputes.answer', key: id, gameId: world.tenant.gameId, payload: { dispute_id: id }, attempts: 1 }, systemScope(world.tenant.gameId, 'disputes.answer'));
      // The provider has it, and we do not know.
      expect(await run()).toEqual({ againInSeconds: 5 });
      const atProvider = await world.evidenceAtProvider(bought.payment_id);
      expect(atProvider).not.toBeNull();
      expect(await world.read(id)).toMatchObject({ answer: 'sending', answered_at: null });
      await Promise.all([run(), run(), world.ring('disputes.answer')]);
      expect(await world.read(id)).toMatchObject({ answer: 'sent', answered_by: 'disputes.answer' });
      expect(await world.evidenceAtProvider(bought.payment_id)).toEqual(atProvider);
      await world.decide(bought, 'lost');
      expect(await world.read(id)).toMatchObject({ status: 'lost', answer: 'sent' });
      expect(await run()).toBeUndefined();
      expect(alarms.filter(({ dispute_id }) => dispute_id === id)).toEqual([]);
    });

    it('at once where the time has come when they are heard of, and by whoever answered at the provider', async () => {
      await world.psp.control({ dispute_due_ms: 47 * 3_600_000 });
      const late = await world.disputed('dispute_lost');
      expect(await world.read(late.dispute['id'])).toMatchObject({ answer: 'sent' });
      await world.psp.control({ dispute_due_ms: 14 * DAY * 1_000 });
      const elsewhere = await world.disputed('dispute_lost');
      const [charge] = await world.psp.booked(elsewhere.payment_id);
      await fetch(`${world.psp.url}/payments/${charge!.id}/dispute/evidence`, { method: 'POST', headers: { authorization: `Bearer ${world.psp.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ fingerprint: 'a'.repeat(64), text: 'By hand.' }) });
      await world.ring('disputes.answer');
      expect(await world.read(elsewhere.dispute['id'])).toMatchObject({ answer: 'sent' });
      expect((await world.evidenceAtProvider(elsewhere.payment_id))!.fingerprint).toBe('a'.repeat(64));
    });

    it('by giving them up, which loses them and sends nothing', async () => {
      const bought = await world.disputed('dispute_won');
      expect((await world.staff('POST', `disputes/${bought.dispute['id']}/accept`)).json).toMatchObject({ answer: 'accepting' });
      await world.app.settle();
      await world.hear(bought.payment_id);
      expect(await world.read(bought.dispute['id'])).toMatchObject({ status: 'lost', answer: 'accepted', answered_by: expect.stringMatching(/^stf_/) });
      expect(await world.evidenceAtProvider(bought.payment_id)).toBeNull();
      expect((await world.order(bought.order.id)).status).toBe('canceled');
    });

    it('by hand where the provider takes none, which is an alarm, and so is a refusal; it can be tried again', async () => {
      const { payment_id } = await world.buy('succeeds');
      await world.announce(tells(payment_id, { id: 'dp_unknown', status: 'needs_response' }));
      const { id } = (await world.disputes(`?payment_id=${payment_id}`))[0]! as { id: string };
      await world.ring('disputes.answer');
      expect(await world.read(id)).toMatchObject({ answer: 'refused', answer_failure: 'unknown_dispute', answered_at: null });
      // Its provider takes no answers here.
      await world.app.look(`UPDATE payments.payment SET provider = 'adyen' WHERE id = $1`, [payment_id]);
      expect((await world.staff('POST', `disputes/${id}/submit`, {})).json).toMatchObject({ answer: 'sending', answer_failure: null });
      await world.app.settle();
      expect(await world.read(id)).toMatchObject({ answer: 'by_hand' });
      await world.app.look(`UPDATE payments.payment SET provider = 'sandbox' WHERE id = $1`, [payment_id]);
      expect(alarms.filter(({ dispute_id }) => dispute_id === id).map(({ msg }) => msg)).toEqual(['ALARM: the provider refused the answer to a dispute', 'ALARM: a dispute has to be answered by hand, in the dashboard of the provider']);
      expect((await world.staff('POST', `disputes/${id}/submit`, { by_hand: true })).json).toMatchObject({ answer: 'sent', answered_by: expect.stringMatching(/^stf_/) });
      const trail = await world.app.look(`SELECT operation FROM platform.audit_entry WHERE studio_id = 'operator' AND $1 = ANY(targets) ORDER BY sequence`, [id]);
      expect(trail).toEqual([{ operation: 'submit_dispute_evidence' }, { operation: 'submit_dispute_evidence' }]);
    });
  });

  it('of an erased player keep amounts and the hash of what was sent; what is open waits', async () => {
    const bought = await world.disputed('dispute_lost', { player: 'P-gone' });
    await world.ring('disputes.answer');
    const data = world.app.app.get(DisputeData);
    const gone = { player_id: 'P-gone', user_id: null, alias: 'erased_01k9xamp000000000000000000' };
    expect(await data.hindrances(['P-gone'], world.scope)).toEqual([{ reason: 'dispute_open', yields: false }]);
    expect(await data.erase(gone, world.scope)).toBe(0);
    await world.decide(bought, 'lost');
    expect(await data.hindrances(['P-gone'], world.scope)).toEqual([]);
    expect((await data.exported(['P-gone'], world.scope))['disputes']).toMatchObject([{ id: bought.dispute['id'], evidence: { order: { email: 'aria@example.com' } } }]);
    expect([await data.erase(gone, world.scope), await data.erase(gone, world.scope)]).toEqual([1, 0]);
    expect((await world.staff('GET', `disputes/${bought.dispute['id']}/evidence`)).json).toMatchObject({ status: 404, code: 'disputes.evidence_erased' });
    expect(await world.app.look('SELECT document_sealed, length(sha256) AS hash FROM disputes.evidence WHERE dispute_id = $1', [bought.dispute['id']])).toEqual([{ document_sealed: null, hash: 64 }]);
  });

  describe('are prevented', () => {
    const reported = async () => {
      const bought = await world.buy('fraud');
      await world.reportedAsFraud(bought);
      return bought;
    };
    const rule = (body: object) => world.app.inject({ method: 'PUT', url: '/v1/fraud_warning_rule', apiKey: world.tenant.apiKey, body });
    const refundsOf = async (id: string) => (await world.app.queries.ask(new ListRefunds({ order_id: id, limit: 5 }), world.scope)).data;

    it('only where the game says so, up to its amount, once, as an automatic refund; a report counts either way', async () => {
      await world.studio();
      expect((await world.app.inject({ method: 'GET', url: '/v1/fraud_warning_rule', apiKey: world.tenant.apiKey })).json).toEqual({ refund_up_to_usd_minor: null, within_hours: 24, set_by: null, set_at: null });
      const off = await reported();
      expect((await rule({ refund_up_to_usd_minor: 100 })).status).toBe(200);
      const above = await reported();
      expect((await rule({ refund_up_to_usd_minor: 10_000, within_hours: 2 })).json).toMatchObject({ refund_up_to_usd_minor: 10_000, within_hours: 2 });
      const back = await reported();
      expect((await rule({ refund_up_to_usd_minor: null })).json).toMatchObject({ refund_up_to_usd_minor: null, set_by: expect.stringMatching(/^key_/) });
      await world.hear(back.payment_id);
      expect([await refundsOf(off.order.id), await refundsOf(above.order.id)]).toEqual([[], []]);
      expect(await refundsOf(back.order.id)).toMatchObject([{ source: 'automatic', reason_code: 'dispute_prevention', amount_minor: 1_999 }]);
      await world.psp.settled(back.payment_id);
      await world.ring('payments.refund');
      expect((await world.order(back.order.id)).status).toBe('refunded');
      expect(await world.app.look('SELECT scheme, sales, fraud_reports, disputes FROM disputes.month_count WHERE game_id = $1', [world.tenant.gameId])).toEqual([{ scheme: 'visa', sales: 3, fraud_reports: 3, disputes: 0 }]);
    });

    it('by the rule of the installation where the game has none, and not where so many automatic refunds went out that a person had better look', async () => {
      await world.app.look('UPDATE games.game SET auto_refunds_per_hour_max = 1 WHERE id = $1', [world.tenant.gameId]);
      await world.app.look('DELETE FROM disputes.warning_rule WHERE game_id = $1', [world.tenant.gameId]);
      jest.spyOn(world.app.config, 'integer').mockImplementation((name) => (name === 'FRAUD_WARNING_REFUND_USD_CENTS' ? 5_000 : 48));
      const held = await reported();
      expect(await refundsOf(held.order.id)).toMatchObject([{ state: 'held', held_for: 'breaker' }]);
      expect(msgs()).toContain('ALARM: automatic refunds are paused and wait for a person');
    });
  });

  describe('are counted', () => {
    const month = monthOf(new Date());
    const put = (gameId: string, studioId: string, scheme: string, of: string, told: { sales?: number; disputes?: number; fraud_reports?: number }) => world.app.look(
      `INSERT INTO disputes.month_count (game_id, studio_id, environment, scheme, month, sales, disputes, fraud_reports, changed_at) VALUES ($1, $2, 'live', $3, $4, $5, $6, $7, now())
       ON CONFLICT ON CONSTRAINT month_count_pkey DO UPDATE SET sales = excluded.sales, disputes = excluded.disputes, fraud_reports = excluded.fraud_reports`,
      [gameId, studioId, scheme, of, told.sales ?? 0, told.disputes ?? 0, told.fraud_reports ?? 0]);
    const look = async () => {
      alarms = [];
      await world.app.app.get(Housekeeping).doChores();
      return alarms.filter(({ msg }) => String(msg).includes('threshold') || String(msg).includes('a studio')).map(({ msg, programme, step, studio_id, cases, base }) => ({ msg, programme, ...(step ? { step } : { studio_id }), cases, base }));
    };

    it('over all studios, and raise an alarm at 50, 75 and 100 percent of a threshold, exactly there and once', async () => {
      const [one, two] = [await world.studio(), await world.studio()];
      await put(one.liveGameId, one.studioId, 'mastercard', monthsBefore(month, 1), { sales: 6_000 });
      await put(two.liveGameId, two.studioId, 'mastercard', monthsBefore(month, 1), { sales: 4_000 });
      const near = { msg: 'ALARM: a threshold of a card scheme is near or reached', programme: 'ECM', base: 10_000 };
      await put(one.liveGameId, one.studioId, 'mastercard', month, { sales: 100_000, disputes: 60 });
      await put(two.liveGameId, two.studioId, 'mastercard', month, { sales: 100_000, disputes: 14 });
      expect(await look()).toEqual([]);
      await put(two.liveGameId, two.studioId, 'mastercard', month, { sales: 100_000, disputes: 15 });
      expect(await look()).toEqual([{ ...near, step: 50, cases: 75 }]);
      expect(await look()).toEqual([]);
      await put(two.liveGameId, two.studioId, 'mastercard', month, { sales: 100_000, disputes: 90 });
      expect(await look()).toEqual([{ ...near, step: 75, cases: 150 }, { ...near, step: 100, cases: 150 }, { ...near, programme: 'HECM', step: 50, cases: 150 }]);
      const { json } = await world.staff('GET', `dispute_ratios?month=${month.slice(0, 7)}`);
      const mastercard = json.schemes.find(({ scheme }: { scheme: string }) => scheme === 'mastercard');
      expect(mastercard).toMatchObject({ sales: 200_000, sales_before: 10_000, disputes: 150, ratio_bp: 7, programmes: [{ programme: 'ECM', ratio_bp: 150, threshold_bp: 150, step: 100 }, { programme: 'HECM', step: 50 }, { programme: 'EFM', step: null }] });
    });

    it('of each studio: one that has many is told of at 0.4 percent, and one that should be held at 0.7', async () => {
      const studio = await world.studio();
      const told = (disputes: number) => put(studio.liveGameId, studio.studioId, 'amex', month, { sales: 1_250, disputes });
      const about = { studio_id: studio.studioId, base: 1_250 };
      await told(4);
      expect(await look()).toEqual([]);
      await told(5);
      expect(await look()).toEqual([{ msg: 'ALARM: a studio has many disputes', programme: 'studio_warn', ...about, cases: 5 }]);
      await told(8);
      expect(await look()).toEqual([]);
      await told(9);
      expect(await look()).toEqual([{ msg: 'ALARM: a studio has so many disputes that its payouts should be held', programme: 'studio_stop', ...about, cases: 9 }]);
      const { json } = await world.staff('GET', 'dispute_ratios');
      expect(json.studios).toContainEqual({ studio_id: studio.studioId, scheme: 'amex', sales: 1_250, disputes: 9, fraud_reports: 0, ratio_bp: 72, standing: 'stop' });
    });
  });
});
