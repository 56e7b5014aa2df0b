/** What is worn. */
import { INK, bare, cord, dot, flame, gem, line, shape, spark, type Paint } from './paint.js';

export function shield(paint: Paint): string {
  const edge = 'M100 18c22 14 46 20 68 20 2 64-18 112-68 144C50 150 30 102 32 38c22 0 46-6 68-20z';
  const field = 'M100 38c18 10 34 14 50 16 0 50-16 84-50 106-34-22-50-56-50-106 16-2 32-6 50-16z';
  return shape(edge, 'url(#gold)') + bare('M100 18c22 14 46 20 68 20l-2 10c-24-2-46-8-66-20-20 12-42 18-66 20l-2-10c22 0 46-6 68-20z', '#fff', 0.5)
    + shape(field, paint.body) + bare('M100 38c18 10 34 14 50 16 0 50-16 84-50 106z', '#000', 0.22) + bare('M58 62c10-2 22-6 32-12l-6 96C68 128 58 102 58 62z', '#fff', 0.16)
    + flame(100, 132, 70, paint) + dot(44, 48, 5, '#fff3c4') + dot(156, 48, 5, '#fff3c4') + dot(100, 170, 5, '#fff3c4');
}

export function plate(paint: Paint): string {
  const chest = 'M70 52c18 12 42 12 60 0l18 22-6 44 4 48c-30 14-62 14-92 0l4-48-6-44z';
  return shape(chest, 'url(#steel)') + bare('M100 61c10 0 20-3 30-9l18 22-6 44 4 48c-15 7-30 10-46 10z', '#4b5d82', 0.45)
    + line('M58 118c26 12 58 12 84 0M56 140c28 12 60 12 88 0', INK, 3) + line('M100 70v48', INK, 3) + bare('M72 66c6 6 14 8 22 9l-2 32c-10-2-18-4-24-8z', '#fff', 0.5)
    + shape('M70 50c-22-14-50 0-52 34 14 8 32 8 46-2z', paint.body) + shape('M130 50c22-14 50 0 52 34-14 8-32 8-46-2z', paint.body)
    + line('M22 78c14 4 28 2 40-6M178 78c-14 4-28 2-40-6', '#ffe3a0', 5) + bare('M28 66c6-14 18-20 32-18-14 4-22 10-28 20z', '#fff', 0.45)
    + shape('M78 46c14 10 30 10 44 0l6 14c-18 12-38 12-56 0z', 'url(#gold)') + gem(100, 96, 15, paint) + shape('M54 156h92v14c-30 12-62 12-92 0z', 'url(#hide)') + shape('M86 156h28v22H86z', 'url(#gold)');
}

export function leathers(paint: Paint): string {
  return shape('M66 40l34 18 34-18 34 30-18 40-14-8 4 66c-26 10-54 10-80 0l4-66-14 8-18-40z', 'url(#hide)') + bare('M100 58l34-18 34 30-18 40-14-8 4 66c-14 5-27 7-40 7z', '#2a1208', 0.3)
    + shape('M66 40l34 62 34-62-16-10H82z', paint.body) + bare('M82 30h36l-18 50z', '#000', 0.25) + line('M100 104v70', INK, 3)
    + line('M91 112l18 10M91 126l18 10M91 140l18 10', '#ffe0b0', 3.5) + line('M36 74l14 34M164 74l-14 34', '#e0a874', 4)
    + shape('M58 148h84l2 18H56z', 'url(#wood)') + shape('M86 145h28v24H86z', 'url(#gold)') + line('M62 70l72 70', INK, 9) + line('M62 70l72 70', '#8d5a33', 5) + dot(98, 106, 8, 'url(#gold)');
}

export function cloak(paint: Paint): string {
  return shape('M100 20c30 0 44 24 42 52 26 26 40 66 42 106-22-8-34 6-50-2-12-6-22 8-34 8s-22-14-34-8c-16 8-28-6-50 2 2-40 16-80 42-106-2-28 12-52 42-52z', paint.body)
    + bare('M100 20c30 0 44 24 42 52 26 26 40 66 42 106-22-8-34 6-50-2-8-4-14 0-20 4 14-40 10-80-14-94z', '#000', 0.3) + bare('M56 84c-14 22-24 50-28 82 8-1 14 0 20 2 2-30 6-60 16-80z', '#fff', 0.2)
    + shape('M100 36c20 0 28 18 26 38-8 14-18 20-26 20s-18-6-26-20c-2-20 6-38 26-38z', '#140b16') + line('M84 98c-10 24-16 50-18 78M116 98c10 24 16 50 18 78', INK, 3)
    + cord('M70 90c18 14 42 14 60 0', 'url(#gold)', 5) + gem(100, 102, 13, paint) + spark(88, 68, 6, paint.light) + spark(112, 68, 6, paint.light);
}

export function ring(paint: Paint): string {
  return `<circle cx="100" cy="124" r="46" fill="none" stroke="${INK}" stroke-width="26"/><circle cx="100" cy="124" r="46" fill="none" stroke="url(#gold)" stroke-width="18"/><path d="M62 104a44 44 0 0 1 22-20" fill="none" stroke="#fff" stroke-width="5" opacity=".8"/><path d="M138 148a44 44 0 0 1-60 14" fill="none" stroke="#8a4d0c" stroke-width="5" opacity=".6"/>`
    + shape('M74 66l-6 20 14 10h36l14-10-6-20z', 'url(#gold)') + gem(100, 56, 38, paint) + spark(126, 32, 14);
}

export function amulet(paint: Paint): string {
  return cord('M38 20c4 44 28 72 62 76 34-4 58-32 62-76', 'url(#gold)', 5) + line('M38 20c4 44 28 72 62 76 34-4 58-32 62-76', '#fff3c4', 2)
    + shape('M100 84l44 18v32c0 24-18 40-44 52-26-12-44-28-44-52v-32z', 'url(#gold)') + bare('M100 84l44 18v8l-44-18-44 18v-8z', '#fff', 0.55) + gem(100, 134, 34, paint) + dot(100, 92, 7, 'url(#gold)') + spark(122, 112, 12);
}

export function helm(paint: Paint): string {
  return shape('M100 34c34 0 54 26 54 60v50l-28 26h-52l-28-26V94c0-34 20-60 54-60z', 'url(#steel)') + bare('M100 34c34 0 54 26 54 60v50l-28 26h-26z', '#4b5d82', 0.45)
    + shape('M58 96h84l-6 18-28 6v44H92v-44l-28-6z', INK) + shape('M92 24h16l6 86H86z', 'url(#gold)') + shape('M100 8c26 2 40 14 46 34-16-8-30-12-46-12z', paint.body) + bare('M62 84c4-20 12-32 24-38-6 12-8 24-9 40z', '#fff', 0.55);
}
