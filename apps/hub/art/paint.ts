/** Colours of the drawn pictures. A tone is what an item's words bring with them; metals and cloth are the same everywhere. */

export interface Tone {
  light: string;
  main: string;
  dark: string;
  /** Behind the thing, from the middle outwards. */
  glow: string;
  deep: string;
}

export const TONES = {
  ember: { light: '#ffdc8a', main: '#ff7d2e', dark: '#a52a10', glow: '#c9432c', deep: '#360d20' },
  dawn: { light: '#fff4bf', main: '#ffc444', dark: '#b06a0c', glow: '#6a55c2', deep: '#1b1540' },
  frost: { light: '#ebfcff', main: '#74d2ff', dark: '#1f6db6', glow: '#3488c6', deep: '#0d2040' },
  tide: { light: '#cffff3', main: '#31d2bf', dark: '#0b6a74', glow: '#1b8a8e', deep: '#082535' },
  leaf: { light: '#eaffbd', main: '#82d95a', dark: '#2b7535', glow: '#3f8a49', deep: '#0e2821' },
  dusk: { light: '#f2deff', main: '#b47fff', dark: '#5a2bae', glow: '#6e46c4', deep: '#1b113c' },
  rose: { light: '#ffdde4', main: '#ff6483', dark: '#a0193f', glow: '#b6375a', deep: '#320c22' },
  steel: { light: '#f1f5fc', main: '#a4b6cf', dark: '#46577a', glow: '#5f7396', deep: '#151d32' },
  ash: { light: '#ffe9d2', main: '#cf9f76', dark: '#6a4424', glow: '#4f7191', deep: '#131f33' },
  aurora: { light: '#dcfff2', main: '#5cedb6', dark: '#2a6fb8', glow: '#5560cf', deep: '#141743' },
} as const satisfies Record<string, Tone>;

export type ToneName = keyof typeof TONES;

/** The line around everything. */
export const INK = '#190f1f';

