/** Potions, papers, boosts and whatever else fits into a bag. */
import { INK, bare, cord, dot, flame, gem, line, put, shape, spark, type Paint } from './paint.js';

function bottle(paint: Paint): string {
  return shape('M84 30h32v34c28 10 44 32 44 60 0 34-26 56-60 56s-60-22-60-56c0-28 16-50 44-60z', '#dff1ff', ' fill-opacity=".5"') + bare('M46 116c20-12 34 8 54 2 22-6 34-16 54-4 2 38-22 60-54 60s-56-24-54-58z', paint.main) + bare('M154 114c2 38-22 60-54 60 28-12 40-40 34-66 8 0 14 2 20 6z', paint.dark, 0.5) + bare('M46 116c20-12 34 8 54 2 22-6 34-16 54-4l1 6c-22-10-34 0-56 6-20 4-34-14-54-4z', paint.light)
    + bare('M58 96c-8 12-12 26-8 44 4 8 8 8 8 0-2-16 2-30 10-44 4-8-4-8-10 0z', '#fff', 0.85) + dot(92, 146, 6, paint.light, ' stroke="none"') + dot(114, 134, 4, paint.light, ' stroke="none"') + dot(112, 158, 4.5, paint.light, ' stroke="none"') + shape('M78 24h44v16H78z', 'url(#gold)') + shape('M86 6h28v18H86z', 'url(#wood)');
}

export const potion = (paint: Paint): string => put(bottle(paint), 'translate(4 52) scale(.62) rotate(-12 100 100)') + put(bottle(paint), 'translate(74 54) scale(.6) rotate(12 100 100)') + put(bottle(paint), 'translate(28 34) scale(.76)') + spark(158, 40, 13, paint.light) + spark(36, 44, 9, paint.light);

export function scroll(paint: Paint): string {
  return put(shape('M52 38h96v124H52z', 'url(#paper)') + line('M68 70h64M68 86h64M68 102h44', '#a3793f', 5) + bare('M128 38h20v124h-20z', '#8a5a1e', 0.25) + shape('M40 26h120c10 0 10 24 0 24H40c-10 0-10-24 0-24zM40 150h120c10 0 10 24 0 24H40c-10 0-10-24 0-24z', 'url(#paper)') + bare('M40 26h120c5 0 8 6 7 12H33c-1-6 2-12 7-12z', '#fff', 0.5)
    + shape('M30 24h10v28H30zM160 24h10v28h-10zM30 148h10v28H30zM160 148h10v28h-10z', 'url(#gold)') + shape('M100 108l20 10 2 22-22 12-22-12 2-22z', paint.body) + spark(100, 130, 13, paint.light), 'rotate(-10 100 100)');
}

export function book(paint: Paint): string {
  return shape('M22 62c26-12 56-8 78 8 22-16 52-20 78-8v98c-26-10-56-6-78 10-22-16-52-20-78-10z', paint.body) + shape('M32 52c24-8 48-4 68 12 20-16 44-20 68-12v96c-24-8-48-4-68 12-20-16-44-20-68-12z', 'url(#paper)') + bare('M100 64c20-16 44-20 68-12v96c-24-8-48-4-68 12z', '#8a5a1e', 0.2) + line('M100 64v94', INK, 4)
    + line('M46 78c14-2 28 0 40 8M46 96c14-2 28 0 40 8M46 114c14-2 28 0 40 8M154 114c-14-2-28 0-40 8', '#b08a4e', 4.5) + shape('M134 30l28 34h-16v34h-24V64h-16z', paint.shine) + spark(54, 40, 13, paint.light) + spark(100, 28, 9, paint.light);
}

export function purseBoost(paint: Paint): string {
  const wing = shape('M60 100C44 70 24 60 4 62c2 14 8 22 16 26-6 2-10 4-14 8 8 10 16 14 24 14-4 4-6 8-8 12 14 8 28 4 40-6z', '#fff') + line('M20 88c12-2 22 2 32 10M30 110c8-2 16-4 24-2', '#9fb0c8', 3);
  return wing + put(wing, 'matrix(-1 0 0 1 200 0)') + `<ellipse cx="100" cy="112" rx="58" ry="56" fill="#a8640f"/><ellipse cx="100" cy="104" rx="58" ry="56" fill="url(#gold)"/><ellipse cx="100" cy="104" rx="43" ry="41" fill="none" stroke="#a8640f" stroke-width="4"/>` + bare('M52 92c6-22 22-34 44-36-18 8-30 20-34 40-4 6-10 4-10-4z', '#fff', 0.75) + shape('M100 70l30 34h-16v34H86v-34H70z', paint.shine) + spark(150, 40, 13) + spark(48, 34, 9);
}

