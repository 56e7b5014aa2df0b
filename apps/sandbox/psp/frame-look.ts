import type { Locale } from './rows.js';
import { escapeHtml } from '../html.js';
import { FRAME_TEXTS } from './texts.js';

/** How the fields look, so that they stand in the shop's page as its own do. */
export interface FrameLook {
  readonly scheme: 'light' | 'dark';
  /** `#rrggbb`, all of them. */
  readonly accent: string;
  readonly background: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  /** Of the fields' corners, in CSS pixels. */
  readonly radius: number;
}

const COLOUR = /^#[0-9a-f]{6}$/i;
const OWN = {
  dark: { accent: '#1d4ed8', background: '#1b2431', line: '#8592a5', text: '#f3f5f8', muted: '#c3cbd6' },
  light: { accent: '#1d4ed8', background: '#ffffff', line: '#68768a', text: '#16202e', muted: '#4a586b' },
} as const;
const RADIUS_MAX = 24;

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function canBeRead(text: string, on: string): boolean {
  const [light = 0, dark = 0] = [luminance(text), luminance(on)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05) >= 4.5;
}

/** What the shop asks for; a colour that is none, and colours that cannot be read on each other, are the frame's own instead. */
export function readFrameLook(text: (name: string) => string): FrameLook {
  const scheme = text('scheme') === 'dark' ? 'dark' : 'light';
  const own = OWN[scheme];
  const colour = (name: keyof typeof own): string => (COLOUR.test(text(name)) ? text(name).toLowerCase() : own[name]);
  const asked = { background: colour('background'), line: colour('line'), text: colour('text'), muted: colour('muted') };
  const isReadable = canBeRead(asked.text, asked.background) && canBeRead(asked.muted, asked.background);
  const { background, line, text: ink, muted } = isReadable ? asked : own;
  const radius = /^\d{1,2}$/.test(text('radius')) ? Math.min(RADIUS_MAX, Number(text('radius'))) : 8;
  return { scheme, accent: colour('accent'), background, line, text: ink, muted, radius };
}

/** Nothing stands outside of the fields: the shop's page has the room around them. */
export function frameStyle({ accent, scheme, background, line, text, muted, radius }: FrameLook): string {
  const error = scheme === 'dark' ? '#ff9a9a' : '#b3261e';
  return `
*{box-sizing:border-box}
html{color-scheme:${scheme};background:transparent}
body{margin:0;padding:0;font:1rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;color:${text};background:transparent}
main{display:grid;grid-template-columns:1fr 1fr;gap:.875rem .75rem}
.field{min-width:0}
.field-number{grid-column:1/-1}
.head{display:flex;align-items:center;justify-content:space-between;gap:.5rem;margin-bottom:.375rem}
label{font-size:.9375rem;font-weight:650}
input{width:100%;min-height:3rem;padding:.625rem .875rem;font:inherit;font-variant-numeric:tabular-nums;color:${text};background:${background};border:1.5px solid ${line};border-radius:${radius}px}
input::placeholder{color:${muted};opacity:1}
input:focus{outline:3px solid ${accent};outline-offset:-3px}
input[aria-invalid=true]{border-color:${error};border-width:2px}
p{margin:.25rem 0 0;font-size:.8125rem}
.hint{color:${muted}}
.error{color:${error};font-weight:550}
.error:empty{margin:0}
.brands{display:flex;gap:.25rem}
.brands svg{display:block;width:2rem;height:1.25rem;border-radius:3px;transition:opacity .15s}
[data-brand] .brands svg{opacity:.25}
[data-brand=visa] .brands .visa,[data-brand=mastercard] .brands .mastercard,[data-brand=amex] .brands .amex{opacity:1}
@media (max-width:24rem){.hint{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
@media (max-width:14rem){main{grid-template-columns:1fr}}
@media (prefers-reduced-motion:reduce){.brands svg{transition:none}}
`;
}

/** Signs of the most common cards; the one that is typed stays bright. Drawn here, decorative. */
const BRANDS = `<span class="brands" aria-hidden="true">
<svg class="visa" viewBox="0 0 32 20"><path fill="#fff" d="M0 0h32v20H0z"/><path fill="#1a1f71" d="M6 6h2.6l1.300 5.200L11.700 6h2.500l-3.500 8H8.300zM14.800 6h2.400l-1.500 8h-2.400zM21.500 8.100c-1.600-.7-2.300.1-1.200.7 2.400 1.100 2.100 5.200-1.600 5.200-1 0-1.700-.2-2.100-.4l.4-2c1.600.8 2.800.200 1.800-.5-2.800-1.500-1.800-5.300 1.800-5.300.700 0 1.200.1 1.600.3zM24.700 6h2l1.800 8h-2.200l-.2-1.300h-2.500l-.6 1.300h-2.400zm.7 2.600-1 2.500h1.500z"/></svg>
<svg class="mastercard" viewBox="0 0 32 20"><path fill="#fff" d="M0 0h32v20H0z"/><circle cx="12.500" cy="10" r="6.500" fill="#eb001b"/><circle cx="19.500" cy="10" r="6.500" fill="#f79e1b"/><path fill="#ff5f00" d="M16 4.500a6.500 6.500 0 0 1 0 11 6.500 6.500 0 0 1 0-11z"/></svg>
<svg class="amex" viewBox="0 0 32 20"><path fill="#1f72cd" d="M0 0h32v20H0z"/><path fill="#fff" d="M4.700 7h2.200l2 6H7.100l-.3-1H4.700l-.3 1H2.700zm1.100 1.700-.6 2h1.200zM9.600 7h2l1.300 3.200L14.200 7h2v6h-1.500V9.500L13.400 13h-1L11 9.500V13H9.600zM17.200 7h4.400v1.300h-2.900v1h2.800v1.300h-2.800v1.100h2.900V13h-4.400zM21.800 7h1.900l1.500 1.900L26.700 7h1.900l-2.400 2.900 2.500 3.100h-1.900l-1.600-2-1.600 2h-1.900l2.500-3.100z"/></svg>
</span>`;

/** One field with its label, its hint and the place of its error. */
export function frameField(locale: Locale, id: 'number' | 'expiry' | 'security_code', autocomplete: string, placeholder: string, maxLength: number): string {
  const texts = FRAME_TEXTS[locale];
  const hint = id === 'number' ? '' : texts[`${id}_hint`];
  return `
<div class="field field-${id}">
<div class="head"><label for="${id}">${escapeHtml(texts[id])}</label>${id === 'number' ? BRANDS : ''}</div>
<input id="${id}" type="text" inputmode="numeric" autocomplete="${autocomplete}" placeholder="${placeholder}" maxlength="${maxLength}" spellcheck="false" required aria-describedby="${hint === '' ? '' : `${id}-hint `}${id}-error">
${hint === '' ? '' : `<p class="hint" id="${id}-hint">${escapeHtml(hint)}</p>`}
<p class="error" id="${id}-error" aria-live="polite"></p>
</div>`;
}
