import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { newId } from '#platform/kernel/ids';
import { MayTakeMoney } from '#studio/onboarding/queries';
import { Receiver } from '../../../../test/support/receiver.js';
import { RecordReadiness } from '../app/record-readiness.js';
import { Above, OnboardingSuite } from './onboarding-suite.js';

const suite = new OnboardingSuite();
const receiver = Receiver.ofSuite();
beforeAll(() => suite.open());
afterAll(() => suite.app?.close());
beforeEach(() => suite.studio(receiver));
afterEach(() => jest.restoreAllMocks());

const chores = (): Promise<unknown> => suite.app.app.get(Housekeeping).doChores();
/** An hour has gone by since the games were looked at. */
const anHourLater = async (): Promise<void> => {
  await suite.app.look(`UPDATE onboarding.gate SET looked_at = looked_at - interval '61 minutes' WHERE game_id = $1`, [suite.tenant.liveGameId]);
  await chores();
};
/** As the upgrade does it for a live game that somebody has ordered from. */
const waive = async (): Promise<void> => {
  await suite.app.look(`INSERT INTO onboarding.waiver (game_id, studio_id, reason, placed_by, placed_at) VALUES ($1, $2, 'It took orders before.', 'upgrade', now())`, [suite.tenant.liveGameId, suite.tenant.studioId]);
  await suite.app.look('INSERT INTO onboarding.gate (game_id, studio_id, is_open, changed_at) VALUES ($1, $2, true, now())', [suite.tenant.liveGameId, suite.tenant.studioId]);
};

