/** Portraits, cut at the shoulders: a ranger, a smith, a seer, a raven, a knight. Which one an item shows goes by its name, its tone may differ. */
import { helm } from './armour.js';
import { INK, bare, cord, dot, gem, line, put, shape, spark, type Paint } from './paint.js';

const eyes = (y: number, iris: string, apart = 17): string => [100 - apart, 100 + apart].map((x) =>
  `<ellipse cx="${x}" cy="${y}" rx="8.5" ry="6.5" fill="#fff" stroke-width="2.5"/><circle cx="${x}" cy="${y}" r="4.6" fill="${iris}" stroke="none"/><circle cx="${x}" cy="${y}" r="2.2" fill="${INK}" stroke="none"/><circle cx="${x + 1.6}" cy="${y - 1.8}" r="1.4" fill="#fff" stroke="none"/>`).join('');
const brows = (y: number, color: string, tilt: number): string => line(`M74 ${y - tilt}q9 ${tilt - 4} 19 ${tilt + 1}M126 ${y - tilt}q-9 ${tilt - 4} -19 ${tilt + 1}`, color, 5);

function ranger(paint: Paint): string {
  return shape('M4 204c2-48 40-70 96-70s94 22 96 70z', paint.body) + bare('M100 134c56 0 94 22 96 70h-70z', '#000', 0.3)
    + shape('M100 14c46 0 70 36 66 84-2 30-16 52-30 62H64C50 150 36 128 34 98c-4-48 20-84 66-84z', paint.body) + bare('M100 14c46 0 70 36 66 84-2 30-16 52-30 62h-14c20-30 24-100-22-146z', '#000', 0.28) + bare('M60 34C44 50 40 76 44 102c2-30 12-54 34-76-6 0-12 4-18 8z', '#fff', 0.28)
    + shape('M100 42c30 0 44 22 42 52-2 30-20 54-42 60-22-6-40-30-42-60-2-30 12-52 42-52z', 'url(#skin)')
    + shape('M58 92c-2-32 12-50 42-50s44 18 42 50c-6-20-14-28-22-30-14 14-40 16-48 8-6 6-12 12-14 22z', '#5b2f1c') + eyes(98, paint.dark) + brows(86, '#4a2415', 5)
    + line('M100 100c-2 8-4 12-1 16h5M89 130c7 5 15 5 22 0', '#8a4f33', 3.5) + bare('M58 92c0 32 18 56 42 62 24-6 42-30 42-62 4 44-14 72-42 80-28-8-46-36-42-80z', '#000', 0.25)
    + shape('M150 60c22-18 32-32 34-52-22 8-36 22-42 44z', paint.shine) + line('M148 58l26-36', paint.dark, 3)
    + cord('M58 168c26 14 58 14 84 0', 'url(#gold)', 5) + gem(100, 176, 13, paint);
}

function smith(paint: Paint): string {
  const shoulder = shape('M2 204c0-40 22-58 56-56 8 14 10 36 6 56z', 'url(#iron)') + line('M12 182c12-14 28-20 46-18', '#d3dcec', 4) + dot(30, 190, 5, 'url(#gold)');
  return shape('M28 204c6-38 32-56 72-56s66 18 72 56z', 'url(#hide)') + shoulder + put(shoulder, 'matrix(-1 0 0 1 200 0)')
    + shape('M48 92c-10-4-14 4-12 12s8 14 16 12zM152 92c10-4 14 4 12 12s-8 14-16 12z', 'url(#skin)')
    + shape('M100 24c32 0 50 24 50 58 0 34-18 60-50 60s-50-26-50-60c0-34 18-58 50-58z', 'url(#skin)') + bare('M118 28c20 10 32 30 32 54 0 34-18 60-50 60 26-20 34-70 18-114z', '#7a3b20', 0.25)
    + shape('M48 86c2 20 10 26 24 24 10-10 46-10 56 0 14 2 22-4 24-24 12 54-6 96-52 112-46-16-64-58-52-112z', paint.body) + line('M76 128c2 18 8 34 18 46M124 128c-2 18-8 34-18 46M100 132v52', INK, 2.5) + bare('M54 108c0 28 10 50 30 66-16-26-20-44-18-62z', '#fff', 0.25)
    + shape('M76 112c8-10 18-10 24-4 6-6 16-6 24 4-8 8-18 8-24 3-6 5-16 5-24-3z', paint.shine) + line('M90 124c6 3 14 3 20 0', INK, 3)
    + bare('M93 80h14l5 16c-6 6-18 6-24 0z', '#fff', 0.18) + line('M87 94c-2 8 4 11 13 11s15-3 13-11', '#8a4f33', 3.5) + eyes(82, '#5a3418', 20) + shape('M64 74c8-8 20-6 30 2l-2 6c-10-4-18-4-26 0zM136 74c-8-8-20-6-30 2l2 6c10-4 18-4 26 0z', paint.dark, ' stroke-width="2.5"')
    + shape('M46 60c8-32 28-44 54-44s46 12 54 44c-30-14-78-14-108 0z', 'url(#hide)') + line('M48 60c30-12 74-12 104 0', '#ffcf6b', 5) + dot(82, 42, 13, 'url(#gold)') + dot(118, 42, 13, 'url(#gold)') + dot(82, 42, 7.5, paint.light) + dot(118, 42, 7.5, paint.light);
}

