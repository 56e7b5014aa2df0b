import { GetPlayer } from '#player/players/queries';
import { RememberPlayer } from '#player/players/commands';
import * as players from '#player/players/module';
import { PersonalData } from '#platform/personal-data/personal-data';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { RemoveLeftBehind, RemoveLeftBehindChore } from '../app/members.js';
import { CreateSegmentGroup, DeclareCustomAttribute } from '../contracts/commands.js';
import { GetMemberships } from '../contracts/queries.js';
import { drawFor } from '../infra/programs.js';
import { SegmentsModule, rows } from '../module.js';
import { addTo, condition, graph, split } from '../testing/index.js';

let app: Booted;
let tenant: Tenant;
beforeAll(async () => {
  app = await bootContext({ modules: [players.PlayersModule, SegmentsModule], rows: [...players.rows, ...rows], frozenAt: new Date(1_800_000_000_000) });
});
// A key of its own for each test: requests are limited per key.
beforeEach(async () => {
  tenant = await app.tenant();
});
afterAll(() => app.close());

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, apiKey = tenant.apiKey) => app.inject({ method, url: `/v1${path}`, apiKey, body });
const group = async (told: object = {}) => (await call('POST', '/segment_groups', { name: 'Group', type: 'dynamic', enabled: true, is_template: false, ...told })).json;
const segment = async (slug: string, told: object = {}) => (await call('POST', '/segments', { slug, name: slug, ...told })).json;
const slugsOf = async (playerId: string) => (await call('GET', `/players/${playerId}/segments`)).json.map(({ slug, sources }: { slug: string; sources: string[] }) => `${slug}:${sources.join('+')}`);
const told = (player_id: string, facts: object = {}) => app.commands.execute(new RememberPlayer({ player_id, ...facts }), tenant.scope);
const codeOf = ({ status, json }: { status: number; json: { code?: string } }) => [status, json?.code];

