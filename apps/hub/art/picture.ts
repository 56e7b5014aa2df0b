import { axe, bow, dagger, hammer, staff, sword } from './weapons.js';
import { amulet, cloak, helm, leathers, plate, ring, shield } from './armour.js';
import { drake, elk, steed, wisp } from './creatures.js';
import { backpack, book, builder, crystal, food, hourglass, lightning, pass, potion, purseBoost, quill, relic, scroll, torch } from './goods.js';
import { costume, hero } from './heroes.js';
import { lookOf, type Look } from './look.js';
import { INK, definitionsFor, paintOf, put, spark, TONES, type Paint } from './paint.js';
import { crate, crown, embers, gold, key, openChest } from './treasure.js';

type Drawing = (paint: Paint, look: Look) => string;

const METALS = ['bronze', 'silver', 'gold'] as const;

const DRAWINGS: Record<string, Drawing> = {
  amulet, axe, backpack, book, bow, builder, cloak, crate, crown, crystal, dagger, drake, elk, food, hammer, helm, hourglass, leathers, lightning, pass, plate, potion, quill, relic, ring, scroll, shield, staff, steed, torch, wisp,
  purse: purseBoost,
  sword: (paint, { variant }) => sword(paint, variant),
  hero: (paint, { variant }) => hero(paint, variant),
  costume: (paint, { variant }) => costume(paint, variant),
  embers: (paint, { size }) => embers(paint, size),
  gold: (paint, { size }) => gold(paint, size),
  key: (paint, { variant }) => key(METALS[variant] ?? 'gold', paint),
};

/** Portraits fill their picture, everything else stands within it. */
const FILLING = new Set(['hero', 'costume', 'elk', 'drake', 'steed']);

function drawn(sku: string, type: string): string {
  const look = lookOf(sku, type);
  return (DRAWINGS[look.kind] ?? crystal)(paintOf(look.tone), look);
}

/** Where up to three things stand that rise from a chest. */
const RISING: Record<number, [x: number, y: number, turn: number, scale: number][]> = {
  0: [], 1: [[44, -32, 0, 0.56]], 2: [[2, -18, -16, 0.56], [86, -18, 16, 0.56]], 3: [[-10, 4, -24, 0.54], [102, 4, 24, 0.54], [44, -34, 0, 0.56]],
};

function bundle(paint: Paint, contents: string[]): string {
  const shown = contents.slice(0, 3);
  const things = shown.map((sku, at) => {
    const [x, y, turn, scale] = RISING[shown.length]![at]!;
    return put(put(drawn(sku, 'item'), `scale(${scale})`), `translate(${x} ${y}) rotate(${turn} 55 55)`);
  });
  return put(openChest(paint, things.join('') || spark(100, 70, 30, paint.light)), 'translate(0 30) scale(1)');
}

function backdrop(look: Look): string {
  const { light } = TONES[look.tone];
  const rays = look.grade < 2 ? '' : `<g fill="${light}" opacity="${(0.05 + look.grade * 0.02).toFixed(2)}">${[0, 36, 72, 108, 144, 180, 216, 252, 288, 324].map((turn) => `<path d="M100 96L78-280h44z" transform="rotate(${turn} 100 96)"/>`).join('')}</g>`;
  const sparks = look.grade < 1 ? '' : [[24, 40, 7], [176, 30, 9], [182, 132, 6], [18, 142, 8], [60, 16, 5], [148, 182, 5]].slice(0, look.grade + 2).map(([x, y, size]) => spark(x!, y!, size!, light, 0.75)).join('');
  return `<path d="M-400-300h1000v800H-400z" fill="url(#sky-${look.tone})"/>${rays}<ellipse cx="100" cy="96" rx="86" ry="84" fill="${light}" opacity=".13"/>${FILLING.has(look.kind) ? '' : '<ellipse cx="100" cy="184" rx="66" ry="9" fill="#000" opacity=".35"/>'}${sparks}`;
}

/** The picture of an item that has none, as SVG; a bundle shows what is in it. */
export function pictureOf(sku: string, type: string, contents: string[] = []): string {
  const look = lookOf(sku, type);
  const thing = look.kind === 'bundle' ? bundle(paintOf(look.tone), contents) : drawn(sku, type);
  const scale = FILLING.has(look.kind) ? '' : ' transform="translate(11 9) scale(.89)"';
  const picture = `${backdrop(look)}<g stroke="${INK}" stroke-width="4.5" stroke-linejoin="round" stroke-linecap="round"${scale}>${thing}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><defs>${definitionsFor(picture)}</defs>${picture}</svg>`;
}
