import { CONTEXT_GRAPH, RULES } from './rules.js';
import { readTree } from './source-tree.js';

const tree = readTree(['libs', 'apps', 'db'], /\.(tsx?|sql)$|^context\.json$/);

describe('the rules of the house', () => {
  it('looks at a tree that is there', () => {
    expect(tree.size).toBeGreaterThan(100);
  });

  describe.each([...RULES, CONTEXT_GRAPH].map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    it('holds', () => {
      expect(rule.check(tree)).toEqual([]);
    });
    it('turns red on the planted violation', () => {
      expect(rule.check(new Map(Object.entries(rule.planted))).length).toBeGreaterThan(0);
    });
  });
});
