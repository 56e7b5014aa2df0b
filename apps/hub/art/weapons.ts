/** Blades, bows and what else is held in a hand. All are drawn on 200 × 200. */
import { INK, bare, cord, dot, flame, gem, line, put, shape, spark, type Paint } from './paint.js';

const hilt = (paint: Paint): string =>
  shape('M93 134h14v36H93z', 'url(#hide)') + line('M92 144l16-6M92 155l16-6M92 166l16-6', INK, 2.5)
  + shape('M62 128c10-12 66-12 76 0l5 10c-16-8-70-8-86 0z', 'url(#gold)') + bare('M68 128c14-8 50-8 64 0-20-4-44-4-64 0z', '#fff', 0.55)
  + dot(100, 177, 10, 'url(#gold)') + gem(100, 130, 9, paint);

/** Three blades: straight, of ice, broad. */
const BLADES = [
  (paint: Paint) => shape('M100 8l15 24v94H85V32z', 'url(#steel)') + bare('M100 8l15 24v94h-15z', '#5b6d90', 0.45) + bare('M97 34h6v88h-6z', paint.main) + bare('M89 34l4-6v94h-4z', '#fff', 0.7),
  (paint: Paint) => shape('M101 6l17 30-7 11 12 28-9 13 4 38H82l4-36-9-15 11-27-6-14z', paint.shine) + bare('M101 6l17 30-7 11 12 28-9 13 4 38h-16l5-50-6-28z', paint.dark, 0.4) + bare('M98 30l3 20-10 30 3 40h-6l3-34-8-12 10-26-4-10z', '#fff', 0.75),
  (paint: Paint) => shape('M100 8c22 14 26 40 18 64l-2 54H84l-2-54C74 48 78 22 100 8z', 'url(#steel)') + bare('M100 8c22 14 26 40 18 64l-2 54h-16z', '#4f6083', 0.45) + bare('M96 30h8v90h-8z', paint.main) + spark(100, 60, 14, paint.light),
];

export function sword(paint: Paint, variant: number): string {
  return put(BLADES[variant % BLADES.length]!(paint) + hilt(paint), 'rotate(38 100 100)');
}

export function dagger(paint: Paint): string {
  const one = shape('M100 22c14 18 17 46 12 78H88c-4-30 0-58 12-78z', 'url(#steel)') + bare('M100 22c14 18 17 46 12 78h-12z', paint.dark, 0.5) + bare('M94 48c-2 14-3 30-2 48h4c-1-20 0-36 2-50z', '#fff', 0.75)
    + shape('M72 100h56l-6 13H78z', 'url(#gold)') + shape('M92 113h16l-2 38H94z', 'url(#hide)') + line('M92 124l15-5M93 136l14-5', INK, 2.5) + gem(100, 158, 11, paint);
  return put(one, 'rotate(-42 100 104) translate(-4 4)') + put(one, 'rotate(42 100 104) translate(4 4)');
}

export function bow(paint: Paint): string {
  const wood = 'M74 16c46 10 62 48 52 84 10 36-6 74-52 84';
  const drawn = line('M74 16L52 100l22 84', '#fff8e6', 2.5) + line('M40 100h122', INK, 9) + line('M40 100h122', '#d9a066', 4.5)
    + cord(wood, 'url(#wood)', 9) + line('M80 20c40 12 52 46 42 78', '#e7b27b', 3)
    + cord('M124 84c3 10 3 22 0 32', paint.main, 12) + shape('M154 86l30 14-30 14 6-14z', 'url(#steel)') + shape('M36 84l20 12v8l-20 12 6-16z', paint.shine)
    + dot(74, 16, 6, 'url(#gold)') + dot(74, 184, 6, 'url(#gold)');
  return put(drawn, 'rotate(-40 100 100) translate(0 0)');
}

export function staff(paint: Paint): string {
  const claw = 'M100 92c-26-2-38-22-34-44 4 12 10 18 18 20M100 92c26-2 38-22 34-44-4 12-10 18-18 20';
  return put(shape('M94 88h12l-2 100h-8z', 'url(#wood)') + line('M93 112h14M94 124h12M95 176h10', '#ffd98a', 4) + flame(100, 80, 66, paint) + cord(claw, 'url(#gold)', 6) + gem(100, 96, 10, paint), 'rotate(32 100 100)');
}

export function hammer(paint: Paint): string {
  const head = shape('M44 34h112l10 12v38l-10 12H44L34 84V46z', 'url(#iron)') + bare('M44 34h112l10 12H34z', '#fff', 0.45) + bare('M34 84h132l-10 12H44z', '#000', 0.3)
    + shape('M44 34v62L34 84V46zM156 34v62l10-12V46z', 'url(#steel)') + shape('M78 34h44v62H78z', 'url(#gold)') + gem(100, 64, 16, paint);
  return put(shape('M92 96h16l-1 80H93z', 'url(#wood)') + line('M92 128l16-8M92 144l16-8M92 160l16-8', INK, 3) + shape('M88 174h24v12H88z', 'url(#gold)') + head, 'rotate(30 100 104)');
}

export function axe(paint: Paint): string {
  const blade = shape('M106 34c30-16 56-10 62 2-14 18-16 42-4 64-14 6-38 4-58-14z', 'url(#steel)') + bare('M168 36c-14 18-16 42-4 64l-8-2c-10-22-8-44 4-62z', '#fff', 0.8);
  return put(shape('M92 20h16l-1 164H93z', 'url(#wood)') + blade + put(blade, 'matrix(-1 0 0 1 200 0)') + shape('M84 40h32v44H84z', 'url(#gold)') + gem(100, 62, 13, paint), 'rotate(24 100 100)');
}
