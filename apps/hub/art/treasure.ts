/** Money and what it is kept in; heaps grow with what they are worth, from 0 to 5. */
import { INK, bare, dot, gem, line, put, shape, spark, type Paint } from './paint.js';

type Coin = (x: number, y: number, r: number) => string;

/** Pieces are told once per picture and shown as often as needed, see `definitionsFor`. */
const pieces = (id: string): Coin => (x, y, r) => `<use href="#${id}" transform="translate(${x} ${y}) scale(${r / 20})"/>`;
const goldPiece = pieces('coin');

/** Rows of a heap, back to front: how many, how high, how wide. */
function heap(coin: Coin, rows: [count: number, y: number, spread: number, r: number][]): string {
  return rows.map(([count, y, spread, r]) => Array.from({ length: count }, (_, at) => {
    const place = count === 1 ? 0 : at / (count - 1) - 0.5;
    return coin(+(100 + place * spread).toFixed(1), +(y + Math.abs(place) * r * 1.1).toFixed(1), r);
  }).join('')).join('');
}

const pouch = (paint: Paint): string =>
  shape('M72 74c-34 26-46 60-36 84 8 20 120 20 128 0 10-24-2-58-36-84z', 'url(#hide)') + bare('M128 74c34 26 46 60 36 84-4 10-34 15-64 15 30-20 40-60 16-99z', '#2a1208', 0.35) + bare('M64 92c-16 18-22 38-18 54 2-20 10-38 26-54z', '#fff', 0.25)
  + shape('M70 50c8-10 16 2 30-4 14 6 22-6 30 4l-4 28c-16 6-36 6-52 0z', 'url(#hide)') + shape('M68 70c20 8 44 8 64 0l2 12c-22 8-46 8-68 0z', paint.body) + shape('M120 80c12 4 18 14 16 26-10-2-18-10-20-22z', paint.body);

/** An open chest; what lies in it is drawn between its lid and its front. */
function chest(paint: Paint, inside: string): string {
  return shape('M30 84c0-34 22-50 70-50s70 16 70 50v14H30z', 'url(#wood)') + bare('M38 84c0-26 20-40 62-40s62 14 62 40v24H38z', '#1d0e10') + bare('M44 108c0-36 26-56 56-56s56 20 56 56z', paint.main, 0.45) + bare('M62 108c0-24 18-38 38-38s38 14 38 38z', paint.light, 0.6)
    + line('M30 88c0-36 22-54 70-54s70 18 70 54', '#ffcf6b', 6) + `<g clip-path="url(#rim)">${inside}</g>`
    + shape('M28 104h144l-8 66H36z', 'url(#wood)') + bare('M28 104h144l-2 14H30z', '#fff', 0.18) + line('M33 134h134', INK, 3)
    + shape('M28 104h144v12H28zM36 158h128l-2 12H38z', 'url(#gold)') + shape('M46 104h16l2 66H50zM138 104h16l-4 66h-14z', 'url(#gold)') + shape('M84 110h32v30c-8 10-24 10-32 0z', 'url(#gold)') + dot(100, 124, 6, INK) + line('M100 126v10', INK, 5);
}

/** A safe door with bolts, and light in its crack. */
const vault = (paint: Paint): string =>
  shape('M36 34h128v128H36z', 'url(#iron)') + bare('M36 34h128v14H36z', '#fff', 0.35) + shape('M52 50h96v96H52z', paint.body) + dot(100, 98, 36, 'url(#steel)') + dot(100, 98, 20, 'url(#gold)')
  + line('M100 66v64M68 98h64M78 76l44 44M122 76l-44 44', INK, 5) + dot(100, 98, 11, 'url(#gold)') + [44, 156].map((x) => [44, 98, 152].map((y) => dot(x, y, 5, '#dfe7f5')).join('')).join('');

export function embers(paint: Paint, size: number): string {
  const around = (rows: [number, number, number, number][]) => heap(pieces(`stone-${paint.name}`), rows);
  return [
    () => around([[1, 66, 0, 46], [2, 128, 92, 40]]),
    () => put(pouch(paint), 'translate(0 -6)') + around([[1, 46, 0, 20], [3, 158, 116, 21]]),
    () => chest(paint, around([[3, 78, 70, 20], [4, 94, 96, 18]])),
    () => put(chest(paint, around([[3, 66, 66, 21], [4, 84, 104, 20], [3, 96, 70, 18]])), 'translate(0 -12)') + around([[4, 164, 150, 20]]),
    () => put(vault(paint), 'translate(0 -14)') + around([[4, 150, 150, 20], [5, 170, 160, 19]]),
    () => around([[1, 48, 0, 26], [2, 70, 52, 26], [3, 96, 96, 26], [4, 124, 132, 26], [5, 154, 156, 25]]) + shape('M68 36l-6-26 20 14 18-22 18 22 20-14-6 26c-20 8-44 8-64 0z', 'url(#gold)') + gem(100, 32, 8, paint),
  ][Math.min(size, 5)]!();
}

