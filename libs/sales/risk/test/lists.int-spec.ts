import { Chores } from '#platform/housekeeping/chores';
import { newId } from '#platform/kernel/ids';
import { PersonalData } from '#platform/personal-data/personal-data';
import { ChargeOffSession, ListSavedMethods, saveConsentIn } from '#sales/payments/queries';
import { memberOf } from '../../../../test/support/member.js';
import { staffOf } from '../../../../test/support/staff.js';
import { cardOf } from '../../../../test/support/guessed-cards.js';
import { RiskApp } from './risk-app.js';

const BIN = '40000909';
const CARD = cardOf(BIN, 1, true);
const DAY = 86_400;

/** What people and games say of those who pay. */
describe('lists, appeals and signals', () => {
  let world: RiskApp;
  beforeAll(async () => { world = await RiskApp.boot(); }, 60_000);
  beforeEach(async () => {
    await world.studio();
    await world.app.look(`DELETE FROM risk.list_entry WHERE game_id = 'operator'`);
  });
  afterAll(() => world.close());

  type Answer = Awaited<ReturnType<RiskApp['app']['inject']>>;
  const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, token?: string): Promise<Answer> =>
    world.app.inject({ method, url, ...(body ? { body } : {}), ...(token ? { headers: { authorization: `Bearer ${token}`, ...(url.startsWith('/v1') ? { 'hubcraft-game': world.scope.gameId } : {}) } } : { apiKey: world.tenant.liveApiKey }) });
  const list = (entry: object, token?: string) => send('POST', `${token ? '/operator' : ''}/v1/risk_list_entries`, { reason: 'of the test', ...entry }, token);
  const pay = (player: string, more: object = {}) => world.press({ player, number: CARD, ...more });

  it.each<[string, object, object]>([
    ['player', { value: 'P-1' }, { player: 'P-2' }],
    ['address', { value: '93.184.216.34' }, { address: '93.184.216.35' }],
    ['bin', { value: BIN.slice(0, 6) }, { number: cardOf('41111111', 1, true) }],
    ['email', { value: ' Aria@Example.com' }, { email: 'other@example.com' }],
    ['card', { payment_id: true }, { number: cardOf(BIN, 2, true) }],
  ])('who is blocked by %s reads what is read of a card that her bank declines, and nothing is sent; anybody else pays', async (subject, what, other) => {
    const before = await pay('P-0', { email: 'aria@example.com' });
    expect(await list({ list: 'block', subject, ...what, ...('payment_id' in what ? { payment_id: before.id } : {}) })).toMatchObject({ status: 201, json: { state: 'open', is_of_operator: false, value: subject === 'bin' ? BIN.slice(0, 6) : null } });
    const { id, standing } = await pay('P-1', { email: 'aria@example.com' });
    expect(standing).toEqual({ payment_id: id, state: 'declined', action_url: null, decline: { code: 'card_declined', retryable: false } });
    expect(await world.reached(id)).toBe(false);
    expect(await world.judged(id)).toMatchObject({ decision: 'deny', reason: `block_${subject}`, entry_id: expect.stringMatching(/^rle_/) });
    expect(await world.app.look('SELECT status, fail_reason, fail_code, risk_decision FROM payments.payment WHERE id = $1', [id])).toEqual([{ status: 'rejected', fail_reason: 'card_declined', fail_code: 'risk_denied', risk_decision: 'deny' }]);
    expect((await pay('P-1', { email: 'aria@example.com', ...other })).standing!.state).toBe('paid');
    const rows = JSON.stringify(await world.app.look('SELECT * FROM risk.list_entry'));
    for (const clear of ['P-1', 'aria', '93.184.216.34', CARD]) expect(rows.toLowerCase()).not.toContain(clear.toLowerCase());
  });

  it('what the operator blocks is blocked in every game and its sandbox, whatever a game allows; another game is not asked', async () => {
    const { token } = await staffOf(world.app, 'support');
    await list({ list: 'allow', subject: 'player', value: 'P-1' });
    expect((await list({ list: 'block', subject: 'address', value: '81.9.0.1' }, token)).status).toBe(201);
    expect((await pay('P-1', { address: '81.9.0.1' })).standing!.state).toBe('declined');
    expect((await world.press({ player: 'P-1', number: CARD, address: '81.9.0.1' }, { ...world.scope, gameId: world.tenant.gameId })).standing!.state).toBe('declined');
    expect((await send('GET', '/v1/risk_list_entries')).json.data).toMatchObject([{ list: 'allow' }]);
    expect((await list({ list: 'block', subject: 'player', value: 'P-1' }, token)).json.code).toBe('risk.not_listable');
    await list({ list: 'block', subject: 'player', value: 'P-1' });
    await world.studio();
    expect((await pay('P-1')).standing!.state).toBe('paid');
  });

  it('who is allowed is asked for nothing that the rules would ask; a block outweighs it', async () => {
    for (let n = 0; n < 5; n++) await world.press({ player: 'P-7', number: cardOf(BIN, 100 + n, false) });
    await world.app.settle();
    expect((await pay('P-7')).refusal).toBe('payments.too_many_attempts');
    await list({ list: 'allow', subject: 'player', value: 'P-7' });
    expect((await pay('P-7')).standing!.state).toBe('paid');
    await list({ list: 'block', subject: 'bin', value: BIN });
    expect((await pay('P-7')).standing!.state).toBe('declined');
  });

  it('a charge without the player is stopped by a block, held by a review, and asked to wait by nobody', async () => {
    const { version, locale } = saveConsentIn('en', 'off_session');
    await pay('P-1', { save: { version, locale } });
    await world.ring('payments.keep-method');
    const [saved] = await world.app.queries.ask(new ListSavedMethods('P-1'), world.scope);
    const off = async () => {
      const payment_id = newId('pmt');
      const { state } = await world.app.calls.ask(new ChargeOffSession({
        payment_id, order_id: newId('ord'), player_id: 'P-1', method: 'card', amount_minor: 1_999, currency: 'EUR', country: 'DE', ip_address: null, user_agent: null, return_url: 'http://127.0.0.1:4400/return', platform: null, saved_method_id: saved!.id,
      }), world.scope);
      const [row] = await world.app.look<{ is_held: boolean }>('SELECT mismatched_at IS NOT NULL AS is_held FROM payments.payment WHERE id = $1', [payment_id]);
      return [state, (await world.judged(payment_id))!['reason'], row!.is_held, await world.reached(payment_id)];
    };
    for (let n = 0; n < 5; n++) await world.press({ player: 'P-1', number: cardOf(BIN, 200 + n, false) });
    await world.app.settle();
    expect((await pay('P-1')).refusal).toBe('payments.too_many_attempts');
    expect(await off()).toEqual(['paid', 'off_session_account_cards', false, true]);
    await list({ list: 'review', subject: 'player', value: 'P-1' });
    expect(await off()).toEqual([expect.any(String), 'review_player+velocity', true, true]);
    await list({ list: 'block', subject: 'player', value: 'P-1' });
    expect(await off()).toEqual(['declined', 'block_player', false, false]);
  });

  it('an entry ends at its time, or before it by hand, once; it stands there once; lists are read by pages', async () => {
    const entry = { list: 'block', subject: 'player', value: 'P-1', expires_in_days: 2 };
    const answers = await Promise.all(Array.from({ length: 6 }, () => list(entry)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    world.clock.advanceSeconds(2 * DAY);
    expect((await pay('P-1')).standing!.state).toBe('paid');
    const { id } = (await list(entry)).json;
    const ended = await Promise.all([1, 2, 3].map(() => send('POST', `/v1/risk_list_entries/${id}/end`, { reason: 'a mistake' })));
    expect(ended.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await pay('P-1')).standing!.state).toBe('paid');
    await list({ ...entry, value: 'P-2' });
    const first = (await send('GET', '/v1/risk_list_entries?is_open=false&limit=2')).json;
    expect(first).toMatchObject({ data: [{ state: 'open' }, { state: 'ended', end_reason: 'a mistake' }], has_more: true });
    expect((await send('GET', `/v1/risk_list_entries?is_open=false&starting_after=${first.next_cursor}`)).json).toMatchObject({ data: [{ state: 'expired' }], has_more: false });
    expect((await send('GET', '/v1/risk_list_entries?subject=player&value=P-2')).json.data).toHaveLength(1);
    expect((await send('GET', '/v1/risk_list_entries?subject=player&value=P-3')).json.data).toHaveLength(0);
    expect(await send('GET', '/v1/risk_list_entries?value=P-2')).toMatchObject({ status: 422, json: { code: 'risk.subject_needed' } });
    for (const wrong of [{ ...entry, expires_in_days: 731 }, { ...entry, payment_id: 'pmt_1' }, { list: 'block', subject: 'player' }, { ...entry, subject: 'bin' }, { ...entry, subject: 'address', value: '10.0.0.1' }, { ...entry, value: undefined, payment_id: 'pmt_1' }]) expect((await list(wrong)).status).toBe(422);
  });

  it('an appeal is decided once, by a person who has not written the entry; lifted, she pays', async () => {
    const [author, other] = [await memberOf(world.app, world.tenant, 'support'), await memberOf(world.app, world.tenant, 'finance')];
    const write = await send('POST', '/v1/risk_list_entries', { list: 'block', subject: 'player', value: 'P-1', reason: 'of the test' }, author.token);
    expect(write).toMatchObject({ status: 201, json: { author: author.id } });
    const { id: payment_id } = await pay('P-1');
    const file = () => send('POST', '/v1/risk_appeals', { payment_id, text: 'It was my brother.' });
    expect((await Promise.all([file(), file(), file()])).map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const [{ id, player_id }] = (await send('GET', '/v1/risk_appeals?state=open')).json.data;
    expect(player_id).toBe('P-1');
    const decide = (decision: string, token?: string) => send('POST', `/v1/risk_appeals/${id}/decide`, { decision, reason: 'We looked at it' }, token);
    expect([(await decide('lift')).json.code, (await decide('lift', author.token)).json.code]).toEqual(['risk.person_needed', 'risk.own_entry']);
    expect(await decide('uphold', other.token)).toMatchObject({ status: 200, json: { state: 'upheld', decided_by: other.id } });
    expect((await pay('P-1')).standing!.state).toBe('declined');
    expect((await decide('lift', other.token)).json.code).toBe('risk.appeal_decided');
    const again = (await file()).json.id;
    const answers = await Promise.all(['lift', 'uphold', 'lift', 'uphold'].map((decision) => send('POST', `/v1/risk_appeals/${again}/decide`, { decision, reason: 'once more' }, other.token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const isLifted = (await send('GET', '/v1/risk_appeals')).json.data[0].state === 'lifted';
    expect((await pay('P-1')).standing!.state).toBe(isLifted ? 'paid' : 'declined');
    expect((await send('POST', '/v1/risk_appeals', { payment_id: (await pay('P-5')).id, text: 'x' })).json.code).toBe('risk.nothing_to_appeal');
  });

  it('an appeal against an entry of the operator is decided by staff who have not written it, and lifts it in every game', async () => {
    const [author, other] = [await staffOf(world.app, 'support'), await staffOf(world.app, 'admin')];
    const member = await memberOf(world.app, world.tenant, 'owner');
    await list({ list: 'block', subject: 'bin', value: BIN }, author.token);
    const { id: payment_id } = await pay('P-1');
    const { id } = (await send('POST', '/v1/risk_appeals', { payment_id, text: 'My bank is no crime.' })).json;
    expect((await send('POST', `/v1/risk_appeals/${id}/decide`, { decision: 'lift', reason: 'x' }, member.token)).json.code).toBe('risk.operator_decides');
    expect((await send('GET', '/operator/v1/risk_appeals', undefined, other.token)).json.data).toContainEqual(expect.objectContaining({ id, game_id: world.scope.gameId, is_of_operator: true }));
    const decide = (token: string) => send('POST', `/operator/v1/games/${world.scope.gameId}/risk_appeals/${id}/decide`, { decision: 'lift', reason: 'It is a bank' }, token);
    expect((await decide(author.token)).json.code).toBe('risk.own_entry');
    expect(await decide(other.token)).toMatchObject({ status: 200, json: { state: 'lifted' } });
    await world.app.settle();
    expect((await pay('P-1')).standing!.state).toBe('paid');
    expect((await send('GET', '/operator/v1/risk_list_entries?is_open=false', undefined, other.token)).json.data).toMatchObject([{ state: 'ended', ended_by: other.id, end_reason: `Appeal ${id} was lifted` }]);
  });

  it('what the game tells of an account counts until its time is over, or it is taken back', async () => {
    const tell = (...signals: object[]) => send('POST', '/v1/risk_signals', signals as never);
    expect((await tell({ player_id: 'P-1', kind: 'banned', expires_in_days: 2 }, { player_id: 'P-2', kind: 'cheating' }, { player_id: 'P-2', kind: 'play_time_minutes', value: 3 })).status).toBe(204);
    const judged = async (player: string) => (await world.judged((await pay(player)).id))!;
    expect(await judged('P-1')).toMatchObject({ decision: 'review', reason: 'banned' });
    expect(await judged('P-2')).toMatchObject({ decision: 'allow' });
    await tell({ player_id: 'P-2', kind: 'account_age_days', value: 0 });
    expect(await judged('P-2')).toMatchObject({ decision: 'review', reason: 'cheating+young_account+little_play' });
    expect((await send('GET', '/v1/risk_signals?player_id=P-2')).json).toHaveLength(3);
    expect((await send('DELETE', '/v1/risk_signals?player_id=P-2&kind=cheating')).status).toBe(204);
    expect(await judged('P-2')).toMatchObject({ decision: 'allow' });
    world.clock.advanceSeconds(2 * DAY);
    expect(await judged('P-1')).toMatchObject({ decision: 'allow' });
    for (const wrong of [{ player_id: 'P-1', kind: 'banned', value: 1 }, { player_id: 'P-1', kind: 'play_time_minutes' }, { player_id: 'P-1', kind: 'rude' }]) expect((await tell(wrong)).status).toBe(422);
  });

  it('an amount above the limit of the game waits for a person', async () => {
    const put = (body: object) => send('PUT', '/v1/review_rules', body);
    expect((await put({ review_above_usd_minor: 100, hold_hours: 5 })).json).toMatchObject({ review_above_usd_minor: 100, hold_hours: 5 });
    const over = await pay('P-1');
    expect([over.standing!.state, (await world.judged(over.id))!['reason']]).toEqual(['requires_action', 'amount']);
    await put({ review_above_usd_minor: null });
    expect((await pay('P-1')).standing!.state).toBe('paid');
  });

  it('is exported and erased with the player, and forgotten a year after its end', async () => {
    await list({ list: 'block', subject: 'player', value: 'P-gone', expires_in_days: 1 });
    await send('POST', '/v1/risk_signals', [{ player_id: 'P-gone', kind: 'cheating' }] as never);
    const { id: payment_id } = await pay('P-gone');
    await send('POST', '/v1/risk_appeals', { payment_id, text: 'Canary words' });
    const [, data] = world.app.app.get(PersonalData).all().find(([name]) => name === 'sales/risk')!;
    const exported = await data.exported(['P-gone'], world.scope);
    expect(Object.fromEntries(Object.entries(exported).map(([name, entries]) => [name, entries.length]))).toEqual({ judged_attempts: 1, payment_history: 0, risk_list_entries: 1, risk_appeals: 1, payment_reviews: 0, risk_signals: 1 });
    await pay('P-paid');
    await world.app.settle();
    expect((await data.exported(['P-paid'], world.scope))['payment_history']).toHaveLength(1);
    expect(await data.erase({ player_id: 'P-gone', alias: 'erased_0' } as never, world.scope)).toBe(4);
    expect(await data.erase({ player_id: 'P-gone', alias: 'erased_0' } as never, world.scope)).toBe(0);
    expect((await pay('P-gone')).standing!.state).toBe('paid');
    await list({ list: 'block', subject: 'player', value: 'P-9', expires_in_days: 1 });
    world.clock.advanceSeconds(367 * DAY);
    const [, chore] = world.app.app.get(Chores).all().find(([name]) => name === 'risk.said')!;
    expect(await chore.due('')).toContain(world.scope.gameId);
    await chore.step(world.scope.gameId, 100);
    expect(await world.app.look('SELECT id FROM risk.list_entry WHERE game_id = $1', [world.scope.gameId])).toEqual([]);
  });
});
