import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EVERYTHING, AT_REST, InvariantBook, heldBy } from '#platform/invariants/invariants';
import { allModules } from '../../apps/contexts.js';
import { CATALOGUE, invariantsPage } from '../../tools/docs/invariants.js';
import { ROOT } from '../arch/source-tree.js';
import { ALL_HELD, ALL_INVARIANTS } from '../support/invariants.js';

const PAGE = path.join(ROOT, 'docs/reference/invariants.md');

describe('the invariants', () => {
  it('that close a suite are those that the contexts contribute to a running installation', () => {
    const contributed = allModules.flatMap((module) => heldBy(module) ?? []);
    expect(new Set(ALL_HELD.slice(1))).toEqual(new Set(contributed));
    for (const held of contributed) expect(ALL_HELD).toContain(held);
  });

  it('agree with a book that somebody keeps', () => {
    const book = new InvariantBook(ALL_HELD);
    expect(book.invariants.map(({ id }) => id)).toEqual(ALL_INVARIANTS.map(({ id }) => id));
    for (const each of book.invariants) expect(book.statement(each, EVERYTHING, AT_REST)).toMatch(/ LIMIT 20$/);
  });

  it('have one name each', () => {
    expect(() => new InvariantBook([...ALL_HELD, { invariants: [ALL_INVARIANTS[0]!] }])).toThrow(`Two invariants are called ${ALL_INVARIANTS[0]!.id}`);
  });

  it('are printed as the code has them', () => {
    const page = invariantsPage(ALL_HELD);
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page);
    expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(page);
  });

  it('turn the page red when one is added or renamed', () => {
    expect(invariantsPage([...ALL_HELD, { invariants: [{ id: 'planted.one', of: 'I1', says: 'x', installation: 'SELECT 1' }] }])).not.toBe(readFileSync(PAGE, 'utf8'));
  });

  it('have a word on each of I1 to I34: a statement, what holds it otherwise, or why not yet', () => {
    expect(CATALOGUE.map(({ of }) => of)).toEqual(Array.from({ length: 34 }, (_, n) => `I${n + 1}`));
    const stated = new Set<string>(ALL_INVARIANTS.map(({ of }) => of));
    expect(CATALOGUE.filter(({ of, held, notYet }) => !stated.has(of) && !held && !notYet)).toEqual([]);
    expect([...stated].filter((of) => !CATALOGUE.some((each) => each.of === of))).toEqual([]);
  });
});
