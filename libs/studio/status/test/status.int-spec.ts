import { ServiceLevels } from '#platform/service-levels/service-levels';
import * as staff from '#studio/staff/module';
import * as status from '#studio/status/module';
import { bootContext, type Booted } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { StatusBoard } from '../status-board.js';

const MINUTE = { title: 'Cards of one bank are declined', impact: 'degraded', components: ['checkout'], words: 'We are looking into it.' };

describe('the status', () => {
  let app: Booted;
  let support: StaffSignedIn;
  let finance: StaffSignedIn;
  beforeAll(async () => {
    app = await bootContext({ modules: [staff.StaffModule, status.StatusModule] });
    [support, finance] = [await staffOf(app, 'support'), await staffOf(app, 'finance')];
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST', url: string, body?: object, who = support) => app.inject({ method, url: `/operator/v1/${url}`, apiKey: who.token, ...(body ? { body } : {}) });
  const told = async (): Promise<any> => {
    await app.app.get(StatusBoard).status(true);
    return (await app.inject({ method: 'GET', url: '/status.json' })).json;
  };
  const stateOf = async (component: string): Promise<string> => (await told()).components.find((each: { component: string }) => each.component === component).state;

  it('is for everybody, by what was measured, and needs no credential', async () => {
    expect((await told()).state).toBe('unknown');
    const levels = app.app.get(ServiceLevels);
    await levels.flush(['store.answered', 'checkout.answered', 'studio.answered', 'webhooks.kept_up']);
    for (let n = 0; n < 10; n++) levels.answered('/v1/items', n < 4 ? 500 : 200, 5);
    await levels.flush();
    const answer = await app.inject({ method: 'GET', url: '/status.json' });
    expect([answer.status, answer.headers['cache-control'], answer.headers['access-control-allow-origin']]).toEqual([200, 'public, max-age=15', '*']);
    expect((await told()).components.map((each: any) => [each.component, each.state, each.days.length])).toEqual([['store_api', 'operational', 90], ['checkout', 'operational', 90], ['webhooks', 'operational', 90], ['studio_api', 'degraded', 90]]);
  });

  it('asks the database no more often than it believes itself, however many ask', async () => {
    await told();
    const before = app.database.statements;
    await Promise.all(Array.from({ length: 50 }, () => app.inject({ method: 'GET', url: '/status.json' })));
    expect(app.database.statements - before).toBe(0);
  });

  it('tells of incidents as staff write them, until they are over', async () => {
    const opened = await call('POST', 'incidents', MINUTE);
    expect([opened.status, opened.json]).toEqual([201, expect.objectContaining({ title: MINUTE.title, state: 'investigating', resolved_at: null, updates: [{ state: 'investigating', words: MINUTE.words, written_at: expect.any(Number) }] })]);
    const { id } = opened.json;
    expect(await stateOf('checkout')).toBe('degraded');
    const worse = await call('POST', `incidents/${id}/updates`, { state: 'identified', words: 'It is the provider.', impact: 'down' });
    expect([worse.status, worse.json.impact, worse.json.updates.map((each: any) => each.state)]).toEqual([201, 'down', ['identified', 'investigating']]);
    expect(await stateOf('checkout')).toBe('down');
    const over = await call('POST', `incidents/${id}/updates`, { state: 'resolved', words: 'All is well.' });
    expect(over.json.resolved_at).toEqual(expect.any(Number));
    expect(await stateOf('checkout')).toBe('operational');
    expect((await told()).incidents.map((each: any) => [each.id, each.updates.length])).toEqual([[id, 3]]);
    const again = await call('POST', `incidents/${id}/updates`, { state: 'monitoring', words: 'Or not.' });
    expect([again.status, again.json.code]).toEqual([409, 'status.incident_over']);
    // Who wrote is in the trail and nowhere else.
    expect(JSON.stringify(await told())).not.toContain(support.id);
    const trail = await app.look(`SELECT operation, actor_id, request::text FROM platform.audit_entry WHERE operation IN ('open_incident', 'update_incident') ORDER BY sequence`);
    expect(trail.map(({ operation, actor_id }) => [operation, actor_id])).toEqual([['open_incident', support.id], ['update_incident', support.id], ['update_incident', support.id]]);
    expect(trail[0]!['request']).not.toContain(MINUTE.words);
    expect(trail[0]!['request']).toContain('checkout');
  });

  it('takes incidents of those alone who may tell of them, and only what can be told', async () => {
    expect((await call('POST', 'incidents', MINUTE, finance)).status).toBe(403);
    expect((await call('GET', 'incidents', undefined, finance)).status).toBe(200);
    for (const wrong of [{ ...MINUTE, components: [] }, { ...MINUTE, components: ['ledger'] }, { ...MINUTE, impact: 'fine' }, { ...MINUTE, words: '' }]) expect((await call('POST', 'incidents', wrong)).status).toBe(422);
    expect((await call('POST', 'incidents/inc_01h455vb4pex5vsknk084sn02q/updates', { state: 'resolved', words: 'x' })).status).toBe(404);
    const { apiKey } = await app.tenant();
    expect((await app.inject({ method: 'GET', url: '/operator/v1/incidents', apiKey })).status).toBe(401);
  });

  it('says that all is down when it cannot look, with what it knew', async () => {
    const known = await told();
    const away = jest.spyOn(app.app.get(ServiceLevels), 'recent').mockRejectedValue(new Error('away'));
    const said = await told();
    away.mockRestore();
    expect([said.state, said.components.map((each: any) => each.state), said.incidents]).toEqual(['down', ['down', 'down', 'down', 'down'], known.incidents]);
  });

  it('is reported by objective to any of the staff', async () => {
    const answer = await call('GET', 'slo_report', undefined, finance);
    expect([answer.status, answer.json.month, answer.json.is_over]).toEqual([200, app.clock.now().toISOString().slice(0, 7), false]);
    expect(answer.json.objectives.find((each: any) => each.objective === 'studio_answered')).toMatchObject({ target_percent: 99.5, measured_percent: 60, good: 6, total: 10, spent: 4, is_kept: false, days: 1 });
    expect((await call('GET', 'slo_report?month=2019-01')).json.code).toBe('status.month_not_measured');
    expect((await call('GET', 'slo_report?month=yesterday')).status).toBe(422);
    const before = new Date(Date.UTC(app.clock.now().getUTCFullYear(), app.clock.now().getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
    expect((await call('GET', `slo_report?month=${before}`)).json).toMatchObject({ month: before, is_over: true, objectives: expect.arrayContaining([expect.objectContaining({ objective: 'studio_answered', is_kept: null, total: 0 })]) });
  });
});
