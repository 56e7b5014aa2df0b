import pg from 'pg';
import { PersonalData } from '#platform/personal-data/personal-data';
import { captureFactForTest, paymentFactForTest } from '#sales/payments/testing';
import { PaymentCaptured, PaymentDisputed, PaymentEnded, PaymentFraudReported, PaymentMismatched } from '#sales/payments/events';
import { Chores } from '#platform/housekeeping/chores';
import { JudgeAttempt } from '#sales/risk/commands';
import { staffOf } from '../../../../test/support/staff.js';
import { WatchAttackJob } from '../app/watch-attack.job.js';
import { cardOf } from '../../../../test/support/guessed-cards.js';
import { RiskApp } from './risk-app.js';

const BIN = '40000101';
const OTHER = '40000202';

describe('attempts to pay by card', () => {
  let world: RiskApp;
  beforeAll(async () => { world = await RiskApp.boot(); }, 60_000);
  beforeEach(async () => {
    await world.studio();
    // What the tests before have done is over, in the installation too.
    world.clock.advanceSeconds(7_200);
    await world.app.look('UPDATE risk.installation_mode SET is_on = false, holds_until = NULL');
  });
  afterAll(() => world.close());

  /** As many cards of an issuer, each by an account and an address of its own, are declined. */
  async function declined(count: number, bin = BIN, from = 0): Promise<void> {
    for (let n = from; n < from + count; n++) expect(await world.press({ player: `bot-${n}`, number: cardOf(bin, n, false), address: `81.2.${Math.floor(n / 200)}.${(n % 200) + 1}` })).toMatchObject({ standing: { state: 'declined' } });
    await world.app.settle();
  }
  const attack = async (): Promise<void> => {
    for (let n = 0; n < 4; n++) await declined(5, `4000030${n}`, n * 5);
    await world.ring('risk.watch-attack');
  };
  const mode = async () => (await world.app.inject({ method: 'GET', url: '/v1/attack_mode', apiKey: world.tenant.liveApiKey })).json;

  it('are judged before they are sent, and the verdict stands with the attempt', async () => {
    const { id, standing } = await world.press({ player: 'P-1', number: cardOf(BIN, 1, true) });
    expect(standing!.state).toBe('paid');
    await world.app.settle();
    expect(await world.judged(id)).toMatchObject({ decision: 'allow', reason: 'nothing_speaks_against_it', bin: BIN, is_known: false, is_screened: true, outcome: 'approved', address_key: expect.any(String), card_key: expect.any(String) });
    expect(await world.app.look('SELECT risk_decision, risk_reason FROM payments.payment WHERE id = $1', [id])).toEqual([{ risk_decision: 'allow', risk_reason: 'nothing_speaks_against_it' }]);
    const kept = Object.values((await world.judged(id))!).join(' ');
    for (const clear of ['93.184.216.34', cardOf(BIN, 1, true)]) expect(kept).not.toContain(clear);
  });

  it('of one attempt the first verdict stays, asked by thirty at once', async () => {
    const attempt = { payment_id: 'pmt_at_once', order_id: 'ord_1', player_id: 'P-1', amount_minor: 1_999, currency: 'EUR', country: 'DE', ip_address: null, ip_country: null, card: null, email: null, initiator: 'buyer' as const };
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => world.app.commands.execute(new JudgeAttempt(attempt), world.scope)));
    expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict))).size).toBe(1);
    expect(await world.app.look('SELECT count(*)::int AS count FROM risk.attempt WHERE payment_id = $1', ['pmt_at_once'])).toEqual([{ count: 1 }]);
    // What it was, it is, whatever has happened since.
    await world.app.look(`UPDATE risk.attempt SET decision = 'wait', reason = 'bin_cards' WHERE payment_id = 'pmt_at_once'`);
    expect(await world.app.commands.execute(new JudgeAttempt(attempt), world.scope)).toEqual({ decision: 'challenge', challenge: 'wait', reason: 'bin_cards', is_under_attack: false });
  });

  it('of an issuer whose cards are guessed go to the bank: the sandbox asks the cardholder', async () => {
    await declined(5);
    const { id, standing } = await world.press({ player: 'P-good', number: cardOf(BIN, 900, true), address: '81.3.0.1' });
    expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/3ds/') });
    await world.psp.answerAction(standing!.action_url!, 'approve');
    expect(await world.psp.booked(id)).toMatchObject([{ status: 'captured' }]);
    // Another issuer is none of this.
    expect(await world.press({ player: 'P-other', number: cardOf(OTHER, 1, true), address: '81.3.0.2' })).toMatchObject({ standing: { state: 'paid' } });
  });

  it('by the one card that was guessed right speak for nobody but once, whoever it is tried by', async () => {
    for (let n = 0; n < 3; n++) expect(await world.press({ player: `reused-${n}`, number: cardOf(BIN, 800, true), address: `81.4.0.${n + 1}` })).toMatchObject({ standing: { state: 'paid' } });
    await declined(5);
    expect(await world.press({ player: 'bot-next', number: cardOf(BIN, 801, true), address: '81.4.0.9' })).toMatchObject({ standing: { state: 'requires_action' } });
  });

  it('that have to wait are not sent, are told so in words for players, and get through after five minutes by their bank', async () => {
    await attack();
    const player = { player: 'P-late', number: cardOf('40000300', 901, true), address: '81.3.0.3' };
    const told = await world.press(player);
    expect(told).toMatchObject({ standing: null, refusal: 'payments.too_many_attempts' });
    expect(await world.reached(told.id)).toBe(false);
    expect(await world.app.look('SELECT status, fail_reason, fail_code, risk_decision, risk_reason FROM payments.payment WHERE id = $1', [told.id])).toEqual([{ status: 'rejected', fail_reason: 'too_many_attempts', fail_code: 'risk_wait', risk_decision: 'wait', risk_reason: 'bin_cards' }]);
    world.clock.advanceSeconds(299);
    expect((await world.press(player)).refusal).toBe('payments.too_many_attempts');
    world.clock.advanceSeconds(1);
    expect(await world.press(player)).toMatchObject({ standing: { state: 'requires_action' } });
    // Once: what an account gets by waiting is no way in.
    expect((await world.press(player)).refusal).toBe('payments.too_many_attempts');
  });

  it('of somebody who has bought before are let through whatever others do', async () => {
    await world.press({ player: 'P-known', number: cardOf('40000300', 902, true) });
    await world.app.settle();
    world.clock.advanceSeconds(86_401);
    await attack();
    expect(await world.press({ player: 'P-known', number: cardOf('40000300', 902, true), address: '81.2.0.1' })).toMatchObject({ standing: { state: 'paid' } });
    expect((await world.press({ player: 'P-new', number: cardOf('40000300', 903, true), address: '81.3.0.4' })).refusal).toBe('payments.too_many_attempts');
    // A bank that takes money back, or an issuer that speaks of fraud, makes a stranger of her.
    await world.announce(new PaymentDisputed('payment', 'pmt_1', { ...paymentFactForTest({ payment_id: 'pmt_1', order_id: 'ord_1', player_id: 'P-known' }), dispute_id: 'dp_1', stage: 'opened', reason: 'fraudulent' }));
    expect((await world.press({ player: 'P-known', number: cardOf('40000300', 902, true), address: '81.2.0.1' })).refusal).toBe('payments.too_many_attempts');
  });

  it('that an issuer reports as fraud make a stranger too, told twice', async () => {
    const fact = paymentFactForTest({ payment_id: 'pmt_2', order_id: 'ord_2', player_id: 'P-fraud' });
    const report = () => new PaymentFraudReported('payment', 'pmt_2', { ...fact, reported_at: world.clock.nowSeconds() });
    await world.announce(report(), report());
    expect(await world.app.look('SELECT fraud_reported_at IS NOT NULL AS is_reported FROM risk.account WHERE game_id = $1', [world.scope.gameId])).toEqual([{ is_reported: true }]);
  });

  it('keep their outcome however often and in whichever order it is told; money that came in the end counts', async () => {
    const { id } = await world.press({ player: 'P-1', number: cardOf(BIN, 1, false) });
    await world.app.settle();
    const fact = paymentFactForTest({ payment_id: id, order_id: 'ord_1' });
    const ended = () => new PaymentEnded('payment', id, { ...fact, status: 'failed', fail_reason: 'card_declined', fail_code: '05' });
    await world.announce(ended(), ended());
    expect(await world.judged(id)).toMatchObject({ outcome: 'declined' });
    const captured = () => new PaymentCaptured('payment', id, captureFactForTest(fact));
    await world.announce(captured(), captured(), ended());
    expect(await world.judged(id)).toMatchObject({ outcome: 'approved' });
  });

  it('that were sent before their verdict was there are kept as sent; those that were stopped as stopped', async () => {
    const judged = async (decision: string, event: PaymentCaptured | PaymentEnded | PaymentMismatched, ...later: PaymentCaptured[]) => {
      const payment_id = event.payload.payment_id;
      await world.app.commands.execute(new JudgeAttempt({ payment_id, order_id: 'ord_1', player_id: 'P-1', amount_minor: 1_999, currency: 'EUR', country: 'DE', ip_address: null, ip_country: null, card: null, email: null, initiator: 'buyer' }), world.scope);
      await world.app.look(`UPDATE risk.attempt SET decision = $2, reason = 'bin_cards' WHERE payment_id = $1`, [payment_id, decision]);
      await world.announce(event, event);
      if (later.length > 0) await world.announce(...later);
      const { decision: now, reason } = (await world.judged(payment_id))!;
      return `${now} ${reason}`;
    };
    const fact = (payment_id: string) => paymentFactForTest({ payment_id, order_id: 'ord_1' });
    const ended = (id: string, status: string, fail_code: string) => new PaymentEnded('payment', id, { ...fact(id), status, fail_reason: 'card_declined', fail_code });
    expect(await judged('wait', new PaymentCaptured('payment', 'pmt_late1', captureFactForTest(fact('pmt_late1'))))).toBe('allow late_bin_cards');
    expect(await judged('deny', ended('pmt_late2', 'failed', '05'))).toBe('allow late_bin_cards');
    expect(await judged('wait', ended('pmt_stopped1', 'rejected', 'risk_wait'))).toBe('wait bin_cards');
    expect(await judged('wait', ended('pmt_stopped2', 'failed', 'no_gateway'))).toBe('wait bin_cards');
    const captured = (id: string) => new PaymentCaptured('payment', id, captureFactForTest(fact(id)));
    expect(await judged('review', captured('pmt_late3'))).toBe('allow late_bin_cards');
    const held = new PaymentMismatched('payment', 'pmt_looked', { ...fact('pmt_looked'), reported_minor: 1_999, reported_currency: 'EUR', held_for: 'review' });
    expect(await judged('review', held, captured('pmt_looked'))).toBe('review bin_cards');
    expect(await judged('review', ended('pmt_declined', 'failed', '05'))).toBe('review bin_cards');
  });

  it('of a provider that tells nothing before are known by its answer', async () => {
    const { id } = await world.press({ player: 'P-1', number: cardOf(BIN, 1, true), describes: false });
    // The sandbox tells a fingerprint with its answer, and no issuer.
    expect(await world.judged(id)).toMatchObject({ card_key: expect.any(String), bin: null });
  });

  it('go on when risk does not answer in time, or breaks', async () => {
    const blocker = new pg.Client({ connectionString: world.app.db.adminUrl });
    await blocker.connect();
    try {
      await blocker.query('BEGIN');
      await blocker.query('LOCK TABLE risk.attempt IN ACCESS EXCLUSIVE MODE');
      const began = performance.now();
      const late = await world.press({ player: 'P-1', number: cardOf(BIN, 1, true) });
      expect(late.standing!.state).toBe('paid');
      expect(performance.now() - began).toBeLessThan(3_500);
      expect(await world.app.look('SELECT risk_decision FROM payments.payment WHERE id = $1', [late.id])).toEqual([{ risk_decision: null }]);
    } finally {
      await blocker.query('ROLLBACK');
      await blocker.end();
    }
    await world.app.look('ALTER TABLE risk.account RENAME TO gone');
    try {
      expect(await world.press({ player: 'P-1', number: cardOf(BIN, 1, true) })).toMatchObject({ standing: { state: 'paid' } });
    } finally {
      await world.app.look('ALTER TABLE risk.gone RENAME TO account');
    }
  });

  it('are asked of the bank when risk does not answer under attack: who floods us does not get past it', async () => {
    await attack();
    expect((await world.press({ player: 'P-1', number: cardOf('40000300', 905, true), address: '81.3.0.5' })).refusal).toBe('payments.too_many_attempts');
    await world.app.look('ALTER TABLE risk.account RENAME TO gone');
    try {
      const { id, standing } = await world.press({ player: 'P-2', number: cardOf(OTHER, 906, true), address: '81.3.0.6' });
      expect(standing).toMatchObject({ state: 'requires_action' });
      expect(await world.app.look('SELECT risk_decision, risk_reason FROM payments.payment WHERE id = $1', [id])).toEqual([{ risk_decision: 'three_ds', risk_reason: 'unscreened_under_attack' }]);
    } finally {
      await world.app.look('ALTER TABLE risk.gone RENAME TO account');
    }
  });

  it('in a sandbox are judged and never stopped', async () => {
    const scope = { ...world.scope, gameId: world.tenant.gameId };
    for (let n = 0; n < 12; n++) await world.press({ player: 'dev', number: cardOf(BIN, n, false) }, scope);
    await world.app.settle();
    const { id, standing } = await world.press({ player: 'dev', number: cardOf(BIN, 1, true) }, scope);
    expect(standing!.state).toBe('paid');
    expect(await world.judged(id)).toMatchObject({ decision: 'allow', reason: 'sandbox_account_cards', is_screened: false });
  });

  describe('attack mode', () => {
    const changes = async (subject = world.scope.gameId) => world.app.look<{ type: string; payload: any }>(`SELECT type, payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type LIKE 'risk.attack_mode.%' ORDER BY id`, [subject]);

    it('begins by itself in the very run that hears of the twentieth card, once, of the game and of the installation, and ends by itself after calm', async () => {
      await declined(19, OTHER);
      await world.app.settle();
      expect(await mode()).toMatchObject({ is_on: false, mode: null, figures: { declined_cards: 19, approved: 0, stopped: 0 } });
      await declined(1, OTHER, 19);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ is_on: true, is_installation_on: true, mode: { is_on: true, changed_by: 'automatic', holds_until: null } });
      await world.ring('risk.watch-attack');
      expect((await changes()).map(({ type, payload }) => [type, payload.by])).toEqual([['risk.attack_mode.began.v1', 'automatic']]);
      world.clock.advanceSeconds(1_201);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ is_on: false, is_installation_on: false, mode: { is_on: false } });
      expect((await changes()).map(({ type }) => type)).toEqual(['risk.attack_mode.began.v1', 'risk.attack_mode.ended.v1']);
    });

    it('goes on while attempts are stopped, which are no declines', async () => {
      await attack();
      for (let n = 0; n < 12; n++) {
        world.clock.advanceSeconds(60);
        await world.press({ player: `bot-${n}`, number: cardOf('40000300', 500 + n, false), address: `81.2.0.${n + 1}` });
        await world.ring('risk.watch-attack');
      }
      world.clock.advanceSeconds(120);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ mode: { is_on: true } });
    });

    it('of the installation begins by what is tried over several games that are each below it', async () => {
      await declined(12, OTHER);
      await world.studio();
      await declined(12, OTHER, 12);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ is_on: true, mode: null, is_installation_on: true });
      expect((await changes('operator')).at(-1)).toMatchObject({ type: 'risk.attack_mode.began.v1', payload: { declined_cards: 24 } });
      world.clock.advanceSeconds(1_300);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ is_on: false });
    });

    it('by hand stays on for its hour, and off by hand does not come back', async () => {
      const put = (body: object, key = world.tenant.liveApiKey) => world.app.inject({ method: 'PUT', url: '/v1/attack_mode', apiKey: key, body });
      expect((await put({ is_on: true, reason: 'We see it in our logs', for_hours: 2 })).json).toMatchObject({ is_on: true, mode: { is_on: true, reason: 'We see it in our logs', holds_until: world.clock.nowSeconds() + 7_200 } });
      world.clock.advanceSeconds(7_199);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ is_on: true });
      world.clock.advanceSeconds(2);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ is_on: false, mode: { changed_by: 'automatic' } });
      await put({ is_on: false, reason: 'A test of ours' });
      await declined(20, OTHER);
      await world.ring('risk.watch-attack');
      expect(await mode()).toMatchObject({ mode: { is_on: false } });
      expect((await put({ is_on: true, reason: ' ' })).status).toBe(422);
    });

    it('of the installation is turned on by staff, and holds for every game', async () => {
      const { token } = await staffOf(world.app, 'admin');
      const put = (body: object) => world.app.inject({ method: 'PUT', url: '/operator/v1/attack_mode', headers: { authorization: `Bearer ${token}` }, body });
      expect(await put({ is_on: true, reason: 'A warning of the scheme' })).toMatchObject({ status: 200, json: { is_on: true, is_installation_on: true } });
      expect(await mode()).toMatchObject({ is_on: true, mode: null, is_installation_on: true });
      await put({ is_on: false, reason: 'It is over' });
      expect(await mode()).toMatchObject({ is_on: false });
    });

    it('begun by many at once is announced once', async () => {
      await declined(20, OTHER);
      await world.app.look(`INSERT INTO platform.job (id, game_id, type, key, payload, run_at) SELECT 'job_' || n || $1, $1, 'risk.watch-attack', 'at-once-' || n, '{}', now() FROM generate_series(1, 8) n`, [world.scope.gameId]);
      await world.ring('risk.watch-attack');
      expect(await changes()).toHaveLength(1);
      // Once there is a row, its lock alone holds the others back.
      await world.app.look(`UPDATE risk.attack_mode SET is_on = false, changed_by = 'automatic' WHERE game_id = $1`, [world.scope.gameId]);
      await Promise.all(Array.from({ length: 8 }, () => world.app.app.get(WatchAttackJob).run({} as never, world.scope)));
      expect(await changes()).toHaveLength(2);
    });
  });

  it('are forgotten after thirty days, and with the player', async () => {
    const [old, hers] = [await world.press({ player: 'P-1', number: cardOf(BIN, 1, true) }), await world.press({ player: 'P-gone', number: cardOf(BIN, 2, true) })];
    await world.app.settle();
    const [, data] = world.app.app.get(PersonalData).all().find(([name]) => name === 'sales/risk')!;
    expect((await data.exported(['P-gone'], world.scope))['judged_attempts']).toMatchObject([{ payment_id: hers.id, decision: 'allow', outcome: 'approved' }]);
    expect(await data.erase({ player_id: 'P-gone', alias: 'erased_0' } as never, world.scope)).toBe(2);
    expect(await world.judged(hers.id)).toBeUndefined();
    world.clock.advanceSeconds(30 * 86_400 + 1);
    const [, chore] = world.app.app.get(Chores).all().find(([name]) => name === 'risk.attempts')!;
    expect(await chore.due('')).toContain(world.scope.gameId);
    expect(await chore.step(world.scope.gameId, 100)).toBe(1);
    expect(await world.judged(old.id)).toBeUndefined();
  });
});
