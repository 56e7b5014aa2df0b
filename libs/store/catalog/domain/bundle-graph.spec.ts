import { BUNDLE_DEPTH_MAX, BUNDLE_LINES_MAX, checkBundles, contentsOf, linesByBundle, type BundleLine } from './bundle-graph.js';

const line = (bundle_id: string, item_id: string, count = 1n, quantity = 1n): BundleLine => ({ bundle_id, item_id, count, quantity, is_system: false });
const chain = (length: number): BundleLine[] => Array.from({ length }, (_, i) => line(`b${i}`, `b${i + 1}`));
const fault = (lines: BundleLine[]): string | undefined => {
  try {
    checkBundles(lines);
    return undefined;
  } catch (error) {
    return (error as { extra: { errors: { type: string }[] } }).extra.errors[0]!.type;
  }
};

describe('Bundles', () => {
  it('may share an item, but not hold themselves through anything', () => {
    expect(fault([line('a', 'x'), line('b', 'x'), line('c', 'a'), line('c', 'b'), line('c', 'a')])).toBeUndefined();
    expect(fault([line('a', 'a')])).toBe('cycle');
    expect(fault([line('a', 'b'), line('b', 'c'), line('c', 'a')])).toBe('cycle');
    expect(fault([line('top', 'a'), line('a', 'b'), line('b', 'a')])).toBe('cycle');
  });

  it('are as deep as allowed and no deeper, in whichever order the lines come', () => {
    expect(fault(chain(BUNDLE_DEPTH_MAX))).toBeUndefined();
    expect(fault(chain(BUNDLE_DEPTH_MAX + 1))).toBe('depth');
    expect(fault(chain(BUNDLE_DEPTH_MAX + 1).reverse())).toBe('depth');
  });

  it('grant a bounded number of lines, however they multiply', () => {
    const wide = (bundle: string, item: string, lines: number) => Array.from({ length: lines }, () => line(bundle, item));
    expect(fault([...wide('a', 'x', 10), ...wide('b', 'a', 10), ...wide('c', 'b', 10)])).toBeUndefined();
    expect(fault([...wide('a', 'x', 10), ...wide('b', 'a', 10), ...wide('c', 'b', 10), line('c', 'x')])).toBe('size');
    expect(fault(wide('a', 'x', BUNDLE_LINES_MAX + 1))).toBe('size');
    expect(fault([...wide('a', 'x', 100), ...wide('b', 'a', 100), ...wide('c', 'b', 100), ...wide('d', 'c', 100), ...wide('e', 'd', 100)])).toBe('size');
  });

  it('grant no more units than a number holds', () => {
    expect(fault([line('a', 'x', 94_906_265n, 94_906_265n)])).toBeUndefined();
    expect(fault([line('a', 'x', 94_906_266n, 94_906_266n)])).toBe('size');
    expect(fault([line('a', 'x', 1_000_000n, 1_000_000n), line('b', 'a', 1_000n, 10n)])).toBe('size');
  });

  it('open up into what they hold, multiplied by the way there', () => {
    const lines = [line('top', 'mid', 2n, 5n), line('top', 'x', 7n), line('mid', 'x', 3n, 11n), line('mid', 'low', 4n, 6n), line('low', 'y', 9n), line('top', 'empty', 8n)];
    const contents = contentsOf('top', linesByBundle(lines)).map(({ item_id, count }) => [item_id, count]);
    expect(contents).toEqual([['x', 30n], ['y', 9n * 24n * 10n], ['x', 7n], ['empty', 8n]]);
    expect(contentsOf('nothing', linesByBundle(lines))).toEqual([]);
  });

  it('keep the contents of a system bundle as much to themselves as itself', () => {
    const lines = [{ ...line('top', 'mid'), is_system: true }, line('top', 'x'), line('mid', 'y'), { ...line('top', 'z'), is_system: true }];
    expect(contentsOf('top', linesByBundle(lines)).map(({ item_id, is_system }) => [item_id, is_system])).toEqual([['y', true], ['x', false], ['z', true]]);
  });
});
