import { CONTEXT_GRAPH } from './context-graph.js';
import { LIMITS } from './limits.js';
import { RULES } from './rules.js';
import { readTree } from './source-tree.js';

const tree = readTree(['libs', 'apps', 'db', 'bench', 'scripts', 'test', 'tools'], /\.(tsx?|mjs|sql)$|^context\.json$/);

describe('the rules of the house', () => {
  it('looks at a tree that is there', () => {
    expect(tree.size).toBeGreaterThan(100);
  });

  describe.each([...RULES, ...LIMITS, CONTEXT_GRAPH].map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    it('holds', () => {
      expect(rule.check(tree)).toEqual([]);
    });
    it('turns red on each planted violation', () => {
      expect([rule.planted].flat().filter((planted) => rule.check(new Map(Object.entries(planted))).length === 0)).toEqual([]);
    });
  });
});
