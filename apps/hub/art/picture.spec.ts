import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { lookOf } from './look.js';
import { pictureOf } from './picture.js';

interface DemoItem { sku: string; type: string; nested?: [sku: string, count: number][] }

const { items } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../cli/seed/demo-game.json'), 'utf8')) as { items: DemoItem[] };
const pictures = items.map(({ sku, type, nested = [] }) => pictureOf(sku, type, nested.map(([inside]) => inside)));

describe('A drawn picture', () => {
  it('is another one for every item of the demo game, and the same each time', () => {
    expect(new Set(pictures).size).toBe(items.length);
    expect(pictureOf('sword-dawn', 'item')).toBe(pictureOf('sword-dawn', 'item'));
  });

  it('shows what the sku says, else what the type says, else a crystal', () => {
    expect([['sword-dawn', 'item'], ['gems-500', 'item'], ['x-17', 'lootbox'], ['pack-of-swords', 'bundle'], ['thingamajig', 'item']].map(([sku, type]) => lookOf(sku!, type!).kind))
      .toEqual(['sword', 'embers', 'crate', 'bundle', 'crystal']);
  });

  it('grows with what a pack is worth', () => {
    expect([100, 550, 1_200, 2_600, 7_000, 15_000].map((amount) => lookOf(`embers-${amount}`, 'currency').size)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(lookOf('gold-60k', 'currency').size).toBeGreaterThan(lookOf('gold-10k', 'currency').size);
  });

  it('gives a costume the face of its hero, in other colours', () => {
    const [hero, skin] = [lookOf('hero-kestrel', 'item'), lookOf('skin-kestrel-dusk', 'item')];
    expect([skin.variant, skin.tone === hero.tone]).toEqual([hero.variant, false]);
  });

  it('shows what is in a bundle', () => {
    expect(pictureOf('bundle-x', 'bundle', ['sword-dawn'])).not.toBe(pictureOf('bundle-x', 'bundle', ['bow-gale']));
  });

  it('holds nothing but shapes: no script, no words, nothing from elsewhere, and none of what was asked for', () => {
    for (const picture of pictures) {
      expect(picture).not.toMatch(/<(script|style|text|image|foreignObject)|href="(?!#)|on\w+=|NaN|undefined/);
      for (const [, id] of picture.matchAll(/(?:url\(|href=")#([\w-]+)/g)) expect(picture).toContain(`id="${id}"`);
    }
    fc.assert(fc.property(fc.string(), fc.string(), fc.array(fc.string(), { maxLength: 3 }), (sku, type, contents) => {
      expect(pictureOf(`${sku}<b>`, type, [...contents, '"><script>'])).not.toMatch(/<b>|<script|"">/);
    }), { numRuns: 200 });
  });

  it('is small', () => {
    const weights = pictures.map((picture) => gzipSync(picture).length);
    expect(Math.max(...weights)).toBeLessThan(4_000);
    expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).toBeLessThan(1_500);
  });
});