export function hourglass(paint: Paint): string {
  return shape('M58 34h84c2 34-14 50-30 66 16 16 32 32 30 66H58c-2-34 14-50 30-66-16-16-32-32-30-66z', '#dff1ff', ' fill-opacity=".55"') + bare('M66 62h68c-6 14-16 22-26 34h-16C82 84 72 76 66 62zM62 160c4-20 22-24 36-36 2-10 2-10 4 0 14 12 32 16 36 36z', paint.main) + bare('M66 62h68l-4 8H70z', paint.light) + shape('M48 20h104v18H48zM48 162h104v18H48z', 'url(#gold)') + line('M54 38v124M146 38v124', INK, 11) + line('M54 38v124M146 38v124', '#d28a1c', 5) + bare('M72 46c0 14 6 24 14 34-10-6-18-18-18-34z', '#fff', 0.8) + spark(164, 60, 12, paint.light);
}

export function builder(paint: Paint): string {
  const mallet = shape('M92 80h16v104H92z', 'url(#wood)') + shape('M56 30h88v54H56z', 'url(#iron)') + bare('M56 30h88v12H56z', '#fff', 0.4) + shape('M84 30h32v54H84z', 'url(#gold)');
  const trowel = shape('M92 120h16v62H92z', 'url(#wood)') + line('M100 120V92', INK, 12) + line('M100 120V92', '#9fb0c8', 6) + shape('M100 12l36 62c-20 20-52 20-72 0z', 'url(#steel)') + bare('M100 12l36 62c-10 10-22 15-36 15z', '#4b5d82', 0.4);
  const teeth = [0, 45, 90, 135].map((turn) => shape('M90 96h20v68H90z', 'url(#steel)', ` transform="rotate(${turn} 100 130)"`)).join('');
  return put(trowel, 'rotate(40 100 100)') + put(mallet, 'rotate(-40 100 100)') + teeth + dot(100, 130, 26, 'url(#steel)') + dot(100, 130, 13, paint.main) + bare('M78 124c4-12 14-18 26-18-10 4-16 10-18 20z', '#fff', 0.7);
}

export function pass(paint: Paint): string {
  return line('M38 26h124', INK, 14) + line('M38 26h124', '#d28a1c', 8) + dot(34, 26, 9, 'url(#gold)') + dot(166, 26, 9, 'url(#gold)') + shape('M50 30h100v126l-50 28-50-28z', paint.body) + bare('M100 30h50v126l-50 28z', '#000', 0.22) + line('M60 38v112l40 23 40-23V38', '#ffcf6b', 4)
    + shape('M116 58c-26-4-46 14-46 38s20 44 46 38c-18-8-26-22-26-38s8-30 26-38z', 'url(#gold)') + spark(118, 96, 20, paint.light) + spark(76, 62, 7, paint.light) + spark(132, 138, 7, paint.light) + shape('M76 150h48l-8 14 8 14H76l8-14z', 'url(#gold)') + line('M92 164h16', INK, 4);
}

export function backpack(paint: Paint): string {
  return line('M76 44c0-34 48-34 48 0', INK, 16) + line('M76 44c0-34 48-34 48 0', '#8d5a33', 8) + shape('M48 66c0-20 20-34 52-34s52 14 52 34l8 96c-30 18-90 18-120 0z', 'url(#hide)') + bare('M100 32c32 0 52 14 52 34l8 96c-15 9-37 14-60 14z', '#2a1208', 0.3) + shape('M44 68c0-24 22-38 56-38s56 14 56 38l2 38c-34 16-82 16-116 0z', paint.body) + bare('M52 66c4-18 20-28 44-28-22 8-32 24-34 58l-10-4z', '#fff', 0.28)
    + shape('M66 122h68v40c-20 8-48 8-68 0z', 'url(#hide)') + line('M66 134h68', INK, 3) + shape('M62 92h14v40H62zM124 92h14v40h-14z', 'url(#wood)') + shape('M60 112h18v16H60zM122 112h18v16h-18z', 'url(#gold)') + shape('M24 116h22v44H30zM176 116h-22v44h16z', 'url(#hide)') + gem(100, 86, 12, paint);
}

