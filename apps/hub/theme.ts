/** Colours of a hub, made readable: WCAG 2.2 AA against what they stand on, whatever accent a studio chose. */
export interface Theme {
  scheme: 'dark' | 'light';
  accent: string;
  onAccent: string;
  /** The accent as text on the page. */
  accentText: string;
  background: string;
  surface: string;
  raised: string;
  line: string;
  text: string;
  muted: string;
}

type Rgb = [number, number, number];

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
const hex = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((part, at) => part + (b[at]! - part) * share) as Rgb;

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two `#rrggbb`, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [10, 12, 20];

/** Moves a colour towards black or white until it can be read on the other. */
function readable(color: Rgb, on: string, towards: Rgb): string {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = hex(mix(color, towards, share));
    if (contrast(tried, on) >= 4.6) return tried;
  }
  return hex(towards);
}

export function themeOf(hub: { accent_color: string; background_color: string; scheme: 'dark' | 'light' }): Theme {
  const dark = hub.scheme === 'dark';
  const far = dark ? WHITE : INK;
  // A background that is too light for a dark hub (or too dark for a light one) is pulled to where its text can be read.
  let base = parse(hub.background_color);
  for (let step = 0; step < 20 && contrast(hex(mix(base, far, 0.1)), hex(far)) < 12; step++) base = mix(base, dark ? [0, 0, 0] : WHITE, 0.15);
  const raised = hex(mix(base, far, dark ? 0.12 : 0.07));
  const accent = parse(hub.accent_color);
  // One of pure black and pure white has 4.58 : 1 on every colour.
  const onAccent = contrast(hub.accent_color, '#000000') >= contrast(hub.accent_color, '#ffffff') ? '#000000' : '#ffffff';
  return {
    scheme: hub.scheme, accent: hub.accent_color, onAccent, accentText: readable(accent, raised, far), background: hex(base), surface: hex(mix(base, far, dark ? 0.06 : 0.03)), raised,
    line: hex(mix(base, far, 0.18)), text: hex(mix(base, far, 0.95)), muted: readable(mix(base, far, 0.62), raised, far),
  };
}

/** The theme as custom properties of CSS. */
export function themeCss(theme: Theme): string {
  const { scheme, onAccent, accentText, ...rest } = theme;
  const all = { ...rest, 'on-accent': onAccent, 'accent-text': accentText };
  return `:root{color-scheme:${scheme};${Object.entries(all).map(([name, value]) => `--${name}:${value}`).join(';')}}`;
}
