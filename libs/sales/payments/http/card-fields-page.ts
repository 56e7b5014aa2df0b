import { randomBytes } from 'node:crypto';
import type { CardFieldsSetup } from '../app/card-fields.js';
import { PROVIDER_FIELDS, SHARED_SCRIPT } from './card-fields-scripts.js';

const TEXTS = {
  en: { title: 'Card', number: 'Card number', expiry: 'Expiry date', security_code: 'Security code', invalid: 'Check what you have entered.', failed: 'The card fields cannot be used at this moment. Try again in a minute.' },
  de: { title: 'Karte', number: 'Kartennummer', expiry: 'Gültig bis', security_code: 'Prüfziffer', invalid: 'Bitte prüfen Sie Ihre Angaben.', failed: 'Die Kartenfelder gehen gerade nicht. Versuchen Sie es in einer Minute noch einmal.' },
} as const;

const COLOURS = {
  dark: { background: '#1b2431', line: '#8592a5', text: '#f3f5f8', muted: '#c3cbd6', accent: '#1d4ed8', error: '#ff9a9a' },
  light: { background: '#ffffff', line: '#68768a', text: '#16202e', muted: '#4a586b', accent: '#1d4ed8', error: '#b3261e' },
} as const;
const COLOUR = /^#[0-9a-f]{6}$/i;

type Look = Record<keyof (typeof COLOURS)['dark'], string> & { scheme: string };

function lookOf(query: URLSearchParams): Look {
  const scheme = query.get('scheme') === 'dark' ? 'dark' : 'light';
  const own = COLOURS[scheme];
  const asked = Object.entries(own).map(([name, colour]) => [name, name !== 'error' && COLOUR.test(query.get(name) ?? '') ? query.get(name)! : colour]);
  return { ...(Object.fromEntries(asked) as Record<keyof typeof own, string>), scheme };
}

const styleOf = ({ scheme, background, line, text, accent, error }: Look): string => `
*{box-sizing:border-box}
html{color-scheme:${scheme};background:transparent}
body{margin:0;font:1rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;color:${text};background:transparent}
main{display:grid;grid-template-columns:1fr 1fr;gap:.875rem .75rem}
section{min-width:0}
section:first-child{grid-column:1/-1}
label{display:block;margin-bottom:.375rem;font-size:.9375rem;font-weight:650}
.field{min-height:3rem;padding:.75rem .875rem;background:${background};border:1.5px solid ${line};border-radius:12px}
.field.StripeElement--focus,.field.focus{outline:3px solid ${accent};outline-offset:-3px}
.field.wrong{border:2px solid ${error}}
p{margin:.25rem 0 0;font-size:.8125rem;font-weight:550;color:${error}}
p:empty{margin:0}
@media (max-width:14rem){main{grid-template-columns:1fr}}
`;

/** The page that holds the provider's own card fields, in an iframe of our checkout: what is typed goes to the provider, never to us. It may be embedded by our pages alone. */
export function cardFieldsPage({ provider, publishable_key, parent_origin }: CardFieldsSetup, query: URLSearchParams): { html: string; headers: Record<string, string> } {
  const { script, policy, code } = PROVIDER_FIELDS[provider]!;
  const nonce = randomBytes(18).toString('base64');
  const locale = (query.get('locale') ?? '').toLowerCase().startsWith('de') ? 'de' : 'en';
  const texts = TEXTS[locale];
  const look = lookOf(query);
  const settings = JSON.stringify({ provider, key: publishable_key, origin: parent_origin, locale, text: look.text, muted: look.muted, error: look.error, texts: { failed: texts.failed, invalid: texts.invalid } }).replaceAll('<', '\\u003c');
  const field = (name: 'number' | 'expiry' | 'security_code'): string =>
    `<section><label for="${name}">${texts[name]}</label><div class="field" id="${name}"></div><p id="${name}-error" aria-live="polite"></p></section>`;
  return {
    html: `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${texts.title}</title><style nonce="${nonce}">${styleOf(look)}</style></head>`
      + `<body><main>${field('number')}${field('expiry')}${field('security_code')}</main><script type="application/json" id="settings" nonce="${nonce}">${settings}</script>`
      + `<script nonce="${nonce}">${SHARED_SCRIPT}</script><script src="${script}"></script><script nonce="${nonce}">${code}</script></body></html>`,
    headers: {
      'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'strict-origin', 'x-content-type-options': 'nosniff', 'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'content-security-policy': [
        `default-src 'none'`, `script-src 'nonce-${nonce}' ${policy.script}`, `style-src 'nonce-${nonce}'`, `frame-src ${policy.frame}`, `connect-src ${policy.connect}`, `img-src data: ${policy.script}`, `form-action 'none'`,
        `base-uri 'none'`, `frame-ancestors ${parent_origin}`,
      ].join('; '),
    },
  };
}
