import pg from 'pg';
import { recordedRequest } from '#platform/audit/recorded-request';
import { EVERYTHING, InvariantBook } from '#platform/invariants/invariants';
import { PLATFORM } from '#platform/invariants/platform-invariants';
import { newId } from '#platform/kernel/ids';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { seeded } from '../../../../test/chaos/purchases.js';
import { VerifyAuditChain } from '../audit-log.js';
import { CreateApiKey } from '../contracts/commands.js';

let names = 0;
const makeKey = (app: Booted, apiKey: string, body: object = {}, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/v1/api_keys', apiKey, headers, body: { name: `key ${++names}`, scopes: ['games:read'], ...body } });
const entriesOf = (app: Booted, { studioId }: Tenant) => app.look('SELECT * FROM platform.audit_entry WHERE studio_id = $1 ORDER BY sequence', [studioId]);

describe('the audit trail', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [] });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const list = async (apiKey = tenant.apiKey, query = '') => app.inject({ method: 'GET', url: `/v1/audit_log${query}`, apiKey });

  it('tells who changed what, without what is secret', async () => {
    const made = await makeKey(app, tenant.apiKey, { name: 'a person’s name', expires_at: 4_000_000_000 });
    const { data, has_more, next_cursor } = (await list()).json;
    expect([data.length, has_more, next_cursor]).toEqual([1, false, null]);
    expect(data[0]).toEqual({
      id: expect.stringMatching(/^aud_/), sequence: 1, game_id: tenant.gameId, actor_kind: 'api_key', actor_id: tenant.scope.actor.id, operation: 'create_api_key', targets: [made.json.id],
      request: { body: { name: '[hidden]', scopes: ['games:read'], expires_at: 4_000_000_000 } }, request_id: made.headers['x-request-id'], recorded_at: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(JSON.stringify((await app.look('SELECT e::text FROM platform.audit_entry e')))).not.toContain(made.json.key);
    await app.inject({ method: 'DELETE', url: `/v1/api_keys/${made.json.id}`, apiKey: tenant.apiKey });
    const newest = (await list()).json.data[0];
    expect([newest.operation, newest.targets, newest.request]).toEqual(['revoke_api_key', [made.json.id], {}]);
  });

  it('has no entry of what was refused, of reading, and of a second call with the same Idempotency-Key', async () => {
    const once = () => makeKey(app, tenant.apiKey, { name: 'once' }, { 'idempotency-key': 'once' });
    expect((await once()).json).toEqual((await once()).json);
    expect((await makeKey(app, tenant.apiKey, { scopes: ['money:print'] })).status).toBe(422);
    expect((await app.inject({ method: 'DELETE', url: `/v1/api_keys/${newId('key')}`, apiKey: tenant.apiKey })).status).toBe(404);
    await app.inject({ method: 'GET', url: '/v1/game', apiKey: tenant.apiKey });
    expect((await entriesOf(app, tenant)).length).toBe(1);
  });

  it('keeps no change without its entry, and no entry without its change', async () => {
    await app.look(`CREATE FUNCTION platform.planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$; CREATE TRIGGER planted BEFORE INSERT ON platform.audit_entry EXECUTE FUNCTION platform.planted()`);
    try {
      expect((await makeKey(app, tenant.apiKey, { name: 'never' })).status).toBe(500);
    } finally {
      await app.look('DROP TRIGGER planted ON platform.audit_entry; DROP FUNCTION platform.planted()');
    }
    expect(await app.look(`SELECT id FROM access.api_key WHERE name = 'never'`)).toEqual([]);
    await app.look(`ALTER TABLE platform.route ADD CONSTRAINT planted CHECK (kind <> 'api_key') NOT VALID`);
    try {
      expect((await makeKey(app, tenant.apiKey, { name: 'never' })).status).toBe(500);
    } finally {
      await app.look('ALTER TABLE platform.route DROP CONSTRAINT planted');
    }
    expect(await entriesOf(app, tenant)).toEqual([]);
  });

  it('is one chain without gaps when many write at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => makeKey(app, at % 2 ? tenant.apiKey : tenant.liveApiKey)));
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201));
    expect((await entriesOf(app, tenant)).map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    const { json } = await app.inject({ method: 'GET', url: '/v1/audit_log/verification', apiKey: tenant.apiKey });
    expect(json).toEqual({ checked: 40, last: { id: expect.any(String), sequence: 40, hash: expect.any(String) }, broken: null, has_more: false });
  });

  it('is read page by page, by whoever may, each its own environment', async () => {
    for (let at = 0; at < 5; at++) await makeKey(app, at === 2 ? tenant.liveApiKey : tenant.apiKey);
    const pages = [];
    for (let after = ''; after !== null; ) {
      const { json } = await list(tenant.apiKey, `?limit=2${after && `&starting_after=${after}`}`);
      pages.push(json.data.map((each: { sequence: number }) => each.sequence));
      after = json.next_cursor;
    }
    expect(pages).toEqual([[5, 4], [2, 1]]);
    expect((await list(tenant.apiKey, '?game_id=all')).json.code).toBe('auth.scope_missing');
    expect((await list(tenant.apiKey, `?game_id=${tenant.liveGameId}`)).json.code).toBe('auth.scope_missing');
    const admin = (await app.commands.execute(new CreateApiKey({ name: 'admin', environment: 'sandbox', scopes: ['studio:admin'], studio_id: tenant.studioId }), tenant.scope)).key;
    expect((await list(admin, '?game_id=all')).json.data.map((each: { sequence: number }) => each.sequence)).toEqual([5, 4, 3, 2, 1]);
    expect((await list(admin, `?game_id=${tenant.liveGameId}`)).json.data.map((each: { sequence: number }) => each.sequence)).toEqual([3]);
    const one = (await list(admin, '?game_id=all')).json.data[1];
    for (const query of [`target=${one.targets[0]}`, `target=${one.targets[0]}&actor_id=${one.actor_id}&operation=create_api_key`]) expect((await list(tenant.apiKey, `?${query}`)).json.data.map(({ id }: { id: string }) => id)).toEqual([one.id]);
    for (const query of ['operation=revoke_api_key', 'actor_id=mem_nobody']) expect((await list(tenant.apiKey, `?${query}`)).json.data).toEqual([]);
    const other = await app.tenant();
    expect((await list(other.apiKey)).json.data).toEqual([]);
    expect((await list(other.apiKey, `?starting_after=${one.id}`)).json.data).toEqual([]);
    const without = (await makeKey(app, tenant.apiKey)).json.key;
    expect([(await list(without)).json.code, (await list(admin, `?game_id=${other.gameId}`)).json.code]).toEqual(['auth.scope_missing', 'games.not_found']);
  });

  it('is written by one function only, and not even its owner changes it', async () => {
    await makeKey(app, tenant.apiKey);
    const asApp = new pg.Client({ connectionString: app.db.appUrl });
    await asApp.connect();
    try {
      await asApp.query(`SELECT set_config('app.game_id', $1, false), set_config('app.studio_id', $2, false)`, [tenant.gameId, tenant.studioId]);
      for (const sql of [`INSERT INTO platform.audit_head VALUES ('x', 1, '')`, 'UPDATE platform.audit_entry SET actor_id = actor_id', 'DELETE FROM platform.audit_entry', 'UPDATE platform.audit_head SET sequence = 0', 'TRUNCATE platform.audit_entry']) {
        await expect(asApp.query(sql)).rejects.toMatchObject({ code: '42501' });
      }
      const other = await app.tenant();
      await makeKey(app, other.apiKey);
      expect((await asApp.query('SELECT DISTINCT studio_id FROM platform.audit_entry')).rows).toEqual([{ studio_id: tenant.studioId }]);
      await asApp.query(`SELECT set_config('app.studio_id', '', false)`);
      await expect(asApp.query(`SELECT platform.append_audit('aud_x', 'api_key', 'x', 'x', '{}', '{}', null)`)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await asApp.end();
    }
    for (const sql of ['UPDATE platform.audit_entry SET actor_id = actor_id', 'DELETE FROM platform.audit_entry', 'TRUNCATE platform.audit_entry']) await expect(app.look(sql)).rejects.toThrow('append-only');
  });

  it('hides whatever nobody has thought about, and what is too long to keep', () => {
    const body = { sku: 'lamp', email: 'a@b.example', metadata: { sku: 'x' }, url: 'https://hooks.example/secret?token=x', items: [{ id: 'itm_1', comment: 'x', price: 1 }], parent_id: null, tax_id: null };
    expect(JSON.parse(recordedRequest(body, { token: 'x', limit: '3' }))).toEqual({
      body: { sku: 'lamp', email: '[hidden]', metadata: '[hidden]', url: 'https://hooks.example', items: [{ id: 'itm_1', comment: '[hidden]', price: 1 }], parent_id: null, tax_id: null }, query: { token: '[hidden]', limit: '3' },
    });
    expect(JSON.parse(recordedRequest({ items: Array.from({ length: 2_000 }, () => ({ id: 'itm_1' })) }, {}))).toEqual({ too_long: { bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  });
});

describe('a trail that somebody has changed past the code', () => {
  const ENTRIES = 60;
  const CORRUPTIONS = 200;
  const MEMBERS = ['id', 'game_id', 'actor_kind', 'actor_id', 'operation', 'request', 'request_id'] as const;
  const book = new InvariantBook([PLATFORM]);
  const ofTheTrail = book.invariants.filter(({ id }) => id.startsWith('audit.e') || id.startsWith('audit.c'));

  /** One change of one of `ENTRIES` entries of a studio, or of where its chain ends. */
  const corruption = (random: () => number): { what: string; sql: string } => {
    const one = 1 + Math.floor(random() * ENTRIES);
    const other = 1 + ((one + Math.floor(random() * (ENTRIES - 1))) % ENTRIES);
    const member = MEMBERS[Math.floor(random() * MEMBERS.length)]!;
    const set = (what: string) => `UPDATE platform.audit_entry SET ${what} WHERE studio_id = $1 AND sequence = ${one}`;
    const all = [
      { what: `${member} of ${one} is longer`, sql: set(`${member} = ${member} || 'x'`) }, { what: `${member} of ${one} is another`, sql: set(`${member} = overlay(${member} placing '~' from 1)`) },
      { what: `${one} is of another second`, sql: set(`recorded_at = recorded_at + interval '1 microsecond'`) }, { what: `${one} has one target more`, sql: set(`targets = targets || 'x'::text`) },
      { what: `${one} has no target`, sql: set(`targets = '{}'`) }, { what: `${one} came with no request`, sql: set('request_id = NULL') },
      { what: `a member of ${one} has moved to the next`, sql: set(`actor_kind = 'api', actor_id = '_key' || actor_id`) }, { what: `${one} has another hash`, sql: set(`hash = sha256(hash)`) },
      { what: `${one} names another before it`, sql: set(`previous_hash = sha256(previous_hash)`) }, { what: `${one} was made anew with its hash`, sql: `${set(`actor_id = 'key_planted'`)}; ${set('hash = platform.audit_hash(audit_entry)')}` },
      { what: `${one} is gone`, sql: `DELETE FROM platform.audit_entry WHERE studio_id = $1 AND sequence = ${one}` }, { what: 'the last is gone', sql: `DELETE FROM platform.audit_entry WHERE studio_id = $1 AND sequence = ${ENTRIES}` },
      { what: `everything from ${one} on is gone`, sql: `DELETE FROM platform.audit_entry WHERE studio_id = $1 AND sequence >= ${one}` },
      { what: `${one} is of another studio`, sql: set(`studio_id = 'stu_planted'`) },
      { what: `${one} is gone and the rest moved up`, sql: `DELETE FROM platform.audit_entry WHERE studio_id = $1 AND sequence = ${one}; UPDATE platform.audit_entry SET sequence = sequence + 9999 WHERE studio_id = $1 AND sequence > ${one}; UPDATE platform.audit_entry SET sequence = sequence - 10000 WHERE studio_id = $1 AND sequence > 9999` },
      { what: `${one} and ${other} have changed places`, sql: `UPDATE platform.audit_entry SET sequence = 99999 WHERE studio_id = $1 AND sequence = ${one}; UPDATE platform.audit_entry SET sequence = ${one} WHERE studio_id = $1 AND sequence = ${other}; UPDATE platform.audit_entry SET sequence = ${other} WHERE studio_id = $1 AND sequence = 99999` },
      { what: `${one} stands at the end once more`, sql: `INSERT INTO platform.audit_entry SELECT (jsonb_populate_record(e, '{"sequence": ${ENTRIES + 1}, "id": "aud_planted"}')).* FROM platform.audit_entry e WHERE studio_id = $1 AND sequence = ${one}` },
      { what: 'the chain ends elsewhere', sql: `UPDATE platform.audit_head SET sequence = sequence ${one % 2 ? '+' : '-'} 1 WHERE studio_id = $1` }, { what: 'the chain ends with another', sql: 'UPDATE platform.audit_head SET hash = sha256(hash) WHERE studio_id = $1' },
      { what: 'the chain has no end', sql: 'DELETE FROM platform.audit_head WHERE studio_id = $1' },
    ];
    return all[Math.floor(random() * all.length)]!;
  };

  it('is found, 200 times of 200', async () => {
    const app = await bootContext({ modules: [] });
    const admin = new pg.Client({ connectionString: app.db.adminUrl });
    await admin.connect();
    try {
      const tenant = await app.tenant();
      for (let at = 0; at < ENTRIES; at++) await makeKey(app, tenant.apiKey);
      // Triggers stand in nobody's way here: somebody who may do that is who this is about.
      await admin.query(`SET session_replication_role = replica; CREATE TEMP TABLE entries AS SELECT * FROM platform.audit_entry; CREATE TEMP TABLE heads AS SELECT * FROM platform.audit_head`);
      const random = seeded(20_261_127);
      const verify = () => app.queries.ask(new VerifyAuditChain(), tenant.scope);
      const tried = new Set<string>();
      const unseen: string[] = [];
      for (let at = 0; at < CORRUPTIONS; at++) {
        const { what, sql } = corruption(random);
        tried.add(what.replace(/\d+/g, 'n'));
        try {
          for (const statement of sql.split('; ')) await admin.query(statement, statement.includes('$1') ? [tenant.studioId] : []);
          if (!(await verify()).broken) unseen.push(`${what}: by the verifier`);
          const found = await Promise.all(ofTheTrail.map(async (each) => (await admin.query(book.statement(each, EVERYTHING, 'true'))).rows));
          // Where nothing says how a chain ends, nothing contradicts it either.
          if (what !== 'the chain has no end' && found.flat().length === 0) unseen.push(`${what}: by the invariants`);
        } finally {
          await admin.query('DELETE FROM platform.audit_entry; DELETE FROM platform.audit_head; INSERT INTO platform.audit_entry SELECT * FROM entries; INSERT INTO platform.audit_head SELECT * FROM heads');
        }
      }
      expect(unseen).toEqual([]);
      expect(tried.size).toBeGreaterThan(20);
      expect(await verify()).toMatchObject({ checked: ENTRIES, broken: null });
    } finally {
      await admin.end();
      await app.close();
    }
  }, 120_000);
});
