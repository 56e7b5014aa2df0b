import { BundleRefused } from '../contracts/errors.js';

/** One line of what a bundle holds; `quantity` is the held item's own. */
export interface BundleLine {
  bundle_id: string;
  item_id: string;
  count: bigint;
  quantity: bigint;
  /** The held item's own, too. */
  is_system: boolean;
}

export const BUNDLE_DEPTH_MAX = 5;
/** What one bundle grants in the end, in lines: a few bundles of bundles multiply fast. */
export const BUNDLE_LINES_MAX = 1_000;
const UNITS_MAX = BigInt(Number.MAX_SAFE_INTEGER);

export function linesByBundle<L extends { bundle_id: string }>(lines: readonly L[]): Map<string, L[]> {
  const byBundle = new Map<string, L[]>();
  for (const line of lines) byBundle.set(line.bundle_id, [...(byBundle.get(line.bundle_id) ?? []), line]);
  return byBundle;
}

interface Extent {
  depth: number;
  lines: number;
  /** The largest number of units that one line comes to. */
  units: bigint;
}

/** Throws `catalog.bundle_refused` for a bundle that holds itself, is more than five levels deep, or grants more than can be told in numbers. */
export function checkBundles(lines: readonly BundleLine[]): void {
  const byBundle = linesByBundle(lines);
  const extents = new Map<string, Extent>();
  const extentOf = (id: string, above: readonly string[]): Extent => {
    if (above.includes(id)) throw new BundleRefused('A bundle cannot hold itself, not even through another one.', 'cycle');
    const known = extents.get(id);
    if (known) return known;
    const extent: Extent = { depth: 0, lines: 0, units: 1n };
    for (const line of byBundle.get(id) ?? []) {
      const inner = extentOf(line.item_id, [...above, id]);
      const units = line.count * line.quantity * inner.units;
      extent.depth = Math.max(extent.depth, inner.depth + 1);
      extent.lines += Math.max(inner.lines, 1);
      extent.units = units > extent.units ? units : extent.units;
    }
    if (extent.depth > BUNDLE_DEPTH_MAX) throw new BundleRefused(`Bundles are nested at most ${BUNDLE_DEPTH_MAX} deep.`, 'depth');
    if (extent.lines > BUNDLE_LINES_MAX) throw new BundleRefused(`A bundle grants at most ${BUNDLE_LINES_MAX} lines in all.`, 'size');
    if (extent.units > UNITS_MAX) throw new BundleRefused('A bundle grants more units of an item than 2^53 − 1.', 'size');
    extents.set(id, extent);
    return extent;
  };
  for (const id of byBundle.keys()) extentOf(id, []);
}

/**
 * What a bundle grants in the end: a bundle within it is replaced by its contents, its count and own quantity multiplied into theirs; those of a system bundle
 * are the system's. A bundle of nothing stands for itself.
 */
export function contentsOf<L extends BundleLine>(bundleId: string, byBundle: ReadonlyMap<string, readonly L[]>): L[] {
  return (byBundle.get(bundleId) ?? []).flatMap((line) => {
    const inner = contentsOf(line.item_id, byBundle);
    return inner.length === 0 ? [line] : inner.map((each) => ({ ...each, count: each.count * line.count * line.quantity, is_system: each.is_system || line.is_system }));
  });
}