const sack = (): string =>
  shape('M78 66c-40 22-52 64-38 90 10 18 110 18 120 0 14-26 2-68-38-90z', 'url(#hide)') + bare('M122 66c40 22 52 64 38 90-5 9-33 14-60 14 34-20 40-66 8-104z', '#2a1208', 0.3) + shape('M74 40c10-8 16 2 26-2 10 4 16-6 26 2l-8 28H82z', 'url(#hide)') + shape('M78 62h44l3 12H75z', 'url(#gold)') + goldPiece(100, 118, 26);

export function gold(paint: Paint, size: number): string {
  const around = (rows: [number, number, number, number][]) => heap(goldPiece, rows);
  return [
    () => around([[1, 78, 0, 44], [2, 128, 88, 42]]),
    () => sack() + around([[3, 166, 110, 19]]),
    () => around([[2, 72, 40, 24], [3, 94, 80, 24], [4, 120, 116, 24], [5, 148, 140, 24]]),
    () => cart(around([[2, 52, 40, 19], [3, 66, 76, 19], [4, 82, 104, 19]])),
    () => chest(paint, around([[3, 66, 66, 20], [4, 84, 104, 19], [3, 96, 70, 18]])),
    () => chest(paint, around([[2, 52, 40, 20], [3, 68, 66, 20], [4, 88, 104, 19]])) + around([[5, 170, 160, 18]]),
  ][Math.min(size, 5)]!();
}

function cart(load: string): string {
  const wheel = (x: number): string => dot(x, 146, 28, 'url(#wood)') + dot(x, 146, 19, '#2a1610') + line(`M${x} 122v48M${x - 24} 146h48M${x - 17} 129l34 34M${x + 17} 129l-34 34`, '#c08a57', 5) + dot(x, 146, 8, 'url(#gold)');
  return load + shape('M24 90h152l-18 46H42z', 'url(#wood)') + bare('M24 90h152l-3 12H27z', '#fff', 0.22) + line('M34 112h132', INK, 3) + line('M176 92l18-14', INK, 11) + line('M176 92l18-14', '#8d5a33', 6) + wheel(66) + wheel(136);
}

export function key(metal: 'gold' | 'silver' | 'bronze', paint: Paint): string {
  const fill = `url(#${metal})`;
  return put(shape('M100 12c26 0 44 18 44 42 0 20-12 34-30 40v50h26v16h-14v12h-12v14H88V94C70 88 58 74 58 54c0-24 16-42 42-42zm0 20a22 22 0 1 0 0 44 22 22 0 0 0 0-44z', fill, ' fill-rule="evenodd"')
    + bare('M68 54c0-18 12-32 32-32-14 6-20 16-22 32z', '#fff', 0.7) + shape('M80 92h42v12H80z', fill) + gem(100, 54, 15, paint), 'rotate(35 100 100)') + spark(150, 36, 13);
}

/** Open, with light; `inside` are the things that rise from it. */
export const openChest = chest;

export function crate(paint: Paint): string {
  return shape('M34 60l66-26 66 26v82l-66 32-66-32z', 'url(#wood)') + bare('M100 90l66-30v82l-66 32z', '#2a1208', 0.4) + shape('M34 60l66-26 66 26-66 30z', 'url(#hide)') + line('M100 90v84', INK, 4)
    + shape('M34 60l14 6v82l-14-6zM86 84l14 6v84l-14-7zM166 60l-14 6v82l14-6z', 'url(#gold)') + shape('M60 98l22 10v34l-22-10z', paint.body) + spark(71, 120, 13, paint.light);
}

export function crown(paint: Paint): string {
  return shape('M36 148l-12-86 42 34 34-62 34 62 42-34-12 86c-38 14-90 14-128 0z', 'url(#gold)') + bare('M100 34l34 62 42-34-12 86c-19 7-41 10-64 10z', '#8a4d0c', 0.28) + bare('M36 134c38 12 90 12 128 0l-2 16c-38 14-86 14-124 0z', '#8a4d0c', 0.55) + dot(24, 58, 9, paint.main) + dot(176, 58, 9, paint.main) + dot(100, 30, 10, paint.main) + gem(100, 118, 18, paint) + gem(62, 124, 11, paint) + gem(138, 124, 11, paint) + spark(130, 60, 12);
}
