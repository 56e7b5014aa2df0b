import type { ChargeTexts } from '../charge/texts.js';

// Stands alone: what it shared with the scripts of the store would be one more file for every player.
const ANSWERS_WITHIN_MS = 30_000;
const { texts, locale } = JSON.parse(document.getElementById('state')!.textContent!) as { texts: ChargeTexts; locale: string };

interface Charge {
  game: string;
  seller: string | null;
  paid_on: string;
  amount: string;
  items: string[];
  status: string;
  receipt_number_ends: string;
}

/** Status 0: the server could not be reached. */
async function post(path: string, body: object): Promise<{ status: number; charges: Charge[] }> {
  try {
    const answer = await fetch(path, { method: 'POST', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, charges: text ? ((JSON.parse(text) as { data?: Charge[] }).data ?? []) : [] };
  } catch {
    return { status: 0, charges: [] };
  }
}

const fill = (text: string, values: Record<string, string>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

function problemOf(status: number): string {
  if (status === 404) return texts.not_found;
  if (status === 429) return texts.too_many;
  return status === 422 ? texts.incomplete : texts.unavailable;
}

function told(charge: Charge): HTMLElement {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${charge.paid_on}T00:00:00Z`));
  const lines = [
    fill(texts.found, { amount: charge.amount, date, game: charge.game, items: charge.items.join(', ') }), ...(charge.seller ? [fill(texts.sold_by, { seller: charge.seller })] : []),
    ...(charge.receipt_number_ends ? [fill(texts.receipt_number, { digits: charge.receipt_number_ends })] : []), ...(charge.status === 'refunded' || charge.status === 'canceled' ? [texts.refunded] : []),
  ];
  const paragraph = document.createElement('p');
  paragraph.textContent = lines.join(' ');
  return paragraph;
}

const form = document.querySelector<HTMLFormElement>('[data-charge]')!;
const button = form.querySelector('button')!;
const problem = form.querySelector<HTMLElement>('[data-problem]')!;
const found = document.querySelector<HTMLElement>('[data-found]')!;
const send = found.querySelector<HTMLButtonElement>('[data-send]')!;
const sent = found.querySelector<HTMLElement>('[data-sent]')!;
let line: Record<string, string> = {};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (button.disabled) return;
  const typed = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
  line = { ...typed, currency: typed.currency!.toUpperCase() };
  found.hidden = true;
  problem.textContent = Object.values(line).every((value) => value !== '') && /^\d{4}$/.test(line.last4!) && /^[A-Z]{3}$/.test(line.currency!) ? '' : texts.incomplete;
  if (problem.textContent) return;
  button.disabled = true;
  button.textContent = texts.looking;
  void post('/store/v1/charge_lookup', { ...line, locale }).then(({ status, charges }) => {
    button.disabled = false;
    button.textContent = texts.look;
    if (status !== 200) {
      problem.textContent = problemOf(status);
      return;
    }
    found.querySelector('[data-charges]')!.replaceChildren(...charges.map(told));
    sent.textContent = '';
    send.disabled = false;
    found.hidden = false;
    found.querySelector<HTMLElement>('h2')!.focus();
  });
});

send.addEventListener('click', () => {
  send.disabled = true;
  void post('/store/v1/charge_lookup/receipt', line).then(({ status }) => {
    sent.textContent = status === 202 ? texts.sent : problemOf(status);
    send.disabled = status === 202;
  });
});

button.disabled = false;
