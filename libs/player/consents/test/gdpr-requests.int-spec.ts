import { Module } from '@nestjs/common';
import { FrozenClock } from '#platform/kernel/clock';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { HoldsPersonalData, type Hindrance, type Identity, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { ConsentsModule, rows } from '../module.js';

/** Holds what a test puts into it: player ids with what is known of each. */
class Shelf {
  readonly held = new Map<string, { email: string; note: string }>();
  hindrances: Hindrance[] = [];
  erasures: Subject[] = [];
  fails = 0;
}
const shelf = new Shelf();

@HoldsPersonalData('test/shelf')
class ShelfHolder implements PersonalDataHolder {
  async find({ email }: Identity): Promise<string[]> {
    return [...shelf.held].filter(([, each]) => each.email === email).map(([id]) => id);
  }
  async hindrances(): Promise<Hindrance[]> {
    return shelf.hindrances;
  }
  async exported(playerIds: readonly string[]): Promise<Record<string, readonly object[]>> {
    return { things: playerIds.flatMap((id) => (shelf.held.has(id) ? [{ id, ...shelf.held.get(id)! }] : [])) };
  }
  async erase(subject: Subject): Promise<number> {
    shelf.erasures.push(subject);
    if (shelf.fails-- > 0) throw new Error(`could not erase ${subject.player_id}`);
    return Number(shelf.held.delete(subject.player_id));
  }
}

@Module({ providers: [ShelfHolder] })
class ShelfModule {}

describe('privacy requests', () => {
  let app: Booted;
  let tenant: Tenant;
  const clock = (): FrozenClock => app.clock as FrozenClock;

  beforeAll(async () => {
    app = await bootContext({ modules: [ConsentsModule, ShelfModule], rows, frozenAt: new Date('2026-11-20T12:00:00Z') });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    Object.assign(shelf, { hindrances: [], erasures: [], fails: 0 });
    shelf.held.clear();
    shelf.held.set('P-1', { email: 'ada@player.example', note: 'likes gems' });
    shelf.held.set('P-2', { email: 'ada@player.example', note: 'her second account' });
    shelf.held.set('P-3', { email: 'eve@player.example', note: 'somebody else' });
  });
  afterAll(() => app.close());

  const ask = (body: object, apiKey = tenant.apiKey) => app.inject({ method: 'POST', url: '/v1/gdpr_requests', apiKey, body });
  const look = async (id: string, apiKey = tenant.apiKey) => (await app.inject({ method: 'GET', url: `/v1/gdpr_requests/${id}`, apiKey })).json;
  const document = (id: string, apiKey = tenant.apiKey) => app.inject({ method: 'GET', url: `/v1/gdpr_requests/${id}/export`, apiKey });
  const row = async (id: string) => (await app.look('SELECT * FROM consents.gdpr_request WHERE id = $1', [id]))[0]!;
  const again = async (): Promise<void> => {
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'consents.gdpr-request' AND state = 'pending'`);
    await app.settle();
  };

  it('erases without being told the type, as the contract has it, and forgets whom it erased', async () => {
    const made = await ask({ player_id: 'P-1' });
    expect(made).toMatchObject({ status: 202, json: { id: expect.stringMatching(/^gdr_/), type: 'erasure', status: 'pending', waits_for: [], rows_erased: 0, ended_at: null } });
    expect(JSON.stringify(await row(made.json.id))).not.toContain('P-1');
    await app.settle();
    expect(await look(made.json.id)).toMatchObject({ status: 'completed', rows_erased: 1, ended_at: clock().nowSeconds(), document_expires_at: null });
    expect([...shelf.held.keys()]).toEqual(['P-2', 'P-3']);
    expect(await row(made.json.id)).toMatchObject({ subject: null, subject_key: null, players: null });
    expect(await app.look(`SELECT type, payload FROM platform.outbox_event WHERE game_id = $1`, [tenant.gameId])).toEqual([{ type: 'consents.player.erased.v1', payload: { gdpr_request_id: made.json.id, erased_at: clock().nowSeconds() } }]);
  });

  it('finds everybody who goes by an e-mail, in whatever case, and nobody else', async () => {
    const made = (await ask({ email: 'Ada@Player.example' })).json;
    await app.settle();
    expect(await look(made.id)).toMatchObject({ status: 'completed', rows_erased: 2 });
    expect([...shelf.held.keys()]).toEqual(['P-3']);
    expect(new Set(shelf.erasures.map(({ alias }) => alias)).size).toBe(2);
  });

  it('is one request however often it is asked for at once, and a new one that does nothing once it is over', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => ask({ player_id: 'P-1' })));
    expect(new Set(all.map(({ json }) => json.id)).size).toBe(1);
    await app.settle();
    const second = (await ask({ player_id: 'P-1' })).json;
    expect(second.id).not.toBe(all[0]!.json.id);
    await app.settle();
    expect(await look(second.id)).toMatchObject({ status: 'completed', rows_erased: 0 });
  });

  it('keeps its own answer for a repetition, though the player is erased', async () => {
    const send = () => app.inject({ method: 'POST', url: '/v1/gdpr_requests', apiKey: tenant.apiKey, headers: { 'idempotency-key': 'erase-1' }, body: { player_id: 'P-1' } });
    const first = await send();
    await app.settle();
    expect((await send()).text).toBe(first.text);
  });

  it('waits for what is under way, says for what, and until five days before the month is over for what yields', async () => {
    shelf.hindrances = [{ reason: 'dispute_open', yields: false }, { reason: 'delivery_open', yields: true }];
    const made = (await ask({ player_id: 'P-1' })).json;
    await app.settle();
    expect(await look(made.id)).toMatchObject({ status: 'waiting', waits_for: ['delivery_open', 'dispute_open'], due_at: made.requested_at + 30 * 86_400 });
    expect(shelf.erasures).toEqual([]);
    clock().advanceSeconds(24 * 86_400);
    await again();
    expect(await look(made.id)).toMatchObject({ waits_for: ['delivery_open', 'dispute_open'] });
    clock().advanceSeconds(86_400);
    await again();
    expect(await look(made.id)).toMatchObject({ status: 'waiting', waits_for: ['dispute_open'] });
    shelf.hindrances = [{ reason: 'delivery_open', yields: true }];
    await again();
    expect(await look(made.id)).toMatchObject({ status: 'completed', waits_for: [], rows_erased: 1 });
  });

  it('goes on where it failed, under the same name for the player', async () => {
    shelf.fails = 7;
    const made = (await ask({ player_id: 'P-1' })).json;
    await app.settle();
    for (let run = 0; run < 8; run++) await again();
    expect(await look(made.id)).toMatchObject({ status: 'completed', rows_erased: 1 });
    expect(new Set(shelf.erasures.map(({ alias }) => alias)).size).toBe(1);
  });

  it('makes a copy, sealed, to be fetched for seven days', async () => {
    const made = (await ask({ email: 'ada@player.example', type: 'export' })).json;
    expect(await document(made.id)).toMatchObject({ status: 404, json: { code: 'gdpr_request.no_export' } });
    await app.settle();
    const at = clock().nowSeconds();
    expect(await look(made.id)).toMatchObject({ type: 'export', status: 'completed', document_expires_at: at + 7 * 86_400 });
    expect(await document(made.id)).toMatchObject({
      status: 200, json: { gdpr_request_id: made.id, exported_at: at, player_ids: ['P-1', 'P-2'], is_complete: true, held: { 'test/shelf': { things: [{ id: 'P-1', email: 'ada@player.example', note: 'likes gems' }, { id: 'P-2', note: 'her second account' }] } } },
    });
    for (const sealed of Object.values(await row(made.id)).filter((value) => Buffer.isBuffer(value))) expect(sealed.includes('ada@')).toBe(false);
    expect(shelf.held.size).toBe(3);
    clock().advanceSeconds(7 * 86_400);
    expect(await document(made.id)).toMatchObject({ status: 404 });
    await app.app.get(Housekeeping).doChores();
    expect(await row(made.id)).toMatchObject({ document: null, document_expires_at: null, players: null });
  });

  it('takes the copy away with the player', async () => {
    const copy = (await ask({ player_id: 'P-1', type: 'export' })).json;
    const others = (await ask({ player_id: 'P-3', type: 'export' })).json;
    await app.settle();
    await ask({ player_id: 'P-1' });
    await app.settle();
    expect(await document(copy.id)).toMatchObject({ status: 404, json: { code: 'gdpr_request.no_export' } });
    expect((await document(others.id)).status).toBe(200);
  });

  it('lists them page by page, and shows nothing of another game', async () => {
    const made: string[] = [];
    for (const player_id of ['P-7', 'P-8', 'P-9']) made.push((await ask({ player_id })).json.id);
    const page = (query: string) => app.inject({ method: 'GET', url: `/v1/gdpr_requests?${query}`, apiKey: tenant.apiKey });
    const first = (await page('limit=2')).json;
    expect(first).toMatchObject({ data: [{ id: made[2] }, { id: made[1] }], has_more: true, next_cursor: made[1] });
    expect((await page(`limit=2&starting_after=${first.next_cursor}`)).json).toMatchObject({ data: [{ id: made[0] }], has_more: false, next_cursor: null });
    const other = await app.tenant();
    for (const url of [`/v1/gdpr_requests/${made[0]}`, `/v1/gdpr_requests/${made[0]}/export`]) expect((await app.inject({ method: 'GET', url, apiKey: other.apiKey })).status).toBe(404);
  });

  it.each([
    ['nobody', {}, 'gdpr_request.nobody_named'], ['no e-mail', { email: 'nobody' }, 'request.invalid'], ['a long user id', { user_id: 'u'.repeat(33) }, 'request.invalid'], ['an unknown type', { player_id: 'P-1', type: 'rectification' }, 'request.invalid'],
    ['an unknown member', { player_id: 'P-1', name: 'Ada' }, 'request.invalid'],
  ])('refuses %s', async (_, body, code) => {
    expect(await ask(body)).toMatchObject({ status: 422, json: { code } });
  });
});
