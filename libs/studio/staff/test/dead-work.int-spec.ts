import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Bell } from '#platform/bell/bell';
import { HandlesJob, Jobs, type Job, type JobHandler } from '#platform/jobs/jobs';
import { newId } from '#platform/kernel/ids';
import { Command, DomainEvent, type RecordedEvent } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';

const SECRET = 'the address of a player';
const HEAR = 'test/neighbour.hear';

class Written extends DomainEvent<{ text: string }> {
  static readonly type = 'test.neighbour.written.v1';
}
class Write extends Command<void> {
  static readonly context = 'test/neighbour';
  constructor(readonly key: string) { super(); }
}
let isBroken = true;
const handled: string[] = [];

@CommandHandler(Write)
class WriteHandler implements ICommandHandler<Write> {
  constructor(private readonly outbox: Outbox, private readonly jobs: Jobs) {}
  async execute({ key }: Write) {
    this.outbox.record(new Written('note', key, { text: SECRET }));
    await this.jobs.schedule({ type: 'test.work', key, payload: { text: SECRET } });
  }
}
@Injectable()
@Subscribes(Written, HEAR)
class Hear implements Subscriber<Written> {
  async handle(events: RecordedEvent<Written['payload']>[]) {
    if (isBroken) throw new Error('the subscriber is broken\n  at somewhere');
    handled.push(...events.map(({ aggregateId }) => `event ${aggregateId}`));
  }
}
@Injectable()
@HandlesJob('test.work')
class Work implements JobHandler<{ text: string }> {
  async run({ key }: Job<{ text: string }>) {
    if (isBroken) throw new Error('the job is broken');
    handled.push(`job ${key}`);
  }
}
@Module({ providers: [WriteHandler, Hear, Work] })
class NeighbourModule {}