const across = (id: string, from: string, to: string, turn = 'x1="0" y1="0" x2="0" y2="1"'): string => `<linearGradient id="${id}" ${turn}><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;

const MATERIALS: Record<string, string> = {
  steel: across('steel', '#f3f7ff', '#8798b5'),
  iron: across('iron', '#8f9db5', '#3d4964'),
  gold: across('gold', '#ffe9a0', '#d28a1c'),
  silver: across('silver', '#ffffff', '#9fb0c8'),
  bronze: across('bronze', '#f3b681', '#8d4b22'),
  wood: across('wood', '#b57a48', '#5d341b'),
  hide: across('hide', '#c48a58', '#6d4023'),
  paper: across('paper', '#fff6dc', '#dcb983'),
  skin: across('skin', '#f6cfa8', '#c98f66'),
};

export interface Paint extends Tone {
  name: ToneName;
  /** The tone as a gradient from light to main, and from main to dark. */
  shine: string;
  body: string;
}

/** What drawings paint with; the ids stand for gradients that `gradientsIn` finds. */
export const paintOf = (name: ToneName): Paint => ({ ...TONES[name], name, shine: `url(#shine-${name})`, body: `url(#body-${name})` });

/** What a drawing names and does not hold itself: pieces that it shows many times, and gradients. */
export function definitionsFor(drawing: string): string {
  const pieces = [...new Set([...drawing.matchAll(/href="#(stone|coin)(?:-([a-z]+))?"/g)].map(([, kind, tone]) => (tone ? `${kind}-${tone}` : kind!)))].map((id) => {
    const tone = TONES[id.split('-')[1] as ToneName];
    return `<g id="${id}">${tone ? gem(0, 0, 20, tone) + spark(-7, -8.4, 6.8) : GOLD_PIECE}</g>`;
  }).join('');
  const rim = drawing.includes('#rim') ? '<clipPath id="rim"><path d="M-99-199h398v310h-398z"/></clipPath>' : '';
  return rim + pieces + gradientsIn(pieces + drawing);
}

const GOLD_PIECE = '<ellipse cy="4.4" rx="20" ry="16" fill="#a8640f"/><ellipse rx="20" ry="16" fill="url(#gold)"/><ellipse rx="12.4" ry="9.6" fill="none" stroke="#a8640f" stroke-width="2.5"/>';

function gradientsIn(drawing: string): string {
  const named = new Set([...drawing.matchAll(/url\(#([a-z]+)(?:-([a-z]+))?\)/g)].map(([, id, tone]) => (tone ? `${id}-${tone}` : id!)));
  return [...named].sort().map((id) => {
    const [kind, name] = id.split('-') as [string, ToneName | undefined];
    if (!name || !(name in TONES)) return MATERIALS[kind] ?? '';
    const tone = TONES[name];
    if (kind === 'shine') return across(id, tone.light, tone.main);
    if (kind === 'body') return across(id, tone.main, tone.dark);
    return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="100" cy="92" r="240"><stop stop-color="${tone.glow}"/><stop offset=".46" stop-color="${tone.deep}"/><stop offset="1" stop-color="#0a0a16"/></radialGradient>`;
  }).join('');
}

/** A filled path; drawings stand in a group that gives every path its dark line, `bare` ones have none. */
export const shape = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}"${more}/>`;
export const bare = (d: string, fill: string, opacity = 1): string => `<path d="${d}" fill="${fill}" stroke="none"${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`;
export const dot = (x: number, y: number, r: number, fill: string, more = ''): string => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"${more}/>`;
export const line = (d: string, stroke: string, width: number): string => `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`;
/** A line with a dark edge, like a rope or a limb of a bow. */
export const cord = (d: string, stroke: string, width: number): string => line(d, INK, width + 7) + line(d, stroke, width);
export const put = (drawing: string, transform: string): string => `<g transform="${transform}">${drawing}</g>`;
/** A four-pointed spark. */
export const spark = (x: number, y: number, size: number, fill = '#fff', opacity = 1): string =>
  bare(`M${x} ${y - size}q${size * 0.12} ${size * 0.88} ${size} ${size}q${-size * 0.88} ${size * 0.12} ${-size} ${size}q${-size * 0.12} ${-size * 0.88} ${-size} ${-size}q${size * 0.88} ${-size * 0.12} ${size} ${-size}z`, fill, opacity);
/** A burning flame that stands on (x, y), `size` high. */
export function flame(x: number, y: number, size: number, { light, main, dark }: Tone): string {
  const at = (part: string, scale: number, fill: string, line: boolean) => `<path transform="translate(${x} ${y}) scale(${+(size / 100 * scale).toFixed(3)})" d="${part}" fill="${fill}"${line ? ` stroke-width="${+(400 / size).toFixed(1)}"` : ' stroke="none"'}/>`;
  const outer = 'M2 0C-26 0-40-18-38-42c2-18 14-26 12-48 10 6 14 14 15 22 8-10 10-22 6-36C16-96 42-66 40-38 39-14 26 0 2 0z';
  return at(outer, 1, main, true) + at(outer, 0.68, light, false) + bare(`M${x} ${y - size * 0.04}c${-size * 0.1} 0 ${-size * 0.13} ${-size * 0.12} ${-size * 0.02} ${-size * 0.28}c${size * 0.12} ${size * 0.12} ${size * 0.14} ${size * 0.28} ${size * 0.02} ${size * 0.28}z`, '#fff', 0.9) + bare(`M${x - size * 0.3} ${y - size * 0.16}c0 ${size * 0.1} ${size * 0.1} ${size * 0.15} ${size * 0.2} ${size * 0.16}l${size * 0.14} 0c${-size * 0.2} 0 ${-size * 0.3} ${-size * 0.06} ${-size * 0.34} ${-size * 0.16}z`, dark, 0.35);
}
/** A cut stone: six facets. */
export function gem(x: number, y: number, r: number, { light, main, dark }: Tone): string {
  const p = (dx: number, dy: number) => `${+(x + dx * r).toFixed(1)} ${+(y + dy * r).toFixed(1)}`;
  return shape(`M${p(-0.55, -0.75)}L${p(0.55, -0.75)}L${p(1, -0.1)}L${p(0, 1)}L${p(-1, -0.1)}z`, main)
    + bare(`M${p(-0.55, -0.75)}L${p(0.55, -0.75)}L${p(0.4, -0.1)}L${p(-0.4, -0.1)}z`, light) + bare(`M${p(0.4, -0.1)}L${p(1, -0.1)}L${p(0, 1)}z`, dark, 0.75) + bare(`M${p(-1, -0.1)}L${p(-0.4, -0.1)}L${p(-0.55, -0.75)}z`, '#fff', 0.35) + bare(`M${p(-0.4, -0.1)}L${p(0, 1)}L${p(-1, -0.1)}z`, dark, 0.25);
}