describe('a live game', () => {
  it('takes no money at first, and is told what is missing, whose turn it is and by which operation', async () => {
    expect(await suite.mayTakeMoney()).toBe(false);
    expect(await suite.missing()).toEqual(['verification_approved', 'acceptable_use_accepted', 'webhooks_verified']);
    const { requirements, ...told } = await suite.readiness();
    expect(told).toEqual({ game_id: suite.tenant.liveGameId, environment: 'live', takes_money: false, is_ready: false, waiver: null, looked_at: null });
    expect(requirements[0]).toEqual({ id: 'verification_approved', is_met: false, since: expect.any(Number), to_do: { by: 'studio', what: expect.stringContaining('Submit'), operation: 'PUT /v1/verification/company' } });
    expect(requirements[3]).toMatchObject({ id: 'sandbox_grant_acknowledged', is_met: true, to_do: null });
    await suite.submit();
    expect((await suite.readiness()).requirements[0].to_do).toMatchObject({ by: 'operator', operation: expect.stringContaining('decisions') });
  });

  it('takes money by itself once nothing is missing, and the list says since when each is there', async () => {
    await suite.ready();
    expect(await suite.mayTakeMoney()).toBe(true);
    const told = await suite.readiness();
    expect(told).toMatchObject({ takes_money: true, is_ready: true, looked_at: expect.any(Number) });
    expect(told.requirements.map((each: { is_met: boolean; to_do: unknown }) => [each.is_met, each.to_do])).toEqual(Array.from({ length: 6 }, () => [true, null]));
    expect((await suite.staff(2, 'GET', `games/${suite.tenant.liveGameId}/readiness`)).json).toEqual(told);
  });

  it.each<[string, () => Promise<unknown> | unknown, string]>([
    ['a payment provider', () => (Above.hasProvider = false), 'payment_provider'],
    ['a grant that the sandbox has acknowledged', () => (Above.acknowledgedAt = null), 'sandbox_grant_acknowledged'],
    ['a registration that holds today', () => suite.app.look(`UPDATE tax.registration SET valid_to = '2026-01-02'`), 'tax_registration'],
  ])('needs %s: looked at within the hour, and at once when it is asked for', async (_what, lose, id) => {
    await suite.ready();
    await lose();
    expect(await suite.missing()).toEqual([id]);
    expect(await suite.mayTakeMoney()).toBe(true);
    if (id === 'payment_provider') await anHourLater();
    else expect((await suite.app.inject({ method: 'POST', url: `/v1/games/${suite.tenant.liveGameId}/readiness`, apiKey: suite.tenant.liveApiKey })).json).toMatchObject({ takes_money: false, is_ready: false });
    expect(await suite.mayTakeMoney()).toBe(false);
    await suite.app.look('UPDATE tax.registration SET valid_to = NULL');
  });

  it('stops within seconds when its webhook is disabled or has not answered at its new address', async () => {
    await suite.ready();
    receiver.answer = () => ({ status: 500 });
    const [{ id }] = (await suite.app.inject({ method: 'GET', url: '/v1/webhooks', apiKey: suite.tenant.liveApiKey })).json;
    await suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: suite.tenant.liveApiKey, body: { url: 'https://other.example.com/hooks' } });
    await suite.looked();
    expect([await suite.mayTakeMoney(), await suite.missing()]).toEqual([false, ['webhooks_verified']]);
  });

  it('stays open for thirty days when another policy says nothing of when it is required', async () => {
    await suite.ready();
    const version = newId('key').slice(-10);
    const { json } = await suite.staff(0, 'POST', 'agreements', { kind: 'acceptable_use', version, body: 'Sell a little less.' });
    expect(json.data.find((each: { version: string }) => each.version === version).required_from).toBeGreaterThan(suite.app.clock.nowSeconds() + 29 * 86_400);
    await anHourLater();
    expect(await suite.mayTakeMoney()).toBe(true);
    await suite.app.look('DELETE FROM onboarding.agreement WHERE version = $1', [version]);
  });

  it('needs the policy that is required by now, of which its studio is told before', async () => {
    await suite.ready();
    const soon = suite.app.clock.nowSeconds() + 3_600;
    expect((await suite.staff(0, 'POST', 'agreements', { kind: 'acceptable_use', version: '1', body: 'Another.' })).json.code).toBe('onboarding.agreement_there');
    expect((await suite.staff(0, 'POST', 'agreements', { kind: 'acceptable_use', version: '0', body: 'Late.', required_from: soon - 7_200 })).json.code).toBe('onboarding.required_in_the_past');
    const version = newId('key').slice(-10);
    await suite.staff(0, 'POST', 'agreements', { kind: 'acceptable_use', version, body: 'Sell nothing at all.', required_from: soon });
    await anHourLater();
    expect(await suite.mayTakeMoney()).toBe(true);
    await suite.app.look('UPDATE onboarding.agreement SET required_from = now() WHERE version = $1', [version]);
    await anHourLater();
    expect([await suite.mayTakeMoney(), await suite.missing()]).toEqual([false, ['acceptable_use_accepted']]);
    expect((await suite.member('POST', 'agreements/acceptable_use/acceptance', { version: '1' })).json).toMatchObject({ code: 'onboarding.agreement_outdated', current_version: version });
    await suite.accept(version);
    await suite.looked();
    expect(await suite.mayTakeMoney()).toBe(true);
    await suite.app.look('DELETE FROM onboarding.acceptance WHERE agreement_id IN (SELECT id FROM onboarding.agreement WHERE version = $1)', [version]);
    await suite.app.look('DELETE FROM onboarding.agreement WHERE version = $1', [version]);
  });

  it('is nobody else\'s, and a sandbox needs nothing and asks nobody', async () => {
    const other = await suite.app.tenant();
    const from = (apiKey: string, id: string) => suite.app.inject({ method: 'GET', url: `/v1/games/${id}/readiness`, apiKey });
    for (const apiKey of [other.apiKey, other.liveApiKey, suite.tenant.apiKey]) expect((await from(apiKey, suite.tenant.liveGameId)).status).toBe(404);
    expect((await suite.byKey('GET', `games/${suite.tenant.liveGameId}/readiness`)).json).toMatchObject({ environment: 'live' });
    expect((await from(suite.tenant.apiKey, suite.tenant.gameId)).json).toEqual({ game_id: suite.tenant.gameId, environment: 'sandbox', takes_money: true, is_ready: true, requirements: [], waiver: null, looked_at: null });
    await suite.app.queries.ask(new MayTakeMoney(), suite.tenant.scope);
    const before = suite.app.database.statements;
    expect(await suite.app.queries.ask(new MayTakeMoney(), suite.tenant.scope)).toBe(true);
    expect(suite.app.database.statements).toBe(before);
    await suite.mayTakeMoney();
    const after = suite.app.database.statements;
    await suite.mayTakeMoney();
    // The one row, and the transaction around it.
    expect(suite.app.database.statements - after).toBe(4);
  });
});

