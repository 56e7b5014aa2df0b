/** Mounts and pets. */
import { INK, bare, cord, dot, flame, gem, line, put, shape, spark, type Paint } from './paint.js';

export function elk(paint: Paint): string {
  const antler = cord('M84 64C60 58 42 44 36 14M62 56C44 60 30 52 20 34M50 44C50 30 56 20 64 10', 'url(#gold)', 6);
  return put(antler + put(antler, 'matrix(-1 0 0 1 200 0)') + [[36, 16], [20, 36], [64, 14], [164, 16], [180, 36], [136, 14]].map(([x, y]) => flame(x!, y!, 22, paint)).join('')
    + shape('M52 216c-12-40 6-72 26-88h44c20 16 38 48 26 88z', paint.body) + line('M74 150l8 16M126 150l-8 16M90 160l10 20 10-20', INK, 3)
    + shape('M72 84C54 74 40 76 30 88c14 14 30 16 44 8zM128 84c18-10 32-12 42 0-14 14-30 16-44 8z', 'url(#hide)')
    + shape('M100 58c22 0 34 16 32 38l-10 46c-4 26-40 26-44 0L68 96c-2-22 10-38 32-38z', 'url(#hide)') + bare('M100 58c22 0 34 16 32 38l-10 46c-2 13-12 19-22 19z', '#2a1208', 0.3) + bare('M82 70c-6 8-8 18-6 30l6 24c0-20 0-36 8-56z', '#fff', 0.22)
    + shape('M82 138c8-8 28-8 36 0l-2 14c-6 12-26 12-32 0z', '#3a2018') + bare('M90 144c4 0 6 3 5 6-4 0-6-3-5-6zM110 144c-4 0-6 3-5 6 4 0 6-3 5-6z', '#000') + shape('M74 102c8-4 14-2 16 6-8 3-14 1-16-6zM126 102c-8-4-14-2-16 6 8 3 14 1 16-6z', paint.light, ' stroke-width="3"') + dot(83, 105, 2.6, INK) + dot(117, 105, 2.6, INK) + gem(100, 82, 10, paint), 'translate(9 15) scale(.91)');
}

export function drake(paint: Paint): string {
  return shape('M8 148C-2 88 20 36 84 12c-8 20-6 34 2 46 10-8 22-12 36-10-10 14-10 30-2 44L52 162z', paint.dark) + line('M84 14C64 46 50 92 50 152M86 58C70 82 60 114 56 150', INK, 3.5) + bare('M8 148C-2 88 20 36 84 12c-30 24-52 66-56 124z', '#fff', 0.14)
    + shape('M34 204c-8-54 6-86 34-104 12-30 36-48 64-44 22 4 44 20 54 42 4 12-4 20-14 20l-34 4c-18 14-16 34 0 54 8 10 12 18 12 28z', paint.body) + shape('M96 204c-14-30-10-60 14-80l28-2c-18 14-16 34 0 54 8 10 12 18 12 28z', paint.light) + line('M98 142c10 4 20 4 30-2M94 160c12 4 24 4 36-2M94 180c14 4 30 4 46-2', INK, 3)
    + shape('M96 72C82 48 58 34 30 36c18 12 28 30 36 50zM120 58c-4-22-18-38-40-46 10 16 14 32 16 52z', 'url(#gold)') + bare('M70 100c12-30 36-48 62-44 10 2 18 6 26 12-34-8-62 2-82 48-6 14-10 36-8 60-8-30-6-56 2-76z', '#fff', 0.25)
    + shape('M112 100c20 8 46 12 74 0 2 12-6 16-14 16l-34 4c-12-2-22-10-26-20z', paint.dark) + shape('M134 106l5 9 6-8zM152 108l5 8 6-9z', '#fff', ' stroke-width="2"')
    + shape('M122 80c8-10 20-10 28 0-8 8-20 8-28 0z', paint.light, ' stroke-width="3"') + bare('M138 72c4 4 4 12 0 16-4-4-4-12 0-16z', INK) + line('M114 70c12-8 26-8 38 0', INK, 4) + dot(174, 94, 3.5, INK) + shape('M62 122l-14-10 6 18zM52 148l-16-8 8 18zM46 174l-16-6 8 16z', 'url(#gold)')
    + line('M182 118v16', '#ffcf6b', 3.5) + shape('M172 134h20l4 10v22l-6 8h-16l-6-8v-22z', 'url(#gold)') + flame(182, 170, 26, paint);
}

export function wisp(paint: Paint): string {
  return bare('M100 30c46 0 74 32 74 72s-28 72-74 72-74-32-74-72 28-72 74-72z', paint.main, 0.22)
    + shape('M104 12c-8 20 6 28 24 42 24 18 30 46 14 72-12 20-30 26-34 44-4-10-12-14-22-18-30-10-46-34-40-62 4-20 18-28 20-48 8 4 12 10 12 18 14-10 22-26 26-48z', paint.shine) + bare('M104 12c-8 20 6 28 24 42 24 18 30 46 14 72-12 20-30 26-34 44-2-20 20-40 16-74-2-28-24-44-20-84z', paint.dark, 0.35) + bare('M62 82c-10 16-8 38 6 52-2-18 0-34 8-50z', '#fff', 0.6)
    + dot(82, 100, 11, INK) + dot(118, 100, 11, INK) + dot(85, 96, 4, '#fff', ' stroke="none"') + dot(121, 96, 4, '#fff', ' stroke="none"') + line('M93 120c4 5 10 5 14 0', INK, 4) + bare('M62 116c6-5 12-5 16 0-4 5-12 5-16 0zM122 116c6-5 12-5 16 0-4 5-12 5-16 0z', '#ff6f6f', 0.55)
    + spark(40, 46, 13, paint.light) + spark(168, 62, 10, paint.light) + spark(158, 158, 14, paint.light) + spark(34, 148, 9, paint.light);
}

/** A horse's head, for a mount of no other kind. */
export function steed(paint: Paint): string {
  return shape('M44 204c-6-70 10-118 52-150l-6-34 30 22c34 12 52 42 64 78 4 14-8 26-22 24-16-2-26-14-44-14-8 24 8 48 16 74z', 'url(#hide)') + bare('M120 42c34 12 52 42 64 78 4 14-8 26-22 24-16-2-26-14-44-14 20-20 22-56 2-88z', '#2a1208', 0.28)
    + shape('M96 54C70 46 44 60 34 92c10-6 16-6 20-2-14 14-24 36-24 64 8-8 14-10 20-8-8 18-12 38-10 58h26c-2-62 2-104 30-150z', paint.body) + shape('M122 84c8-6 18-4 24 4-8 6-18 4-24-4z', paint.light, ' stroke-width="3"') + dot(135, 87, 3.5, INK) + dot(170, 126, 3.5, INK) + cord('M118 60c14 20 18 40 14 66M132 110l40-14', 'url(#gold)', 4) + gem(130, 62, 8, paint);
}
