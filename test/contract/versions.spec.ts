import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiVersion } from '#platform/versions/api-version';
import { NEWEST, PUBLISHED } from '#platform/versions/published';
import { DOCUMENTED_EVENTS, eventSchema } from '../../libs/reach/webhooks/domain/event-schemas.js';
import { incompatibilities, type Incompatibility } from '../../tools/versions/compatibility.js';
import { monthsAfter, registryFaults } from '../../tools/versions/registry-faults.js';
import { shapeOfSchema, versionShape, writtenShape, type VersionShape } from '../../tools/versions/shape.js';
import { ROOT } from '../arch/source-tree.js';
import { openApiOfToday } from './openapi-of-today.js';

const fileOf = (version: string): string => path.join(ROOT, 'docs/reference/versions', `${version}.json`);
const promisedBy = (version: string): VersionShape | null => (existsSync(fileOf(version)) ? (JSON.parse(readFileSync(fileOf(version), 'utf8')) as VersionShape) : null);
const changelog = readFileSync(path.join(ROOT, 'CHANGELOG.md'), 'utf8');
const { version: BUILD } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** What changed between two versions and nobody is spared by a transformer. */
function unspared(older: VersionShape, newer: VersionShape, { changes }: Pick<ApiVersion, 'changes'>): Incompatibility[] {
  return incompatibilities(older, newer).filter(({ of }) => !changes.some(({ operations, events }) => operations === 'all' || operations.includes(of) || events.includes(of)));
}

/** Whether an incompatible change may be written into the newest version in place of a new one: by hand (`THAW=1`), and only before there was a release. */
const mayThaw = (build: string, asked: string | undefined): boolean => asked === '1' && build.startsWith('0.');