describe('a studio that is suspended', () => {
  it('takes no money from that moment on, and again once two of the staff have approved it', async () => {
    const company = await suite.ready();
    expect((await suite.decide('suspend')).status).toBe(201);
    // Nothing has run since.
    expect(await suite.mayTakeMoney()).toBe(false);
    expect((await suite.readiness()).requirements[0]).toMatchObject({ id: 'verification_approved', is_met: false, to_do: { by: 'operator' } });
    await suite.app.settle();
    await anHourLater();
    expect(await suite.mayTakeMoney()).toBe(false);
    await suite.approve(company);
    await suite.looked();
    expect(await suite.mayTakeMoney()).toBe(true);
  });

  it('stays closed however a look that began before ends', async () => {
    await suite.ready();
    const seen = { has_webhooks: true, has_sandbox_grant: true, has_payment_provider: true, has_tax_registration: true };
    const look = () => suite.app.commands.execute(new RecordReadiness(suite.tenant.studioId, seen), suite.live);
    await Promise.all([look(), look(), suite.decide('suspend'), look(), look()]);
    expect(await suite.mayTakeMoney()).toBe(false);
    expect(await look()).toBe(false);
  });
});

describe('a game that sold before there were requirements', () => {
  it('goes on by a waiver that its studio sees, until staff end it', async () => {
    await waive();
    await chores();
    expect(await suite.mayTakeMoney()).toBe(true);
    expect(await suite.readiness()).toMatchObject({ takes_money: true, is_ready: false, waiver: { reason: 'It took orders before.', placed_by: 'upgrade', placed_at: expect.any(Number), ended_at: null } });
    expect((await suite.staff(2, 'GET', 'readiness_waivers?limit=100')).json.data).toContainEqual({ game_id: suite.tenant.liveGameId, studio_id: suite.tenant.studioId, reason: 'It took orders before.', placed_by: 'upgrade', placed_at: expect.any(Number) });
    const end = (who: 0 | 2) => suite.staff(who, 'POST', `games/${suite.tenant.liveGameId}/readiness_waiver/end`, { reason: 'A year was enough.' });
    expect((await end(2)).status).toBe(403);
    expect((await end(0)).json).toMatchObject({ takes_money: false, waiver: { end_reason: 'A year was enough.', ended_by: expect.stringMatching(/^stf_/), ended_at: expect.any(Number) } });
    expect(await suite.mayTakeMoney()).toBe(false);
    expect((await end(0)).json.code).toBe('onboarding.waiver_not_found');
  });

  it('goes on without a break when the waiver of one that is ready is ended', async () => {
    await waive();
    await suite.ready();
    await suite.staff(0, 'POST', `games/${suite.tenant.liveGameId}/readiness_waiver/end`, { reason: 'All is there.' });
    expect(await suite.mayTakeMoney()).toBe(true);
    await suite.looked();
    expect(await suite.mayTakeMoney()).toBe(true);
  });

  it('is closed by a suspension all the same, and a rejection ends the waiver for good', async () => {
    await waive();
    await suite.submit();
    await suite.decide('reject');
    expect(await suite.mayTakeMoney()).toBe(false);
    await suite.submit();
    await anHourLater();
    expect([await suite.mayTakeMoney(), (await suite.readiness()).waiver.end_reason]).toEqual([false, 'The verification of the studio was rejected.']);
  });
});
