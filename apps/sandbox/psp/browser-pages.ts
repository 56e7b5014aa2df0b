import { exponentOf } from './fee.js';
import { frameField, frameStyle, type FrameLook } from './frame-look.js';
import { FRAME_SCRIPT } from './frame-script.js';
import { escapeHtml, jsonForScript } from '../html.js';
import type { Locale, PaymentRow } from './rows.js';
import { FRAME_TEXTS, PAGE_TEXTS } from './texts.js';

const PAGE_STYLE = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;font:1rem/1.5 system-ui,sans-serif;background:#eef1f6;color:#16202e}
main{width:100%;max-width:26rem;background:#fff;border-radius:1rem;padding:1.5rem;box-shadow:0 1px 3px #0003}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 .5rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}
dt{color:#4a586b}dd{margin:0;text-align:end;font-variant-numeric:tabular-nums}
form{display:grid;gap:.75rem}
button{font:inherit;font-weight:600;min-height:3rem;border-radius:.625rem;border:2px solid #1d4ed8;cursor:pointer}
button.primary{background:#1d4ed8;color:#fff}button.second{background:#fff;color:#1d4ed8}
button:focus-visible{outline:3px solid #16202e;outline-offset:2px}
.notice{font-size:.875rem;color:#4a586b;margin:1rem 0 0}
`;

export interface FrameSettings {
  readonly origin: string;
  readonly session: string;
  readonly locale: Locale;
  readonly look: FrameLook;
  readonly nonce: string;
}

export function framePage(settings: FrameSettings): string {
  const texts = FRAME_TEXTS[settings.locale];
  const { locale } = settings;
  return `<!doctype html>
<html lang="${settings.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(texts.title)}</title>
<style nonce="${settings.nonce}">${frameStyle(settings.look)}</style>
</head>
<body>
<main aria-label="${escapeHtml(texts.title)}">
${frameField(locale, 'number', 'cc-number', '1234 1234 1234 1234', 24)}
${frameField(locale, 'expiry', 'cc-exp', 'MM / YY', 9)}
${frameField(locale, 'security_code', 'cc-csc', '123', 4)}
</main>
<script type="application/json" id="settings">${jsonForScript({ origin: settings.origin, session: settings.session, texts })}</script>
<script nonce="${settings.nonce}">${FRAME_SCRIPT}</script>
</body>
</html>
`;
}

/** The issuer's page (card) or the wallet's page: two buttons, one question. */
export function actionPage(payment: PaymentRow, nonce: string): string {
  const texts = PAGE_TEXTS[payment.locale];
  const isChallenge = payment.method === 'card';
  const card = payment.card === null ? '' : `<dt>${escapeHtml(texts.card)}</dt><dd>${escapeHtml(payment.card.brand)} •••• ${payment.card.last4}</dd>`;
  return simplePage(
    payment.locale,
    isChallenge ? texts.challenge_title : texts.wallet_title,
    `<p>${escapeHtml(isChallenge ? texts.challenge_text : texts.wallet_text)}</p>
<dl><dt>${escapeHtml(texts.amount)}</dt><dd>${decimalAmount(payment.amount_minor, payment.currency, payment.locale)} ${payment.currency}</dd>${card}</dl>
<form method="post">
<button class="primary" name="answer" value="approve">${escapeHtml(isChallenge ? texts.complete : texts.pay)}</button>
<button class="second" name="answer" value="refuse">${escapeHtml(isChallenge ? texts.fail : texts.cancel)}</button>
</form>
<p class="notice">${escapeHtml(texts.notice)}</p>`,
    nonce,
  );
}

export function notFoundPage(locale: Locale, nonce: string): string {
  const texts = PAGE_TEXTS[locale];
  return simplePage(locale, texts.not_found_title, `<p>${escapeHtml(texts.not_found_text)}</p>`, nonce);
}

function simplePage(locale: Locale, title: string, body: string, nonce: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${PAGE_STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}</main></body>
</html>
`;
}

/** Minor units as a decimal number, digit by digit. */
function decimalAmount(minor: number, currency: string, locale: Locale): string {
  const exponent = exponentOf(currency);
  const digits = String(minor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, locale === 'de' ? '.' : ',');
  return exponent === 0 ? whole : `${whole}${locale === 'de' ? ',' : '.'}${digits.slice(-exponent)}`;
}
