import { Body, Controller, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { eventually } from '../../../test/support/eventually.js';
import { Commands } from '../cqrs/doors.js';
import { Conflict } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { systemScope, type Scope } from '../kernel/scope.js';
import { PlatformModule } from '../platform.module.js';
import { ProbeModule, WriteNote, openProbe, type Probe } from '../testing/probe.js';
import { configureApplication, httpAdapter } from './application.js';
import { Authenticators } from './authentication.js';
import { Str } from './fields.js';
import { RENEW_MS } from './idempotency.interceptor.js';
import { Caller, RequiresIdempotencyKey, StudioRoute } from './policy.js';

class NoteBody {
  @Str({ max: 100 })
  text: string;
}

/** What the controller does after its command has been committed. */
const after: { run: () => Promise<void> } = { run: async () => undefined };
let executed = 0;

@Controller('notes')
class NotesController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @StudioRoute('notes:write')
  async write(@Body() body: NoteBody, @Caller() scope: Scope): Promise<object> {
    executed++;
    const { id } = await this.commands.execute(new WriteNote(body.text), scope);
    await after.run();
    return { id, text: body.text };
  }

  @Post('paid')
  @StudioRoute('notes:write')
  @RequiresIdempotencyKey()
  paid(): object {
    return { ok: true };
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

describe('Idempotency-Key', () => {
  let probe: Probe;
  let app: NestFastifyApplication;
  const gameId = newId('gam');

  beforeAll(async () => {
    probe = await openProbe();
    const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config: probe.config, entities: [] }), ProbeModule, NotesModule] }).compile();
    module.useLogger(false);
    app = module.createNestApplication<NestFastifyApplication>(httpAdapter(probe.config), { bodyParser: false });
    await configureApplication(app);
    app.get(Authenticators).register('studio', async (request) => {
      const game = request.headers['x-game'];
      return typeof game === 'string' ? { scope: { ...systemScope(game, 'key_1'), studioId: 'stu_1', actor: { kind: 'api_key', id: 'key_1' } }, environment: 'sandbox', grants: ['*'] } : null;
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  beforeEach(() => {
    executed = 0;
    after.run = async () => undefined;
  });
  afterAll(async () => {
    await app.close();
    await probe.close();
  });

  const post = async (key: string | undefined, payload: object | string = { text: 'hello' }, url = '/notes', game: string = gameId) => {
    const answer = await app.inject({ method: 'POST', url, headers: { 'x-game': game, 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) });
    return { status: answer.statusCode, body: answer.rawPayload.toString('hex'), json: () => JSON.parse(answer.payload) as Record<string, unknown>, type: answer.headers['content-type'] };
  };
  const notes = async (text: string) => (await probe.admin('SELECT 1 FROM probe.note WHERE text = $1', [text])).length;

  it('gives 50 simultaneous identical calls one effect and the same bytes', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('fifty', { text: 'fifty' })));
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(201));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.type)).size).toBe(1);
    expect([executed, await notes('fifty')]).toEqual([1, 1]);
    expect((await post('fifty', { text: 'fifty' })).body).toBe(answers[0]!.body);
    expect(executed).toBe(1);
  });

  it('refuses the key with another body or another route, and keeps the first answer', async () => {
    const first = await post('reused', { text: 'reused' });
    for (const other of [await post('reused', { text: 'other' }), await post('reused', '{"text": "reused"}'), await post('reused', { text: 'reused' }, '/notes?x=1')]) {
      expect(other.status).toBe(422);
      expect(other.json()).toMatchObject({ code: 'idempotency.key_reused' });
    }
    expect((await post('reused', { text: 'reused' })).body).toBe(first.body);
    expect([await notes('reused'), await notes('other')]).toEqual([1, 0]);
  });

  it('keeps answers and results so that nobody reads them in the database, not even moved to another key', async () => {
    const secret = 'hc_sandbox_shown_once';
    const first = await post('sealed', { text: secret });
    expect(first.json()).toMatchObject({ text: secret });
    const [row] = await probe.admin<{ text: string; sealed_body: Buffer; sealed_results: Record<string, string> }>(`SELECT i::text AS text, sealed_body, sealed_results FROM platform.idempotency i WHERE key = 'studio:sealed'`);
    const id = first.json().id as string;
    for (const clear of [secret, id]) {
      expect(row!.text).not.toContain(clear);
      expect(row!.text).not.toContain(Buffer.from(clear).toString('hex'));
      expect(Buffer.from(row!.sealed_results.WriteNote!, 'base64').includes(clear)).toBe(false);
    }
    expect((await post('sealed', { text: secret })).body).toBe(first.body);
    await post('moved', { text: 'moved' });
    await probe.admin(`UPDATE platform.idempotency SET sealed_body = $1 WHERE key = 'studio:moved'`, [row!.sealed_body]);
    const moved = await post('moved', { text: 'moved' });
    expect(moved.status).toBe(500);
    expect(moved.body).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('gives the bytes of answers that an earlier build has kept in clear', async () => {
    const first = await post('earlier', { text: 'earlier' });
    await probe.admin(`UPDATE platform.idempotency SET sealed_body = NULL, sealed_results = '{}', body = $1 WHERE key = 'studio:earlier'`, [Buffer.from(first.body, 'hex')]);
    expect((await post('earlier', { text: 'earlier' })).body).toBe(first.body);
    await probe.admin(`UPDATE platform.idempotency SET state = 'open', body = NULL, results = '{"WriteNote": {"id": "not_earlier"}}', lease_until = now() - interval '1 second' WHERE key = 'studio:earlier'`);
    expect((await post('earlier', { text: 'earlier' })).json()).toEqual({ id: 'not_earlier', text: 'earlier' });
    expect(await notes('earlier')).toBe(1);
  });

  it('is another key in another game', async () => {
    await post('shared', { text: 'shared' });
    expect((await post('shared', { text: 'shared' }, '/notes', newId('gam'))).status).toBe(201);
    expect(await notes('shared')).toBe(2);
  });

  it('does not execute twice what was committed before the process died, and answers with its result', async () => {
    after.run = async () => Promise.reject(new Error('died between the commit and the answer'));
    expect((await post('crash', { text: 'crash' })).status).toBe(500);
    const [row] = await probe.admin<{ id: string }>(`SELECT id FROM probe.note WHERE text = 'crash'`);
    after.run = async () => undefined;
    const again = await post('crash', { text: 'crash' });
    expect(again.status).toBe(201);
    expect(again.json()).toEqual({ id: row!.id, text: 'crash' });
    expect([executed, await notes('crash')]).toEqual([2, 1]);
  });

  it('lets a repetition take over when the lease of a dead process has ended, and not before', async () => {
    let release: () => void = () => undefined;
    let isCommitted = false;
    after.run = () => {
      isCommitted = true;
      return new Promise((resolve) => (release = resolve));
    };
    const dead = post('lease', { text: 'lease' });
    await eventually(() => isCommitted);
    const early = await post('lease', { text: 'lease' });
    expect(early.status).toBe(409);
    expect(early.json()).toMatchObject({ code: 'request_in_progress' });
    await probe.admin(`UPDATE platform.idempotency SET lease_until = now() - interval '1 second' WHERE key = 'studio:lease'`);
    after.run = async () => undefined;
    const taken = await post('lease', { text: 'lease' });
    expect(taken.status).toBe(201);
    release();
    expect((await dead).body).toBe(taken.body);
    expect(await notes('lease')).toBe(1);
  }, 20_000);

  it('keeps the key of a request that takes long, and leaves alone what another has taken over', async () => {
    const releases: (() => void)[] = [];
    after.run = () => new Promise((resolve) => releases.push(resolve));
    const lease = async (key: string) => (await probe.admin<{ at: string }>(`SELECT lease_until::text AS at FROM platform.idempotency WHERE key = $1`, [`studio:${key}`]))[0]!.at;
    const [long, lost] = [post('long', { text: 'long' }), post('lost', { text: 'lost' })];
    await eventually(() => releases.length === 2);
    const before = await lease('long');
    await probe.admin(`UPDATE platform.idempotency SET lease_until = '2099-01-01' WHERE key = 'studio:lost'`);
    const others = await lease('lost');
    await eventually(async () => (await lease('long')) > before, RENEW_MS + 3_000);
    expect(await lease('lost')).toBe(others);
    releases.forEach((release) => release());
    expect([(await long).status, (await lost).status]).toEqual([201, 201]);
  }, 20_000);

  it('keeps refusals and does not keep what our side failed to answer', async () => {
    after.run = async () => Promise.reject(new Error('bug'));
    expect((await post('five', { text: 'five' })).status).toBe(500);
    expect(await probe.admin(`SELECT state FROM platform.idempotency WHERE key = 'studio:five'`)).toEqual([{ state: 'open' }]);
    after.run = async () => Promise.reject(new Conflict('notes.full', 'No more notes.'));
    const refused = await post('four', { text: 'four' });
    expect(refused.status).toBe(409);
    expect(refused.type).toContain('application/problem+json');
    after.run = async () => undefined;
    const again = await post('four', { text: 'four' });
    expect([again.status, again.body, again.type]).toEqual([409, refused.body, refused.type]);
  });

  it('keeps the refusal of a body too, but nothing of a body that cannot be read', async () => {
    const invalid = await post('spent', { text: 7 });
    expect(invalid.status).toBe(422);
    expect(invalid.json()).toMatchObject({ code: 'request.invalid', errors: [{ loc: ['body', 'text'] }] });
    expect((await post('broken', '{"text":')).status).toBe(400);
    expect(await probe.admin(`SELECT 1 FROM platform.idempotency WHERE key = 'studio:broken'`)).toEqual([]);
    expect((await post('spent', { text: 7 })).body).toBe(invalid.body);
  });

  it('must be printable ASCII of at most 255 characters, and is needed where money moves', async () => {
    expect((await post('x'.repeat(256))).json()).toMatchObject({ status: 422, code: 'idempotency.key_malformed' });
    expect((await post('with space')).json()).toMatchObject({ code: 'idempotency.key_malformed' });
    expect((await post(undefined, {}, '/notes/paid')).json()).toMatchObject({ status: 428, code: 'idempotency.key_required' });
    expect((await post('paid', {}, '/notes/paid')).status).toBe(201);
    expect((await post(undefined, { text: 'no key' })).status).toBe(201);
  });
});
