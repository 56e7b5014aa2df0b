import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { DOCUMENTED_EVENTS, eventSchema } from '../domain/event-schemas.js';
import { eventDocuments } from './event-documents.js';
import { exampleEvent } from './event-examples.js';

const folder = path.resolve(import.meta.dirname, '../../../../docs/reference/events');
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

// UPDATE_DOCS=1 writes the files that this test compares.
if (process.env.UPDATE_DOCS) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of eventDocuments()) writeFileSync(path.join(folder, name), content);
}

interface ContractSchema {
  properties: Record<string, { nullable?: boolean; type?: string }>;
  required: string[];
}
const contract = (JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../../test/contract/s2s-contract.json'), 'utf8')) as { components: { schemas: Record<string, ContractSchema> } }).components.schemas;

/** Members that the contract wants and are not there, or that are null and may not be. */
function faults(name: string, value: Record<string, unknown>): string[] {
  const { properties, required } = contract[name]!;
  return [...required.filter((member) => value[member] === undefined), ...Object.keys(properties).filter((member) => value[member] === null && !properties[member]!.nullable)];
}

describe('the documents of the events', () => {
  it('are the ones that the code makes: run this test with UPDATE_DOCS=1 after a change', () => {
    const onDisk = new Map((existsSync(folder) ? readdirSync(folder) : []).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
    expect([...onDisk.keys()].sort()).toEqual([...eventDocuments().keys()].sort());
    for (const [name, content] of eventDocuments()) expect({ name, content: onDisk.get(name) }).toEqual({ name, content });
  });

  it.each(DOCUMENTED_EVENTS)('%s: the example fits its schema, and every member of it is described', (type) => {
    const validate = ajv.compile(eventSchema(type));
    const example = exampleEvent(type) as Record<string, unknown>;
    validate(example);
    expect(validate.errors).toBeNull();
    const described = (eventSchema(type).properties as Record<string, { properties?: object }>).event_data!.properties!;
    expect(Object.keys(example.event_data as object).filter((member) => !(member in described))).toEqual([]);
    expect(validate({ ...example, event_data: {} })).toBe(false);
    expect(validate({ ...example, idempotency_key: null })).toBe(false);
  });

  // Events of ours, about a reservation and about items of a refund.
  const ours: readonly string[] = ['order.reserve', 'order.release', 'refund.consumption', 'refund.clawback'];

  it.each(DOCUMENTED_EVENTS.filter((type) => /^(order|payment|refund)\./.test(type) && !ours.includes(type)))('%s carries what the contract reads', (type) => {
    const { event_data } = exampleEvent(type) as { event_data: Record<string, unknown> & { items: Record<string, unknown>[] } };
    const isPayment = type.startsWith('payment.');
    expect(faults(isPayment ? 'PaymentRead' : 'OrderRead', event_data)).toEqual([]);
    for (const item of event_data.items) expect(faults(isPayment ? 'Item' : 'OrderItemRead', item)).toEqual([]);
  });

  it('name nothing of a checkout secret', () => {
    for (const content of eventDocuments().values()) expect(content).not.toMatch(/checkout\/cs_/);
  });
});