function seer(paint: Paint): string {
  return shape('M100 12c50 0 70 38 66 86 0 40 14 66 26 106H8c12-40 26-66 26-106-4-48 16-86 66-86z', paint.body) + bare('M100 12c50 0 70 38 66 86 0 40 14 66 26 106h-50c10-60 10-150-42-192z', '#000', 0.25) + line('M42 110c-2 34-10 60-20 86M158 110c2 34 10 60 20 86M56 130c-2 24-6 44-12 66M144 130c2 24 6 44 12 66', paint.light, 3)
    + shape('M84 138h32v22c-8 12-24 12-32 0z', 'url(#skin)') + shape('M34 204c4-34 26-46 50-48 8 10 24 10 32 0 24 2 46 14 50 48z', paint.shine) + line('M66 204c2-16 10-28 20-38M134 204c-2-16-10-28-20-38', paint.dark, 3.5)
    + shape('M100 40c28 0 42 20 40 52-2 32-22 52-40 58-18-6-38-26-40-58-2-32 12-52 40-52z', 'url(#skin)') + bare('M100 40c28 0 42 20 40 52-2 32-22 52-40 58 22-24 26-70 0-110z', '#7a3b20', 0.2)
    + line('M74 98c4 7 14 7 18 0M108 98c4 7 14 7 18 0', INK, 4) + line('M73 100l-4 4M127 100l4 4', INK, 3) + line('M74 84c6-5 13-5 19-2M126 84c-6-5-13-5-19-2', paint.dark, 4) + bare('M64 112c6-6 16-6 20 0-4 6-14 6-20 0zM116 112c6-6 16-6 20 0-4 6-14 6-20 0z', '#ff6b6b', 0.4)
    + line('M100 100c-1 7-3 11-1 14', '#9a5c3e', 3) + shape('M91 127c5-3 6-1 9-1s4-2 9 1c-4 6-14 6-18 0z', '#c9465a', ' stroke-width="2"')
    + shape('M100 22c-38 0-54 32-50 82 8-20 34-30 50-58 16 28 42 38 50 58 4-50-12-82-50-82z', paint.body) + bare('M96 28c-24 4-36 22-38 50 10-14 26-22 38-50z', '#fff', 0.35)
    + cord('M52 74c20-4 36-12 48-26 12 14 28 22 48 26', 'url(#gold)', 4) + gem(100, 58, 12, paint) + line('M56 116v12M144 116v12', '#ffcf6b', 4) + gem(56, 136, 7, paint) + gem(144, 136, 7, paint) + spark(30, 60, 10, paint.light) + spark(172, 48, 8, paint.light);
}

function raven(paint: Paint): string {
  const plume = (x: number, y: number, turn: number, fill: string): string => put(shape('M0 0c16-14 18-44 2-72-16 26-16 58-2 72z', fill) + line('M0-4C4-26 4-44 2-62', INK, 2), `translate(${x} ${y}) rotate(${turn})`);
  const collar = [[18, 200, -58], [40, 194, -38], [64, 192, -22]].map(([x, y, turn]) => plume(x!, y!, turn!, paint.body) + plume(200 - x!, y!, -turn!, paint.body)).join('');
  return collar + shape('M30 204c6-36 34-52 70-52s64 16 70 52z', '#2b2338') + shape('M100 18c40 0 62 30 60 74-2 36-22 66-60 72-38-6-58-36-60-72-2-44 20-74 60-74z', '#2b2338') + bare('M100 18c40 0 62 30 60 74-2 36-22 66-60 72 34-30 40-96 0-146z', '#000', 0.35)
    + [[64, 34, -30], [82, 26, -14], [118, 26, 14], [136, 34, 30], [100, 24, 0]].map(([x, y, turn]) => put(shape('M0 8c10-10 10-26 0-40-10 14-10 30 0 40z', paint.body), `translate(${x} ${y! + 14}) rotate(${turn})`)).join('')
    + shape('M54 78c14-16 32-14 46-2 14-12 32-14 46 2-2 26-14 38-30 40l-16 56-16-56c-16-2-28-14-30-40z', 'url(#iron)') + bare('M100 76c14-12 32-14 46 2-2 26-14 38-30 40l-16 56z', '#000', 0.3) + bare('M62 78c10-8 22-6 34 4l-2 20-8 8z', '#fff', 0.2)
    + dot(78, 92, 13, INK) + dot(122, 92, 13, INK) + dot(78, 92, 8, paint.main, ' stroke="none"') + dot(122, 92, 8, paint.main, ' stroke="none"') + spark(78, 92, 9) + spark(122, 92, 9) + line('M88 126l8 6M112 126l-8 6', INK, 3) + cord('M52 160c28 18 68 18 96 0', 'url(#gold)', 4);
}

function knight(paint: Paint): string {
  return shape('M2 204c4-44 38-60 98-60s94 16 98 60z', 'url(#iron)') + shape('M2 204c2-40 24-54 54-54 10 18 12 36 8 54zM198 204c-2-40-24-54-54-54-10 18-12 36-8 54z', paint.body) + put(helm(paint), 'translate(2 -8) scale(.98)') + line('M66 178c22 10 46 10 68 0', '#ffcf6b', 5);
}

/** In the order of `PORTRAIT_TONES`. */
const PORTRAITS = [ranger, smith, seer, raven, knight];

export const hero = (paint: Paint, variant: number): string => PORTRAITS[variant % PORTRAITS.length]!(paint);

/** The same face in another coat, with the glitter of something new. */
export const costume = (paint: Paint, variant: number): string => hero(paint, variant) + [[30, 150, 15], [172, 160, 18], [160, 28, 12], [22, 60, 10]].map(([x, y, size]) => spark(x!, y!, size!, paint.light)).join('');
