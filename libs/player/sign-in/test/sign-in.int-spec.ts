import { Authenticators } from '#platform/http/authentication';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { FrozenClock } from '#platform/kernel/clock';
import * as players from '#player/players/module';
import { GameServerAnswers, aVerifiedPlayer, fakeGameServers } from '#studio/game-servers/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { RedeemLogin } from '../contracts/commands.js';
import { SignInModule, rows } from '../module.js';

const ORIGIN = 'http://127.0.0.1:4400';

describe('Sign-in', () => {
  let app: Booted;
  let tenant: Tenant;
  let answers: GameServerAnswers;
  let address = 0;

  beforeAll(async () => {
    answers = new GameServerAnswers();
    app = await bootContext({ modules: [players.PlayersModule, SignInModule], rows: [...players.rows, ...rows], fakes: [fakeGameServers(answers)], frozenAt: new Date('2026-11-22T05:00:00Z'), env: { TRUSTED_PROXIES: '127.0.0.1' } });
    tenant = await app.tenant();
    await app.look(`INSERT INTO platform.route (kind, handle, game_id) VALUES ('hub', 'demo', $1), ('hub', 'demo-live', $2)`, [tenant.gameId, tenant.liveGameId]);
  });
  beforeEach(() => {
    address++;
    answers.asked.length = 0;
    answers.verdict = (id) => ({ outcome: 'verified', player: aVerifiedPlayer({ player_id: id, name: 'Aria', country: 'DE', balances: [{ sku: 'gems', quantity: 3 }] }), cached: false });
  });
  afterAll(() => app.close());

  const open = (playerId: string, hub = 'demo') => app.inject({ method: 'POST', url: '/store/v1/session', headers: { 'x-forwarded-for': `10.0.0.${address}` }, body: { hub, player_id: playerId } });
  const session = (headers: Record<string, string>, method: 'GET' | 'DELETE' = 'GET') => app.inject({ method, url: '/store/v1/session', headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const studio = (path: string, body?: unknown, method: 'GET' | 'POST' = 'POST') => app.inject({ method, url: `/v1/users/${path}`, apiKey: tenant.apiKey, ...(body ? { body } : {}) });
  const authorize = async (body: Record<string, unknown>) => new URL((await studio('authorize', body)).json.authorization_url);
  const redeem = (url: URL) => app.commands.execute(new RedeemLogin({ token: url.searchParams.get('token')!, nonce: url.searchParams.get('nonce') }), tenant.scope);

  describe('by player id', () => {
    it('asks the game, remembers what it says, and opens a session that is player_id only', async () => {
      const answer = await open('ABC-1');
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ player: { player_id: 'ABC-1', name: 'Aria' }, assurance: 'player_id' });
      expect(answers.asked).toEqual([{ player_id: 'ABC-1', trigger: 'hub.login', context: null }]);
      expect(String(answer.headers['set-cookie'])).toMatch(/^hc_session=.+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
      const stored = await app.look('SELECT * FROM sign_in.session s JOIN platform.route r ON r.handle = s.token_hash WHERE s.player_id = $1', ['ABC-1']);
      expect(stored).toHaveLength(1);
      expect(JSON.stringify(stored)).not.toContain(answer.json.session_token);
      expect((await app.inject({ method: 'GET', url: '/v1/players/ABC-1', apiKey: tenant.apiKey })).json).toMatchObject({ name: 'Aria', country: 'DE', balances: [{ sku: 'gems', quantity: 3 }] });
    });

    it('lets the token and the cookie act as the player, in her own game only', async () => {
      const { json: { session_token } } = await open('ABC-2');
      const signedIn = { player: { player_id: 'ABC-2', name: 'Aria', avatar_url: null }, assurance: 'player_id' };
      expect((await session(bearer(session_token))).json).toEqual(signedIn);
      expect((await session({ cookie: `hc_session=${session_token}` })).json).toEqual(signedIn);
      expect((await session({ cookie: `hc_session=${session_token}`, 'x-hubcraft-hub': 'demo-live' })).json).toEqual({ player: null, assurance: 'none' });
      expect((await session({ ...bearer(session_token), 'x-hubcraft-hub': 'demo-live' })).status).toBe(401);
    });

    it('browses without a session where a hub is named, and not elsewhere', async () => {
      expect((await session({ 'x-hubcraft-hub': 'demo' })).json).toEqual({ player: null, assurance: 'none' });
      for (const headers of [{}, { 'x-hubcraft-hub': 'nowhere' }, bearer('made-up')]) expect((await session(headers as Record<string, string>)).status).toBe(401);
    });

    it("answers 403 with the game's own word when the game refuses", async () => {
      answers.verdict = () => ({ outcome: 'refused', code: 'not_found', message: 'No such player.', detail: 'The game server answered 404.' });
      const answer = await open('NOPE', 'demo-live');
      expect([answer.status, answer.json.code, answer.json.game_code, answer.json.detail]).toEqual([403, 'player.refused', 'not_found', 'No such player.']);
      expect(answer.headers['set-cookie']).toBeUndefined();
    });

    it('answers 503 when the game does not', async () => {
      answers.verdict = () => ({ outcome: 'unavailable', reason: 'timeout', detail: 'The game server gave no whole answer within 3 seconds.' });
      const answer = await open('ABC-3', 'demo-live');
      expect([answer.status, answer.json.code, answer.json.reason]).toEqual([503, 'player.verification_unavailable', undefined]);
      expect(answer.json.detail).not.toMatch(/server/);
    });

    it('says in a sandbox what the game server did, for whoever wires it', async () => {
      answers.verdict = () => ({ outcome: 'unavailable', reason: 'attributes_missing', detail: 'The answer of the game server lacks attributes, an object, which may be empty.' });
      expect(await open('ABC-3')).toMatchObject({ status: 503, json: { code: 'player.verification_unavailable', reason: 'attributes_missing', detail: expect.stringContaining('lacks attributes') } });
      answers.verdict = () => ({ outcome: 'refused', code: 'refused', message: 'No.', detail: 'The game server answered 401.' });
      expect(await open('ABC-3')).toMatchObject({ status: 403, json: { game_code: 'refused', detail: 'No. (Told in a sandbox only: The game server answered 401.)' } });
    });

    it('tells the game what is known of the player', async () => {
      await open('ABC-known');
      answers.asked.length = 0;
      await open('ABC-known');
      expect(answers.asked).toMatchObject([{ player_id: 'ABC-known', context: { player_id: 'ABC-known', name: 'Aria', country: 'DE' } }]);
    });

    it('stops whoever tries one id after the other, and lets others in', async () => {
      answers.verdict = () => ({ outcome: 'refused', code: 'not_found', message: 'No such player.', detail: 'The game server answered 404.' });
      const statuses: number[] = [];
      for (let n = 0; n < 12; n++) statuses.push((await open(`GUESS-${n}`)).status);
      expect(statuses.filter((status) => status === 403).length).toBeLessThanOrEqual(7);
      expect(statuses.at(-1)).toBe(429);
      address++;
      expect((await open('GUESS-0')).status).toBe(403);
    });

    it('refuses an unknown hub and a body that is none', async () => {
      expect([(await open('ABC', 'nowhere')).status, (await open('ABC', 'nowhere')).json.code]).toEqual([404, 'hub.not_found']);
      expect((await open('')).status).toBe(422);
    });

    it('refuses the banned without asking the game, and ends their sessions', async () => {
      const { json: { session_token } } = await open('SLY');
      answers.asked.length = 0;
      await app.inject({ method: 'POST', url: '/v1/players/SLY', apiKey: tenant.apiKey, body: { banned: true } });
      expect((await session(bearer(session_token))).status).toBe(401);
      expect((await open('SLY')).json).toMatchObject({ code: 'player.refused', game_code: 'banned' });
      expect(answers.asked).toEqual([]);
    });

    it('signs out: the token is worth nothing afterwards', async () => {
      const { json: { session_token } } = await open('ABC-4');
      const cookie = { cookie: `hc_session=${session_token}`, 'x-hubcraft-hub': 'demo' };
      for (const origin of [{}, { origin: 'https://evil.example' }]) expect((await session({ ...cookie, ...origin } as Record<string, string>, 'DELETE')).json.code).toBe('session.origin_refused');
      expect((await session({ ...cookie, origin: ORIGIN }, 'DELETE')).status).toBe(204);
      expect((await session(bearer(session_token))).status).toBe(401);
    });

    it('ends by itself after 7 days', async () => {
      const { json: { session_token } } = await open('ABC-5');
      (app.clock as FrozenClock).advanceSeconds(7 * 86_400 - 1);
      expect((await session(bearer(session_token))).status).toBe(200);
      (app.clock as FrozenClock).advanceSeconds(1);
      expect((await session(bearer(session_token))).status).toBe(401);
    });
  });

  describe('what has ended', () => {
    const left = async () => (await app.look<{ kind: string; n: bigint }>(
      `SELECT 'session' AS kind, count(*) AS n FROM sign_in.session UNION ALL SELECT 'token', count(*) FROM sign_in.one_time_token UNION ALL SELECT 'route', count(*) FROM platform.route WHERE kind IN ('session', 'login') ORDER BY 1`))
      .map(({ kind, n }) => `${n} ${kind}`).join(', ');
    const tidy = () => app.app.get(Housekeeping).doChores(2);

    it('is removed with its routes, in every game; what has not ended stays', async () => {
      (app.clock as FrozenClock).advanceSeconds(31 * 86_400);
      await tidy();
      expect(await left()).toBe('0 route, 0 session, 0 token');
      for (let n = 0; n < 5; n++) {
        address++;
        await open(`END-${n}`);
        await open(`END-LIVE-${n}`, 'demo-live');
      }
      await redeem(await authorize({ player_id: 'END-IN' }));
      await authorize({ player_id: 'END-IN' });
      (app.clock as FrozenClock).advanceSeconds(86_400);
      await tidy();
      expect(await left()).toBe('13 route, 11 session, 2 token');
      (app.clock as FrozenClock).advanceSeconds(301);
      await tidy();
      expect(await left()).toBe('11 route, 11 session, 0 token');
      (app.clock as FrozenClock).advanceSeconds(6 * 86_400);
      expect(await tidy()).toMatchObject({ 'sign-in.remove-ended': 10 });
      expect(await left()).toBe('1 route, 1 session, 0 token');
    });
  });

  describe('from inside the game', () => {
    it('leads to the hub with a token that opens one verified session', async () => {
      const url = await authorize({ player_id: 'IN-1', nonce: 'n-1', redirect_path: '/items/sit_1', player_info: { name: 'Ina', avatar_url: 'https://cdn.example/i.png', attributes: { level: 3 }, custom_attributes: { guild: 'Ravens' } } });
      expect(`${url.origin}${url.pathname} ${url.searchParams.get('nonce')}`).toBe(`${ORIGIN}/go/login n-1`);
      const opened = await redeem(url);
      expect(opened).toMatchObject({ player_id: 'IN-1', redirect_path: '/items/sit_1' });
      expect((await session(bearer(opened.session_token))).json).toEqual({ player: { player_id: 'IN-1', name: 'Ina', avatar_url: 'https://cdn.example/i.png' }, assurance: 'verified' });
      expect((await app.inject({ method: 'GET', url: '/v1/players/IN-1', apiKey: tenant.apiKey })).json).toMatchObject({ attributes: { level: 3 }, custom_attributes: { guild: 'Ravens' } });
      await expect(redeem(url)).rejects.toMatchObject({ code: 'users.token_invalid' });
    });

    it.each<[string, object, (string | number)[]]>([
      ['a number for a device id', { attributes: { adjust_device_id: { idfa: 1 } } }, ['attributes', 'adjust_device_id']], ['an object for a parameter', { attributes: { adjust_callback_params: { a: {} } } }, ['attributes', 'adjust_callback_params']],
      ['an object among the attributes of its own', { custom_attributes: { guild: { name: 'Ravens' } } }, ['custom_attributes']], ['a list of lists there', { custom_attributes: { guild: [['Ravens']] } }, ['custom_attributes']],
    ])('brings no %s', async (_what, player_info, place) => {
      const answer = await studio('authorize', { player_id: 'IN-9', player_info });
      expect([answer.status, answer.json.errors?.[0]?.loc]).toEqual([422, ['body', 'player_info', ...place]]);
    });

    it('opens one session of 10 attempts at once', async () => {
      const url = await authorize({ player_id: 'IN-2' });
      const results = await Promise.allSettled(Array.from({ length: 10 }, () => redeem(url)));
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    });

    it('refuses another nonce, no nonce, and five minutes', async () => {
      const url = await authorize({ player_id: 'IN-3', nonce: 'right' });
      for (const nonce of ['wrong', null]) {
        const other = new URL(url);
        if (nonce) other.searchParams.set('nonce', nonce);
        else other.searchParams.delete('nonce');
        await expect(redeem(other)).rejects.toMatchObject({ code: 'users.token_invalid' });
      }
      (app.clock as FrozenClock).advanceSeconds(300);
      await expect(redeem(url)).rejects.toMatchObject({ code: 'users.token_invalid' });
    });

    it('leads nowhere but into the hub, and not for the banned', async () => {
      for (const redirect_path of ['//evil.example', 'https://evil.example', '/..//x']) expect((await studio('authorize', { player_id: 'IN-4', redirect_path })).json.code).toBe('users.redirect_path_refused');
      await app.inject({ method: 'POST', url: '/v1/players/IN-5', apiKey: tenant.apiKey, body: { banned: true } });
      expect((await studio('authorize', { player_id: 'IN-5' })).json.code).toBe('player.refused');
    });

    it("does not open another game's hub", async () => {
      const url = await authorize({ player_id: 'IN-6' });
      await expect(app.commands.execute(new RedeemLogin({ token: url.searchParams.get('token')!, nonce: null }), { ...tenant.scope, gameId: tenant.liveGameId })).rejects.toMatchObject({ code: 'users.token_invalid' });
    });
  });

  describe('users', () => {
    const verified = async (playerId: string) => redeem(await authorize({ player_id: playerId, player_info: { name: playerId } }));
    const handoff = (token: string) => app.inject({ method: 'POST', url: '/store/v1/session/handoff', headers: bearer(token) });

    it('tells the game server who plays in the hub, once', async () => {
      const opened = await verified('HAND-1');
      const { json: { token } } = await handoff(opened.session_token);
      const first = await studio('authenticate', { token });
      expect([first.status, first.json]).toEqual([200, { id: opened.user_id, name: 'HAND-1', player_id: 'HAND-1' }]);
      expect((await studio('authenticate', { token })).json.code).toBe('users.token_invalid');
      const late = (await handoff(opened.session_token)).json.token;
      (app.clock as FrozenClock).advanceSeconds(120);
      expect((await studio('authenticate', { token: late })).json.code).toBe('users.token_invalid');
    });

    it('needs a verified session for that', async () => {
      const { json: { session_token } } = await open('HAND-2');
      const answer = await handoff(session_token);
      expect([answer.status, answer.json.code]).toEqual([403, 'session.verification_required']);
    });

    it('unlinks and links a player, and ends the sessions of before', async () => {
      const opened = await verified('LINK-1');
      expect((await studio(`${opened.user_id}/unlink_player`, { player_id: 'OTHER' })).json.code).toBe('users.player_not_linked');
      const unlinked = (await studio(`${opened.user_id}/unlink_player`, { player_id: 'LINK-1' })).json;
      expect([unlinked.id, 'player_id' in unlinked, 'avatar_url' in unlinked]).toEqual([opened.user_id, false, false]);
      expect((await session(bearer(opened.session_token))).status).toBe(401);
      expect((await studio(`${opened.user_id}/link_player`, { player_id: 'LINK-2' })).json).toMatchObject({ player_id: 'LINK-2' });
      expect((await studio(`${opened.user_id}/link_player`, { player_id: 'LINK-2' })).status).toBe(200);
      expect((await studio(`${opened.user_id}/link_player`, { player_id: 'LINK-3' })).json.code).toBe('users.already_linked');
      const other = await verified('LINK-4');
      await studio(`${other.user_id}/unlink_player`, { player_id: 'LINK-4' });
      expect((await studio(`${other.user_id}/link_player`, { player_id: 'LINK-2' })).json.code).toBe('users.player_taken');
      expect((await studio(opened.user_id, undefined, 'GET')).json).toMatchObject({ player_id: 'LINK-2' });
    });

    it("does not show another game's users", async () => {
      const opened = await verified('LINK-9');
      const foreign = await app.inject({ method: 'GET', url: `/v1/users/${opened.user_id}`, apiKey: tenant.liveApiKey });
      expect([foreign.status, foreign.json.code]).toEqual([404, 'users.not_found']);
      expect((await studio('usr_nonsense', undefined, 'GET')).status).toBe(404);
    });
  });

  it('is the one authenticator of players', () => expect(app.app.get(Authenticators).for('player')).toBeDefined());
});