export function quill(paint: Paint): string {
  return shape('M34 116h118v52H34z', 'url(#paper)') + shape('M34 116l-14 26 14 26zM152 116l14 26-14 26z', paint.body) + line('M54 152c10-18 14 8 24-8s12 8 22-6 10 6 26-2', INK, 5) + bare('M34 116h118v10H34z', '#fff', 0.5)
    + put(shape('M0 0C-10-50 6-100 46-128c4 28 2 50-6 66l-10 2 6 6C28-30 16-12 0 0z', paint.shine) + line('M-8 20C0-30 14-76 42-118', INK, 4) + bare('M46-128c4 28 2 50-6 66l-10 2 6 6C28-30 16-12 0 0c12-40 24-84 46-128z', paint.dark, 0.4), 'translate(112 140)') + spark(60, 60, 14, paint.light) + spark(36, 90, 8, paint.light);
}

export function relic(paint: Paint): string {
  return bare('M100 20c44 0 72 30 72 68s-28 68-72 68-72-30-72-68 28-68 72-68z', paint.main, 0.25) + shape('M50 182h100l-12-26H62z', 'url(#iron)') + cord('M64 160C36 130 36 70 62 46M136 160c28-30 28-90 2-114M100 158v-16', 'url(#gold)', 7) + dot(100, 92, 50, paint.body) + bare('M100 42a50 50 0 0 1 0 100c30-26 30-70 0-100z', '#000', 0.3) + bare('M64 82c4-20 16-30 32-32-12 8-20 18-24 34-3 7-9 5-8-2z', '#fff', 0.85)
    + line('M116 46l-14 26 16 12-22 24 14 12-10 20', INK, 8) + line('M116 46l-14 26 16 12-22 24 14 12-10 20', paint.light, 4) + spark(40, 40, 11, paint.light) + spark(164, 44, 14, paint.light) + spark(170, 130, 9, paint.light);
}

export function food(paint: Paint): string {
  return shape('M24 96h152c-2 50-30 78-76 78s-74-28-76-78z', paint.body) + bare('M100 96h76c-2 50-30 78-76 78 30-14 44-40 44-70z', '#000', 0.25) + shape('M24 96c0-18 34-30 76-30s76 12 76 30-34 24-76 24-76-6-76-24z', 'url(#gold)') + dot(70, 94, 16, paint.main) + dot(110, 88, 18, paint.light) + dot(140, 98, 13, paint.main) + line('M80 54c-8-12 8-18 0-32M110 50c-8-12 8-18 0-32', '#fff', 5);
}

export function lightning(paint: Paint): string {
  return shape('M118 10L44 108h42l-16 82 88-112h-46l20-68z', paint.shine) + bare('M132 10l-20 68h46L70 190l30-92z', paint.dark, 0.35) + bare('M116 16L58 96h10z', '#fff', 0.7) + spark(160, 46, 13, paint.light) + spark(36, 60, 10, paint.light);
}

/** A cut crystal over a ring of light: for what no word explains. */
export function crystal(paint: Paint): string {
  return shape('M60 150l-22-50 16-18 24 62zM140 150l22-50-16-18-24 62z', paint.body) + shape('M100 12l34 44-10 106-24 18-24-18L66 56z', paint.shine) + bare('M100 12l34 44-10 106-24 18V70z', paint.dark, 0.45) + bare('M100 12L66 56l34 14 34-14z', '#fff', 0.55) + bare('M66 56l34 14v110l-24-18z', '#fff', 0.18) + spark(150, 44, 13) + spark(44, 60, 9, paint.light);
}

export const torch = (paint: Paint): string => shape('M86 96h28l-6 92H92z', 'url(#wood)') + shape('M76 84h48l-6 24H82z', 'url(#iron)') + flame(100, 92, 84, paint);