describe('dead work', () => {
  let app: Booted;
  let support: StaffSignedIn;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [staff.StaffModule, NeighbourModule] });
    support = await staffOf(app, 'support');
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    isBroken = true;
    handled.length = 0;
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST', url: string, body?: object, headers: Record<string, string> = {}, token = support.token) => app.inject({ method, url: `/operator/v1/dead_work${url}`, apiKey: token, headers, ...(body ? { body } : {}) });
  const list = async (query = ''): Promise<any> => (await call('GET', `?game_id=${tenant.gameId}${query}`)).json;
  /** An event and a job that fail until nothing is tried any more. */
  const dies = async (key = newId('key'), of = tenant): Promise<string> => {
    await app.commands.execute(new Write(key), of.scope);
    for (let turn = 0; turn < 12; turn++) {
      await app.settle();
      await app.look(`UPDATE platform.outbox_delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'`, [of.gameId]);
      await app.look(`UPDATE platform.job SET run_at = now() WHERE game_id = $1 AND state = 'pending'`, [of.gameId]);
    }
    return key;
  };

  it('is listed with its error and without what it carries', async () => {
    await dies();
    const page = await list();
    expect(page.data).toEqual([
      { id: expect.stringMatching(/^job_/), kind: 'job', name: 'test.work', event_type: null, game_id: tenant.gameId, attempts: 11, error: 'Error: the job is broken', since: expect.any(Number) },
      { id: expect.stringMatching(/^evt_\w+~test~neighbour\.hear$/), kind: 'outbox', name: HEAR, event_type: Written.type, game_id: tenant.gameId, attempts: 9, error: 'Error: the subscriber is broken', since: expect.any(Number) },
    ]);
    expect(JSON.stringify(page)).not.toContain(SECRET);
    expect((await list('&kind=outbox')).data.map(({ kind }: any) => kind)).toEqual(['outbox']);
    expect((await list('&name=test.work')).data.map(({ kind }: any) => kind)).toEqual(['job']);
    expect((await call('GET', `?game_id=${tenant.liveGameId}`)).json.data).toEqual([]);
  });

  it('is turned page by page, though what stood at the end of a page is dead no more', async () => {
    for (let i = 0; i < 3; i++) await dies();
    const all = (await list()).data.map(({ id }: any) => id);
    expect(all).toHaveLength(6);
    const first = await list('&limit=2');
    expect([first.data.map(({ id }: any) => id), first.has_more, first.next_cursor]).toEqual([all.slice(0, 2), true, all[1]]);
    isBroken = false;
    await call('POST', `/${encodeURIComponent(all[1])}/retry`);
    const rest = await list(`&limit=10&starting_after=${encodeURIComponent(first.next_cursor)}`);
    expect([rest.data.map(({ id }: any) => id), rest.has_more]).toEqual([all.slice(2), false]);
  });

  it('is tried again one by one, once, and the workers are woken at once', async () => {
    const key = await dies();
    const rung = jest.spyOn(app.app.get(Bell), 'ring');
    isBroken = false;
    for (const [{ id }, chime, done] of [[(await list()).data[1], `outbox:${HEAR}@${tenant.gameId}`, `event ${key}`], [(await list()).data[0], `job:test.work@${tenant.gameId}`, `job ${key}`]] as const) {
      rung.mockClear();
      const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', `/${encodeURIComponent(id)}/retry`)));
      expect(answers.map(({ status, json }) => [status, json.retried]).sort()).toEqual([...Array(9).fill([200, 0]), [200, 1]]);
      expect(rung.mock.calls.flat()).toContain(chime);
      await app.settle();
      expect(handled.filter((each) => each === done)).toHaveLength(1);
      expect((await call('POST', `/${encodeURIComponent(id)}/retry`)).json.retried).toBe(0);
    }
    await app.settle();
    // What another test has left may be tried again meanwhile.
    expect([handled.filter((each) => each.endsWith(key)), (await list()).data]).toEqual([[`event ${key}`, `job ${key}`], []]);
    rung.mockRestore();
  });

  it('is tried again by subscriber, over the games or in one of them, under one key one time', async () => {
    const other = await app.tenant();
    const keys = [await dies(), await dies(), await dies(newId('key'), other)];
    isBroken = false;
    expect((await call('POST', '/retry', { kind: 'outbox', name: HEAR, game_id: tenant.gameId })).json).toEqual({ retried: 2, has_more: false });
    await app.settle();
    expect(handled.filter((each) => keys.some((key) => each.endsWith(key))).sort()).toEqual([`event ${keys[0]}`, `event ${keys[1]}`].sort());
    const key = { 'idempotency-key': newId('key') };
    const first = await call('POST', '/retry', { kind: 'job', name: 'test.work' }, key);
    expect(first.json.retried).toBeGreaterThanOrEqual(3);
    expect((await call('POST', '/retry', { kind: 'job', name: 'test.work' }, key)).json).toEqual(first.json);
    await app.settle();
    expect(handled).toEqual(expect.arrayContaining(keys.map((each) => `job ${each}`)));
    expect((await call('GET', `?game_id=${other.gameId}`)).json.data.map(({ kind }: any) => kind)).toEqual(['outbox']);
  });

  it('begins its retries anew, and is dead again where its cause is not mended', async () => {
    await dies();
    const { id } = (await list('&kind=outbox')).data[0];
    expect((await call('POST', `/${encodeURIComponent(id)}/retry`)).json.retried).toBe(1);
    await app.settle();
    expect(await app.look(`SELECT state, attempts FROM platform.outbox_delivery WHERE game_id = $1`, [tenant.gameId])).toEqual([{ state: 'pending', attempts: 1 }]);
  });

  it('leaves a dead job alone whose like waits already', async () => {
    const key = await dies();
    const { id } = (await list('&kind=job')).data[0];
    await app.commands.execute(new Write(key), tenant.scope);
    expect((await call('POST', `/${id}/retry`)).json.retried).toBe(0);
    isBroken = false;
    await app.settle();
    expect(handled.filter((each) => each === `job ${key}`)).toHaveLength(1);
  });

  it('is of the operator: entries in her trail name who, what and which game; nobody else is let in', async () => {
    await dies();
    const { id } = (await list('&kind=outbox')).data[0];
    isBroken = false;
    await call('POST', `/${encodeURIComponent(id)}/retry`);
    const [entry] = await app.look(`SELECT studio_id, game_id, actor_kind, actor_id, operation, targets FROM platform.audit_entry WHERE operation = 'retry_dead_work' ORDER BY sequence DESC LIMIT 1`);
    expect(entry).toEqual({ studio_id: 'operator', game_id: tenant.gameId, actor_kind: 'staff', actor_id: support.id, operation: 'retry_dead_work', targets: [id] });
    // The studio whose game it is reads its own trail, not the operator's.
    expect((await app.inject({ method: 'GET', url: '/v1/audit_log', apiKey: tenant.apiKey })).json.data).toEqual([]);
    const finance = await staffOf(app, 'finance');
    expect((await call('GET', '', undefined, {}, finance.token)).status).toBe(200);
    expect((await call('POST', '/retry', { kind: 'job', name: 'x' }, {}, finance.token)).json.code).toBe('auth.scope_missing');
    expect((await call('GET', '', undefined, {}, tenant.apiKey)).status).toBe(401);
  });

  it.each(['job_01h00000000000000000000001', 'evt_01h00000000000000000000001~test~neighbour.hear', 'nonsense', 'evt_1~..~x'])('is not found as %s', async (id) => {
    expect((await call('POST', `/${encodeURIComponent(id)}/retry`)).json).toMatchObject({ status: 404, code: 'staff.dead_work_not_found' });
  });
});
