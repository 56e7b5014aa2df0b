import { escapeHtml, jsonForScript } from '../html.js';
import type { CardInput } from './cards.js';
import type { FrameLook } from './frame-look.js';
import { refuseFields, type FieldError } from './refusal.js';
import type { Locale, WalletOfToken } from './rows.js';

export const WALLETS = ['apple_pay', 'google_pay'] as const;
const NAMES: Readonly<Record<WalletOfToken['name'], string>> = { apple_pay: 'Apple Pay', google_pay: 'Google Pay' };

interface WalletCard {
  readonly id: string;
  readonly number: string;
  readonly by: WalletOfToken['by'];
  readonly label: Readonly<Record<Locale, string>>;
  readonly wallets: readonly WalletOfToken['name'][];
}

/** What is in the wallet: a card in the device that pays, one that its bank declines, and one on file, whose bank wants to ask. */
const CARDS: readonly WalletCard[] = [
  { id: 'device', number: '4242424242424242', by: 'device', label: { en: 'VISA •••• 4242, in this device', de: 'VISA •••• 4242, in diesem Gerät' }, wallets: WALLETS },
  { id: 'declined', number: '4211127262112418', by: 'device', label: { en: 'VISA •••• 2418, is declined', de: 'VISA •••• 2418, wird abgelehnt' }, wallets: WALLETS },
  { id: 'on_file', number: '4224703082575813', by: 'pan_only', label: { en: 'VISA •••• 5813, on file: the bank asks', de: 'VISA •••• 5813, hinterlegt: die Bank fragt nach' }, wallets: ['google_pay'] },
];

export interface WalletTokenInput {
  readonly wallet: WalletOfToken;
  readonly typed: CardInput;
}

/** `{wallet, card, billing_country?}`. Throws `invalid_card` naming every wrong field. */
export function readWalletChoice(body: unknown, now: Date): WalletTokenInput {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const name = WALLETS.find((each) => each === fields['wallet']);
  const card = CARDS.find(({ id, wallets }) => id === fields['card'] && name !== undefined && wallets.includes(name));
  const country = fields['billing_country'] ?? null;
  const errors: FieldError[] = [];
  if (!name) errors.push({ field: 'wallet', message: `must be one of ${WALLETS.join(', ')}.` });
  if (!card) errors.push({ field: 'card', message: 'is not in this wallet.' });
  if (country !== null && (typeof country !== 'string' || !/^[A-Z]{2}$/.test(country))) errors.push({ field: 'billing_country', message: 'must be an ISO 3166-1 code.' });
  if (!name || !card || errors.length > 0) throw refuseFields('invalid_card', errors);
  return { wallet: { name, by: card.by, billing_country: country as string | null }, typed: { number: card.number, exp_month: 12, exp_year: now.getUTCFullYear() + 3, security_code: '123' } };
}

const TEXTS = {
  en: { sheet: 'Test sheet of {wallet}', card: 'Card', country: 'Country of the billing address', pay: 'Pay by {wallet}', cancel: 'Cancel', notice: 'A test: there is no device behind it, and no money moves.', failed: 'The sheet could not be used. Try again.' },
  de: { sheet: 'Testfenster von {wallet}', card: 'Karte', country: 'Land der Rechnungsadresse', pay: 'Mit {wallet} bezahlen', cancel: 'Abbrechen', notice: 'Ein Test: Dahinter ist kein Gerät, und es fließt kein Geld.', failed: 'Das Fenster geht gerade nicht. Versuchen Sie es noch einmal.' },
} as const;

/** Speaks with the one page that embeds it: `hubcraft.sandbox.wallet_token` or `hubcraft.sandbox.wallet_cancelled`, once each time it is opened. */
const SCRIPT = `
'use strict';
(() => {
  const { origin, wallet, failed } = JSON.parse(document.getElementById('settings').textContent);
  const tell = (type, more) => window.parent.postMessage({ type: 'hubcraft.sandbox.' + type, ...more }, origin);
  const form = document.querySelector('form');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    document.getElementById('pay').disabled = true;
    const country = document.getElementById('country').value.trim().toUpperCase();
    try {
      const answer = await fetch('wallet-tokens', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ wallet, card: document.getElementById('card').value, ...(country ? { billing_country: country } : {}) }) });
      if (!answer.ok) throw new Error(String(answer.status));
      tell('wallet_token', { token: (await answer.json()).token });
    } catch {
      document.getElementById('error').textContent = failed;
      document.getElementById('pay').disabled = false;
    }
  });
  document.getElementById('cancel').addEventListener('click', () => tell('wallet_cancelled'));
  new ResizeObserver(() => tell('height', { height: Math.ceil(document.documentElement.getBoundingClientRect().height) })).observe(document.documentElement);
})();
`;

export interface SheetSettings { readonly origin: string; readonly wallet: WalletOfToken['name']; readonly locale: Locale; readonly amount: string; readonly look: FrameLook; readonly nonce: string }

const styleOf = ({ scheme, background, line, text, muted, accent }: FrameLook): string => `
*{box-sizing:border-box}
html{color-scheme:${scheme};background:transparent}
body{margin:0;font:1rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;color:${text};background:transparent}
form{display:grid;gap:.75rem;padding:1rem;background:${background};border:1.5px solid ${line};border-radius:12px}
h1{margin:0;font-size:1.125rem}
label{display:grid;gap:.25rem;font-size:.9375rem;font-weight:650}
select,input{min-height:3rem;padding:.5rem .75rem;font:inherit;color:${text};background:${background};border:1.5px solid ${line};border-radius:8px}
button{min-height:3rem;font:inherit;font-weight:650;border-radius:8px;border:2px solid ${line};color:${text};background:${background};cursor:pointer}
:focus-visible{outline:3px solid ${accent};outline-offset:2px}
p{margin:0;font-size:.875rem;color:${muted}}
p:empty{display:none}
`;

/** The sheet of a wallet as a page for an iframe of the checkout: which card, where she lives, pay or not. */
export function walletSheetPage({ origin, wallet, locale, amount, look, nonce }: SheetSettings): string {
  const word = (name: keyof (typeof TEXTS)['en']): string => escapeHtml(TEXTS[locale][name].replace('{wallet}', NAMES[wallet]));
  const options = CARDS.filter(({ wallets }) => wallets.includes(wallet)).map(({ id, label }) => `<option value="${id}">${escapeHtml(label[locale])}</option>`).join('');
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${word('sheet')}</title><style nonce="${nonce}">${styleOf(look)}</style></head>
<body><main><form>
<h1>${word('sheet')}</h1>
<p id="amount">${escapeHtml(amount)}</p>
<label for="card">${word('card')}<select id="card">${options}</select></label>
<label for="country">${word('country')}<input id="country" type="text" maxlength="2" autocomplete="country" spellcheck="false"></label>
<p id="error" role="alert"></p>
<button id="pay" type="submit">${word('pay')}</button>
<button id="cancel" type="button">${word('cancel')}</button>
<p>${word('notice')}</p>
</form></main>
<script type="application/json" id="settings">${jsonForScript({ origin, wallet, failed: TEXTS[locale].failed })}</script>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}