describe('what a published version promises', () => {
  let today: VersionShape;
  beforeAll(async () => {
    today = versionShape(await openApiOfToday(), Object.fromEntries(DOCUMENTED_EVENTS.map((type) => [type, eventSchema(type)])));
  }, 120_000);

  it('is not changed: an incompatible change is a new version', () => {
    const promised = promisedBy(NEWEST);
    const broken = promised ? incompatibilities(promised, today) : [];
    const isAllowed = broken.length === 0 || mayThaw(BUILD, process.env.THAW);
    if (process.env.UPDATE_DOCS && isAllowed) writeFileSync(fileOf(NEWEST), writtenShape(today));
    expect(isAllowed ? [] : broken).toEqual([]);
    // What was added is promised from now on: UPDATE_DOCS=1 writes it down.
    expect(writtenShape(today)).toBe(existsSync(fileOf(NEWEST)) ? readFileSync(fileOf(NEWEST), 'utf8') : '');
  });

  it('stands in a file for each, and what a later one broke is named by its changes', () => {
    expect(PUBLISHED.filter(({ version }) => !promisedBy(version)).map(({ version }) => version)).toEqual([]);
    expect(PUBLISHED.slice(1).flatMap((version, i) => unspared(promisedBy(PUBLISHED[i]!.version)!, promisedBy(version.version)!, version))).toEqual([]);
  });

  it('follows the rules of versions: dates, twelve months’ notice, a way and a line in CHANGELOG.md for each change', () => {
    expect(registryFaults(PUBLISHED, changelog, Object.keys(today.operations), Object.keys(today.events))).toEqual([]);
  });

  it('is of everything that a studio calls and is told, and of what has a form', () => {
    expect(Object.keys(today.operations)).toEqual(expect.arrayContaining(['create_order', 'get_order', 'create_webhook', 'read_event_log']));
    expect(Object.keys(today.operations).length).toBeGreaterThan(100);
    expect(Object.keys(today.events)).toEqual(expect.arrayContaining(['order.paid', 'item.add', 'player.verify', 'batch.ready']));
    for (const name of Object.keys(today.operations)) expect(name).not.toMatch(/^(?:list_versions|open_storefront)$/);
    expect(today.operations.create_order!.request).not.toBeNull();
  });

  it.each<[string, (shape: VersionShape) => unknown, string, RegExp]>([
    ['an operation that is gone', ({ operations }) => delete operations.get_order, 'get_order', /gone/],
    ['another address', ({ operations }) => (operations.get_order!.path = '/v1/order/{order_id}'), 'get_order', /was get .* and is get/],
    ['a member of an answer that is gone', ({ schemas }) => delete schemas.WebhookRedacted!.properties!.signature, 'get_webhook', /signature is gone/],
    ['a member of an answer that may be missing', ({ schemas }) => (schemas.WebhookRedacted!.required = []), 'get_webhook', /may be missing/],
    ['a member of an answer that may be null', ({ schemas }) => (schemas.WebhookRedacted!.properties!.url!.type = ['null', 'string']), 'get_webhook', /url was string and is null or string/],
    ['a member of an answer of another type', ({ schemas }) => (schemas.WebhookRedacted!.properties!.created_at!.type = ['string']), 'get_webhooks', /created_at was integer and is string/],
    ['a word that is not told any more', ({ schemas }) => schemas.WebhookEventType!.enum!.shift(), 'get_webhook', /has lost "/],
    ['a member that has to be sent', ({ schemas }) => schemas.WebhookCreate!.required!.push('description'), 'create_webhook', /description has to be sent/],
    ['a member that is not taken any more', ({ schemas }) => delete schemas.WebhookCreate!.properties!.ordered, 'create_webhook', /ordered is gone/],
    ['a member that may not be null any more', ({ schemas }) => (schemas.WebhookCreate!.properties!.max_per_second!.type = ['integer']), 'create_webhook', /max_per_second was/],
    ['a narrower bound', ({ schemas }) => (schemas.WebhookCreate!.properties!.batch_max_events!.maximum = 100), 'create_webhook', /maximum was 10000 and is 100/],
    ['a parameter that is gone', ({ operations }) => delete operations.list_webhook_deliveries!.parameters['query status'], 'list_webhook_deliveries', /query status is gone/],
    ['a parameter that has to be sent', ({ operations }) => (operations.list_webhook_deliveries!.parameters['query status']!.required = true), 'list_webhook_deliveries', /query status has to be sent/],
    ['another status', ({ operations }) => delete operations.create_webhook!.answers['201'], 'create_webhook', /does not answer 201/],
    ['an event that is gone', ({ events }) => delete events['order.paid'], 'order.paid', /gone/],
    ['a member of an event that is gone', ({ events }) => delete events['order.paid']!.properties!.sequence, 'order.paid', /sequence is gone/],
    ['a member of event_data of another type', ({ events }) => (events['item.add']!.properties!.event_data!.properties!.player_id!.type = ['integer']), 'item.add', /player_id was string and is integer/],
    ['a member of what is refused that is gone', ({ schemas }) => delete schemas.Problem!.properties!.code, 'problem', /code is gone/],
  ])('turns red: %s', (_what, plant, of, what) => {
    const planted = structuredClone(today);
    plant(planted);
    expect(incompatibilities(today, planted)).toEqual(expect.arrayContaining([{ of, what: expect.stringMatching(what) }]));
    expect(unspared(today, planted, { changes: [] }).length).toBeGreaterThan(0);
  });

  it.each<[string, (shape: VersionShape) => unknown]>([
    ['a new operation', ({ operations }) => (operations.planted = structuredClone(operations.get_order!))],
    ['a new event', ({ events }) => (events['planted.made'] = structuredClone(events['order.paid']!))],
    ['a member of an answer', ({ schemas }) => (schemas.WebhookRedacted!.properties!.planted = { type: ['string'] })],
    ['a member that may be sent', ({ schemas }) => (schemas.WebhookCreate!.properties!.planted = { type: ['string'] })],
    ['a member that need not be sent any more', ({ schemas }) => (schemas.WebhookCreate!.required = [])],
    ['a member of an event', ({ events }) => (events['order.paid']!.properties!.event_data!.properties!.planted = { type: ['string'] })],
    ['a new word', ({ schemas }) => schemas.WebhookEventType!.enum!.push('planted.made')],
    ['a parameter that may be sent', ({ operations }) => (operations.get_order!.parameters['query planted'] = { required: false, schema: { type: ['string'] } })],
    ['a wider bound', ({ schemas }) => (schemas.WebhookCreate!.properties!.batch_max_events!.maximum = 100_000)],
    ['a member that may be null where it is sent', ({ schemas }) => (schemas.WebhookCreate!.properties!.url!.type = ['null', 'string'])],
  ])('stays green: %s', (_what, plant) => {
    const planted = structuredClone(today);
    plant(planted);
    expect(writtenShape(planted)).not.toBe(writtenShape(today));
    expect(incompatibilities(today, planted)).toEqual([]);
  });

  it('spares by the changes of a version what they name, and nothing else', () => {
    const planted = structuredClone(today);
    delete planted.operations.get_order;
    delete planted.events['order.paid'];
    const named = { what: 'x', operations: ['get_order'], events: ['order.paid'] };
    expect(unspared(today, planted, { changes: [named] })).toEqual([]);
    expect(unspared(today, planted, { changes: [{ ...named, events: [] }] })).toEqual([{ of: 'order.paid', what: 'the event is gone' }]);
  });

  it('is thawed by hand before 1.0 and never after', () => {
    expect([mayThaw('0.9.0', '1'), mayThaw('0.9.0', undefined), mayThaw('1.0.0', '1')]).toEqual([true, false, false]);
  });
});

describe('the list of versions', () => {
  const change = { what: 'Something is another thing.', operations: ['get_order'], events: [], answer: (body: object) => body };
  const good: ApiVersion[] = [{ version: '2026-11-01', changes: [], deprecated: '2027-02-28', sunset: '2028-02-28' }, { version: '2027-01-01', changes: [change] }];
  const faults = (list: ApiVersion[], text = change.what) => registryFaults(list, text, ['get_order'], ['order.paid']);
  const [first, second] = good as [ApiVersion, ApiVersion];

  it('is right where all is told', () => {
    expect(faults(good)).toEqual([]);
    expect([monthsAfter('2027-02-28', 12), monthsAfter('2028-02-29', 12), monthsAfter('2027-12-31', 2)]).toEqual(['2028-02-28', '2029-02-28', '2028-02-29']);
  });

  it.each<[RegExp, ApiVersion[]]>([
    [/shorter than 12 months/, [{ ...first, sunset: '2028-02-27' }, second]],
    [/no dates by which it is left/, [{ version: first.version, changes: [] }, second]],
    [/no dates by which it is left/, [{ version: first.version, changes: [], deprecated: '2027-02-28' }, second]],
    [/is not newer/, [first, { ...second, version: '2026-11-01' }]],
    [/is the newest, and is to be left/, [first, { ...second, deprecated: '2028-01-01', sunset: '2029-01-01' }]],
    [/to be left before there is another/, [{ ...first, deprecated: '2026-12-31' }, second]],
    [/is no date/, [first, { ...second, version: '2027-02-30' }]],
    [/is the first, and changes something/, [{ ...first, changes: [change] }, second]],
    [/changes nothing/, [first, { ...second, changes: [] }]],
    [/no way from one form/, [first, { ...second, changes: [{ what: change.what, operations: ['get_order'], events: [] }] }]],
    [/names events without a way/, [first, { ...second, changes: [{ ...change, events: ['order.paid'] }] }]],
    [/names operations without a way/, [first, { ...second, changes: [{ what: change.what, operations: ['get_order'], events: ['order.paid'], event: (event) => event }] }]],
    [/concerns nothing/, [first, { ...second, changes: [{ ...change, operations: [] }] }]],
    [/changes all operations at once/, [first, { ...second, changes: [{ ...change, operations: 'all' }] }]],
    [/no operation get_orders/, [first, { ...second, changes: [{ ...change, operations: ['get_orders'] }] }]],
    [/no event order.payed/, [first, { ...second, changes: [{ ...change, events: ['order.payed'], event: (event) => event }] }]],
    [/is no sentence/, [first, { ...second, changes: [{ ...change, what: 'todo' }] }]],
  ])('is refused where it %s', (fault, list) => {
    expect(faults(list, `${change.what} todo`)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });

  it('is refused where CHANGELOG.md does not tell of a change', () => {
    expect(faults(good, 'nothing')).toEqual([expect.stringMatching(/CHANGELOG.md does not say/)]);
  });
});

describe('the form of a schema', () => {
  it('says null as one type among others, however it was written', () => {
    expect(shapeOfSchema({ type: 'string', nullable: true, description: 'x' })).toEqual({ type: ['null', 'string'] });
    expect(shapeOfSchema({ type: ['string', 'null'] })).toEqual({ type: ['null', 'string'] });
    expect(shapeOfSchema({ nullable: true, $ref: '#/components/schemas/X' })).toEqual({ oneOf: [{ $ref: 'X' }, { type: ['null'] }] });
  });
});