describe('segments and their groups', () => {
  it('are made, read, listed, changed and deleted, with every field of the contract', async () => {
    const made = await call('POST', '/segment_groups', { name: 'Spenders', type: 'static', enabled: true, is_template: false });
    expect([made.status, made.json]).toEqual([201, { id: expect.stringMatching(/^sgg_/), name: 'Spenders', type: 'static', enabled: true, is_template: false }]);
    const of = made.json;
    const whales = await call('POST', '/segments', { slug: 'whales', name: 'Whales', description: 'Large ones', color: '#0af', image_url: 'https://cdn.example/w.png', segment_group_id: of.id });
    expect([whales.status, whales.json]).toEqual([201, { id: expect.stringMatching(/^seg_/), slug: 'whales', name: 'Whales', description: 'Large ones', color: '#0af', image_url: 'https://cdn.example/w.png', segment_group_id: of.id, segment_group: of }]);
    const alone = await segment('alone');
    expect((await call('GET', '/segment_groups')).json).toEqual([{ ...of, segment_count: 1 }]);
    expect((await call('GET', `/segments?segment_group_id=${of.id}`)).json).toEqual([whales.json]);
    const first = await call('GET', '/segments?limit=1');
    expect([first.json, first.headers['link']]).toEqual([[whales.json], expect.stringContaining(`starting_after=${whales.json.id}`)]);
    expect((await call('GET', `/segments?limit=1&starting_after=${whales.json.id}`)).json).toEqual([alone]);
    const changed = await call('PUT', `/segments/${whales.json.id}`, { name: 'Great whales', description: null, slug: null });
    expect([changed.status, changed.json]).toMatchObject([200, { slug: 'whales', name: 'Great whales', description: null, color: '#0af' }]);
    expect((await call('PUT', `/segment_groups/${of.id}`, { name: 'Spend', enabled: null })).json).toMatchObject({ name: 'Spend', enabled: true });
    expect(codeOf(await call('DELETE', `/segment_groups/${of.id}`))).toEqual([409, 'segments.group_in_use']);
    expect((await call('DELETE', `/segments/${whales.json.id}`)).status).toBe(204);
    expect((await call('DELETE', `/segment_groups/${of.id}`)).status).toBe(204);
    for (const path of [`/segments/${whales.json.id}`, `/segment_groups/${of.id}`, `/segment_groups/${of.id}/graph`]) expect((await call('GET', path)).status).toBe(404);
  });

  it('have slugs of their own, and groups that are there', async () => {
    const whales = await segment('whales');
    expect(codeOf(await call('POST', '/segments', { slug: 'whales', name: 'x' }))).toEqual([409, 'segments.slug_taken']);
    expect(codeOf(await call('POST', '/segments', { slug: whales.id, name: 'x' }))).toEqual([422, 'segments.slug_reads_as_id']);
    expect(codeOf(await call('POST', '/segments', { slug: 'x', name: 'x', segment_group_id: 'nobody' }))).toEqual([422, 'segments.unknown_group']);
    await segment('eu');
    expect(codeOf(await call('PUT', `/segments/${whales.id}`, { slug: 'eu' }))).toEqual([409, 'segments.slug_taken']);
    const other = await app.tenant();
    expect((await call('GET', `/segments/${whales.id}`, undefined, other.apiKey)).status).toBe(404);
    expect((await call('POST', `/segments`, { slug: 'whales', name: 'x' }, other.apiKey)).status).toBe(201);
  });

  it('keep a graph as it was sent, refuse a bad one with its place, and keep the one before', async () => {
    const rules = await group();
    await segment('rich', { segment_group_id: rules.id });
    const good = graph({ ask: condition('@level >= 10', 'add'), add: addTo('rich') });
    expect((await call('PUT', `/segment_groups/${rules.id}`, { graph: good })).status).toBe(200);
    const bad = await call('PUT', `/segment_groups/${rules.id}`, { graph: graph({ ask: condition("@level >= 'ten'", 'add'), add: addTo('nobody') }) });
    expect([codeOf(bad), bad.json.errors.map(({ loc }: { loc: string[] }) => loc.join('.'))]).toEqual([[422, 'segments.rules_refused'], ['body.graph.nodes.ask.expr.tokens.1', 'body.graph.nodes.add.segment_slug']]);
    expect((await call('GET', `/segment_groups/${rules.id}/graph`)).json).toEqual(good);
    expect(codeOf(await call('PUT', `/segment_groups/${rules.id}`, { type: 'static' }))).toEqual([409, 'segments.group_in_use']);
    expect(codeOf(await call('PUT', `/segment_groups/${(await group({ type: 'static' })).id}`, { graph: good }))).toEqual([422, 'segments.static_has_no_graph']);
    expect((await call('PUT', `/segment_groups/${rules.id}`, { graph: null })).status).toBe(200);
    expect(codeOf(await call('GET', `/segment_groups/${rules.id}/graph`))).toEqual([404, 'segments.graph_not_found']);
  });

  it('refuse to take away what rules name, and rules that would each need the other first', async () => {
    const [one, two] = [await group({ name: 'One' }), await group({ name: 'Two' })];
    const [a, b] = [await segment('a', { segment_group_id: one.id }), await segment('b', { segment_group_id: two.id })];
    await call('PUT', `/segment_groups/${one.id}`, { graph: graph({ ask: condition("@segments contains 'b'", 'add'), add: addTo('a') }) });
    expect(codeOf(await call('DELETE', `/segments/${b.id}`))).toEqual([409, 'segments.segment_in_use']);
    expect(codeOf(await call('PUT', `/segments/${b.id}`, { slug: 'c' }))).toEqual([409, 'segments.segment_in_use']);
    expect(codeOf(await call('PUT', `/segments/${a.id}`, { segment_group_id: null }))).toEqual([409, 'segments.segment_in_use']);
    const circle = await call('PUT', `/segment_groups/${two.id}`, { graph: graph({ ask: condition("@segments contains 'a'", 'add'), add: addTo('b') }) });
    expect([codeOf(circle), circle.json.errors[0].type]).toEqual([[422, 'segments.rules_refused'], 'segment_cycle']);
    await call('PUT', `/segment_groups/${one.id}`, { graph: null });
    expect((await call('DELETE', `/segments/${b.id}`)).status).toBe(204);
  });

  it('have two million characters of rules in a game, and are told how many they would be', async () => {
    const large = graph(Object.fromEntries(Array.from({ length: 92 }, (_, at) => [`n${at}`, { ...split([1, null]), title: 'x'.repeat(1_000), description: 'x'.repeat(1_000) }])));
    const characters = JSON.stringify(large).length;
    expect([characters <= 200_000, characters * 10 <= 2_000_000, characters * 11 > 2_000_000]).toEqual([true, true, true]);
    const groups: { id: string }[] = [];
    for (let at = 0; at < 11; at++) groups.push(await group());
    const write = (at: number, of: object) => call('PUT', `/segment_groups/${groups[at]!.id}`, { graph: of });
    for (let at = 0; at < 10; at++) expect((await write(at, large)).status).toBe(200);
    const refused = await write(10, large);
    expect([codeOf(refused), refused.json.errors]).toEqual([[422, 'segments.rules_too_large'], [{ loc: ['body', 'graph'], msg: `makes ${characters * 11} of 2000000 characters that the graphs of the game may have`, type: 'too_long' }]]);
    expect((await write(10, graph({ cut: split([1, null]) }))).status).toBe(200);
    await write(0, graph({}));
    expect((await write(10, large)).status).toBe(200);
  });

  it('are 200 in a game at most', async () => {
    const make = () => app.commands.execute(new CreateSegmentGroup({ name: 'Group', type: 'static', enabled: true, is_template: false }), tenant.scope);
    for (let at = 0; at < 199; at++) await make();
    expect((await group()).id).toMatch(/^sgg_/);
    await expect(make()).rejects.toMatchObject({ code: 'segments.too_many_groups' });
  });

  it('cannot be made to need each other by two who write at once', async () => {
    const [one, two] = [await group(), await group()];
    await segment('a', { segment_group_id: one.id });
    await segment('b', { segment_group_id: two.id });
    const answers = await Promise.all([[one, 'b', 'a'], [two, 'a', 'b']].map(([of, asked, added]) => call('PUT', `/segment_groups/${of.id}`, { graph: graph({ ask: condition(`@segments contains '${asked}'`, 'add'), add: addTo(added) }) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});

describe('members of a static segment', () => {
  it('are added and taken back, a row each, however often it is said', async () => {
    const { id } = await segment('testers');
    expect((await call('POST', `/segments/${id}/members`, [{ player_id: 'P-1' }, { player_id: 'P-2' }, { player_id: 'P-1' }])).json).toEqual([{ player_id: 'P-1', status: 'added' }, { player_id: 'P-2', status: 'added' }, { player_id: 'P-1', status: 'already_member' }]);
    expect((await call('POST', `/segments/${id}/members`, [{ player_id: 'P-2' }])).json).toEqual([{ player_id: 'P-2', status: 'already_member' }]);
    const page = (await call('GET', `/segments/${id}/members?limit=1`)).json;
    expect(page).toEqual({ data: [{ player_id: 'P-1', added_at: 1_800_000_000 }], has_more: true, next_cursor: 'P-1' });
    expect((await call('GET', `/segments/${id}/members?starting_after=${page.next_cursor}`)).json).toMatchObject({ data: [{ player_id: 'P-2' }], has_more: false, next_cursor: null });
    expect((await call('DELETE', `/segments/${id}/members`, [{ player_id: 'P-1' }, { player_id: 'P-3' }])).json).toEqual([{ player_id: 'P-1', status: 'removed' }, { player_id: 'P-3', status: 'not_a_member' }]);
    expect([(await call('GET', '/players/P-1/segments')).status, await slugsOf('P-2')]).toEqual([404, ['testers:api']]);
  });

  it('are those of whom the game tells too; each takes back only what it has said', async () => {
    const { id } = await segment('testers');
    await told('P-1', { segments: ['testers', 'unknown-here'] });
    await call('POST', `/segments/${id}/members`, [{ player_id: 'P-1' }]);
    expect(await slugsOf('P-1')).toEqual(['testers:game+api']);
    await call('DELETE', `/segments/${id}/members`, [{ player_id: 'P-1' }]);
    expect(await slugsOf('P-1')).toEqual(['testers:game']);
    await told('P-1', { segments: [] });
    expect(await slugsOf('P-1')).toEqual([]);
  });

  it('cannot be added where rules decide, and keep a segment from rules', async () => {
    const rules = await group();
    const [dynamic, still] = [await segment('rule', { segment_group_id: rules.id }), await segment('still')];
    for (const method of ['POST', 'DELETE'] as const) expect(codeOf(await call(method, `/segments/${dynamic.id}/members`, [{ player_id: 'P-1' }]))).toEqual([409, 'segments.is_dynamic']);
    await call('POST', `/segments/${still.id}/members`, [{ player_id: 'P-1' }]);
    expect(codeOf(await call('PUT', `/segments/${still.id}`, { segment_group_id: rules.id }))).toEqual([409, 'segments.has_members']);
    await call('DELETE', `/segments/${still.id}/members`, [{ player_id: 'P-1' }]);
    expect((await call('PUT', `/segments/${still.id}`, { segment_group_id: rules.id })).status).toBe(200);
  });

  it('go after the segment, some at a time', async () => {
    const { id } = await segment('large');
    await call('POST', `/segments/${id}/members`, ['P-1', 'P-2', 'P-3'].map((player_id) => ({ player_id })));
    await call('DELETE', `/segments/${id}`);
    expect(await app.queries.ask(new GetMemberships('P-1'), tenant.scope)).toEqual([]);
    const chore = app.app.get(RemoveLeftBehindChore);
    expect(await chore.due('')).toContain(tenant.gameId);
    expect([await app.commands.execute(new RemoveLeftBehind(2), tenant.scope), await chore.step(tenant.gameId, 2)]).toEqual([2, 1]);
    expect(await chore.due('')).not.toContain(tenant.gameId);
    expect(await app.look('SELECT FROM segments.member WHERE game_id = $1', [tenant.gameId])).toEqual([]);
  });
});

describe('who is in a segment', () => {
  it('is decided by rules as they are now, with the way that led there', async () => {
    const rules = await group();
    await segment('rich', { segment_group_id: rules.id });
    await call('PUT', '/custom_attributes/guild', { type: 'string' });
    await call('PUT', `/segment_groups/${rules.id}`, { graph: graph({ ask: condition("@level >= 10 and #guild = 'Ravens'", 'add'), add: addTo('rich') }) });
    await told('P-1', { attributes: { level: 12 }, custom_attributes: { guild: 'Ravens' } });
    expect((await call('GET', '/players/P-1/segments')).json).toEqual([{ segment_id: expect.stringMatching(/^seg_/), slug: 'rich', sources: ['rule'], path: [{ node_id: 'ask', result: 'true' }, { node_id: 'add', result: 'rich' }] }]);
    await told('P-1', { attributes: { level: 9 } });
    expect(await slugsOf('P-1')).toEqual([]);
    await call('PUT', `/segment_groups/${rules.id}`, { graph: graph({ ask: condition('@level < 10', 'add'), add: addTo('rich') }) });
    expect(await slugsOf('P-1')).toEqual(['rich:rule']);
    await call('PUT', `/segment_groups/${rules.id}`, { enabled: false });
    expect(await slugsOf('P-1')).toEqual([]);
    expect((await call('GET', '/players/Never-Seen/segments')).status).toBe(404);
  });

  it('is asked with two statements once the rules are compiled', async () => {
    const rules = await group();
    for (let at = 0; at < 20; at++) await segment(`s${at}`, { segment_group_id: rules.id });
    await call('PUT', `/segment_groups/${rules.id}`, { graph: graph(Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, addTo(`s${at}`, at < 19 ? `n${at + 1}` : null)]))) });
    await app.queries.ask(new GetMemberships('P-1'), tenant.scope);
    const statements = async (ask: () => Promise<unknown>): Promise<number> => {
      const before = app.database.statements;
      await ask();
      return app.database.statements - before;
    };
    // One more than the player alone, who is one.
    const alone = await statements(() => app.queries.ask(new GetPlayer('P-1'), tenant.scope));
    expect(await statements(async () => expect(await app.queries.ask(new GetMemberships('P-1'), tenant.scope)).toHaveLength(20))).toBe(alone + 1);
  });

  it('is drawn for a split by player and node: the same each time, in the parts that were asked for', async () => {
    const rules = await group();
    for (const slug of ['half', 'other']) await segment(slug, { segment_group_id: rules.id });
    await call('PUT', `/segment_groups/${rules.id}`, { graph: graph({ cut: split([30, 'a'], [70, 'b']), a: addTo('half'), b: addTo('other') }) });
    expect(await slugsOf('P-7')).toEqual(await slugsOf('P-7'));
    const share = Array.from({ length: 10_000 }, (_, at) => drawFor(`P-${at}`)('sgg_x', 'cut')).filter((drawn) => drawn < 0.3).length;
    expect(Math.abs(share - 3_000)).toBeLessThan(200);
    expect(drawFor('P-7')('sgg_x', 'cut')).not.toBe(drawFor('P-7')('sgg_x', 'other cut'));
    // Whoever changes the hash moves every player.
    expect(drawFor('P-7')('sgg_x', 'cut')).toBeCloseTo(0.37348, 5);
  });
});

describe('custom attributes', () => {
  it('are declared with a type, listed, and kept while rules read them', async () => {
    const made = await call('PUT', '/custom_attributes/rank', { type: 'number', description: 'In the guild' });
    expect([made.status, made.json]).toEqual([200, { name: 'rank', type: 'number', description: 'In the guild', created_at: 1_800_000_000, modified_at: null }]);
    const rules = await group();
    await segment('rich', { segment_group_id: rules.id });
    await call('PUT', `/segment_groups/${rules.id}`, { graph: graph({ ask: condition('#rank > 3', 'add'), add: addTo('rich') }) });
    expect(codeOf(await call('DELETE', '/custom_attributes/rank'))).toEqual([409, 'segments.attribute_in_use']);
    expect(codeOf(await call('PUT', '/custom_attributes/rank', { type: 'string' }))).toEqual([409, 'segments.attribute_in_use']);
    expect((await call('PUT', '/custom_attributes/rank', { type: 'number' })).json).toMatchObject({ description: null, modified_at: 1_800_000_000 });
    await call('DELETE', `/segment_groups/${rules.id}`);
    await call('PUT', `/segment_groups/${rules.id}`, { graph: null });
    expect((await call('DELETE', '/custom_attributes/rank')).status).toBe(204);
    expect((await call('GET', '/custom_attributes')).json).toEqual([]);
    expect(codeOf(await call('DELETE', '/custom_attributes/rank'))).toEqual([404, 'segments.attribute_not_found']);
  });

  it('have names of letters, digits and underscores; what was declared under another before can be taken back', async () => {
    for (const name of ['a%20b', '-1', 'a-b', 'a.b', '%C3%A9', 'x'.repeat(101)]) {
      const refused = await call('PUT', `/custom_attributes/${name}`, { type: 'number' });
      expect([name, codeOf(refused), refused.json.errors[0].loc]).toEqual([name, [422, 'segments.attribute_name_malformed'], ['path', 'attribute_name']]);
    }
    for (const name of ['null', '_1', 'x'.repeat(100)]) expect((await call('PUT', `/custom_attributes/${name}`, { type: 'number' })).status).toBe(200);
    await app.commands.execute(new DeclareCustomAttribute('guild.rank-1', 'number', null), tenant.scope);
    expect([(await call('DELETE', '/custom_attributes/guild.rank-1')).status, codeOf(await call('DELETE', '/custom_attributes/a%20b'))]).toEqual([204, [404, 'segments.attribute_not_found']]);
  });
});

describe('a player who asks for her data', () => {
  it('is told her segments, by whichever source, and is forgotten in them', async () => {
    const holder = app.app.get(PersonalData).all().find(([context]) => context === 'player/segments')![1];
    const { id } = await segment('testers');
    await segment('eu');
    await told('P-1', { segments: ['eu'] });
    for (const player_id of ['P-1', 'P-2']) await call('POST', `/segments/${id}/members`, [{ player_id }]);
    expect(await holder.exported(['P-1'], tenant.scope)).toEqual({ segments: [{ player_id: 'P-1', slug: 'testers', name: 'testers', added_at: expect.any(String) }, { player_id: 'P-1', slug: 'eu', sources: ['game'] }] });
    expect(await holder.erase({ player_id: 'P-1', user_id: null, alias: 'gone' }, tenant.scope)).toBe(1);
    expect((await call('GET', `/segments/${id}/members`)).json.data.map(({ player_id }: { player_id: string }) => player_id)).toEqual(['P-2']);
    expect(await app.queries.ask(new GetPlayer('P-1'), tenant.scope)).toMatchObject({ segments: ['eu'] });
  });
});
