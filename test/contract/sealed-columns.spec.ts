import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DERIVED_KEYS_SEALED } from '#platform/crypto/derived-keys';
import { sealedBy, type SealedColumn } from '#platform/crypto/sealed-columns';
import { IDEMPOTENCY_SEALED } from '#platform/http/idempotency-claims';
import { allModules } from '../../apps/contexts.js';
import { columnsOf } from '../../tools/docs/personal-data.js';
import { isTest, readTree, ROOT } from '../arch/source-tree.js';

/** Bytes that nobody seals. What is added here stays readable to whoever has a copy of the database. */
const CLEAR: Record<string, string> = {
  'payments.psp_notification.body': 'what the provider has told, signed by it', 'receipts.file.pdf': 'names nobody, and is given out as it is',
  'platform.audit_entry.hash': 'a hash', 'platform.audit_entry.previous_hash': 'a hash', 'platform.audit_head.hash': 'a hash',
  'platform.idempotency.body': 'answers of builds before 0004_sealed_answers, and what stands in place of erased ones',
  'platform.seal_stretch.sum': 'a sum of keyed hashes', 'platform.seal_head.sum': 'a sum of keyed hashes', 'platform.seal_roster.sum': 'a sum of keyed hashes',
  'webhooks.delivery.head': 'what a game server is sent', 'webhooks.delivery.tail': 'what a game server is sent', 'webhooks.event.head': 'what a game server is sent',
};

const registered: readonly SealedColumn[] = [DERIVED_KEYS_SEALED, ...IDEMPOTENCY_SEALED, ...allModules.flatMap((module) => sealedBy(module))];
const nameOf = ({ table, column }: SealedColumn): string => `${table}.${column}`;

/** Columns of bytes, or called sealed, of which nobody says whether a change of the master key has to seal them again. */
function unlisted(columns: ReadonlyMap<string, string>, sealed: readonly SealedColumn[]): string[] {
  const known = new Set([...Object.keys(CLEAR), ...sealed.map(nameOf)]);
  return [...columns].filter(([name, type]) => type.startsWith('bytea') || /(^|_)sealed(_|$)/.test(name.split('.').at(-1)!)).map(([name]) => name).filter((name) => !known.has(name));
}

/** Seals what it has opened. */
const AGAIN = 'libs/platform/crypto/key-rotation.ts';

/** Sources that seal something and give nobody its column. */
function sealingAlone(tree: Iterable<[string, string]>): string[] {
  return [...tree].filter(([file, text]) => file.startsWith('libs/') && file !== AGAIN && !isTest(file) && /\benvelope\.seal\(/.test(text) && !/export const \w+_SEALED\b/.test(text)).map(([file]) => file);
}

describe('sealed columns', () => {
  const schema = readFileSync(path.join(ROOT, 'db/schema.sql'), 'utf8');
  const columns = columnsOf(schema);

  it('are all known to whoever seals everything again', () => {
    expect(unlisted(columns, registered)).toEqual([]);
    for (const sealed of registered) expect([...columns.keys()]).toContain(nameOf(sealed));
    for (const name of Object.keys(CLEAR)) expect([...columns.keys()]).toContain(name);
    expect(new Set(registered.map(nameOf)).size).toBe(registered.length);
  });

  it.each(registered.map((sealed) => [nameOf(sealed), sealed] as const))('%s is named by its place and its primary key', (name, { table, column, tenant, key, place, form }) => {
    expect(place('id', 'member')).toMatch(new RegExp(`^${table.replace('.', '\\.')}\\|`));
    if (table !== 'platform.idempotency') expect(place('id', 'member')).toBe(`${table}|${column}|id`);
    expect(schema).toMatch(new RegExp(`^-- CONSTRAINTS ${table.replace('.', '\\.')}\\n(?:--   .*\\n)*?--   \\w+_pkey PRIMARY KEY \\(${tenant === 'operator' ? key : `${tenant}, ${key}`}\\)`, 'm'));
    expect(columns.get(name)).toMatch({ bytes: /^bytea/, text: /^text/, members: /^jsonb/ }[form]);
  });

  it('are given by every source that seals, and taken by its module', () => {
    const tree = [...readTree(['libs'], /\.ts$/)];
    expect(sealingAlone(tree)).toEqual([]);
    const given = tree.filter(([file]) => file.startsWith('libs/') && !isTest(file)).flatMap(([, text]) => [...text.matchAll(/export const (\w+_SEALED)\b/g)].map((match) => match[1]!));
    const taken = tree.filter(([file]) => /\/module\.ts$|\/key-rotation\.ts$/.test(file)).map(([, text]) => /@Seals\(([^)]*)\)/.exec(text)?.[1] ?? (text.includes('class KeyRotation') ? text : '')).join('\n');
    expect(given.length).toBeGreaterThan(6);
    expect(given.filter((name) => !taken.includes(name))).toEqual([]);
  });

  it('turn red when one is forgotten', () => {
    expect(unlisted(new Map([...columns, ['sign_in.hub_user.diary', 'bytea']]), registered)).toEqual(['sign_in.hub_user.diary']);
    expect(unlisted(new Map([...columns, ['sign_in.hub_user.name_sealed', 'text']]), registered)).toEqual(['sign_in.hub_user.name_sealed']);
    expect(unlisted(columns, registered.filter(({ column }) => column !== 'totp_sealed'))).toEqual(['access.member.totp_sealed', 'staff.person.totp_sealed']);
    expect(sealingAlone([['libs/reach/webhooks/x.ts', "this.envelope.seal(text, gameId, 'x')"]])).toEqual(['libs/reach/webhooks/x.ts']);
  });
});
