import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { DOCUMENTED_EVENTS } from '../domain/event-schemas.js';
import { asyncApiDocument } from './asyncapi-document.js';

const file = path.resolve(import.meta.dirname, '../../../../docs/reference/asyncapi.json');
const text = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
type Parsed = Awaited<ReturnType<Parser['parse']>>;
const parse = (document: object): Promise<Parsed> => new Parser({ ruleset: { core: true, recommended: false } }).parse(JSON.stringify(document));
const faultsOf = ({ diagnostics }: Parsed) => diagnostics.filter(({ severity }) => severity === 0).map(({ message, path: place }) => `${place.join('.')}: ${message}`);

// The parser needs seconds on a busy machine.
jest.setTimeout(120_000);

describe('the AsyncAPI document', () => {
  let parsed: Parsed;
  beforeAll(async () => { parsed = await parse(asyncApiDocument()); });

  it('is the one that the code makes: run this test with UPDATE_DOCS=1 after a change', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(file, text(asyncApiDocument()));
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(text(asyncApiDocument()));
  });

  it('is AsyncAPI 3', async () => {
    expect(faultsOf(parsed)).toEqual([]);
    const planted = (action: string) => parse({ ...asyncApiDocument(), channels: { webhook: { address: null } }, operations: { planted: { action, channel: { $ref: '#/channels/webhook' } } }, components: {} });
    expect(faultsOf(await planted('send'))).toEqual([]);
    expect(faultsOf(await planted('publish'))).not.toEqual([]);
  });

  it('has an operation with a message of every event, and says how it is answered', () => {
    const operations = parsed.document!.operations().all();
    expect(operations.map((each) => [each.id(), each.action(), each.messages().all().map((message) => message.name())])).toEqual(DOCUMENTED_EVENTS.map((type) => [type, 'send', [type]]));
    for (const operation of operations) {
      expect(operation.bindings().get('http')!.value()).toMatchObject({ method: 'POST' });
      expect(operation.reply()!.messages().all().map((message) => message.name())).toEqual(operation.id() === 'player.verify' ? ['player', 'refusal'] : operation.id() === 'webhook.challenge' ? ['challenge_answer'] : operation.id() === 'refund.consumption' ? ['consumption'] : ['refusal']);
    }
  });

  it.each(DOCUMENTED_EVENTS)('%s has an example that fits its schema and whose headers sign it', (type) => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    const message = parsed.document!.operations().get(type)!.messages().all()[0]!;
    const [example] = message.examples().all();
    const [headers, payload] = [example!.headers() as Record<string, string>, example!.payload() as { event_data: object }];
    const validate = (schema: object, value: object) => ajv.validate(withoutMarks(schema), value);
    expect([validate(message.headers()!.json() as object, headers), validate(message.payload()!.json() as object, payload)]).toEqual([true, true]);
    expect(validate(message.payload()!.json() as object, { ...payload, event_data: {} })).toBe(false);
    const signature = createHmac('sha256', Buffer.from('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${JSON.stringify(payload)}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    expect(message.bindings().get('http')!.value()).toHaveProperty('headers');
  });

  it('names no checkout secret', () => expect(text(asyncApiDocument())).not.toMatch(/checkout\/cs_/));
});

/** The parser writes marks of its own into what it has read. */
function withoutMarks(value: object): object {
  return JSON.parse(JSON.stringify(value, (key, member: unknown) => (key.startsWith('x-parser-') ? undefined : member))) as object;
}
