import { randomBytes } from 'node:crypto';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { BuiltAssets } from './built-assets.js';
import type { Locale, Say } from './messages/messages.js';
import { themeCss, type Theme } from './theme.js';

export interface DocumentOptions {
  locale: Locale;
  say: Say;
  title: string;
  theme: Theme;
  assets: BuiltAssets;
  /** Entries of `islands/`. */
  scripts?: string[];
  /** What the scripts of this page need to know; readable by its visitor. */
  state?: object;
  /** The foreign origins whose frames this page may show. */
  frameOrigins?: readonly string[];
  /** Which sheets of wallets this page may open: `apple_pay`, `google_pay`. None: the browser keeps them shut. */
  sheets?: readonly string[];
  /** Where plain http pictures may come from: sandboxes run on one machine. */
  allowLocalPictures: boolean;
  /** The logo of the game, which browsers show beside the title; without one a stone in the theme's accent. */
  iconUrl?: string | null;
  body: ComponentChildren;
}

export interface RenderedPage {
  html: string;
  headers: Record<string, string>;
}

/** JSON inside a script element: nothing in it can end the element. */
const stateText = (state: object): string => JSON.stringify(state).replace(/</g, '\\u003c').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');

/** What Chromium reads to find Google Pay's sheet (the manifest of a payment method): nothing of it runs in this page. https://developer.chrome.com/blog/payment-handler-csp-connect-src */
const GOOGLE_PAY = ['https://google.com/pay', 'https://www.google.com/pay', 'https://pay.google.com'];

export function contentSecurityPolicy(nonce: string, frameOrigins: readonly string[], allowLocalPictures: boolean, sheets: readonly string[] = []): string {
  return [
    `default-src 'none'`, `script-src 'self' 'nonce-${nonce}'`, `style-src 'self' 'nonce-${nonce}'`, `img-src 'self' data: https:${allowLocalPictures ? ' http://127.0.0.1:* http://localhost:*' : ''}`,
    `font-src 'self'`, `connect-src ${["'self'", ...(sheets.includes('google_pay') ? GOOGLE_PAY : [])].join(' ')}`, `frame-src ${frameOrigins.length > 0 ? frameOrigins.join(' ') : `'none'`}`, `form-action 'self'`, `base-uri 'none'`, `frame-ancestors 'none'`,
  ].join('; ');
}

function drawnIcon({ accent, onAccent }: Theme): string {
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${accent}"/><path d="M10 8h12l5 7-11 11L5 15z" fill="${onAccent}"/></svg>`)}`;
}

/** A whole page, with the headers that keep it safe. */
export function renderDocument(options: DocumentOptions): RenderedPage {
  const nonce = randomBytes(18).toString('base64');
  const { assets, theme, locale } = options;
  const scripts = (options.scripts ?? []).flatMap((name) => assets.script(name) ?? []);
  const style = assets.style('hub');
  const page: VNode = (
    <html lang={locale} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{options.title}</title>
        <meta name="color-scheme" content={theme.scheme} />
        <meta name="theme-color" content={theme.background} />
        <link rel="icon" href={options.iconUrl ?? drawnIcon(theme)} />
        {style ? <link rel="stylesheet" href={`/assets/${style}`} /> : null}
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: themeCss(theme) }} />
        {scripts.map((script) => <script type="module" nonce={nonce} src={`/assets/${script.file}`} />)}
        {[...new Set(scripts.flatMap((script) => script.preload))].map((file) => <link rel="modulepreload" nonce={nonce} href={`/assets/${file}`} />)}
      </head>
      <body>
        <a class="skip" href="#content">{options.say('skip_to_content')}</a>
        {options.body}
        {options.state ? <script type="application/json" id="state" nonce={nonce} dangerouslySetInnerHTML={{ __html: stateText(options.state) }} /> : null}
      </body>
    </html>
  );
  return {
    html: `<!doctype html>${renderToString(page)}`,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce, options.frameOrigins ?? [], options.allowLocalPictures, options.sheets),
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': `camera=(), microphone=(), geolocation=(), payment=${options.sheets?.length ? '(self)' : '()'}`,
      'x-frame-options': 'DENY',
    },
  };
}
