import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Commands } from '../cqrs/doors.js';
import { FrozenClock } from '../kernel/clock.js';
import { Conflict } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { systemScope, type Scope } from '../kernel/scope.js';
import { Metrics } from '../metrics/metrics.js';
import { PlatformModule } from '../platform.module.js';
import { ProbeModule, WriteNote, openProbe, type Probe } from '../testing/probe.js';
import type { ApiVersion } from '../versions/api-version.js';
import { Operation } from './answers.js';
import { configureApplication, httpAdapter } from './application.js';
import { Authenticators } from './authentication.js';
import { ListOf, Str } from './fields.js';
import { Caller, PublicRoute, StudioRoute } from './policy.js';

class Line {
  @Str({ max: 100 }) text: string;
}
class NoteBody {
  @ListOf(() => Line, { min: 1, max: 10 }) lines: Line[];
}
class NoteQuery {
  @Str({ optional: true }) order?: string;
}

class NoteTaken extends Conflict {
  constructor() { super('probe.taken', 'Somebody wrote it before.', { errors: [{ loc: ['body', 'lines', 0, 'text'], msg: 'taken', type: 'taken' }] }); }
}

/** Knows the form of today and no other. */
@Controller('v1/notes')
class NotesController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @StudioRoute('notes:write')
  @Operation('write_note', 'Write')
  async write(@Body() { lines }: NoteBody, @Caller() scope: Scope): Promise<object> {
    if (lines[0]!.text === 'taken') throw new NoteTaken();
    const { id } = await this.commands.execute(new WriteNote(lines[0]!.text), scope);
    return { id, lines: lines.map((line) => ({ text: line.text })), state: 'written' };
  }

  @Get()
  @StudioRoute('notes:read')
  @Operation('list_notes', 'List')
  list(@Query() { order }: NoteQuery): object[] {
    return [{ id: 'not_1', lines: [{ text: 'x' }], state: order ?? 'unordered' }];
  }

  @Post('nothing')
  @HttpCode(204)
  @StudioRoute('notes:write')
  @Operation('do_nothing', 'Nothing')
  nothing(): void {}

  @Get('open')
  @PublicRoute()
  @Operation('open_note', 'For anybody')
  open(): object {
    return { lines: [] };
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

const one = ({ lines, ...note }: Record<string, any>) => ({ ...note, text: (lines as { text: string }[]).map((line) => line.text).join('\n') });
/** Two changes after the first version: a note was one text, and had a status in place of a state. */
const VERSIONS: ApiVersion[] = [
  { version: '2026-11-01', changes: [], deprecated: '2027-02-01', sunset: '2028-02-01' },
  {
    version: '2027-01-10', deprecated: '2027-09-01', sunset: '2028-09-01',
    changes: [{
      what: 'A note has lines.', operations: ['write_note', 'list_notes'], events: [],
      request: ({ body, query }) => {
        const { text, ...rest } = (body ?? {}) as { text?: unknown };
        return { query, body: body === undefined ? undefined : { ...rest, ...(text === undefined ? {} : { lines: [{ text }] }) } };
      },
      answer: (body) => (Array.isArray(body) ? body.map(one) : one(body)),
      problem: (problem) => ({ ...problem, ...(problem.errors ? { errors: (problem.errors as { loc: unknown[] }[]).map((fault) => ({ ...fault, loc: fault.loc[1] === 'lines' ? ['body', 'text'] : fault.loc })) } : {}) }),
    }],
  },
  {
    version: '2027-03-01',
    changes: [
      {
        what: 'The state of a note.', operations: ['write_note', 'list_notes'], events: [],
        request: ({ body, query }) => {
          const { sort, ...rest } = query as Record<string, unknown>;
          return { body, query: sort === undefined ? rest : { ...rest, order: sort } };
        },
        answer: (body) => (Array.isArray(body) ? body : [body]).map(({ state, ...note }: Record<string, unknown>) => ({ ...note, status: state })).reduce<unknown>((list, note, i) => (Array.isArray(body) ? [...(i ? (list as unknown[]) : []), note] : note), []),
      },
      { what: 'Problems name their request.', operations: 'all', events: [], problem: ({ request_id, ...problem }) => ({ ...problem, request: request_id }) },
    ],
  },
];

describe('versions of the Studio API', () => {
  let probe: Probe;
  let app: NestFastifyApplication;
  const clock = new FrozenClock(new Date('2027-06-01T12:00:00Z'));
  const gameId = newId('gam');

  beforeAll(async () => {
    probe = await openProbe([], { PUBLIC_URL: 'https://shop.example' });
    const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config: probe.config, entities: [], clock, versions: VERSIONS }), ProbeModule, NotesModule] }).compile();
    module.useLogger(false);
    app = module.createNestApplication<NestFastifyApplication>(httpAdapter(probe.config), { bodyParser: false });
    configureApplication(app);
    app.get(Authenticators).register('studio', async ({ headers }) => {
      if (headers.authorization === undefined) return null;
      const version = headers['x-pin'] as string | undefined;
      return { scope: { ...systemScope(gameId, 'key_1'), studioId: 'stu_1', actor: { kind: 'api_key', id: 'key_1' } }, environment: 'sandbox', grants: ['notes:*'], ...(version ? { apiVersion: { version, by: 'key' as const } } : {}) };
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app?.close();
    await probe?.close();
  });

  const send = async (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}, body?: object | string) => {
    const answer = await app.inject({
      method, url: `/v1${url}`, headers: { ...('anonymous' in headers ? {} : { authorization: 'x' }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { 'hubcraft-version': version, deprecation, sunset, link } = answer.headers;
    return { status: answer.statusCode, version, told: { deprecation, sunset, link }, text: answer.payload, json: answer.payload ? (JSON.parse(answer.payload) as any) : undefined };
  };
  const of = (version: string) => ({ 'hubcraft-version': version });
  const lines = (text: string) => ({ lines: [{ text }] });

  it('answer in today’s form whoever names and has pinned nothing', async () => {
    const answer = await send('POST', '/notes', {}, lines('today'));
    expect([answer.status, answer.version, answer.json]).toEqual([201, '2027-03-01', { id: expect.any(String), ...lines('today'), state: 'written' }]);
    expect(answer.told).toEqual({ deprecation: undefined, sunset: undefined, link: undefined });
  });

  it('bring a request up through every version since its own, and the answer down in turn', async () => {
    expect(await send('POST', '/notes', of('2026-11-01'), { text: 'first' })).toMatchObject({ status: 201, version: '2026-11-01', json: { text: 'first', status: 'written' } });
    expect(await send('POST', '/notes', of('2027-01-10'), lines('second'))).toMatchObject({ status: 201, version: '2027-01-10', json: { ...lines('second'), status: 'written' } });
    expect(Object.keys((await send('POST', '/notes', of('2026-11-01'), { text: 'keys' })).json).sort()).toEqual(['id', 'status', 'text']);
    expect((await send('GET', '/notes?sort=newest', of('2026-11-01'))).json).toEqual([{ id: 'not_1', text: 'x', status: 'newest' }]);
    expect((await send('GET', '/notes?order=newest')).json).toEqual([{ id: 'not_1', ...lines('x'), state: 'newest' }]);
    expect(await send('POST', '/notes/nothing', of('2026-11-01'))).toMatchObject({ status: 204, version: '2026-11-01', text: '' });
  });

  it('leave today’s form as strict as it is', async () => {
    expect(await send('POST', '/notes', {}, { text: 'x' })).toMatchObject({ status: 422, json: { code: 'request.invalid' } });
    expect(await send('GET', '/notes?sort=newest')).toMatchObject({ status: 422 });
  });

  it('take the header before the pin, and the pin before the newest', async () => {
    const pinned = { 'x-pin': '2026-11-01' };
    expect(await send('POST', '/notes', pinned, { text: 'pinned' })).toMatchObject({ status: 201, version: '2026-11-01', json: { text: 'pinned' } });
    expect(await send('POST', '/notes', { ...pinned, ...of('2027-03-01') }, lines('header'))).toMatchObject({ status: 201, version: '2027-03-01', json: lines('header') });
    // A later build has pinned what this one does not know.
    expect(await send('POST', '/notes', { 'x-pin': '2029-01-01' }, lines('later'))).toMatchObject({ status: 201, version: '2027-03-01' });
  });

  it('answer refusals in the form of the request too, wherever they come from', async () => {
    const old = of('2026-11-01');
    const taken = await send('POST', '/notes', old, { text: 'taken' });
    expect(taken).toMatchObject({ status: 409, version: '2026-11-01', json: { code: 'probe.taken', request: expect.stringMatching(/^req_/), errors: [{ loc: ['body', 'text'] }] } });
    expect(taken.json.request_id).toBeUndefined();
    expect((await send('POST', '/notes', {}, lines('taken'))).json).toMatchObject({ request_id: expect.any(String), errors: [{ loc: ['body', 'lines', 0, 'text'] }] });
    for (const [status, url, headers, body] of [[401, '/notes', { ...old, anonymous: '1' }, {}], [404, '/nowhere', old, {}], [400, '/notes', old, '{"text":'], [422, '/notes', old, { text: 1 }]] as const) {
      const answer = await send('POST', url, headers, body);
      expect([answer.status, answer.version, typeof answer.json.request, answer.json.request_id]).toEqual([status, '2026-11-01', 'string', undefined]);
    }
  });

  it.each(['2026-11-02', '2026-11-1', 'latest', '', '2026-11-01, 2027-03-01', `${'9'.repeat(500)}`])('refuse a version that there is not: %s', async (version) => {
    const answer = await send('POST', '/notes', of(version), lines('never'));
    expect(answer).toMatchObject({ status: 400, version: '2027-03-01', json: { code: 'unknown_version', versions: ['2026-11-01', '2027-01-10', '2027-03-01'] } });
    expect(answer.text.length).toBeLessThan(600);
    expect(await probe.admin("SELECT 1 FROM probe.note WHERE text = 'never'")).toEqual([]);
  });

  it('tell by Deprecation, Sunset and Link what is to be left, from its day on', async () => {
    expect((await send('GET', '/notes', of('2026-11-01'))).told).toEqual({ deprecation: '@1801440000', sunset: 'Tue, 01 Feb 2028 00:00:00 GMT', link: '<https://shop.example/v1/versions>; rel="deprecation"; type="application/json"' });
    expect((await send('GET', '/notes', { 'x-pin': '2026-11-01' })).told.deprecation).toBe('@1801440000');
    expect((await send('GET', '/notes', { 'x-pin': '2026-11-01', ...of('2027-03-01') })).told.deprecation).toBeUndefined();
    expect((await send('GET', '/notes', of('2027-01-10'))).told).toEqual({ deprecation: undefined, sunset: undefined, link: undefined });
  });

  it('are listed for anybody, and are nothing to what anybody may call', async () => {
    const listed = await send('GET', '/versions', { anonymous: '1', ...of('none') });
    expect(listed).toMatchObject({ status: 200, version: undefined });
    expect(listed.json.data.map(({ version, status }: Record<string, unknown>) => [version, status])).toEqual([['2027-03-01', 'current'], ['2027-01-10', 'supported'], ['2026-11-01', 'deprecated']]);
    expect(listed.json.data[0].changes[1]).toEqual({ what: 'Problems name their request.', operations: ['*'], events: [] });
    expect(listed.json.data[2]).toEqual({ version: '2026-11-01', status: 'deprecated', deprecated_at: 1_801_440_000, sunset_at: 1_832_976_000, changes: [] });
    expect(await send('GET', '/notes/open', of('2026-11-01'))).toMatchObject({ status: 200, version: undefined, json: { lines: [] } });
  });

  it('give the same bytes to the same request, though its pin was moved meanwhile', async () => {
    const first = await send('POST', '/notes', { 'x-pin': '2026-11-01', 'idempotency-key': 'moved' }, { text: 'once' });
    expect(first.json).toEqual({ id: expect.any(String), text: 'once', status: 'written' });
    const again = await send('POST', '/notes', { 'x-pin': '2027-03-01', 'idempotency-key': 'moved' }, { text: 'once' });
    expect([again.status, again.version, again.text, again.told]).toEqual([201, '2026-11-01', first.text, first.told]);
    const refused = await send('POST', '/notes', { 'x-pin': '2026-11-01', 'idempotency-key': 'refused' }, { text: 'taken' });
    const refusedAgain = await send('POST', '/notes', { 'idempotency-key': 'refused' }, { text: 'taken' });
    expect([refusedAgain.status, refusedAgain.version, refusedAgain.text]).toEqual([409, '2026-11-01', refused.text]);
    expect(refused.json).toMatchObject({ errors: [{ loc: ['body', 'text'] }] });
    expect(await probe.admin("SELECT text FROM probe.note WHERE text = 'once'")).toHaveLength(1);
  });

  it('make another request of one that names another version', async () => {
    const first = await send('POST', '/notes', { ...of('2026-11-01'), 'idempotency-key': 'named' }, { text: 'named' });
    expect(await send('POST', '/notes', { ...of('2027-01-10'), 'idempotency-key': 'named' }, { text: 'named' })).toMatchObject({ status: 422, json: { code: 'idempotency.key_reused' } });
    expect((await send('POST', '/notes', { ...of('2026-11-01'), 'idempotency-key': 'named' }, { text: 'named' })).text).toBe(first.text);
  });

  it('are counted by the version that was applied and by what named it', async () => {
    const text = await app.get(Metrics).text();
    for (const label of ['version="2026-11-01",by="header"', 'version="2026-11-01",by="key"', 'version="2027-03-01",by="game"']) expect(text).toMatch(new RegExp(`hubcraft_api_requests_total\\{${label}\\} \\d+`));
    expect(text).not.toMatch(/hubcraft_api_requests_total\{version="(?:latest|2029)/);
  });

  it('end at their sunset, by header and by pin alike', async () => {
    clock.advanceSeconds((Date.UTC(2028, 1, 1) - Date.UTC(2027, 5, 1, 12)) / 1_000 - 1);
    expect((await send('GET', '/notes', of('2026-11-01'))).status).toBe(200);
    clock.advanceSeconds(1);
    for (const headers of [of('2026-11-01'), { 'x-pin': '2026-11-01' }]) {
      expect(await send('GET', '/notes', headers)).toMatchObject({ status: 410, json: { code: 'version_retired', versions: ['2027-01-10', '2027-03-01'] } });
    }
    expect((await send('GET', '/notes', { 'x-pin': '2026-11-01', ...of('2027-03-01') })).status).toBe(200);
    expect((await send('GET', '/versions')).json.data[2].status).toBe('retired');
  });
});
