import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS } from '#platform/config/config';
import { ASKED_EVENTS, SENT_EVENTS } from '../../libs/reach/webhooks/domain/event-types.js';
import { WEBHOOK_EVENT_TYPES } from '#studio/game-servers/commands';
import { expressionsPage } from '../../tools/docs/expressions.js';
import { configurationPage, contextMapPage, notYetPage, type DeclaredContext, type NotYetEntry } from '../../tools/docs/reference.js';
import { ROOT } from '../arch/source-tree.js';
import { contract } from './contract-client.js';

function contexts(): string[] {
  return readdirSync(path.join(ROOT, 'libs')).filter((group) => group !== 'platform')
    .flatMap((group) => readdirSync(path.join(ROOT, 'libs', group)).map((name) => `${group}/${name}`)).filter((name) => existsSync(path.join(ROOT, 'libs', name, 'context.json')));
}

function notYet(): NotYetEntry[] {
  return contexts().flatMap((name) => {
    const file = path.join(ROOT, 'libs', name, 'http/not-yet.ts');
    return existsSync(file) ? (require(file) as { NOT_YET: NotYetEntry[] }).NOT_YET : [];
  });
}

/** What a webhook may take and nothing sends; groups stand for what they hold, and what is refused stands in the table. */
function unsent(): string[] {
  const refused = new Set(notYet().flatMap(({ field }) => (field.startsWith('events.') ? [field.slice('events.'.length)] : [])));
  const sent = new Set<string>([...SENT_EVENTS, ...ASKED_EVENTS]);
  return WEBHOOK_EVENT_TYPES.filter((type) => !type.endsWith('.*') && !sent.has(type) && !refused.has(type)).sort();
}

function hold(file: string, text: string): void {
  const at = path.join(ROOT, file);
  if (process.env.UPDATE_DOCS) writeFileSync(at, text);
  expect(text).toBe(existsSync(at) ? readFileSync(at, 'utf8') : '');
}

describe('generated pages tell the truth of today', () => {
  it('fields that are not supported yet', () => hold('docs/reference/not-yet.md', notYetPage(notYet(), unsent())));

  it('names every event that can be subscribed to and is not sent', () => {
    expect(unsent()).toEqual(expect.arrayContaining(['subscription.activated', 'coupon.redeemed', 'analytics.hub.login']));
    expect(unsent().filter((type) => (SENT_EVENTS as readonly string[]).includes(type))).toEqual([]);
  });

  it('names only operations and fields that the contract has', () => {
    const operations = new Set(Object.values(contract.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId)));
    expect(notYet().filter(({ operation }) => !operations.has(operation))).toEqual([]);
  });

  it('the configuration', () => hold('docs/reference/configuration.md', configurationPage(SETTINGS)));

  it('the language of conditions', () => hold('docs/reference/expressions.md', expressionsPage()));

  it('the context map', () => hold('docs/architecture/context-map.md', contextMapPage(contexts().map((name) => JSON.parse(readFileSync(path.join(ROOT, 'libs', name, 'context.json'), 'utf8')) as DeclaredContext))));

  it('turns red when a page is stale', () => {
    expect(notYetPage([{ operation: 'x', field: 'planted', why: '' }], [])).not.toBe(readFileSync(path.join(ROOT, 'docs/reference/not-yet.md'), 'utf8'));
  });

  it('has a specification for each context', () => {
    expect(contexts().filter((name) => !existsSync(path.join(ROOT, 'libs', name, 'README.md')))).toEqual([]);
  });
});
